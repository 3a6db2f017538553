"""Whole runs: every file holds what it promises, all show the figures of the tables, and data stays data."""

import json
import re
import shutil
import subprocess
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from deliver.files import texts
from plain_words import barred
from pptx import Presentation
from support import WHOLE
from typer.testing import CliRunner

from segtools.cli import app
from segtools.deliver.make import FILES
from segtools.deliver.powerpoint import HEIGHT
from segtools.deliver.slide_text import line_count
from segtools.deliver.views import views_of
from segtools.deliver.workbook.summary_sheet import TYPED
from segtools.show.small_counts import few_parts
from segtools.tables import open_study
from segtools.target import ranking, returns

CLIENTS = ["demo", "complete_journey"]
EVIL = ["=1+1", "<script>alert(1)</script>", '"; --', "@SUM(A1)", "$x^2$ & *b*"]
OFFICE = shutil.which("soffice")


@pytest.fixture(params=CLIENTS)
def made(request, runs, monkeypatch):
    """A client's views and its folder, from the whole runs."""
    return load(request.param, runs, monkeypatch)


def load(client, runs, monkeypatch):
    monkeypatch.chdir(runs["project"])
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(runs["outputs"]))
    return views_of(open_study(client, WHOLE[client])), runs["outputs"] / client


def slides(folder):
    return list(Presentation(folder / "deck.pptx").slides)


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def words(slide):
    said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    said += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(said)


def test_run_json_lists_each_deliverable_with_its_hash_and_what_it_promised(made):
    whole, folder = made
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert set(record["deliverables"]) == {"report.html", "deck.pptx", "workbook.xlsx", "cards.pdf", "handover.md"}
    for name, (promised, _) in FILES.items():
        assert set(promised(whole)) <= set(record["deliverables"][name]["sections"])
        assert record["deliverables"][name]["sha256"] == record["outputs"][name]
    assert (folder / "cards.pdf").read_bytes().startswith(b"%PDF")


def test_the_charts_of_the_deck_are_native_and_hold_the_figures_of_the_tables(made):
    whole, folder = made
    pages = slides(folder)
    by = dict(
        zip(json.loads((folder / "run.json").read_text())["deliverables"]["deck.pptx"]["sections"], pages, strict=True)
    )
    assert not [shape for page in pages for shape in page.shapes if shape.shape_type == 13]  # no pasted picture
    assert sum(len(charts(page)) for page in pages) >= 6 + len(whole.study.cards)
    shares = {plot.name: list(plot.values) for plot in charts(by["side by side"])[0].plots[0].series}
    assert shares["of the base"] == whole.study.cards.share.tolist()
    assert shares["of the value to come"] == whole.study.cards.clv_share.tolist()
    for card in whole.study.cards.itertuples():
        (chart,) = charts(by[f"segment {card.segment_id}"])
        assert list(chart.plots[0].categories) == list(card.figure)
        assert list(chart.plots[0].series[0].values) == [round(float(value), 1) for value in card.figure_values]
    (bubbles,) = charts(by["targets"])
    largest_first = whole.study.cards.sort_values("clv_share", ascending=False).segment_id
    attractive = whole.study.targets.set_index("segment_id").attractiveness[largest_first].tolist()
    assert [one.values[0] for one in bubbles.plots[0].series] == attractive
    for drawn, look in zip(charts(by["next"])[0].plots[0].series, ("earlier", "now"), strict=True):
        kpis = whole.study.kpis
        hidden = few_parts(kpis[f"customers_{look}"], whole.style)
        shares = [None if few else share for few, share in zip(hidden, kpis[f"share_{look}"], strict=True)]
        assert list(drawn.values) == shares


def test_all_files_say_the_same_of_each_segment(made):
    whole, folder = made
    pages, page = slides(folder), (folder / "report.html").read_text("utf-8")
    note = (folder / "handover.md").read_text("utf-8")
    sheet = openpyxl.load_workbook(folder / "workbook.xlsx", data_only=True)["Segments"]
    heads = [cell.value for cell in sheet[4]]
    for n, card in enumerate(whole.study.cards.itertuples()):
        (own,) = [one for one in pages if one.shapes.title.text_frame.text.startswith(f"{card.segment_name}: ")]
        value = whole.style.amount(card.clv_12m)
        for text in (f"{card.size:,}", whole.style.share(card.share), value):
            assert text in words(own) and text in page
        row = [cell.value for cell in sheet[5 + n]]
        assert (row[heads.index("segment name")], row[heads.index("size")]) == (card.segment_name, card.size)
        assert row[heads.index("worth in twelve months, each")] == pytest.approx(card.clv_12m)
        assert f"| {card.segment_name} | {card.size:,} | {whole.style.share(card.share)} |" in note
    if whole.returns_told:
        assert whole.style.amount(whole.study.plan.expected_return.sum()) in words(pages[1])


def test_executives_read_no_word_of_the_trade(made):
    """On slides but the appendix, on the cards (where a reader of PDF is at hand), in the report's main part."""
    _, folder = made
    read = [words(slide) for slide in slides(folder)[:-1]]
    shown = [chart for slide in slides(folder) for chart in charts(slide)]
    read += [chart.chart_title.text_frame.text for chart in shown if chart.has_title]
    read += [text for _, text in texts(folder / "cards.pdf")]
    page = (folder / "report.html").read_text("utf-8").partition("<main>")[2].partition('<h2 id="evidence">')[0]
    main = re.sub(r"<style.*?</style>|data:image[^\"]*|<[^>]+>", " ", page, flags=re.DOTALL)
    assert len(main.split()) > 500
    assert [line for text in [*read, main] for line in text.splitlines() if barred(line)] == []


def test_every_slide_has_a_title_notes_with_sources_and_no_text_beyond_its_edge(made):
    _, folder = made
    for page in slides(folder):
        assert page.shapes.title.text_frame.text.strip()
        assert page.notes_slide.notes_text_frame.text.strip()
        for shape in page.shapes:
            assert not shape.is_placeholder or shape.text_frame.text.strip()
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= 12192000 + 9144 and shape.top + shape.height <= HEIGHT * 914400 + 9144
            if shape.has_text_frame and shape.width:
                paras = shape.text_frame.paragraphs
                tall = sum(
                    line_count(para.text, shape.width / 914400, run.font.size.pt, bool(run.font.bold))
                    * run.font.size.pt
                    * 1.2
                    for para in paras
                    for run in para.runs[:1]
                )
                assert tall <= shape.height / 12700 * 1.12 + 4, shape.text_frame.text
    notes = [page.notes_slide.notes_text_frame.text for page in slides(folder)[1:]]
    assert all("tables/" in note or "params" in note for note in notes)


def test_worth_is_told_as_the_margin_that_the_client_gave(runs, monkeypatch):
    whole, folder = load("complete_journey", runs, monkeypatch)
    value = whole.study.value.merge(whole.study.segments, on="customer_id")
    assert set(whole.study.cards.clv_basis) == {"margin"} and len(value) == len(whole.study.segments)
    known = "margin of 32%, as the client gives it"
    for name in ("report.html", "deck.pptx", "workbook.xlsx"):
        read = " ".join(text for _, text in texts(folder / name))
        assert known in read and "costs are not taken off" not in read, name


# --- the workbook calculates as the package does ------------------------------------------------------


def recalculated(folder, *paths):
    """The workbooks after LibreOffice has calculated every formula anew."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
        '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
    )
    command = [OFFICE, f"-env:UserInstallation=file://{profile.parent}", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [openpyxl.load_workbook(folder / "out" / path.name, data_only=True) for path in paths]


@pytest.mark.skipif(not OFFICE, reason="LibreOffice, which calculates the formulas, is not on this machine")
def test_the_typing_tool_types_as_the_scorer_does(made, tmp_path):
    whole, folder = made
    rows = whole.study.customers.merge(whole.study.segments, on="customer_id").sample(600, random_state=1)
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    sheet = book["Typing tool"]
    heads = [cell.value for cell in sheet[5]]
    names = [one["variable"] for one in whole.study.scorecard["variables"]]
    few = [one for one in names if one != "frequency"][: len(names) // 2 + 1]
    for i, row in enumerate(rows.to_dict("records"), 6):
        if i >= 601:  # of the last five, more than half is not known
            row |= dict.fromkeys(few)
        sheet.cell(i, 1).value = row["customer_id"]
        for name in names:
            value = row[name]
            sheet.cell(i, heads.index(name) + 1).value = (
                None if pd.isna(value) else getattr(value, "item", lambda v=value: v)()
            )
    book.save(tmp_path / "typed.xlsx")
    sheet = recalculated(tmp_path, tmp_path / "typed.xlsx")[0]["Typing tool"]
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=605)]
    at = {name: heads.index(name) for name in ("segment_name", "segment_id", "confidence")}
    assert not any(row[at[name]] for row in told[595:] for name in at)
    told, rows = told[:595], rows.head(595)
    assert [row[at["segment_name"]] for row in told] == rows.segment_name.tolist()
    assert [row[at["segment_id"]] for row in told] == rows.segment_id.tolist()
    assert [row[at["confidence"]] for row in told] == pytest.approx(rows.confidence.tolist(), abs=1e-8)


@pytest.mark.skipif(not OFFICE, reason="LibreOffice, which calculates the formulas, is not on this machine")
def test_a_changed_weight_re_ranks_as_target_py_does_and_all_other_formulas_hold_their_values(made, tmp_path):
    whole, folder = made
    before = openpyxl.load_workbook(folder / "workbook.xlsx", data_only=True)
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    count = len(whole.study.criteria.drop_duplicates(["side", "criterion"]))
    weights = np.random.default_rng(4).dirichlet(np.ones(count)).round(3)
    for j, weight in enumerate(weights):
        book["Targets"].cell(6, 3 + j).value = float(weight)
    book.save(tmp_path / "weights.xlsx")
    again, changed = recalculated(tmp_path, folder / "workbook.xlsx", tmp_path / "weights.xlsx")
    for name in ("Targets", "Economics", "Typing tool", "Scorecard"):
        for row in before[name].iter_rows(max_row=40):
            for cell in row:
                value = again[name][cell.coordinate].value
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    assert value == pytest.approx(cell.value, abs=1e-6), (name, cell.coordinate)
                else:
                    assert (value or "") == (cell.value or ""), (name, cell.coordinate)
    sheet = changed["Targets"]
    heads = [cell.value for cell in sheet[7]]
    keys = list(dict.fromkeys(zip(whole.study.criteria.side, whole.study.criteria.criterion, strict=True)))
    given = dict(zip(keys, weights, strict=True))
    new = whole.study.criteria.assign(
        weight=[given[key] for key in zip(whole.study.criteria.side, whole.study.criteria.criterion, strict=True)]
    )
    new["weight"] /= new[new.segment_id == 1].groupby("side").weight.sum().reindex(new.side).to_numpy()
    target, style = whole.study.params.target, whole.style
    wanted = ranking.rank_segments(
        whole.study.cards, new, target, style, whole.study.profile, None, whole.study.params.seed
    )
    wanted = wanted.sort_values("segment_id")
    rows = [[cell.value for cell in sheet[8 + n]] for n in range(len(wanted))]
    assert [row[heads.index("rank")] for row in rows] == wanted["rank"].tolist()
    assert [row[heads.index("role")] for row in rows] == wanted.role.tolist()
    assert [row[heads.index("attractiveness")] for row in rows] == pytest.approx(wanted.attractiveness.tolist())


@pytest.mark.skipif(not OFFICE, reason="LibreOffice, which calculates the formulas, is not on this machine")
def test_a_budget_is_split_as_plan_py_splits_it_and_never_overspent(runs, monkeypatch, tmp_path):
    """Three segments whose contacts pay, one whose do not; the best first, a remainder of under thirty unspent."""
    whole, folder = load("demo", runs, monkeypatch)
    ids = whole.study.plan.segment_id.sort_values().tolist()
    money = pd.DataFrame({"segment_id": ids, "reached": [200, 300, 250, 400, 90], "cost": [1.0, 0.5, 2.0, 1.0, 1.0]})
    worth, response = np.array([50.0, 60, 90, 10, 70]), np.array([0.05, 0.04, 0.06, 0.05, 0.03])
    money["per_contact"] = worth * response - money.cost
    chosen = pd.Series([True, True, True, True, False])
    book, budgets = openpyxl.load_workbook(folder / "workbook.xlsx"), [150, 420, 640, None]
    sheet, files = book["Economics"], [tmp_path / f"money_{n}.xlsx" for n in range(len(budgets))]
    for i, row in enumerate(money.itertuples()):
        given = {2: "yes" if chosen[i] else "no", 3: row.reached, 4: 0.1, 5: worth[i], 6: row.cost, 8: response[i]}
        for column, value in given.items():
            sheet.cell(9 + i, column).value = value
    for budget, file in zip(budgets, files, strict=True):
        sheet["B5"].value, sheet["B6"].value = 1.0, budget
        book.save(file)
    for budget, again in zip(budgets, recalculated(tmp_path, *files), strict=True):
        cells = again["Economics"]
        pool, contacts = ([cells.cell(9 + i, column).value for i in range(5)] for column in (13, 15))
        assert pool == returns.split_budget(money, chosen, budget).tolist(), budget
        within = budget is None or np.dot(contacts, money.cost) <= budget + money.cost.max()
        assert within, budget  # control groups are whole people


def test_formulas_carry_the_values_of_the_package_for_viewers_that_do_not_calculate(made):
    whole, folder = made
    sheet = openpyxl.load_workbook(folder / "workbook.xlsx", data_only=True)["Typing tool"]
    formulas = openpyxl.load_workbook(folder / "workbook.xlsx")["Typing tool"]
    heads = [cell.value for cell in sheet[5]]
    at = heads.index("segment_name") + 1
    names = [one["segment_name"] for one in whole.study.scorecard["segments"]]
    assert [
        sheet.cell(6 + n, at).value for n in range(len(names))
    ] == names  # the middle member of each is typed as its own
    assert formulas.cell(5 + TYPED, at).value.startswith("=IF(")


# --- data stays data ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def evil(runs, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        return written(runs, patch, tmp_path_factory.mktemp("evil"))


def written(runs, monkeypatch, tmp_path):
    """The demo client with names, products and ids that try to be more than text."""
    whole, folder = load("demo", runs, monkeypatch)
    names = dict(zip(whole.study.cards.segment_name, EVIL, strict=True))
    kinds = dict(zip(sorted(whole.study.affinity.category.unique()), EVIL, strict=False))

    def turned(value):
        if isinstance(value, list | np.ndarray):
            return [turned(item) for item in value]
        if isinstance(value, dict):
            return {key: turned(item) for key, item in value.items()}
        for old, new in {**names, **kinds}.items():
            value = value.replace(old, new) if isinstance(value, str) else value
        return value

    shutil.copytree(folder, tmp_path / "demo")
    (tmp_path / "demo" / "tables" / "stamps.json").unlink()
    for path in (tmp_path / "demo" / "tables").glob("*.parquet"):
        if path.stem in ("customers", "value", "embedding"):
            continue
        table = pd.read_parquet(path)
        for column in table.select_dtypes(["object", "str"]):
            as_json = (path.stem, column) == ("findings", "figures")
            table[column] = (
                table[column].map(lambda v: json.dumps(turned(json.loads(v)))) if as_json else table[column].map(turned)
            )
        table = table.assign(meaning=EVIL[1]) if path.stem == "dictionary" else table
        table.to_parquet(path, index=False)
    card = json.loads((folder / "scorecard.json").read_text("utf-8"))
    for segment in card["segments"]:
        segment["segment_name"] = names[segment["segment_name"]]
    (tmp_path / "demo" / "scorecard.json").write_text(json.dumps(card), "utf-8")
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(tmp_path))
    bad = views_of(open_study("demo", {"title": EVIL[1], "customers_are": EVIL[0]}))
    for name, (_, write) in FILES.items():
        write(bad, tmp_path / name)
    return tmp_path


def test_in_the_workbook_nothing_from_the_data_is_a_formula_and_all_of_it_is_there(evil):
    ours = re.compile(r"^=(IF|ROUND|SUMPRODUCT|SUM|INDEX|1\+SUMPRODUCT|IFERROR|\(IF|M\d+-N\d+|0\.5)")
    book, texts = openpyxl.load_workbook(evil / "workbook.xlsx"), set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert ours.match(cell.value), cell.value
                elif cell.value is not None:
                    texts.add(str(cell.value))
    assert set(EVIL) <= texts
    with zipfile.ZipFile(evil / "workbook.xlsx") as held:
        assert not [name for name in held.namelist() if "externalLink" in name or "vba" in name.lower()]


def test_in_the_deck_they_stay_text_behind_the_charts_too(evil):
    assert all(any(one in words(page) for page in slides(evil)) for one in EVIL[:4])
    with zipfile.ZipFile(evil / "deck.pptx") as held:
        inside = [name for name in held.namelist() if name.endswith(".xlsx")]
        assert inside
        for name in inside:
            (evil / "inside.xlsx").write_bytes(held.read(name))
            cells = [
                cell
                for sheet in openpyxl.load_workbook(evil / "inside.xlsx")
                for row in sheet.iter_rows()
                for cell in row
            ]
            assert not [cell.value for cell in cells if cell.data_type == "f"]


def test_in_the_report_and_the_handover_there_is_no_script_and_the_text_is_whole(evil):
    page, note = (evil / "report.html").read_text("utf-8"), (evil / "handover.md").read_text("utf-8")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "=1+1" in page
    assert "<script" not in note and "&lt;script&gt;alert(1)&lt;/script&gt;" in note


def test_no_customer_stands_in_what_may_be_passed_on(runs, monkeypatch):
    whole, folder = load("demo", runs, monkeypatch)
    ids = set(whole.study.customers.customer_id.sample(300, random_state=2))
    with zipfile.ZipFile(folder / "deck.pptx") as held:
        texts = [held.read(name).decode("utf-8", "replace") for name in held.namelist() if name.endswith(".xml")]
    with zipfile.ZipFile(folder / "workbook.xlsx") as held:
        texts += [held.read(name).decode("utf-8", "replace") for name in held.namelist() if name.endswith(".xml")]
    texts += [
        (folder / name).read_text("utf-8") for name in ("handover.md", "scorecard.json", "scoring.sql", "run.json")
    ]
    page = re.sub(r'src="data:[^"]*"', "", (folder / "report.html").read_text("utf-8"))
    found = {one for text in [*texts, page] for one in re.findall(r"[\w-]+", text)} & ids
    assert not found


def test_every_picture_of_the_report_says_what_it_is(made):
    _, folder = made
    page = (folder / "report.html").read_text("utf-8")
    pictures = re.findall(r"<img[^>]*>", page)
    assert len(pictures) > 15
    assert not [one[:80] for one in pictures if not re.search(r'alt="[^"]{8,}"', one) or "No description" in one]
    assert not re.search(r'(src|href)="https?://', page)


# --- again, from the tables ---------------------------------------------------------------------------


def test_deliver_makes_them_again_and_says_what_is_wrong_in_a_line(runs, tmp_path, monkeypatch):
    shutil.copytree(runs["outputs"] / "demo", tmp_path / "demo")
    monkeypatch.chdir(runs["project"])
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(tmp_path))
    folder, command = tmp_path / "demo", CliRunner()
    (folder / "deck.pptx").unlink()
    before = json.loads((folder / "run.json").read_text())
    done = command.invoke(app, ["deliver", "demo"])
    assert done.exit_code == 0 and len(done.stdout.splitlines()) == 5, done.output
    after = json.loads((folder / "run.json").read_text())
    assert after["deliverables"]["cards.pdf"] == before["deliverables"]["cards.pdf"]  # byte for byte
    assert len(slides(folder)) == len(before["deliverables"]["deck.pptx"]["sections"])
    (folder / "tables" / "cards.parquet").unlink()
    kept = (folder / "deck.pptx").read_bytes()
    failed = command.invoke(app, ["deliver", "demo"])
    assert (
        failed.exit_code == 3
        and "table cards is not there yet; run notebook 04_profile first" in failed.stderr
        and len(failed.stderr.splitlines()) == 1
    )
    assert (folder / "deck.pptx").read_bytes() == kept and not list(folder.glob(".deliver*"))
    never = command.invoke(app, ["deliver", "complete_journey"])
    assert never.exit_code == 2 and "segtools run complete_journey first" in never.stderr
