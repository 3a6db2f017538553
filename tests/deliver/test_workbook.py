"""workbook/: cells with the figures of the tables, formulas that carry their values, and text that stays text."""

import itertools

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from deliver.small_study import FOUND, SCORECARD, TABLES
from openpyxl.utils import get_column_letter

from segtools.deliver.workbook.book import cell_span, write_cell
from segtools.deliver.workbook.make import SHEETS, write_workbook
from segtools.deliver.workbook.scorecard_sheet import level_rows
from segtools.deliver.workbook.targets_sheet import weighed_score
from segtools.show.look import segment_colour
from segtools.words import Finding

BOOKS = {}  # the workbooks of the small study as it stands, by fewest people told and whether formulas are


@pytest.fixture
def book(views, tmp_path):
    """The workbook of the small study as values: `book(least=…, tables=…)`, or as formulas: `book(formulas=True)`."""

    def written(formulas, **given):
        assert write_workbook(views(**given), tmp_path / "workbook.xlsx") == list(SHEETS)
        return openpyxl.load_workbook(tmp_path / "workbook.xlsx", data_only=not formulas)

    def of(formulas=False, least=100, **given):
        if given:
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
