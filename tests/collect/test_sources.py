"""sources.py: tables with their lookups, what is wrong with a header, and the engine that reads them."""

import hashlib
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


MADE = "sources:\n  customers: {path: s.csv, make_id: true}\n"


def ids_of(project, rows):
    (project.parent / "data" / "s.csv").write_text(rows, "utf-8")
    (project / "params" / "acme.yaml").write_text(MADE, "utf-8")
    received = sources.read_sources(load_params("acme"))["customers"]
    return received.rows.order_by("_row").execute().customer_id.tolist(), received


def test_an_id_made_of_a_row_is_that_of_all_its_cells_and_counts_rows_that_are_equal(project):
    head, rows = "a,b,c\n", ["x,y,z", "X,y,z", "x,Y,z", "x,y,Z", "xy,,z", "x,yz,", "x,y,z", "x,y,z"]
    ids, received = ids_of(project, head + "\n".join(rows) + "\n")
    assert len(set(ids)) == 8 and [one[:1] + str(len(one)) for one in ids[:6]] == ["r13"] * 6
    assert ids[6:] == [f"{ids[0]}-2", f"{ids[0]}-3"]
    assert ids[0] == "r" + hashlib.md5("\x1e".join("xyz").encode()).hexdigest()[:12]
    assert received.remarks == [("the table has no customer id: each row gets one made from its content", 0)]
    again, _ = ids_of(project, head + "\n".join(rows[::-1]) + "\n")
    assert set(again) == set(ids)  # whatever their order
    with pytest.raises(DataError, match=r"^s\.csv: make_id is set, but the table has a column customer_id; remove one"):
        ids_of(project, "customer_id,a\n1,2\n")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("7,x@y.example\n8,x\n", "its line 1 looks like a row of data, not a header: correct skip_lines"),
        ("a|b|c\n1|2|3\n", "its header looks separated by '|': set delimiter: '|'"),
        ("a\tb\tc\n1\t2\t3\n", "its header looks separated by tab: set delimiter: tab"),
        (
            "a; b; c\n1\n",  # a sentence
            "its line 1 is a single cell with delimiter ',': set delimiter, or skip_lines if the header stands further "
            "down",
        ),
        ("a;b\n1;2\n", "its line 1 is a single cell with delimiter ','"),  # one mark may be a part of a name
        ("a,7\n1,2\n", "its line 1 looks like a row of data"),  # half of its names are numbers
        ("a,b,7\n1,2,3\n", "no column 'customer_id'"),
    ],
)
def test_what_is_wrong_with_a_header_as_a_whole_is_told(project, rows, said):
    (project.parent / "data" / "s.csv").write_text(rows, "utf-8")
    (project / "params" / "acme.yaml").write_text(
        "sources:\n  customers: {path: s.csv, columns: {customer_id: customer_id}}\n", "utf-8"
    )
    with pytest.raises(DataError) as caught:
        sources.read_sources(load_params("acme"))
    assert str(caught.value).startswith("s.csv: ") and said in str(caught.value)


def test_a_lookup_without_its_key_and_files_of_several_kinds_are_refused_by_name(client):
    head = PRICED.replace("    columns:", "    lookups: [{path: goods.csv, on: NO}]\n    columns:")
    with pytest.raises(DataError, match=r"^goods\.csv: .* has no column 'sku' to join on; correct `on`"):
        client(head=head.replace("NO", "sku"), goods_csv="no,kind\n1,tea\n")
    with pytest.raises(DataError, match=r"^goods\.csv: its source has no column 'kind' to join on"):
        client(head=head.replace("NO", "kind"), goods_csv="no,kind\n1,tea\n")
    with pytest.raises(
        DataError, match=r"part\*: the pattern finds files of several kinds \(csv, excel\); name files of one kind"
    ):
        client(head=PRICED.replace("orders.csv", "part*"), part_csv="id\n1\n", **{"part.xlsx": b"x"})


def test_a_key_that_is_no_column_is_told_beside_the_other_faults(client):
    head = PRICED.replace("    columns", "    key: [no, line]\n    columns").replace("quantity * price", "prize")
    with pytest.raises(DataError) as caught:
        client(head=head)
    assert str(caught.value) == (
        "orders.csv: transactions.columns.amount: no column 'prize', did you mean 'price'?; "
        "transactions.key: no column 'line'; the table has id, no, day, quantity, price"
    )


PERSONS = "id,no,day,quantity,price,mail\n" + "".join(f"{n},{n},2026-06-01,1,2,k{n}@mail.example\n" for n in range(20))


def test_an_identity_may_be_a_customer_s_id_under_another_name_and_no_other_field(client):
    head = PRICED.replace("customer_id: id", "customer_id: mail")
    with pytest.raises(DataError) as caught:
        client(PERSONS, head)
    assert (
        "transactions.columns.customer_id: 'mail' holds e-mail addresses, which must not reach the outputs; set "
        "people.ids to number or hash, or list it under people.allow; the table has"
    ) in str(caught.value)
    assert client(PERSONS, head + "people: {ids: number}\n") and client(PERSONS, head + "people: {allow: [mail]}\n")
    with pytest.raises(DataError) as caught:
        client(PERSONS, PRICED.replace("order_id: no", "order_id: mail"))
    holds = "transactions.columns.order_id: 'mail' holds e-mail addresses"
    assert f"{holds}; map another column, or list it under people.allow" in str(caught.value)
    _, received, _ = client(PERSONS, PRICED + "people: {personal: [price]}\n")
    assert received["transactions"].personal == {"mail": "e-mail addresses", "price": "what params list as personal"}


def test_the_engine_works_in_utc_with_two_gigabytes_unless_told_otherwise(outputs, monkeypatch):
    monkeypatch.delenv("SEGTOOLS_MEMORY", raising=False)
    setting = lambda c, name: c.con.execute(f"SELECT current_setting('{name}')").fetchone()[0]  # noqa: E731
    connection = sources.connect("acme")
    assert setting(connection, "TimeZone") == "UTC" and setting(connection, "memory_limit") == "1.8 GiB"
    scratch = setting(connection, "temp_directory")
    assert scratch.startswith(str(outputs / "acme" / f".scratch-{os.getpid()}-"))
    monkeypatch.setenv("SEGTOOLS_MEMORY", "1GB")
    (outputs / "acme" / ".scratch-999999999-a").mkdir()
    (outputs / "acme" / f".scratch-{os.getpid()}-b").mkdir()
    assert setting(sources.connect("acme"), "memory_limit") == "953.6 MiB"
    left = [path.name for path in (outputs / "acme").iterdir()]
    assert f".scratch-{os.getpid()}-b" in left and ".scratch-999999999-a" not in left  # of a process that has ended
