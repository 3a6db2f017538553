"""header_rows.py: headers of one to three rows, and lines that are no row of their table."""

import pytest
import xlsxwriter
from collect.small_clients import read

from segtools.collect import sources
from segtools.collect.guess_dialect import dialect
from segtools.collect.header_rows import count_header_rows, is_import_ids, is_value, stands_apart
from segtools.collect.row_batches import Labels
from segtools.params import Source

IDS = ['{"ImportId":"startDate","timeZone":"UTC"}', '{"ImportId":"QID1_1"}', '{"ImportId":"QID2"}']
ANSWERS = [[f"2025-03-{n:02d} 10:00:00", ("agree", "disagree")[n % 2], str(n % 11)] for n in range(1, 15)]
QUALTRICS = [
    ["StartDate", "Q1_1", "Q3"],
    ["Start Date", "How far do you\nagree? - price", "How likely?"],
    IDS,
    *ANSWERS,
]
MONKEY = [
    ["Respondent ID", "Start", "Which do you like?", "", "", "How old are you?", "Which town?"],
    ["", "", "tea", "jam", "Other (please specify)", "Response", "Open-Ended Response"],
    *[[f"1000{n}", "03/01/2025", "tea" * (n % 2), "jam" * (n % 3 == 0), "", f"{20 + n}", "Bath"] for n in range(9)],
]
UNITS = [["id", "age", "area", "member"], ["id", "years", "name", "y/n"]]
UNITS += [[f"C{n:04d}", str(20 + n), ("East", "West")[n % 2], ("yes", "no")[n % 2]] for n in range(9)]


def csv_of(path, rows):
    path.write_text("".join(",".join('"' + c.replace('"', '""') + '"' for c in row) + "\n" for row in rows), "utf-8")
    return path


def read_with_labels(path, **how):
    labels = Labels()
    rows = sources.read_rows(sources.connect(), "t", Source(path=str(path), **how), [], labels)
    return rows.order_by("_row").execute(), labels


@pytest.mark.parametrize(("rows", "header"), [(QUALTRICS, 3), (MONKEY, 2), (UNITS, 2)])
def test_the_rows_of_a_header_are_told_and_none_of_them_is_a_respondent(tmp_path, rows, header):
    file = csv_of(tmp_path / "t.csv", rows)
    how = {key: value for key, (value, _) in dialect(file, file.name).items()}
    assert how == {"header_rows": header}
    found, _ = read_with_labels(file, **how)
    assert found.iloc[:, 0].tolist() == [row[0] for row in rows[header:]] and found._fault.isna().all()


def test_names_of_the_first_row_get_the_questions_below_as_their_meanings(tmp_path):
    found, labels = read_with_labels(csv_of(tmp_path / "t.csv", QUALTRICS), header_rows=3)
    assert list(found)[:3] == ["StartDate", "Q1_1", "Q3"] and found._line[0] == 5  # the question takes two lines
    assert labels.meanings == {"StartDate": "Start Date", "Q1_1": "How far do you agree? - price", "Q3": "How likely?"}
    _, units = read_with_labels(csv_of(tmp_path / "u.csv", UNITS), header_rows=2)
    assert units.meanings["age"] == "age (years)" and units.meanings["id"] == "id"


def test_a_blank_belongs_to_the_question_at_its_left(tmp_path):
    found, labels = read_with_labels(csv_of(tmp_path / "t.csv", MONKEY), header_rows=2)
    like = "Which do you like?"
    asked = [f"{like} - tea", f"{like} - jam", f"{like} - Other (please specify)", "How old are you?", "Which town?"]
    assert list(found)[:7] == ["Respondent ID", "Start", *asked] and set(labels.meanings) == set(asked[:3])
    groups = [["", "2024", "", "2025", ""], ["Name", "Q1", "Q2", "Q1", "Q2"], ["a", "1", "2", "3", "4"]]
    found, _ = read_with_labels(csv_of(tmp_path / "g.csv", groups), header_rows=2)
    assert list(found)[:5] == ["Name", "2024 - Q1", "2024 - Q2", "2025 - Q1", "2025 - Q2"]
    three = [["id", "A", "", "B"], ["", "x", "", ""], ["", "1", "2", "3"], ["a", "7", "8", "9"]]
    found, _ = read_with_labels(csv_of(tmp_path / "h.csv", three), header_rows=3)
    assert list(found)[:4] == ["id", "A - x - 1", "A - x - 2", "B - 3"]


def test_excel_has_such_headers_too_with_cells_merged(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    page = book.add_worksheet("Answers")
    for n, row in enumerate(MONKEY):
        page.write_row(n, 0, row)
    page.merge_range(0, 2, 0, 4, MONKEY[0][2])
    book.close()
    assert dialect(tmp_path / "b.xlsx", "b.xlsx")["header_rows"][0] == 2
    found = read(tmp_path / "b.xlsx", header_rows=2)
    assert list(found)[2:4] == ["Which do you like? - tea", "Which do you like? - jam"] and len(found) == 9


@pytest.mark.parametrize(
    "rows",
    [
        [["name", "town"], ["Anna", "Bath"], ["Jo", "York"], ["Di", "Hull"]],  # text only
        [["", "name", "town"], ["a", "Anna", "Bath"], ["b", "Jo", "York"]],  # an index without a name
        [["name", "", "town"], ["Anna", "x", "Bath"], ["Jo", "y", "York"]],
        [["id", "age"], ["C01", "unknown"], *[[f"C{n}", str(n)] for n in range(20, 40)]],  # the first age not known
        [["id", "age"], ["C01", "n/a"], *[[f"C{n}", str(n)] for n in range(20, 40)]],
        [["name", "age", "area"], ["Anna", "old", "East"], *[[f"N{'abcdefghi'[n]}", str(n), "East"] for n in range(9)]],
        [["name", "age"], ["Anna", "12"], ["Jo", "x"], *[["Di", str(n)] for n in range(9)]],
        [["id", "mail"], ["a", "b@c.de"], *[["x", f"{n}@c.de"] for n in range(9)]],
        [["id"], ["a"], ["b"]],
        [["id", "no"]],
        [["2024", "2025"], *[[str(n), str(n)] for n in range(9)]],
    ],
)
def test_an_ordinary_table_has_one_row_of_names(rows):
    assert count_header_rows(rows) == 1


def test_rows_of_import_ids_tell_the_header_of_answers_in_words_too():
    words = [["q1", "q2"], ["Do you like tea?", "And jam?"], IDS[1:], ["a lot", "yes"], ["no", "never"]]
    assert count_header_rows(words) == 3 and count_header_rows([words[0], *words[2:]]) == 2


def test_a_line_is_no_row_only_if_nothing_of_it_fits():
    columns = [["1", "2", "3", "4", "5"], ["East", "West", "East", "East", "West"], ["yes", "no", "yes", "no", "no"]]
    assert stands_apart(["years", "area", "y/n"], columns) == 2
    assert stands_apart(["years", "East", "y/n"], columns) == 0  # an area as the column holds them
    assert stands_apart(["6", "area", "y/n"], columns) == 0
    assert stands_apart(["unknown", "North", ""], columns) == 0
    assert not is_import_ids(["", ""]) and is_import_ids([*IDS, ""]) and not is_import_ids([*IDS, "x"])
    assert is_value("1.234,50 €") and is_value("3 May 2026") and not is_value("Q1") and not is_value("A 7b")
