"""read_csv.py: every line a row or a fault, cells as text."""

import gzip

import pytest
from collect.small_clients import aside, read, source_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segtools.collect import read_csv, sources
from segtools.tables import DataError

TABLE = [["007", "1", "2026-06-01", "10.00"], ["7", "2", "2026-06-02", "5.25"]]


def test_an_unclosed_quote_spoils_its_own_line_and_not_the_rest_of_the_file(client):
    params, _, checked = client()
    kept = checked["transactions"].accepted.order_by("order_id").order_id.execute().tolist()
    assert kept == ["1", "10", "11", "12", "14", "2", "2b"]
    rows = aside(params, checked).set_index("line")
    assert rows.text[16] == '9,"13,2026-06-05,1,2.00'


@pytest.mark.parametrize(
    ("how", "text", "encoding"),
    [
        ({"delimiter": ";"}, "id;no;day;amount\n007;1;2026-06-01;10.00\n7;2;2026-06-02;5.25\n", "utf-8"),
        ({"delimiter": "tab"}, "id\tno\tday\tamount\n007\t1\t2026-06-01\t10.00\n7\t2\t2026-06-02\t5.25", "utf-8"),
        ({"quote": "'"}, "id,no,day,amount\n'007',1,2026-06-01,10.00\n7,2,'2026-06-02',5.25\n", "utf-8"),
        (
            {"skip_lines": 2},
            "Export of,today\n\nid,no,day,amount\n007,1,2026-06-01,10.00\n7,2,2026-06-02,5.25\n",
            "utf-8",
        ),
        ({"encoding": "utf-16"}, "id,no,day,amount\n007,1,2026-06-01,10.00\n7,2,2026-06-02,5.25\n", "utf-16"),
        ({}, "\ufeffid,no,day,amount\r\n007,1,2026-06-01,10.00\r\n7,2,2026-06-02,5.25\r\n", "utf-8"),
        ({}, "id,no,day,amount\r007,1,2026-06-01,10.00\r7,2,2026-06-02,5.25\r", "utf-8"),
    ],
)
def test_a_csv_is_read_as_params_say_it_is_written(tmp_path, how, text, encoding):
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    found = read(tmp_path / "t.csv", **how)
    assert found[["id", "no", "day", "amount"]].to_numpy().tolist() == TABLE
    assert found._line.tolist() == [2 + how.get("skip_lines", 0), 3 + how.get("skip_lines", 0)]
    with gzip.open(tmp_path / "t.csv.gz", "wb") as packed:
        packed.write(text.encode(encoding))
    again = read(tmp_path / "t.csv.gz", **how)
    assert again.drop(columns="_file").equals(found.drop(columns="_file"))


def test_columns_that_differ_in_case_alone_are_refused(tmp_path):
    (tmp_path / "t.csv").write_text("ID,id\n1,2\n", "utf-8")
    with pytest.raises(DataError, match="two columns are named 'ID' and 'id'"):
        read(tmp_path / "t.csv")


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.lists(st.text("ab 1.,é€-", max_size=5), min_size=1, max_size=5), min_size=1, max_size=30),
    skip=st.integers(0, 2),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
)
def test_the_engine_reads_a_plain_file_as_the_careful_reader_does(rows, skip, end, last, tmp_path_factory):
    file = tmp_path_factory.mktemp("plain") / "t.csv"
    lines = ["above"] * skip + ["a;b;c"] + [";".join(row) for row in rows]
    file.write_text(end.join(lines) + (end if last else ""), "utf-8", newline="")
    source = source_of(file, delimiter=";", skip_lines=skip)
    found = []
    for plain in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not plain:
                patch.setattr(read_csv, "_is_plain", lambda *_: False)
            try:
                table = sources.read_rows(sources.connect(), "t", source, [])
                found.append(
                    table.order_by("_row").execute().astype(object).where(lambda t: t.notna(), None).to_dict("records")
                )
            except DataError as error:
                found.append(str(error))
    assert found[0] == found[1]


# --- lines that are no row, or look like none -------------------------------------------------------------


def faults_of(path, text, **how):
    path.write_bytes(text.encode())
    found = read(path, **how)
    return found._fault.fillna("").tolist(), found


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('2,Vest"warm, even when wet"', "stray or unclosed quote"),
        ('Vest"2,warm, even"', "stray or unclosed quote"),
        ('2,"Vest"" a","b"', ""),
        ('2,5" pipe,8" pipe', ""),
        ('2,5" by 7",8"', ""),
        ('5",8",x"y', ""),
        ('2,"5"" pipe, long",8" pipe', ""),
        ("2,O'Brien,d'Arc", ""),
        ('2,the "best",and "worst"', ""),
        ('2,say "a, b", c', "4 cells instead of 3"),
        ("2,a\x01b,c", "holds a control character"),
        ("2,a\x00b,c", "holds a control character"),
        ("id,a,b", "repeats the header"),
    ],
)
def test_a_delimiter_lost_before_a_quote_shifts_no_cells_in_silence(tmp_path, line, fault):
    line = line + ",x" if line.startswith(("2,Vest", "Vest")) and line.count(",") == 1 else line
    faults, found = faults_of(tmp_path / "t.csv", f'id,a,b\n1,"x",y\n{line}\n3,x,y\n')
    assert faults == ["", fault or "", ""] and found.id[2] == "3"


def test_a_delimiter_lost_where_the_number_of_cells_stays_right(tmp_path):
    text = 'no,what,name\n1,Vest,"warm, even when wet"\n2,Vest"warm, even when wet"\n3,Cap,"light"\n'
    assert faults_of(tmp_path / "t.csv", text)[0] == ["", "stray or unclosed quote", ""]
    text = "no;what;name\n1;Vest;'a; b'\n2;Vest'a; b'\n"
    assert faults_of(tmp_path / "t.csv", text, delimiter=";", quote="'")[0] == ["", "stray or unclosed quote"]


def test_runs_of_spaces_separate_cells(tmp_path):
    text = '  id   day         paid \n 007   2026-06-01    1.5\n\n  12 2026-06-02   "2 5"  \n  13 2026-06-03\n'
    faults, found = faults_of(tmp_path / "t.csv", text, delimiter="spaces")
    assert faults == ["", "", "2 cells instead of 3"] and found._line.tolist() == [2, 4, 5]
    assert found.id.tolist()[:2] == ["007", "12"] and found.paid.tolist()[:2] == ["1.5", "2 5"]


def test_a_last_delimiter_that_the_header_lacks_is_a_column_without_a_name(tmp_path):
    for text in ("id,no\n1,2,\n3,4,\n5,6,7\n", 'id,no\n1,"2",\n3,4,\n5,6,7\n'):
        faults, found = faults_of(tmp_path / "t.csv", text.replace("7", ""))
        assert faults == ["", "", ""] and found.no.tolist() == ["2", "4", "6"]
    assert faults_of(tmp_path / "t.csv", "id,no\n1,2,\n3,4\n")[0] == ["3 cells instead of 2", ""]  # some lines only


def test_a_line_of_many_megabytes_is_set_aside_and_the_others_are_read(tmp_path):
    faults, found = faults_of(tmp_path / "t.csv", "id,no\n1,2\n3," + "4" * 25_000_000 + "\n5,6\n")
    assert faults == ["", "holds a cell that is too long to be one", ""] and found.id.tolist()[2] == "5"


def test_a_control_character_in_a_name_is_refused_with_its_column(tmp_path):
    with pytest.raises(DataError, match=r"t\.csv:1: the name of column 2 holds a control character; correct it"):
        faults_of(tmp_path / "t.csv", "id,n\x01o\n1,2\n")


def test_a_packed_file_that_is_cut_or_damaged_is_refused_in_one_line(tmp_path):
    packed = gzip.compress(b"id,no\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(5000)))
    for damaged in (packed[:9000], packed[:5000] + b"\xff" * 500 + packed[5500:], packed[:4], b"id,no\n1,2\n"):
        (tmp_path / "t.csv.gz").write_bytes(damaged)
        with pytest.raises(DataError, match=r"t\.csv\.gz: "):
            read(tmp_path / "t.csv.gz")
