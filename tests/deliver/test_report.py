"""report.py: one page in the client's look, without code and without what code wrote for its programmer."""

import base64
import io
import re

import matplotlib.pyplot as plt
import nbformat
import pytest
from deliver.small_study import SCORECARD, TABLES
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from segtools.deliver import report
from segtools.deliver.report import SECTIONS, notebook_body, page_look, write_report
from segtools.deliver.views import views_of
from segtools.show.look import SEGMENT_COLOURS, VERDICTS
from segtools.stages import STAGES
from segtools.tables import open_study
from segtools.words import Figure, Finding, Style

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


PAGES = []  # the page of the small study as it stands


@pytest.fixture
def page(views, tmp_path):
    """The page of the small study as text: `page(least=…, tables=…, found=…)`."""

    def written(**given):
        assert write_report(views(**given), tmp_path / "report.html") == list(SECTIONS)
        return (tmp_path / "report.html").read_text("utf-8")

    def of(**given):
        if given:
            return written(**given)
        if not PAGES:
            PAGES.append(written())
        return PAGES[0]

    return of


def test_the_page_holds_every_section_and_loads_nothing_from_elsewhere(page):
    text = page()
    assert [name for name in SECTIONS if f'id="{name}"' not in text] == []
    assert not re.search(r'(src|href)="https?://', text)
    assert "No executed notebook is kept beside these tables." in text


def test_findings_stand_where_their_stage_and_kind_belong(page):
    found = {
        "04_profile": [Finding("target-no-channel", "note"), Finding("kind-caution", "caution", {"text": "beware"})],
        "02_explore": [Finding("target-no-segments", "note")],
    }
    text = page(found=found)
    forecast = text.split("The forecast of value")[1].split('id="quality"')[0]
    assert "The data records no channel" in forecast and "Do not act on these targets" not in forecast
    answer, segments = text.split('id="answer"')[1].split('id="segments"')
    assert "Caution: Caution: beware" in answer and "Caution: Caution: beware" not in segments.split('id="evidence"')[0]
    assert "The data records no channel" in segments and "The data records no channel" not in answer


def test_the_client_has_colour_font_and_logo_on_the_page(project, outputs, monkeypatch):
    from deliver.small_study import write_study

    (project.parent / "data" / "logo.png").write_bytes(PIXEL)
    look = "deliver: {logo: logo.png, colour: '#0b3c5d', font: Georgia}\n"
    path = project / "params" / "demo.yaml"
    path.write_text(path.read_text("utf-8") + look, "utf-8")
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(outputs))
    write_study(outputs)
    own = views_of(open_study("demo"))
    write_report(own, outputs / "report.html")
    text = (outputs / "report.html").read_text("utf-8")
    assert (
        "--brand: #0b3c5d" in text and "'Georgia', system-ui" in text and "h1, h2, h3 { color: var(--brand); }" in text
    )
    assert '<img class="logo" alt="Logo of Harbour &amp; Hill" src="data:image/png;base64,iVBOR' in text
    assert page_look(own)["verdict"] == VERDICTS["natural"]


def test_what_code_wrote_on_the_error_stream_and_code_itself_stay_out(tmp_path):
    outputs = [
        new_output("stream", name="stderr", text="/home/me/x.py:3: UserWarning: do not look"),
        new_output("stream", name="stdout", text="look here"),
        new_output("execute_result", data={"text/html": "<b>a table</b>"}),
    ]
    picture = new_output("display_data", data={"image/png": "iVBORw0KGgo="})
    cells = [
        new_markdown_cell("# The question?\n\nwhy we look"),
        new_code_cell("secret_code()", outputs=outputs),
        new_markdown_cell("## What lies between"),
        new_code_cell("draw()", outputs=[picture]),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "03_segment.ipynb")
    body = notebook_body(tmp_path, "03_segment")
    assert "UserWarning" not in body and "secret_code" not in body and "The question?" not in body
    assert "look here" in body and "<b>a table</b>" in body and "why we look" in body
    assert "Figure: What lies between" in body


def test_executed_notebooks_stand_under_the_question_of_their_stage(views, tmp_path):
    own = views()
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Q?\n\nprose")]), own.study.folder / "03_segment.ipynb")
    write_report(own, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text("utf-8")
    question = next(stage.question for stage in STAGES if stage.name == "03_segment")
    assert f"<summary>03 · {question}</summary>" in text and "prose" in text


def test_every_picture_says_what_it_is(page):
    pictures = re.findall(r"<img[^>]*>", page())
    assert len(pictures) >= 6 and not [one for one in pictures if not re.search(r'alt="[^"]{8,}"', one)]


def test_rules_of_thumb_and_rows_set_aside_tell_of_nobody_few(page):
    text = page()
    rules = text.split("Rules of thumb")[1].split("</table>")[0]
    assert "orders over 8" in rules and "583" in rules and "67" not in re.findall(r">(\d+)<", rules)
    assert "correct" not in rules and "240" in rules and "37%" not in rules  # 89 people
    assert "37%" in page(least=10)


# --- each part of the page --------------------------------------------------------------------------------


@pytest.fixture
def content(views, monkeypatch):
    """What the page shows, each figure by what it draws of which columns: `content(least=…, tables=…)`."""

    def made(**given):
        own = views(**{"least": 10, **given})
        named = {id(getattr(own.study, name)): name for name in TABLES}

        def drawn(draw, *tables, **style):
            assert style == {"style": own.style}
            return draw.__name__, *(
                named.get(id(table), tuple(table.index if table.ndim == 1 else table)) for table in tables
            )

        monkeypatch.setattr(report, "_figure", drawn)
        return report.report_content(own)

    return made


def rows_of(table):
    """The head and the rows of a table in HTML."""
    rows = re.findall(r"<tr.*?</tr>", re.sub(r"<style.*?</style>", "", table, flags=re.DOTALL), flags=re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


SIZES = ("segment_id", "segment_name", "size", "share")
WHEN = ("as_of", "window_days", "earlier", "first_order", "last_order")


def test_each_figure_is_drawn_from_its_tables(content):
    held = content()
    assert {name: part for name, part in held.items() if isinstance(part, tuple)} == {
        "worth": ("plot_worth", "cards"),
        "trust": ("plot_calibration", "calibration"),
        "evidence": ("plot_choice", "choice", "stability"),
        "views_figure": ("plot_views", "embedding", "segments"),
        "sure": ("plot_segment_stability", SIZES, "segment_stability"),
        "flow": ("plot_flow", "flow", "segment_stability", SIZES),
        "targets": ("plot_matrix", "targets", "cards"),
        "criteria": ("plot_criteria", "criteria", "targets", "cards"),
        "returns": ("plot_returns", "plan"),
        "quality": ("plot_ledger", "quality", "reasons"),
    }
    assert held["change"] == [("plot_migration", "migration", "kpis", WHEN), ("plot_share_change", "kpis")]
    campaign = {"campaign": ["mail"], "segment_id": [1], "segment_name": ["Few"]}
    assert content(tables={"campaign_results": campaign})["change"][2:] == [("plot_campaign", "campaign_results")]


def test_what_the_data_does_not_have_is_left_out(content):
    none = {name: {column: [] for column in TABLES[name]} for name in ("flow", "calibration", "kpis", "migration")}
    held = content(tables={**none, "plan": TABLES["plan"] | {"expected_return": [float("nan")] * 3}})
    assert (held["flow"], held["trust"], held["returns"]) == ("", "", "")
    assert held["change"] == ["<p>The data covers one point in time only.</p>"]


def test_tables_of_the_page_hold_the_columns_a_reader_needs_each_as_what_it_is(content):
    held = content()
    assert rows_of(held["ranking"]) == [
        ["rank", "segment", "role", "what it offers", "our strength", "a target in", "first in", "ruled out"],
        ["1", "2  Some", "target", "0.63", "0.64", "over 99%", "75%", ""],
        ["2", "3  Many", "next", "0.21", "0.42", "50%", "25%", ""],
        ["3", "1  Few", "out", "0.90", "0.80", "0%", "0%", "size: too small"],
    ]
    assert "€234 (€21 to €447) after the cost of contacts" in held["plan"] and "€411" in held["segments"]
    assert rows_of(held["tree"]) == [
        *[["Rules of thumb, and how often each is right"], ["segment name", "rule", "customers", "right"]],
        *[["Few", "orders over 8", "67", "86%"], ["Some", "orders 5 to 8", "110", "97%"]],
        *[["Some", "orders 3 to 4", "240", "37%"], ["Many", "orders up to 2", "583", "99%"]],
    ]
    assert rows_of(held["decision"])[1:] == [
        ["Have the segments held?", "The data covers one point in time only", "Run again"],
    ]
    kinds = ["read", "accepted", "quarantined", "dropped"]
    assert rows_of(held["ledger"]) == [
        ["source", "file", *(f"rows {kind}" for kind in kinds), *(f"amount {kind}" for kind in kinds)],
        ["orders", "words", "5,000", "4,500", "500", "40", "€9,000.00", "€8,000.00", "€1,000.00", "€100.00"],
        ["people", "words", "1,053", "1,000", "53", "0", "", "", "", ""],
    ]
    assert rows_of(held["dictionary"]) == [
        ["variable", "meaning", "unit", "family", "kind", "role"],
        ["orders", "orders in the period", "orders", "words", "words", "segmentation"],
        ["pet", "has a pet", "", "words", "words", "descriptor"],
    ]


def test_sentences_of_the_page_are_those_of_their_stage_and_kind(content):
    note, finding = (
        Finding("target-no-channel", "note"),
        Finding("collect-known", "finding", {"known": Figure(7, "people")}),
    )
    caution = Finding("kind-caution", "caution", {"text": "beware"})
    everywhere = {f"{stage.name}": [note, finding, caution] for stage in STAGES}
    verdict = Finding("segment-verdict-natural", "headline", {"segments": Figure(3, "count")})
    held = content(found=everywhere | {"03_segment": [verdict, note, finding, caution]})
    told, known, doubt = (
        "The data records no channel, so it cannot tell where to reach them.",
        "7 customers are known. There are no orders.",
        "Caution: Caution: beware",
    )
    assert held["worth_texts"] == [known] and held["worth_notes"] == [told] and held["plan_texts"] == [told]
    assert held["evidence_texts"] == [told, known, doubt]
    assert held["quality_texts"] == [told, known, doubt] * 2  # of collecting and of exploring
    assert held["answer"].count(known) == 1 and held["pseudonyms"] == ""


def test_a_figure_is_a_picture_as_wide_as_it_is_drawn_under_its_finding(tmp_path):
    def draw(width, style):
        _, ax = plt.subplots(figsize=(width, 1))
        ax.figure.suptitle("A finding <of>\n  two lines")
        return ax

    shown = report._figure(draw, 5, style=Style())
    assert shown.startswith("<figure><figcaption>A finding &lt;of&gt; two lines</figcaption>")
    assert 'alt="A finding &lt;of&gt; two lines" style="width:480px" src="data:image/png;base64,' in shown
    picture = base64.b64decode(shown.split("base64,")[1].split('"')[0])
    width, height = Image.open(io.BytesIO(picture)).size
    assert 600 < width < 800 and 160 < height < 240  # of five inches and one at 160 dots an inch, cut to what is drawn
    assert plt.get_fignums() == []  # none is left open
    assert report._figure(lambda style: None, style=Style()) == ""


def test_many_panels_are_one_picture_and_what_a_notebook_would_say_is_not_said(capsys):
    def draw(style):
        print("said in a notebook only")
        return plt.subplots(1, 2, squeeze=False)[1]

    assert report._figure(draw, style=Style()).count("<img") == 1 and capsys.readouterr().out == ""


def test_a_logo_is_part_of_the_page_by_its_kind(tmp_path):
    for content, kind in ((PIXEL, "png"), (b"\xff\xd8\xff", "jpeg")):
        (tmp_path / "logo").write_bytes(content)
        assert report._data_uri(tmp_path / "logo") == f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def test_the_page_has_the_clients_colours_and_no_logo_where_there_is_none(views):
    look = page_look(views(least=10, card={**SCORECARD, "verdict": "reproducible"}))
    assert (look["logo"], look["white"], look["brand"]) == ("", "#ffffff", "#22303c")
    assert look["verdict"] == SEGMENT_COLOURS[0] and look["fonts"].startswith("'Arial', system-ui")
    assert look["variables"].startswith(":root {")


def test_settings_that_were_injected_and_the_title_stay_out_of_a_notebooks_prose(tmp_path):
    injected = new_code_cell("x = 1", outputs=[new_output("stream", name="stdout", text="injected")])
    injected.metadata["tags"] = ["injected-parameters"]
    picture = new_output("display_data", data={"image/png": "iVBORw0KGgo="})
    cells = [new_code_cell("a", outputs=[picture]), injected, new_markdown_cell("# Kept\n\nprose\n\n## Deep ## er")]
    cells += [new_code_cell("b", outputs=[picture]), new_markdown_cell("words"), new_code_cell("c", outputs=[picture])]
    nbformat.write(new_notebook(cells=cells), tmp_path / "a.ipynb")
    body = notebook_body(tmp_path, "a")
    assert "injected" not in body and "Kept" in body  # a title is left out where it comes first
    assert re.findall(r'alt="([^"]*)"', body) == ["Figure", *["Figure: Deep ## er"] * 2]
