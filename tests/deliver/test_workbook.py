"""workbook/: cells with the figures of the tables, formulas that carry their values, and text that stays text."""

import itertools
from types import SimpleNamespace

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from deliver.small_study import FOUND, SCORECARD, TABLES
from openpyxl.utils import get_column_letter, rows_from_range

from segtools.deliver.workbook import economics_sheet, typing_tool
from segtools.deliver.workbook.book import cell_span, write_cell
from segtools.deliver.workbook.make import SHEETS, write_workbook
from segtools.deliver.workbook.scorecard_sheet import level_rows
from segtools.deliver.workbook.targets_sheet import weighed_score
from segtools.show.look import INK, INPUT, SOFT, segment_colour
from segtools.tables import SCHEMAS
from segtools.words import Finding

BOOKS = {}  # the workbooks of the small study as it stands, by fewest people told and whether formulas are


@pytest.fixture
def book(views, tmp_path, monkeypatch):
    """The workbook of the small study as values: `book(least=…, tables=…)`, or as formulas: `book(formulas=True)`. The
    typing tool of a study with tables of its own has four rows."""

    def written(formulas, **given):
        assert write_workbook(views(**given), tmp_path / "workbook.xlsx") == list(SHEETS)
        return openpyxl.load_workbook(tmp_path / "workbook.xlsx", data_only=not formulas)

    def of(formulas=False, least=100, **given):
        if given:
            monkeypatch.setattr(typing_tool, "TYPED", 4)
            return written(formulas, least=least, **given)
        if (formulas, least) not in BOOKS:
            BOOKS[formulas, least] = written(formulas, least=least)
        return BOOKS[formulas, least]

    return of


def rows(sheet, head):
    """The rows of a table as dicts, by the row of its head."""
    names = [cell.value for cell in sheet[head]]
    return [dict(zip(names, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=head + 1)]


def test_the_summary_tells_doubts_by_their_kind_and_links_to_every_other_sheet(book):
    found = {"05_target": [Finding("target-no-segments", "stop"), *FOUND["05_target"]]}
    sheet = book(found=found)["Summary"]
    lines = [(row[0].value, row[1].value) for row in sheet.iter_rows(max_col=2)]
    heads = [head for head, _ in lines if head]
    assert heads[1:6] == ["The base", "Verdict", "Stop", "Caution", "Whom to target"]
    assert (
        "Whom to target",
        "Every segment is ruled out, so there is nothing to target yet.",
    ) in lines
    assert set(SHEETS) - {"Summary"} <= set(heads)


def test_the_summary_tells_findings_of_targets_and_what_each_is_worth_but_no_notes_of_others(book):
    note = Finding("target-no-channel", "note")
    for kind in ("finding", "headline"):
        found = {"05_target": [Finding("target-nobody", kind), note], "04_profile": [note]}
        lines = [(row[0].value, row[1].value) for row in book(found=found)["Summary"].iter_rows(max_col=2)]
        (at,) = [n for n, (head, _) in enumerate(lines) if head == "Whom to target"]
        assert lines[at][1].startswith("Every segment is ruled out") and lines[at + 1][0] == "What each is worth"
        assert lines[at + 1][1].startswith("The data records no channel")


def test_segments_hold_the_cards_and_withhold_what_tells_of_too_few(book):
    cells = rows(book(least=10)["Segments"], 4)[:3]
    assert [row["size"] for row in cells] == [61, 241, 698] and cells[0]["worth in twelve months, each"] == 411
    few, some, many = rows(book()["Segments"], 4)[:3]
    assert {
        few[name] for name in ("size", "share", "worth in twelve months, each", "chance that a member still buys")
    } == {"few"}
    assert some["size"] == "few" and some["worth in twelve months, each"] == 97 and many["size"] == 698
    risk = "members worth keeping who have more likely left than not"
    assert [row[risk] for row in (few, some, many)] == ["few", "few", 230]


def test_the_profile_withholds_levels_and_counts_of_those_with_a_value(book):
    cells = rows(book()["Profile"], 5)
    orders, pets = cells[:3], cells[3:9]
    assert [row["value"] for row in orders] == ["few", 4, 2] and [row["n"] for row in orders] == ["few", "few", "few"]
    told = {(row["segment name"], row["level"]): row["value"] for row in pets}
    assert {told[name, level] for name in ("Few", "Some") for level in ("yes", "no")} == {"few"}
    assert told["Many", "no"] == pytest.approx(558 / 698)
    shown = rows(book(least=1)["Profile"], 5)
    assert shown[3]["value"] == pytest.approx(58 / 61) and shown[3]["n"] == 61


def test_targets_follow_from_weights_and_carry_the_values_of_the_table(book):
    sheet, formulas = book()["Targets"], book(formulas=True)["Targets"]
    names = [cell.value for cell in sheet[7]]
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8, max_row=10)]
    assert [row[names.index("rank")] for row in table] == [3, 1, 2]
    assert [row[names.index("role")] for row in table] == ["out", "target", "next"]
    assert formulas.cell(8, names.index("attractiveness") + 1).value == weighed_score([2], 7)
    assert [cell.value for cell in sheet[14]][:3] == [1, "Some", "target"]


def test_economics_carry_the_plan_and_leave_out_an_audience_that_is_too_small(book):
    few, some, _ = rows(book(least=10)["Economics"], 8)[:3]
    assert (some["contacts"], some["customers held back"], some["expected return"]) == (213, 28, 234)
    assert (few["contact it"], some["contact it"], few["may be contacted"]) == ("no", "yes", 59)
    _, some, _, together, *_ = rows(book()["Economics"], 8)
    assert some["may be contacted"] is None and (some["contacts"], some["expected return"]) == (0, None)
    assert together["contacts"] == 0 and "few: under 100 people" in book()["Economics"]["A4"].value


def test_the_typing_tool_holds_an_example_a_segment_of_enough_people(book):
    sheet = book()["Typing tool"]
    names = [cell.value for cell in sheet[5]]
    table = [
        dict(zip(names, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=6, max_row=9)
    ]
    assert [row["customer_id"] for row in table] == ["example 1", "example 2", None, None]
    assert [sheet.cell(row, 2).value for row in (6, 7, 8)] == [4, 2, None]
    assert [row["segment_name"] for row in table[:2]] == ["Some", "Many"]
    assert [row["customer_id"] for row in rows(book(least=10)["Typing tool"], 5)[:3]] == [
        f"example {n}" for n in (1, 2, 3)
    ]


def test_the_scorecard_stands_cell_by_cell(book):
    cells = [[cell.value for cell in row] for row in book()["Scorecard"].iter_rows(min_row=5, max_row=18)]
    assert cells[0][2] == "orders" and cells[3][1:3] == ["if not known", 2] and cells[8][1:3] == ["scale", 2]
    assert cells[9][:4] == ["segment id", "segment name", "orders", "constant"]
    assert cells[10][:4] == [1, "Few", 3, -3]


def test_rows_set_aside_are_withheld_like_people(book):
    sheet = book()["Quality"]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    people = next(row for row in texts if row[0] == "people")
    assert people[2:6] == [1053, "few", "few", None] or people[2:5] == [1053, "few", "few"]
    assert ["no id", "few"] in [row[1:3] for row in texts] and ["no day", 307] in [row[1:3] for row in texts]


FORMATS = {"0", "0.0", "0.00", "0.000", "0.000000", "#,##0", "#,##0.00", "+0.00;-0.00;0.00"}
PERCENT = {"0%", "0.0%", "0.00%", "0%;;"}


def numbers(sheet):
    """Every number with the text nearest above it in its column, and its format."""
    for column in sheet.iter_cols():
        above = ""
        for cell in column:
            if isinstance(cell.value, str):
                above = cell.value
            elif isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                yield cell, above, cell.number_format


def test_every_number_has_a_format_that_fits_what_it_is(book):
    made = book()
    for sheet in made:
        for cell, above, form in numbers(sheet):
            place = f"{sheet.title}!{cell.coordinate} under {above!r}: {cell.value} as {form}"
            plain = form == "General" and (float(cell.value).is_integer() or sheet.title == "Typing tool")
            assert form in FORMATS | PERCENT or "#,##0" in form or plain, place
            assert form in PERCENT or not above.startswith(("share of", "not known")), place
            assert -1 <= cell.value <= 1 or form not in PERCENT, place


def test_sheets_have_their_titles_and_their_segments_in_bold_with_the_segments_colour(book):
    made = book()
    for sheet in made:
        title = sheet["A1"]
        assert title.value and title.font.bold and title.font.size == 15, sheet.title
    for row in made["Segments"].iter_rows(min_row=5, max_row=7, max_col=2):
        (name,) = [cell for cell in row if isinstance(cell.value, str)]
        assert name.font.bold and name.border.left.style == "thick"
        assert name.border.left.color.rgb[-6:] == segment_colour(row[0].value).strip("#").upper()
    links = [cell for row in made["Summary"].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == len(SHEETS) - 1
    assert all(cell.font.underline == "single" and cell.hyperlink.location for cell in links)


def widths(sheet):
    """Column letter to its width in signs, as Excel reads runs of columns of one width."""
    runs = sheet.column_dimensions.values()
    return {get_column_letter(n): run.width for run in runs for n in range(run.min, run.max + 1)}


def as_shown(cell):
    """A number in the signs that its format shows."""
    form = cell.number_format.split(";")[0]
    digits = len(form.split(".")[1].strip('%"')) if "." in form else 0
    value = cell.value * 100 if "%" in form else cell.value
    thousands = "," if "," in form else ""
    return f"{value:{thousands}.{digits}f}" + "%" * ("%" in form) + "€" * ("€" in form)


def test_columns_are_wide_enough_for_their_numbers_and_for_the_longest_word_of_their_heads(book):
    for sheet in book(least=10):
        wide = widths(sheet)
        for cell, _, form in numbers(sheet):
            if form != "General":
                assert len(as_shown(cell)) + 1 <= wide.get(cell.column_letter, 8.4), (sheet.title, cell.coordinate)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.fill.fill_type == "solid" and cell.font.bold:
                    longest = max(map(len, cell.value.replace("_", " ").split()), default=0)
                    assert longest <= wide.get(cell.column_letter, 8.4) + 1, (sheet.title, cell.coordinate)


def test_sheets_print_on_a4_in_one_width_without_grid_and_long_tables_keep_their_head_in_view(book):
    for sheet in book():
        assert sheet.page_setup.paperSize == 9 and not sheet.sheet_view.showGridLines, sheet.title
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0), sheet.title
        assert sheet.page_setup.orientation == ("portrait" if sheet.title == "Summary" else "landscape")
        assert sheet.title in (sheet.oddFooter.right.text or "").replace("&A", sheet.title)
        if sheet.auto_filter.ref:
            head = int(sheet.auto_filter.ref.split(":")[0].strip("A"))
            assert sheet.title == "Method" or sheet.print_title_rows == f"${head}:${head}"
            assert sheet.title == "Method" or sheet.freeze_panes.endswith(str(head + 1))


def test_heads_stand_to_the_right_over_numbers_and_to_the_left_over_text(book):
    for sheet in book(least=10):
        for column in sheet.iter_cols():
            for head, below in itertools.pairwise(column):
                heading = head.value and head.fill.fill_type == "solid" and head.font.bold
                if heading and below.value not in (None, "few") and sheet.title not in ("Typing tool", "Scorecard"):
                    number = isinstance(below.value, int | float) and below.data_type == "n"
                    assert (head.alignment.horizontal == "right") == number, (sheet.title, head.value)


def test_differences_are_coloured_from_the_first_row_to_the_last(book):
    sheet = book()["Profile"]
    (column,) = [cell.column_letter for cell in sheet[5] if cell.value == "difference"]
    (coloured,) = sheet.conditional_formatting
    assert str(coloured.sqref) == f"{column}6:{column}14"


def test_a_share_of_customers_without_a_value_is_a_share(book):
    variables = TABLES["variables"] | {"missing": [0.0473, 0.3141]}
    cells = book(tables={"variables": variables})["Dictionary"]
    few, many = (cells.cell(row, 10) for row in (4, 5))
    assert (few.value, many.value, many.number_format) == ("few", 0.3141, "0.0%")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (True, "yes"),
        (np.False_, "no"),
        ([1, "a"], "1; a"),
        (pd.Timestamp("2026-06-03"), "03 Jun 2026"),
        (np.int64(3), 3),
        (2.5, 2.5),
        ("=1", "=1"),
        (float("nan"), None),
        (None, None),
        (pd.NaT, None),
    ],
)
def test_a_cell_holds_a_value_as_what_it_is_where_it_belongs(tmp_path, value, wanted):
    file = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"strings_to_formulas": False})
    write_cell(file.add_worksheet(), 2, 1, value, file.add_format({"bold": True}))
    file.close()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet["B3"].value == wanted and sheet["B3"].font.bold and sheet["B3"].data_type != "f"


def test_ordered_levels_are_listed_under_the_weights_with_a_row_between(book):
    plain, ordered = ({"variable": name, "levels": levels} for name, levels in (("a", []), ("b", ["low", "high"])))
    assert level_rows({"variables": [plain, ordered], "segments": [{}, {}]}) == {"b": 18}  # weights end in row 15


# --- where things stand on a sheet, and how they look -----------------------------------------------------

MONEY, CENTS = '"€"#,##0;-"€"#,##0', '"€"#,##0.00;-"€"#,##0.00'
TOOL = 9  # the rows of the typing tool that are looked at: heads, three examples, one that is empty
# title, cells in bold under no head, cells that explain, yellow cells, heights, widths, first cell that scrolls
SHEETS_LOOK = {
    "Summary": ("Harbour & Hill", "A1 A3:A6 A8", "", "", {1: 24, 4: 30}, {"A": 26, "B": 90}, None),
    "Segments": (
        *("The segments", "A1 B5:B7 B10:B13", "A2", "", {1: 24, 4: 60, 9: 30}),
        *({"A": 11, "B": 30, "C": 24, "D:U": 12}, "C5"),
    ),
    "Profile": (
        *("Each segment against the base", "A1", "A2:A3 F9:L10 F12:L13", "", {1: 24, 5: 32}),
        *({"A": 28, "B": 24, "C": 18, "D": 12, "E": 14, "F:L": 12}, "D6"),
    ),
    "Targets": (
        *("Which segments to target", "A1 B4 B6 B8:B10 K8:K10 A12 B14:C16", "A2:A3 C5:D5 I8:I10", "C4 C6:D6"),
        *({1: 24, 7: 44}, {"A": 11, "B": 30, "C:M": 14}, "C8"),
    ),
    "Economics": (
        *("What contacting each segment may return", "A1 A5:A6 A9:A11 A12 M12:R12", "A2:A3 C5:C6 A14", "B5:B6 B9:I11"),
        *({1: 24, 8: 44}, {"A": 30, "B:S": 13}, "B9"),
    ),
    "Typing tool": (
        *("Whose segment is it?", "A1 C6:D9", "A2:A3 B4 F6:K9", "A6:B9", {1: 24, 4: 46, 5: 30}),
        *({"A:B": 15, "C": 11, "D": 30, "E:F": 11, "G:K": 11}, "B6"),
    ),
    "Scorecard": (*("The scorecard", "A1 B6:B13 B15:B17", "A2:A3", "", {1: 24}, {"A": 12, "B": 30, "C:E": 14}, "C6"),),
    "Dictionary": (
        *("What each variable means", "A1", "", "", {1: 24, 3: 32}),
        *({"A": 26, "B": 46, "C:E": 12, "F": 34, "G": 40, "H": 12, "I": 44, "J": 12}, "B4"),
    ),
    "Quality": (
        *("Each row: used, or set aside and why", "A1", "", "", {1: 24, 3: 32}),
        *({"A": 18, "B": 34, "C:J": 17}, "B4"),
    ),
    "Method": ("How this was made", "A1 A9:A21", "A3", "", {1: 24, 4: 32}, {"A": 20, "B:J": 12, "K": 60}, None),
}


def cells_in(ranges):
    """The names of the cells in `A1 B2:C3`."""
    spans = [place if ":" in place else f"{place}:{place}" for place in ranges.split()]
    return {cell for span in spans for row in rows_from_range(span) for cell in row}


def test_every_sheet_has_its_title_its_bold_soft_and_yellow_cells_its_heights_widths_and_frozen_panes(book):
    for sheet in book(least=10):
        title, bold, soft, yellow, heights, wide, frozen = SHEETS_LOOK[sheet.title]
        most = TOOL if sheet.title == "Typing tool" else None
        cells = [cell for row in sheet.iter_rows(max_row=most) for cell in row]
        filled = {cell.coordinate: cell.fill.fgColor.rgb[2:] for cell in cells if cell.fill.fill_type}
        written = [cell for cell in cells if cell.value is not None and filled.get(cell.coordinate) != INK[1:].upper()]
        assert sheet["A1"].value == title
        grey = {cell.coordinate for cell in written if cell.font.color.rgb[2:] == SOFT[1:].upper()}
        strong = {cell.coordinate for cell in written if cell.font.bold}
        for found, wanted in ((strong, bold), (grey, soft)):
            assert found == {cell for cell in cells_in(wanted) if sheet[cell].value is not None}, sheet.title
        coloured = {place for place, colour in filled.items() if colour == INPUT[1:].upper()}
        assert coloured == cells_in(yellow), sheet.title
        assert all(sheet[place].border.top.style == "thin" for place in coloured)
        tall = {n: row.height for n, row in sheet.row_dimensions.items() if row.height and row.height != 15}
        assert tall == pytest.approx(heights, abs=0.5), sheet.title
        runs = {run: get_column_letter(run.min) for run in sheet.column_dimensions.values()}
        runs = {
            first + (f":{get_column_letter(run.max)}" if run.max > run.min else ""): run for run, first in runs.items()
        }
        assert {name: int(run.width) for name, run in runs.items()} == wide, sheet.title
        assert [name for name, run in runs.items() if run.hidden] == (["G:K"] if sheet.title == "Typing tool" else [])
        assert sheet.freeze_panes == frozen, sheet.title


def test_nothing_from_the_data_is_a_formula(book):
    cards = TABLES["cards"] | {"segment_name": ["=1+1", "@SUM(A1)", "+2"], "facts": [["=2+2"], ["-3"], ["http://x.y"]]}
    card = {**SCORECARD, "segments": [{**own, "segment_name": "=9"} for own in SCORECARD["segments"]]}
    whole = book(formulas=True, tables={"cards": cards}, card=card, least=1)
    cells = [cell for sheet in whole for row in sheet.iter_rows() for cell in row if cell.value is not None]
    texts = {str(cell.value) for cell in cells if cell.data_type != "f"}
    assert {"=1+1", "@SUM(A1)", "+2", "=2+2", "-3", "http://x.y", "=9"} <= texts
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]


def test_a_weighted_mean_without_criteria_is_a_half():
    assert weighed_score([], 7) == "=0.5"
    assert weighed_score([2, 3], 7) == "=IF(SUM($C$6:$D$6)>0,SUMPRODUCT($C$6:$D$6,$C8:$D8)/SUM($C$6:$D$6),0.5)"
    assert cell_span(7, 2, 3) == "$C$8:$C$10"


def formats(sheet, head, last):
    """Each head of a table to the formats of the numbers below it, down to row `last`."""
    found = {}
    for cell in sheet[head]:
        below = [sheet.cell(row, cell.column) for row in range(head + 1, last + 1)]
        found[cell.value] = {one.number_format for one in below if isinstance(one.value, int | float)}
    return {name: own.pop() if len(own) == 1 else own for name, own in found.items() if own and name}


def test_each_figure_has_the_format_of_its_kind(book):
    whole = book(least=10)
    assert formats(whole["Segments"], 4, 7) == {
        "segment id": "General",
        "size": "#,##0",
        "members worth keeping who have more likely left than not": "#,##0",
        **dict.fromkeys(["share", "share, low end", "share, high end", "chance that a member still buys"], "0.0%"),
        **dict.fromkeys(["share of the net amount", "share of the value to come"], "0.0%"),
        **dict.fromkeys(["net amount, each", "net amount, low end", "net amount, high end"], MONEY),
        **dict.fromkeys(["worth in twelve months, each", "worth, low end", "worth, high end"], MONEY),
        "what these would bring if kept": MONEY,
        "orders expected in twelve months, each": "0.0",
        "comes back (Jaccard, 0 to 1)": "0.00",
        "confidence": "0.00",
    }
    plain = {"index": "0", "difference": "+0.00;-0.00;0.00", "p adjusted": "0.000", "n": "#,##0"}
    assert formats(whole["Profile"], 5, 8) == plain | dict.fromkeys(["value", "median", "base"], "#,##0.00")
    assert [whole["Profile"].cell(11, column).number_format for column in (6, 7, 8)] == ["0.0%"] * 3
    assert formats(whole["Targets"], 7, 10) == {
        "segment id": "0",
        "rank": "0",
        "share of trials as a target": "0%",
        "share of trials in first place": "0%",
        **dict.fromkeys(["value", "activity", "attractiveness", "competitiveness", "mean of both"], "0.00"),
        "attractiveness, unless ruled out": "0.00",
    }
    ranking = {"rank": "0", "attractiveness": "0.00", "competitiveness": "0.00", "mean of both": "0.00"}
    assert formats(whole["Targets"], 13, 16) == ranking
    assert (whole["Targets"]["C4"].number_format, whole["Targets"]["D6"].number_format) == ("0", "0.0%")
    counts = ["may be contacted", "worth contacting", "contacts and held back", "customers held back", "contacts"]
    assert formats(whole["Economics"], 8, 12) == {
        **dict.fromkeys(counts, "#,##0"),
        **dict.fromkeys(["net amount expected of an order", "cost of a contact", "return a contact"], CENTS),
        **dict.fromkeys(["response, low", "response, expected", "response, high"], "0.00%"),
        **dict.fromkeys(["expected return", "return, low", "return, high"], MONEY),
        "share held back (a tenth at least)": "0.0%",
        "return for its cost": "0.00",
        "breaks even at": "0.0%",
    }
    assert (whole["Economics"]["B5"].number_format, whole["Economics"]["B6"].number_format) == ("0.0%", MONEY)
    assert whole["Economics"]["B9"].number_format == "@"  # yes and no, whatever the language of Excel
    tool = dict.fromkeys(["orders as read", "orders", "score 1", "score 2", "score 3"], "0.000")
    given = {"segment_id": "General", "confidence": "0%", "known": "0%;;"}
    assert formats(whole["Typing tool"], 5, 9) == given | tool  # of two columns called orders, the one that is weighed
    weights = {"segment id": "0", "orders": "0.000000", "constant": "0.000000"}
    assert formats(whole["Scorecard"], 14, 17) == weights
    assert [whole["Scorecard"].cell(row, 3).number_format for row in range(8, 14)] == [
        *["0.000000"] * 3,
        *("General", "0.000000", "0.000000"),
    ]
    ledger = {f"rows, {how}": "#,##0" for how in ("read", "used", "set aside", "of these on purpose")}
    assert formats(whole["Quality"], 3, 5) == ledger | {name.replace("rows", "amount"): CENTS for name in ledger}
    assert formats(whole["Quality"], 7, 10) == {"rows": "#,##0"}
    tried = ["mean ari", "null ari", "min slsw", "silhouette", "null silhouette"]
    others = {"n segments": "0", "bic": "#,##0", "min share": "0.0%"}
    assert formats(whole["Method"], 4, 7) == dict.fromkeys(tried, "0.00") | others


def row_of(sheet, row, first, last):
    return [cell.value if cell.value != "" else None for cell in sheet[f"{first}{row}:{last}{row}"][0]]


def test_formulas_read_the_cells_of_their_row_and_the_yellow_cells_above(book):
    formulas = book(formulas=True, least=10)
    assert row_of(formulas["Economics"], 10, "J", "L") == [
        '=IF(COUNT(E10:F10,H10)=3,$B$5*E10*H10-F10,"")',
        '=IF(AND(ISNUMBER(J10),N(F10)>0),J10/F10,"")',
        '=IF(AND(B10="yes",OR(J10="",N(J10)>0)),C10,0)',
    ]
    assert row_of(formulas["Economics"], 10, "N", "S") == [
        "=ROUND(M10*MAX(D10,0.1),0)",
        "=M10-N10",
        *(
            f'=IF(AND(COUNT(E10:F10,{end}10)=3,O10>0),O10*($B$5*E10*{end}10-F10),"")'
            for end in "HGI"  # what is expected, its low end, its high end
        ),
        '=IF(AND(COUNT(E10:F10)=2,$B$5*N(E10)>0),F10/($B$5*E10),"")',
    ]
    better = "(($K$9:$K$11>K10)+($K$9:$K$11=K10)*(ROW($K$9:$K$11)<ROW()))"
    before = f'SUMPRODUCT(($K$9:$K$11<>"")*{better}*$L$9:$L$11,$F$9:$F$11)'
    share = f"MAX(0,MIN(L10,INT(($B$6/0.9-{before})/F10+0.000001)))"
    unknown = 'SUMPRODUCT(($B$9:$B$11="yes")*($J$9:$J$11=""))>0'
    pool = f'=IF(OR(NOT(ISNUMBER($B$6)),K10="",{unknown}),L10,IF(AND({share}<30,{share}<L10),0,{share}))'
    assert formulas["Economics"]["M10"].value == pool
    sums = [f'=IF(COUNT(${c}$9:${c}$11)=0,"",SUM(${c}$9:${c}$11))' for c in "MNOPQR"]
    assert row_of(formulas["Economics"], 12, "M", "R") == sums
    assert row_of(book(least=10)["Economics"], 12, "M", "R") == [241, 28, 213, 234, 21, 447]
    out, mine = '(($H$8:$H$10<>"")*1)', '(($H9<>"")*1)'
    ahead = "(($G$8:$G$10>$G9)+($G$8:$G$10=$G9)*($A$8:$A$10<$A9))"
    attractive = "ROUND($E9-IFERROR(MEDIAN($I$8:$I$10),0),12)>=0"
    assert row_of(formulas["Targets"], 9, "F", "K") == [
        "=IF(SUM($D$6:$D$6)>0,SUMPRODUCT($D$6:$D$6,$D9:$D9)/SUM($D$6:$D$6),0.5)",
        "=ROUND(($E9+$F9)/2,12)",
        None,  # nothing rules it out
        '=IF($H9="",$E9,"")',
        f"=1+SUMPRODUCT(({out}<{mine})+({out}={mine})*{ahead})",
        f'=IF($H9<>"","out",IF($J9<=$C$4,"target",IF({attractive},"next","maintain")))',
    ]
    by_rank = [f"=INDEX(${c}$8:${c}$10,MATCH($A15,$J$8:$J$10,0))" for c in "BKEFG"]
    assert row_of(formulas["Targets"], 15, "B", "F") == by_rank
    assert row_of(book(least=10)["Targets"], 15, "A", "F") == [2, "Many", "next", 0.21, 0.42, 0.315]
    assert row_of(book(least=10)["Targets"], 8, "E", "I") == [0.9, 0.8, pytest.approx(0.85), "size: too small", None]


def test_yellow_cells_take_what_they_are_for(book):
    whole = book(least=10)
    rules = {
        name: [
            (str(rule.sqref), rule.type, rule.operator, rule.formula1)
            for rule in whole[name].data_validations.dataValidation
        ]
        for name in ("Targets", "Economics")
    }
    assert rules == {
        "Targets": [(cell, "decimal", "greaterThanOrEqual", "0") for cell in ("C6", "D6")],
        "Economics": [(f"B{row}", "list", None, '"yes,no"') for row in (9, 10, 11)],
    }
    (rule, _) = whole["Targets"].data_validations.dataValidation
    assert (rule.errorTitle, rule.error) == ("Weight", "A weight is 0 or more.")
    assert row_of(whole["Targets"], 5, "C", "D") == ["attractiveness", "competitiveness"]


def test_a_sheet_that_is_changed_says_what_may_be_changed_and_what_is_withheld(book):
    whole = book(least=10)
    targets, economics, tool = whole["Targets"], whole["Economics"], whole["Typing tool"]
    assert targets["A2"].value.startswith("Change the yellow cells: each side's weights count in proportion")
    assert economics["A2"].value.startswith("Change the yellow cells.") and economics["A4"].value is None
    assert (economics["C5"].value, economics["B5"].value) == ("no margin is known: amounts are net amounts", 1)
    assert economics["C6"].value.startswith("for contacts, a tenth at least held back at no cost; empty: everybody")
    assert economics["A14"].value == "Some: response as the client gives it. words"
    assert tool["A2"].value.startswith(
        "Type or paste one customer a row into the yellow cells from row 6, 1,000 at most"
    )
    assert tool["B4"].value == "orders in the period" and tool.print_area.endswith("$A$1:$F$55")
    assert tool.max_row == 5 + 1_000 and tool.print_title_rows == "$5:$5"
    shown = whole["Profile"]["A3"].value
    assert shown == "few: under 10 people, or a figure that would tell how few they are"


def test_the_ends_of_a_sheet_follow_its_table_with_a_row_between(book):
    whole = book(least=10)
    assert [row_of(whole["Segments"], row, "A", "D") for row in (8, 9, 12, 14)] == [
        [None] * 4,
        ["segment id", "segment name", None, "in its own figures"],
        [2, "Some", "a typical member", "A typical one"],
        [None] * 4,
    ]
    quality = whole["Quality"]
    assert [row_of(quality, row, "A", "C") for row in range(6, 13)] == [
        [None] * 3,
        ["source", "why set aside", "rows"],
        *[["orders", reason, rows] for reason, rows in (("no id", 73), ("no day", 307), ("no amount", 120))],
        [None] * 3,
        ["orders", "all of one day", None],
    ]
    method = whole["Method"]
    assert row_of(method, 8, "A", "B") == [None, None]
    assert row_of(method, 9, "A", "B") == ["method", SCHEMAS["choice"]["method"][1]]
    assert [row_of(method, row, "A", "A")[0] for row in (20, 21)] == ["headline, 03_segment", "value model"]
    assert method["B21"].value == "BG/NBD: r 0.25"
    links = [row_of(whole["Summary"], row, "A", "A")[0] for row in range(7, 18)]
    assert links == [None, "In this workbook", *(name for name in SHEETS if name != "Summary")]
    assert whole["Summary"]["A13"].hyperlink.location == "'Typing tool'!A1"


def money_of(margin=0.5, hidden=False, few=False, **more):
    """What the sheet Economics holds of a target: 200 of 250 in its audience, 40 held back."""
    row = {
        "audience": 160,
        "control": 40,
        "role": "target",
        "worth": 20.0,
        "response": 0.1,
        "cost": 0.5,
        "reached": 250,
    }
    row |= {"response_low": 0.05, "response_high": 0.15, "break_even_response": 0.025}
    row |= {"expected_return": 240.0, "return_low": 80.0, "return_high": 400.0}
    return economics_sheet._values(SimpleNamespace(**{**row, **more}), margin, hidden, few)


def test_economics_of_a_segment_follow_from_the_plan():
    found = money_of()
    assert found == {
        "wanted": True,
        "reached": 250,
        "held_back": 0.2,
        "order": 40.0,
        "per": 1.5,
        "per_cost": 3.0,
        "pays": 250,
        "break_even": 0.025,
        "pool": 200,
        "control": 40,
        "audience": 160,
        "expected_return": 240.0,
        "return_low": 80.0,
        "return_high": 400.0,
        "response_low": 0.05,
        "response": 0.1,
        "response_high": 0.15,
    }
    told = {name: money_of(**change)[name] for name, change in (
        ("wanted", {"role": "next"}), ("held_back", {"control": 8}), ("pays", {"worth": 5.0}),
    )}  # fmt: skip
    assert told == {"wanted": False, "held_back": 0.1, "pays": 0}  # a contact that just pays for itself does not pay
    assert money_of(worth=np.nan)["pays"] == 250 and money_of(role="next")["pays"] == 0
    assert np.isnan(money_of(cost=0.0)["per_cost"]) and money_of(audience=0, control=0)["held_back"] == 0.1
    hidden = money_of(hidden=True)
    assert [hidden[name] for name in ("pool", "control", "audience", "pays", "held_back")] == [0, 0, 0, 0, 0.1]
    assert all(np.isnan(hidden[name]) for name in ("reached", "expected_return", "return_low", "return_high"))
    few = money_of(few=True)
    measured = ("order", "per", "per_cost", "break_even", "response_low", "response", "response_high")
    assert all(np.isnan(few[name]) for name in measured) and few["reached"] == 250
