"""read_json.py: records as rows."""

import gzip

import pytest
from collect.small_clients import read

from segtools.tables import DataError

LINES = """{"id": "007", "paid": 12.50, "at": {"town": "Bath", "pos": [1, 2.50]}, "ok": true}

{"id": 8, "paid": 12345678901234567890, "note": "two\\nlines", "at": {"town": null}}
no record
[1, 2]
{"id": "9", "likes": ["tea", {"x": "é"}]}
"""


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson", "t.json", "t.jsonl.gz"])
def test_a_record_a_line_is_a_row_with_figures_as_they_are_written(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(LINES.encode()) if name.endswith("gz") else LINES.encode())
    found = read(tmp_path / name)
    assert [c for c in found if c[0] != "_"] == ["id", "paid", "at.town", "at.pos", "ok", "note", "likes"]
    assert found.id.tolist() == ["007", "8", "", "", "9"] and found._line.tolist() == [1, 3, 4, 5, 6]
    assert found.paid.tolist()[:2] == ["12.50", "12345678901234567890"] and found.note[1] == "two\nlines"
    assert found["at.town"].tolist()[:2] == ["Bath", ""] and found["at.pos"][0] == "[1, 2.5]" and found.ok[0] == "true"
    assert found.likes[4] == '["tea", {"x": "é"}]'
    assert found._fault.fillna("").tolist() == ["", "", "is no JSON record", "is no JSON record", ""]
    assert found._text[2] == "no record"


def test_an_array_of_records_is_a_table_too(tmp_path):
    (tmp_path / "t.json").write_text('\n [{"id": 1, "no": 0.10},\n {"id": 2}, 7]', "utf-8")
    found = read(tmp_path / "t.json")
    assert found.id.tolist() == ["1", "2", ""] and found.no.tolist() == ["0.10", "", ""]
    assert found._line.tolist() == [1, 2, 3] and found._fault.notna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'[{"id": 1}, {"id"', "not complete JSON"),
        (b'{"a":' * 5000, "the file is empty"),
        (b"", "the file is empty"),
        (b'{"id": "M\xfcller"}\n', "not encoded as utf-8"),
        (b'{"id": 1, "ID": 2}\n', "two columns are named 'id' and 'ID'"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path, text, why):
    (tmp_path / "t.json").write_bytes(text)
    with pytest.raises(DataError, match=rf"t\.json.*: {why}"):
        read(tmp_path / "t.json")
