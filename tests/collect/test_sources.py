"""sources.py: tables with their lookups, what is wrong with a header, and the engine that reads them."""

import os
import subprocess
import sys

import duckdb
import pytest
from collect.small_clients import PRICED, aside

from segtools.collect import sources
from segtools.params import load_params
from segtools.tables import DataError


def test_a_lookup_brings_columns_and_a_flag_brings_yes_or_no(client, tmp_path):
    head = PRICED.replace(
        "    columns:",
        "    lookups: [{path: goods.csv, on: no}, {path: gifts.csv, on: [id, no], flag: gift}]\n    columns:",
    )
    orders = "id,no,day,quantity,price\na,1,2026-06-01,1,2\nb,2,2026-06-01,1,2\nc,1,2026-06-01,1,2\n"
    _, received, _ = client(orders, head, goods_csv="no,kind\n1,tea\n", gifts_csv="id,no\nb,2\nb,2\n")
    rows = received["transactions"].rows.order_by("id").execute()
    assert rows.kind.fillna("none").tolist() == ["tea", "none", "tea"]
    assert rows.gift.tolist() == [False, True, False]
    assert received["transactions"].remarks == [("rows whose key is not in goods.csv", 1)]


def test_a_lookup_with_a_key_twice_is_refused(client):
    head = PRICED.replace("    columns:", "    lookups: [{path: goods.csv, on: no}]\n    columns:")
    with pytest.raises(DataError, match=r"goods\.csv: 2 rows have the key no 1"):
        client(head=head, goods_csv="no,kind\n1,tea\n1,tee\n")


def test_a_file_of_another_delimiter_is_refused_with_the_one_it_seems_to_have(client):
    with pytest.raises(DataError, match="its header looks separated by ';': set delimiter: ';'"):
        client("id;no;day;quantity;price\n1;1;2026-01-01;1;1\n")


def test_a_row_of_data_taken_for_the_header_is_told_and_shows_nobody(client):
    head = PRICED.replace("    columns", "    skip_lines: 1\n    columns")
    with pytest.raises(
        DataError, match="its line 2 looks like a row of data, not a header: correct skip_lines"
    ) as caught:
        client("id,no,day,quantity,mail\n7,A1,2026-06-01,3,anna@mail.example\n8,A2,2026-06-01,1,x@y.example\n", head)
    assert "anna" not in str(caught.value)


def test_files_of_one_pattern_are_one_table_and_a_row_keeps_its_file_and_line(client):
    head = PRICED.replace("orders.csv", "part_*.csv")
    params, _, checked = client(
        head=head,
        part_1_csv="id,no,day,quantity,price\na,1,2026-06-01,1,2\n,2,2026-06-01,1,2\n",
        part_2_csv="no,id,day,quantity,price\n3,b,2026-06-01,1,2\n4,,2026-06-01,1,2\n",
    )
    assert checked["transactions"].accepted.order_by("order_id").customer_id.execute().tolist() == ["a", "b"]
    found = aside(params, checked)
    assert found[["file", "line"]].to_numpy().tolist() == [["part_1.csv", 3], ["part_2.csv", 3]]
    with pytest.raises(
        DataError, match=r"part_3\.csv: its columns differ from those of the files before it: price, prize"
    ):
        client(head=head, part_3_csv="id,no,day,quantity,prize\na,1,2026-06-01,1,2\n")


def test_what_does_not_fit_in_memory_goes_to_a_scratch_folder_that_goes_with_the_process(outputs):
    work = (
        "from segtools.collect import sources; c = sources.connect('acme');"
        "c.raw_sql('CREATE TEMP TABLE t AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(3000000)');"
        "print(c.con.execute('SELECT count(*), sum(a) FROM t').fetchone());"
        "import os; print(sorted(len(files) > 0 for _, _, files in os.walk(os.environ['SEGTOOLS_OUTPUTS'] + '/acme')))"
    )
    env = {**os.environ, "SEGTOOLS_MEMORY": "60MB"}
    said = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True, env=env)
    assert said.stdout.splitlines() == ["(3000000, 4499998500000)", "[False, True]"]
    assert list((outputs / "acme").iterdir()) == []


def test_the_engine_draws_no_progress_bar_where_python_has_no_script(tmp_path):
    """There the engine takes Python for a person at a prompt, and draws over what the command says."""
    duckdb.connect(str(tmp_path / "far.duckdb")).close()
    work = (
        "from segtools.collect import read_database, sources;"
        f"far = read_database._connect('duckdb://{tmp_path / 'far.duckdb'}');"
        "asked = 'SELECT current_setting($$enable_progress_bar$$)';"
        "print([c.con.execute(asked).fetchone()[0] for c in (sources.connect(), far)])"
    )
    said = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True)
    assert said.stdout == "[False, False]\n"


def test_a_column_of_comments_that_is_not_there_is_named(project):
    (project.parent / "data" / "s.csv").write_text("customer_id,a\n1,2\n", "utf-8")
    text = "sources:\n  survey: {path: s.csv, comments: words}\n"
    (project / "params" / "acme.yaml").write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"survey\.comments: no column 'words'; the table has customer_id, a"):
        sources.read_sources(load_params("acme"))
