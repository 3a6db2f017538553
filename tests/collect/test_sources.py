"""sources.py and collect.py: no row vanishes, whatever came."""

import datetime as dt
import gzip
import os
import shutil
import subprocess
import sys

import duckdb
import pandas as pd
import pytest
import xlsxwriter

from segtools.collect import quarantine, read_database, row_rules, sources
from segtools.params import Params, Source, Transactions, load_params
from segtools.run import ledger as ledger_
from segtools.tables import DataError

HEAD = """\
currency: £
as_of: 2026-06-30
sources:
  transactions:
    path: orders.csv
    columns: {customer_id: id, order_id: no, order_date: day, amount: quantity * price}
"""
ORDERS = """\
id,no,day,quantity,price
007,1,2026-06-01,2,10.00
7,2,2026-06-02,1,5.25
007,2b,2026-06-11,1,-3.10
,3,2026-06-03,1,1.00
9,4,2026-02-31,1,1.00
9,5,2026-07-01,1,1.00
9,6,2026-06-05,1,NaN
9,7,2026-06-05,1,1,000.00
9,8,2026-06-05,1
"9"x,9,2026-06-05,1,2.00
"NA",10,2026-06-05,1,2.00
"two
lines",11,2026-06-05,1,2.00
1E5,12,2026-06-05,1,2.00
9,"13,2026-06-05,1,2.00
9,14,2026-06-06,1,2.00
"""


ROWS = Params.model_validate({"as_of": dt.date(2026, 6, 30), "sources": {"customers": {"path": "none.csv"}}})


def source_of(path, columns=None, **how):
    """A source of a file, wherever it lies; of orders where its columns are given."""
    ours = {name: how.pop(name) for name in ("customer_id", "order_id", "order_date", "amount") if name in how}
    kind = Transactions if ours else Source
    return kind(path=str(path), columns=columns or ours, **how)


def read(path, name="t", **how):
    """The rows of a file, as a frame."""
    return sources.read_rows(sources.connect(), name, source_of(path, **how), []).order_by("_row").execute()


def aside(params, checked, name="transactions"):
    """The rows set aside, as their file would hold them."""
    return quarantine.quarantined_rows(checked, params)[name].execute()


@pytest.fixture
def client(project, tmp_path):
    def make(orders=ORDERS, head=HEAD, **files):
        (project / "params" / "acme.yaml").write_text(head, "utf-8")
        for name, text in {"orders.csv": orders, **{k.replace("_csv", ".csv"): v for k, v in files.items()}}.items():
            (tmp_path / "data" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        params = load_params("acme")
        received = sources.read_sources(params)
        return params, received, row_rules.check_rows(received, params)

    return make


def test_each_row_is_accepted_or_set_aside_with_its_line_and_reason(client):
    params, _, checked = client()
    found = aside(params, checked).set_index("line").reason.to_dict()
    assert found == {
        5: "customer_id is missing",
        6: "order_date is unreadable",
        7: "order_date lies after as_of",
        8: "amount is not finite",
        9: "6 cells instead of 5",
        10: "4 cells instead of 5",
        11: "stray or unclosed quote",
        16: "stray or unclosed quote",
    }
    ledger = quarantine.quality_ledger(checked).iloc[0]
    assert (ledger.rows_read, ledger.rows_accepted, ledger.rows_quarantined) == (15, 7, 8)


def test_an_unclosed_quote_spoils_its_own_line_and_not_the_rest_of_the_file(client):
    params, _, checked = client()
    kept = checked["transactions"].accepted.order_by("order_id").order_id.execute().tolist()
    assert kept == ["1", "10", "11", "12", "14", "2", "2b"]
    rows = aside(params, checked).set_index("line")
    assert rows.text[16] == '9,"13,2026-06-05,1,2.00'


def test_ids_stay_byte_for_byte(client):
    _, _, checked = client()
    ids = set(checked["transactions"].accepted.customer_id.execute())
    assert ids == {"007", "7", "NA", "two\nlines", "1E5", "9"}


def test_amounts_reconcile_to_the_cent(client):
    _, _, checked = client()
    row = quarantine.quality_ledger(checked).iloc[0]
    accepted = 20.00 + 5.25 - 3.10 + 2.00 * 4
    assert row.amount_accepted == pytest.approx(accepted, abs=1e-9)
    assert row.amount_quarantined == pytest.approx(3.00, abs=1e-9)  # rows 5, 6 and 7 are readable
    assert row.amount_read == pytest.approx(accepted + 3.00, abs=1e-9)


def test_a_wide_row_is_told_from_a_decimal_comma(client):
    params, _, checked = client()
    rows = aside(params, checked).set_index("line")
    assert rows.text[9] == "9,7,2026-06-05,1,1,000.00"


def test_repeats_are_kept_unless_params_call_them_a_stutter(client):
    twice = "id,no,day,quantity,price\na,1,2026-06-01,1,2\na,1,2026-06-01,1,2\n"
    _, _, kept = client(twice)
    assert quarantine.quality_ledger(kept).rows_accepted.iloc[0] == 2
    params, _, dropped = client(twice, HEAD + "    duplicates: quarantine\n")
    rows = aside(params, dropped)
    assert rows[["line", "reason"]].to_numpy().tolist() == [[3, "same as an earlier row"]]


def test_rows_of_one_customer_that_contradict_each_other_are_all_set_aside(client):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    people = "id,age\n007,30\n007,30\n7,40\n7,41\n9,50\n"
    params, _, checked = client(head=head, people_csv=people)
    found = aside(params, checked, "customers")
    clash, same = "rows of one customer contradict each other", "same as an earlier row"
    assert found[["line", "reason"]].to_numpy().tolist() == [[3, same], [4, clash], [5, clash]]
    assert checked["customers"].accepted.order_by("customer_id").customer_id.execute().tolist() == ["007", "9"]


def test_a_lookup_brings_columns_and_a_flag_brings_yes_or_no(client, tmp_path):
    head = HEAD.replace(
        "    columns:",
        "    lookups: [{path: goods.csv, on: no}, {path: gifts.csv, on: [id, no], flag: gift}]\n    columns:",
    )
    orders = "id,no,day,quantity,price\na,1,2026-06-01,1,2\nb,2,2026-06-01,1,2\n"
    _, received, _ = client(orders, head, goods_csv="no,kind\n1,tea\n", gifts_csv="id,no\nb,2\nb,2\n")
    rows = received["transactions"].rows.order_by("id").execute()
    assert rows.kind.fillna("none").tolist() == ["tea", "none"]
    assert rows.gift.tolist() == [False, True]
    assert received["transactions"].remarks == [("rows that goods.csv does not know", 1)]


def test_a_lookup_with_a_key_twice_is_refused(client):
    head = HEAD.replace("    columns:", "    lookups: [{path: goods.csv, on: no}]\n    columns:")
    with pytest.raises(DataError, match=r"goods\.csv: 2 rows for no 1"):
        client(head=head, goods_csv="no,kind\n1,tea\n1,tee\n")


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ("", "orders.csv: empty"),
        ("id,no,day,quantity,price\n", "orders.csv: a header and no rows"),
        ("id,no,no,quantity,price\n1,1,1,1,1\n", "two columns are named 'no'"),
        (
            "id,no,day,quantity\n1,1,2026-01-01,1\n",
            "transactions.columns.amount: no column 'price'; the table has id, no, day, quantity",
        ),
        ("id,no,day,quantity,price\nJosé,1,2026-01-01,1,1\n".encode("latin-1"), "orders.csv:2: not utf-8"),
        ("id,no,day,quantity,price\n1,1,01.06.2026,1,1\n", "no row of transactions can be used"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(client, orders, said):
    with pytest.raises(DataError, match=said) as caught:
        client(orders)
    assert "\n" not in str(caught.value)


def test_every_wrong_column_is_named_at_once_with_the_nearest(client):
    head = HEAD.replace("id,", "idd,").replace("quantity * price", "quantity * prize")
    with pytest.raises(DataError) as caught:
        client(head=head)
    assert str(caught.value) == (
        "orders.csv: transactions.columns.customer_id: no column 'idd', did you mean 'id'?; "
        "transactions.columns.amount: no column 'prize', did you mean 'price'?; the table has id, no, day, quantity, price"
    )


def test_a_table_that_is_not_one_row_a_customer_is_refused(client):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    people = "id,age\n007,30\n007,31\n007,32\n7,40\n"
    with pytest.raises(DataError, match="customers holds one row a customer"):
        client(head=head, people_csv=people)


def test_an_expression_is_arithmetic_and_never_code(client):
    with pytest.raises(DataError, match="is not understood"):
        client(head=HEAD.replace("quantity * price", "__import__('os').getcwd()"))


def test_parquet_with_whole_numbers_in_a_float_id_column_gives_plain_ids(project, tmp_path):
    table = pd.DataFrame(
        {"id": [12345.0, None], "no": [1, 2], "day": pd.to_datetime(["2026-06-01"] * 2), "quantity": 1, "price": 2.0}
    )
    table.to_parquet(tmp_path / "data" / "orders.parquet")
    (project / "params" / "acme.yaml").write_text(HEAD.replace("orders.csv", "orders.parquet"), "utf-8")
    params = load_params("acme")
    checked = row_rules.check_rows(sources.read_sources(params), params)
    assert checked["transactions"].accepted.customer_id.execute().tolist() == ["12345"]
    assert aside(params, checked).line.tolist() == [2]


def test_demo_sets_aside_exactly_the_planted_dirt(monkeypatch):
    from support import ROOT

    monkeypatch.setenv("SEGTOOLS_DATA", str(ROOT / "data"))
    params = load_params("demo")
    found = quarantine.quarantine_reasons(row_rules.check_rows(sources.read_sources(params), params))
    planted = pd.read_csv(ROOT / "data" / "demo" / "truth_dirt.csv")
    key = ["source", "reason"]
    pd.testing.assert_frame_equal(
        found.sort_values(key, ignore_index=True), planted.sort_values(key, ignore_index=True), check_dtype=False
    )


# --- how files are written ----------------------------------------------------------------------------

TABLE = [["007", "1", "2026-06-01", "10.00"], ["7", "2", "2026-06-02", "5.25"]]


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


def test_a_file_of_another_delimiter_is_refused_with_the_one_it_seems_to_have(client):
    with pytest.raises(DataError, match="its header looks separated by ';': set delimiter: ';'"):
        client("id;no;day;quantity;price\n1;1;2026-01-01;1;1\n")


def test_a_row_of_data_taken_for_the_header_is_told_and_shows_nobody(client):
    head = HEAD.replace("    columns", "    skip_lines: 1\n    columns")
    with pytest.raises(
        DataError, match="its line 2 looks like a row of data, not like a header: mend skip_lines"
    ) as caught:
        client("id,no,day,quantity,mail\n7,A1,2026-06-01,3,anna@mail.example\n8,A2,2026-06-01,1,x@y.example\n", head)
    assert "anna" not in str(caught.value)


def test_files_of_one_pattern_are_one_table_and_a_row_keeps_its_file_and_line(client):
    head = HEAD.replace("orders.csv", "part_*.csv")
    params, _, checked = client(
        head=head, part_1_csv="id,no,day,quantity,price\na,1,2026-06-01,1,2\n,2,2026-06-01,1,2\n",
        part_2_csv="no,id,day,quantity,price\n3,b,2026-06-01,1,2\n4,,2026-06-01,1,2\n",
    )  # fmt: skip
    assert checked["transactions"].accepted.order_by("order_id").customer_id.execute().tolist() == ["a", "b"]
    found = aside(params, checked)
    assert found[["file", "line"]].to_numpy().tolist() == [["part_1.csv", 3], ["part_2.csv", 3]]
    with pytest.raises(DataError, match=r"part_3\.csv: its columns are not those of the files before it: price, prize"):
        client(head=head, part_3_csv="id,no,day,quantity,prize\na,1,2026-06-01,1,2\n")


def test_columns_that_differ_in_case_alone_are_refused(tmp_path):
    (tmp_path / "t.csv").write_text("ID,id\n1,2\n", "utf-8")
    with pytest.raises(DataError, match="two columns are named 'ID' and 'id'"):
        read(tmp_path / "t.csv")


# --- Excel --------------------------------------------------------------------------------------------


def book(path, rows, merge=None, errors=(), sheet="Orders", more=()):
    made = xlsxwriter.Workbook(str(path))
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    page = made.add_worksheet(sheet)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, dt.datetime):
                page.write_datetime(r, c, value, day)
            elif value is not None:
                page.write(r, c, value)
    for r, c, error in errors:
        page.write_formula(r, c, "=1/0", None, error)
    if merge:
        page.merge_range(*merge)
    for name in more:
        made.add_worksheet(name).write(0, 0, "notes")
    made.close()
    return path


SHEET = [
    ["Export"],
    [],
    ["id", "day", "amount"],
    ["007", dt.datetime(2026, 6, 1), 12.5],
    [7, dt.datetime(2026, 6, 2), 3],
    [8, dt.datetime(2026, 6, 3), None],
]


def test_a_sheet_is_read_by_name_and_an_error_cell_is_not_a_blank(tmp_path):
    file = book(tmp_path / "b.xlsx", SHEET, errors=[(5, 2, "#DIV/0!")], more=["Notes"])
    with pytest.raises(DataError, match="2 sheets; set sheet to one of Orders, Notes"):
        read(file)
    with pytest.raises(DataError, match="no sheet 'orders'; there are Orders, Notes"):
        read(file, sheet="orders")
    found = read(file, sheet="Orders", skip_lines=2)
    assert found.id.tolist() == ["007", "7", "8"] and found.amount.tolist()[:2] == ["12.5", "3"]
    assert found.day.str.slice(0, 10).tolist() == ["2026-06-01", "2026-06-02", "2026-06-03"]
    assert found._line.tolist() == [4, 5, 6]
    assert found._fault.fillna("").tolist() == ["", "", "cell C6 is an error (#DIV/0!)"]


def test_a_merged_header_is_refused(tmp_path):
    file = book(tmp_path / "b.xlsx", [["id", "sales", None], ["a", 1, 2]], merge=(0, 1, 0, 2, "sales"))
    with pytest.raises(DataError, match="cell B1 of sheet Orders is merged in the header"):
        read(file)


def test_a_file_that_is_no_excel_file_is_refused(tmp_path):
    (tmp_path / "b.xlsx").write_text("id,no\n1,2\n", "utf-8")
    with pytest.raises(DataError, match="not a whole Excel file"):
        read(tmp_path / "b.xlsx")
    with pytest.raises(DataError, match=r"\.xls is not read here; save it as CSV, Excel \(\.xlsx\) or Parquet"):
        (tmp_path / "b.xls").write_text("", "utf-8")
        read(tmp_path / "b.xls")


# --- Parquet ------------------------------------------------------------------------------------------


def test_a_folder_of_parts_is_one_table_and_drift_is_named(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    first = pd.DataFrame({"id": ["a", "b"], "amount": [1.0, 2.0], "note": ["x", "y"]})
    first.to_parquet(folder / "1.parquet")
    first.assign(id=["c", "d"], note=[1, 2]).to_parquet(folder / "2.parquet")
    remarks = []
    table = sources.read_rows(sources.connect(), "t", source_of(folder, columns={"customer_id": "id"}), remarks)
    found = table.order_by("_row").execute()
    assert found.id.tolist() == ["a", "b", "c", "d"] and "note" not in found
    assert [name.rpartition("/")[2] for name in found._file] == ["1.parquet"] * 2 + ["2.parquet"] * 2
    assert found._line.tolist() == [1, 2, 1, 2] and found._row.is_unique
    assert len(remarks) == 1 and "note is int64" in remarks[0][0]
    first.assign(amount=["1", "2"]).to_parquet(folder / "3.parquet")
    with pytest.raises(DataError, match=r"the parts differ: amount is (large_)?string in .*3\.parquet and double in"):
        sources.read_rows(sources.connect(), "t", source_of(folder, columns={"value": "amount"}), [])


# --- databases ----------------------------------------------------------------------------------------

STORE = """\
as_of: 2026-06-30
sources:
  transactions:
    database: {url}
    table: {table}
    columns: {{customer_id: id, order_id: no, order_date: day, amount: amount}}
"""
ROWS_IN_STORE = (
    "('007', 1, DATE '2026-06-01', 10.25), ('7', 2, DATE '2026-06-02', 5.75), (NULL, 3, DATE '2026-06-03', 1)"
)


def test_a_table_of_a_duckdb_file_is_read_where_the_data_lies(project, tmp_path):
    with duckdb.connect(str(tmp_path / "data" / "shop.duckdb")) as store:
        store.execute("CREATE TABLE orders (id VARCHAR, no INTEGER, day DATE, amount DECIMAL(10,2))")
        store.execute(f"INSERT INTO orders VALUES {ROWS_IN_STORE}")
    (project / "params" / "acme.yaml").write_text(STORE.format(url="duckdb://shop.duckdb", table="orders"), "utf-8")
    params = load_params("acme")
    ledger = quarantine.quality_ledger(row_rules.check_rows(sources.read_sources(params), params)).iloc[0]
    assert (ledger.rows_read, ledger.rows_accepted, ledger.amount_accepted, ledger.amount_read) == (3, 2, 16, 17)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """A Postgres server of its own, on a socket-free port of this machine, with a password."""
    found = shutil.which("postgres")
    if not found:
        pytest.skip("no Postgres server on this machine")
    programs = os.path.dirname(os.path.realpath(found))
    folder = tmp_path_factory.mktemp("pg")
    as_user = []
    if os.geteuid() == 0:  # the server refuses to be root
        if not shutil.which("setpriv"):
            pytest.skip("Postgres does not run as root")
        for path in [folder, *folder.parents[:-1]]:
            if str(path).startswith("/tmp/"):
                os.chmod(path, 0o755)
        os.chown(folder, 65534, 65534)
        as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    password = "s3cr3t/of the@shop"
    (folder / "pw").write_text(password + "\n", "utf-8")
    os.chmod(folder / "pw", 0o644)
    data, port = folder / "data", 54000 + os.getpid() % 1000
    run = lambda *command: subprocess.run([*as_user, *command], check=True, capture_output=True, text=True, cwd=folder)  # noqa: E731
    run(
        f"{programs}/initdb",
        "-D",
        str(data),
        "-U",
        "analyst",
        "--auth=scram-sha-256",
        f"--pwfile={folder}/pw",
        "-E",
        "UTF8",
    )
    run(
        f"{programs}/pg_ctl",
        "-D",
        str(data),
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1",
        "start",
    )
    import psycopg

    with psycopg.connect(
        host="127.0.0.1", port=port, user="analyst", password=password, dbname="postgres", autocommit=True
    ) as store:
        store.execute("CREATE SCHEMA shop")
        store.execute("CREATE TABLE shop.orders (id text, no bigint, day timestamp, amount numeric)")
        store.execute(f"INSERT INTO shop.orders VALUES {ROWS_IN_STORE}")
    yield port, password
    run(f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def test_a_table_of_postgres_is_read_with_a_secret_from_the_environment(postgres, project, monkeypatch):
    port, password = postgres
    url = f"postgres://analyst:${{SHOP_SECRET}}@127.0.0.1:{port}/postgres"
    (project / "params" / "acme.yaml").write_text(STORE.format(url=url, table="shop.orders"), "utf-8")
    params = load_params("acme")
    with pytest.raises(DataError, match="environment variable SHOP_SECRET is not set"):
        sources.read_sources(params)
    monkeypatch.setenv("SHOP_SECRET", password)
    received = sources.read_sources(params)
    assert received["transactions"].file == f"{url} shop.orders"
    ledger = quarantine.quality_ledger(row_rules.check_rows(received, params)).iloc[0]
    assert (ledger.rows_read, ledger.rows_accepted, ledger.amount_accepted, ledger.amount_read) == (3, 2, 16, 17)
    monkeypatch.setenv("SHOP_SECRET", "quite wrong")
    with pytest.raises(DataError, match="cannot be read") as caught:
        sources.read_sources(params)
    assert "quite wrong" not in str(caught.value) and "quite%20wrong" not in str(caught.value)


def test_a_secret_is_in_no_byte_of_outputs_when_the_run_fails(postgres, project, monkeypatch):
    """The connection fails, and the failed notebook is kept with its error in view."""
    from support import environment, segtools

    port, _ = postgres
    url = f"postgres://analyst:${{SHOP_SECRET}}@127.0.0.1:{port}/postgres"
    (project / "params" / "acme.yaml").write_text(STORE.format(url=url, table="shop.orders"), "utf-8")
    (project / "params" / "beta.yaml").write_text(STORE.format(url="${WHOLE_URL}", table="shop.orders"), "utf-8")
    secret = "unguessable-4711"
    whole = f"postgres://analyst:{secret}@127.0.0.1:{port}/nowhere"
    said = subprocess.run(segtools("run", "acme", "beta"), cwd=project, capture_output=True, text=True,
                          env=environment(SHOP_SECRET=secret, WHOLE_URL=whole))  # fmt: skip
    assert said.returncode == 3 and "cannot be read" in said.stderr and secret not in said.stdout + said.stderr
    files = [path for path in (project / "outputs").rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"01_collect.ipynb", "run.json"}
    assert not [path for path in files if secret.encode() in path.read_bytes()]


def test_a_driver_that_repeats_the_url_is_quoted_without_its_secret(project, monkeypatch):
    url = "postgres://me:${SHOP_SECRET}@host/db"
    (project / "params" / "acme.yaml").write_text(STORE.format(url=url, table="orders"), "utf-8")
    monkeypatch.setenv("SHOP_SECRET", "open sesame")

    def refuse(connection, name, where, table):
        raise RuntimeError(f"could not connect to {where}\nwith open sesame")

    monkeypatch.setattr(read_database, "_copy_table", refuse)
    with pytest.raises(DataError) as caught:
        sources.read_sources(load_params("acme"))
    said = str(caught.value)
    assert (
        "sesame" not in said
        and "\n" not in said
        and said.startswith(f"{url} orders: cannot be read: could not connect to ***")
    )


def test_a_secret_that_reaches_a_text_all_the_same_is_taken_out(project, tmp_path, monkeypatch):

    (project / "params" / "acme.yaml").write_text(STORE.format(url="${WHOLE_URL}", table="orders"), "utf-8")
    monkeypatch.setenv("WHOLE_URL", "postgres://me:pass%20word@host/db")
    (tmp_path / "a.ipynb").write_text("x postgres://me:pass%20word@host/db and pass%20word", "utf-8")
    ledger_.scrub(tmp_path, load_params("acme"))
    assert (tmp_path / "a.ipynb").read_text("utf-8") == "x *** and ***"


def test_what_does_not_fit_in_memory_goes_to_a_scratch_folder_that_goes_with_the_process(outputs):
    work = (
        "from segtools.collect import sources; c = sources.connect('acme');"
        "c.raw_sql('CREATE TEMP TABLE t AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(3000000)');"
        "print(c.con.execute('SELECT count(*), sum(a) FROM t').fetchone());"
        "import os; print(sorted(len(files) > 0 for _, _, files in os.walk(os.environ['SEGTOOLS_OUTPUTS'] + '/acme')))"
    )
    said = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True,
                          env={**os.environ, "SEGTOOLS_MEMORY": "60MB"})  # fmt: skip
    last = said.stdout.splitlines()[-2:]  # on a slow machine the engine draws a bar above them
    assert last == ["(3000000, 4499998500000)", "[False, True]"]
    assert list((outputs / "acme").iterdir()) == []
