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
