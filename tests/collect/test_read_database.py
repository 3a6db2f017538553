"""read_database.py: tables of a database, and no secret in any message."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import duckdb
import pytest
from support import environment, segtools

from segtools.collect import quarantine, read_database, row_rules, sources
from segtools.params import ParamsError, Transactions, load_params
from segtools.run import ledger as ledger_
from segtools.tables import DataError

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
def postgres():
    """A Postgres server of its own, on a free port of this machine, with a password."""
    found = shutil.which("postgres")
    if not found:
        pytest.skip("no Postgres server on this machine")
    programs = os.path.dirname(os.path.realpath(found))
    folder = Path(tempfile.mkdtemp(prefix="segtools-pg-"))  # another user may enter it, and no other session closes it
    as_user = []
    if os.geteuid() == 0:  # the server refuses to be root
        if not shutil.which("setpriv"):
            pytest.skip("Postgres does not run as root")
        os.chmod(folder, 0o755)
        os.chown(folder, 65534, 65534)
        as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    password = "s3cr3t/of the@shop"
    (folder / "pw").write_text(password + "\n", "utf-8")
    os.chmod(folder / "pw", 0o644)
    data = folder / "data"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
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
    shutil.rmtree(folder, ignore_errors=True)


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
    port, _ = postgres
    url = f"postgres://analyst:${{SHOP_SECRET}}@127.0.0.1:{port}/postgres"
    (project / "params" / "acme.yaml").write_text(STORE.format(url=url, table="shop.orders"), "utf-8")
    (project / "params" / "beta.yaml").write_text(STORE.format(url="${WHOLE_URL}", table="shop.orders"), "utf-8")
    secret = "unguessable-4711"
    whole = f"postgres://analyst:{secret}@127.0.0.1:{port}/nowhere"
    env = environment(SHOP_SECRET=secret, WHOLE_URL=whole)
    said = subprocess.run(segtools("run", "acme", "beta"), cwd=project, capture_output=True, text=True, env=env)
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


def test_a_password_in_params_is_refused_by_its_place_and_not_repeated(project):
    (project / "params" / "acme.yaml").write_text(
        "sources:\n  transactions:\n    database: postgres://me:hunter2@host/db\n    table: orders\n"
        "    columns: {customer_id: id, order_date: day, amount: amount}\n",
        "utf-8",
    )
    with pytest.raises(ParamsError, match="database holds a password") as caught:
        load_params("acme")
    assert "hunter2" not in str(caught.value)


def test_the_longest_secret_is_taken_out_first(project, tmp_path, monkeypatch):
    """A password that is a part of another, and of the whole URL, leaves nothing of it."""
    url = "postgres://${SHOP_USER}:${SHOP_SECRET}@host/db"
    (project / "params" / "acme.yaml").write_text(STORE.format(url=url, table="orders"), "utf-8")
    monkeypatch.setenv("SHOP_USER", "open")
    monkeypatch.setenv("SHOP_SECRET", "open sesame")
    found = read_database.secrets(load_params("acme"))
    assert found == ["open%20sesame", "open sesame", "open"]
    (project / "params" / "acme.yaml").write_text(STORE.format(url="${WHOLE_URL}", table="orders"), "utf-8")
    monkeypatch.setenv("WHOLE_URL", "postgres://me:abc@host/db")
    found = read_database.secrets(load_params("acme"))
    assert found == ["postgres%3A%2F%2Fme%3Aabc%40host%2Fdb", "postgres://me:abc@host/db"]  # abc may stand anywhere
    monkeypatch.setenv("WHOLE_URL", "postgres://me:abcd@host/db")
    assert read_database.secrets(load_params("acme"))[-1] == "abcd"
    assert read_database._variables("a${X}b${Y_1}") == ["X", "Y_1"]


def test_the_key_of_hashed_ids_is_a_secret(project, monkeypatch):
    text = "sources:\n  customers: {path: a.csv}\npeople: {ids: hash, key: OUR_KEY}\n"
    (project / "params" / "acme.yaml").write_text(text, "utf-8")
    monkeypatch.setenv("OUR_KEY", "key-4711")
    assert read_database.secrets(load_params("acme")) == ["key-4711"]
    monkeypatch.delenv("OUR_KEY")
    assert read_database.secrets(load_params("acme")) == []


def test_a_driver_that_is_not_there_and_one_that_says_nothing_are_told_with_what_to_do(project, monkeypatch):
    (project / "params" / "acme.yaml").write_text(STORE.format(url="postgres://host/db", table="orders"), "utf-8")

    def refused(error):
        def refuse(*_):
            raise error

        monkeypatch.setattr(read_database, "_copy_table", refuse)
        with pytest.raises(DataError) as caught:
            sources.read_sources(load_params("acme"))
        return str(caught.value)

    start, mend = (
        "postgres://host/db orders: cannot be read: ",
        "check database and table in params, and that the server answers",
    )
    driver = "its driver is not installed (psycopg); pip install 'segtools[postgres]', or the driver's package"
    assert refused(ImportError(name="psycopg")) == f"{start}{driver}; {mend}"
    assert refused(TimeoutError()) == f"{start}TimeoutError; {mend}"
    assert refused(RuntimeError("x" * 400)) == f"{start}{'x' * 300}; {mend}"


def test_a_table_of_a_schema_without_rows_is_refused_and_odd_columns_are_read_as_text(project, tmp_path):
    with duckdb.connect(str(tmp_path / "data" / "shop.duckdb")) as store:
        store.execute("CREATE SCHEMA s")
        store.execute("CREATE TABLE s.orders (id VARCHAR, no INTEGER, day DATE, amount DECIMAL(10,2), paid BOOLEAN)")
        store.execute("CREATE TABLE s.none (id VARCHAR)")
        store.execute("INSERT INTO s.orders VALUES ('a', 1, DATE '2026-06-01', 10.25, true)")
    url = f"duckdb://{tmp_path / 'data' / 'shop.duckdb'}"
    source = Transactions(
        database=url, table="s.orders", columns=dict.fromkeys(["customer_id", "order_date", "amount"], "id")
    )
    table = read_database.read_database(sources.connect(), "t", source)
    kinds = {name: str(kind) for name, kind in table.schema().items()}
    assert kinds["amount"] == "string" and (kinds["no"], kinds["day"], kinds["paid"]) == ("int32", "date", "boolean")
    (row,) = table.execute().to_dict("records")
    assert (row["_row"], row["_line"], row["_file"], row["amount"]) == (1, 1, "s.orders", "10.25")
    assert table.execute()[["_fault", "_text"]].isna().all(axis=None)
    with pytest.raises(DataError, match=r"s\.none: cannot be read: table s\.none has no rows; check database"):
        read_database.read_database(sources.connect(), "t", source.model_copy(update={"table": "s.none"}))


def test_rows_of_a_database_come_in_batches_numbered_from_one(project, tmp_path, monkeypatch):
    monkeypatch.setattr(read_database, "BATCH", 2)
    here, there = sources.connect(), sources.connect()
    there.raw_sql("CREATE TABLE five AS SELECT range AS n FROM range(5)")
    there.raw_sql("SET threads = 1")
    assert read_database._copy_rows(here, "t", there.table("five")) == 5
    found = here.table("t").order_by("_row").execute()
    assert found._row.tolist() == [1, 2, 3, 4, 5] and found.n.tolist() == [0, 1, 2, 3, 4]
