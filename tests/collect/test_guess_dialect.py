"""guess_dialect.py: how a file is written, told by its bytes: delimiter, encoding, lines above the header."""

import pytest

from segtools.collect.guess_dialect import dialect

LISTS = "customer_id;likes\n" + "".join(f"{n};tea, jam, figs, rye\n" for n in range(9))
QUOTED = "\ufeff" + '"number, of the client",day\n' + "".join(f"{n},2026-06-01\n" for n in range(9))
RUSSIAN = "клиент,сумма лилий\n" + "".join(f"лилия {n},{n}\n" for n in range(9))


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return {key: value for key, (value, _) in dialect(path, path.name).items()}


@pytest.mark.parametrize(
    ("text", "encoding", "mend"),
    [
        ("id,no\n1,2\n3,4\n", "utf-8", {}),
        ("id|no\n1|2\n3|4\n", "utf-8", {"delimiter": "|"}),
        ("id\tno\n1\t2\n3\t4\n", "utf-8", {"delimiter": "tab"}),
        ("id,'no'\n'1','2,5'\n'3','4'\n'5','6'\n", "utf-8", {"quote": "'"}),
        ("id\n1\n2\n", "utf-8", {}),  # one column: nothing to cut
        ("id,size\n1,40X60X80X90\n2,50X60X70X90\n", "utf-8", {}),  # a letter cuts no cells
        (LISTS, "utf-8", {"delimiter": ";"}),  # a list in one of two columns: its header has no comma
        (QUOTED, "utf-8", {}),  # a mark of the encoding before the first quote is no cell
        (LISTS, "utf-16", {"encoding": "utf-16", "delimiter": ";"}),
        (RUSSIAN, "utf-16", {"encoding": "utf-16"}),  # half of its letter л is a semicolon's byte
        ("id;név\n1;é\n2;ő\n".replace("ő", "ö"), "cp1252", {"encoding": "cp1252", "delimiter": ";"}),
        ("Export\n\nid;no\n1;2\n3;4\n", "utf-8", {"delimiter": ";", "skip_lines": 2}),
    ],
)
def test_how_a_file_is_written_is_told_where_params_would_read_it_otherwise(tmp_path, text, encoding, mend):
    assert written(tmp_path / "t.csv", text, encoding) == mend
