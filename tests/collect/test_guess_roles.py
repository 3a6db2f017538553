"""guess_*.py: what tables are taken for by what they hold, in any language, on clients with their truth."""

import random

import ibis
import pandas as pd
import pytest

from segtools.collect import data_check, first_params, guess_people, guess_roles, row_rules, sources
from segtools.collect.guess_columns import Column, Table
from segtools.collect.guess_names import is_id_word, named, words_of
from segtools.collect.guess_orders import hollow_share
from segtools.collect.guess_status import _state
from segtools.params import ParamsError, Source, load_params


@pytest.fixture
def new(project, tmp_path):
    """Write files, guess their params, and read them back by what was written."""

    def make(**texts):
        for name, text in texts.items():
            (tmp_path / "data" / f"{name}.csv").write_text(text, "utf-8")
        text, seen = first_params.first_params("acme", [f"{name}.csv" for name in texts])
        first_params.write_params("acme", text, replace=True)
        return load_params("acme"), text, [role for _, role, _ in seen]

    return make


def totals(params):
    """People, orders (with a positive amount) and net amount of a client's transactions."""
    rows = row_rules.check_rows(sources.read_sources(params), params)["transactions"].accepted
    orders = rows.group_by("order_id").agg(net=ibis._.amount.sum()).filter(ibis._.net > 0).count().execute()
    return rows.customer_id.nunique().execute(), orders, round(float(rows.amount.sum().execute()), 2)


def some_day(n):
    """A day of 2025 that hardly comes again for the same customer."""
    return f"2025-{n % 12 + 1:02d}-{n % 27 + 1:02d}"


def sales(n=240, people=30, seed=5):
    """Orders of one or two lines: order, customer, day, then (product, pieces, price) a line."""
    rng, made = random.Random(seed), []
    for number in range(n):
        day = f"2025-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
        goods = rng.sample(range(12), rng.choice([1, 2, 2]))
        made.append(
            (1000 + number, rng.randrange(people), day, [(g, rng.randrange(1, 5), 3.25 + 2 * g) for g in goods])
        )
    return made


def truth(orders):
    return len({row[1] for row in orders}), len(orders), round(sum(q * p for row in orders for _, q, p in row[3]), 2)


def table(header, rows):
    return "\n".join([",".join(header), *(",".join(map(str, row)) for row in rows)]) + "\n"


HEADERS = {  # number, who, when, what, how many, at what price, for how much
    "plain": ["order_id", "customer_id", "date", "product", "quantity", "price", "total"],
    "German": ["Belegnr", "Debitor", "Belegdatum", "Artikelnr", "Menge", "Einzelpreis", "Umsatz"],
    "Spanish": ["Factura", "codigo_cliente", "Fecha", "Articulo", "Cantidad", "Precio", "Importe"],
    "French": ["Commande", "Adherent", "Jour", "Produit", "Quantite", "Prix", "Montant"],
    "Polish": ["Zamowienie", "Klient", "Data", "Towar", "Ilosc", "Cena", "Wartosc"],
    "Japanese": ["伝票番号", "顧客番号", "日付", "商品", "数量", "単価", "金額"],
    "Russian": ["Чек", "Карта клиента", "Дата", "Товар", "Количество", "Цена", "Сумма"],
    "names that say nothing": [f"c{n}" for n in range(7)],
}


@pytest.mark.parametrize("language", HEADERS)
def test_order_lines_are_understood_in_any_language_and_without_names(new, language):
    orders = sales()
    lines = [
        (no, f"K{who:04d}", day, f"P{g:02d}", q, p, f"{q * p:.2f}")
        for no, who, day, goods in orders
        for g, q, p in goods
    ]
    params, text, roles = new(t=table(HEADERS[language], lines))
    found = params.sources.transactions.columns
    wanted = dict(zip(("order_id", "customer_id", "order_date"), HEADERS[language], strict=False))
    assert roles == ["transactions"] and {ours: found[ours] for ours in wanted} == wanted, text
    assert totals(params) == truth(orders), text


def test_header_lines_and_products_in_three_files_are_put_together(new):
    orders = sales()
    head = table(["Nummer", "Kunde", "Datum", "Fracht"], [(no, f"K{who}", day, 4.9) for no, who, day, _ in orders])
    lines = table(
        ["Nummer", "Artikel", "Stueck"], [(no, f"A{g:03d}", q) for no, *_, goods in orders for g, q, _ in goods]
    )
    goods = table(
        ["Artikel", "Bezeichnung", "Preis", "Warengruppe"],
        [(f"A{g:03d}", f"Ding {g}", 3.25 + 2 * g, f"G{g % 3}") for g in range(12)],
    )
    params, text, roles = new(koepfe=head, posten=lines, artikel=goods)
    assert roles == ["lookup", "transactions", "lookup"], text
    assert totals(params) == truth(orders) and "Fracht" not in params.sources.transactions.columns.values()
    assert params.sources.transactions.columns["category"] == "Warengruppe"


def test_files_whose_keys_have_other_names_are_joined_by_them(new):
    orders = sales()
    head = table(["id", "customer_ref", "created"], [(f"ORD{no}", f"K{who}", day) for no, who, day, _ in orders])
    lines = table(
        ["order_id", "sku", "qty", "price"],
        [(f"ORD{no}", f"A{g:03d}", q, p) for no, *_, goods in orders for g, q, p in goods],
    )
    params, text, _ = new(orders=head, items=lines)
    assert params.sources.transactions.lookups[0].keys == {"order_id": "id"}, text
    assert totals(params) == truth(orders)


def test_lines_under_one_header_line_belong_to_its_order(new):
    orders = sales()
    rows = []
    for no, who, day, goods in orders:
        total = f"{sum(q * p for _, q, p in goods):.2f}"
        rows += [
            (no, f"K{who}", day, total, g, q) if at == 0 else (no, "", "", "", g, q)
            for at, (g, q, _) in enumerate(goods)
        ]
    params, text, _ = new(t=table(["Number", "Client", "Day", "Total", "Item", "Pieces"], rows))
    assert params.sources.transactions.columns["customer_id"] == "first(Client, Number)", text
    assert totals(params) == truth(orders)
    bare = [("" if row[1] == "" else row[0], *row[1:]) for row in rows]  # the number, too, stands once
    params, text, _ = new(t=table(["Number", "Client", "Day", "Total", "Item", "Pieces"], bare))
    assert params.sources.transactions.columns["order_id"] == "above(Number)", text
    assert totals(params) == truth(orders)


def test_a_total_that_stands_on_every_line_counts_once(new):
    orders = sales()
    rows = [
        (no, f"K{who}", day, f"{sum(q * p for _, q, p in goods):.2f}", g)
        for no, who, day, goods in orders
        for g, *_ in goods
    ]
    params, text, _ = new(t=table(["invoice", "customer", "date", "invoice total", "item"], rows))
    assert params.sources.transactions.keep == "first", text
    assert totals(params) == truth(orders)


def test_states_that_are_no_sales_are_dropped_and_refunds_taken_off(new):
    rng, rows, net, people, count = random.Random(3), [], 0.0, set(), 0
    for n in range(300):
        state = rng.choice(["completed"] * 8 + ["cancelled", "failed"])
        amount, back = rng.randrange(100, 9000) / 100, rng.choice([0] * 9 + [1.0])
        rows.append((n, f"u{n % 40}", some_day(n), state, amount, back or ""))
        if state == "completed":
            net, count, people = net + amount - back, count + 1, people | {n % 40}
    params, text, _ = new(t=table(["order id", "user id", "created", "status", "paid", "refunded"], rows))
    assert params.sources.transactions.drop == {"cancelled or failed": "status in ['cancelled', 'failed']"}, text
    assert totals(params) == (len(people), count, round(net, 2))


def test_guests_under_one_id_are_nobody_and_an_address_is_better(new):
    plain = [(n, 0 if n % 4 == 0 else n % 37 + 1, some_day(n), n + 0.5) for n in range(300)]
    params, text, _ = new(t=table(["no", "customer_id", "date", "amount"], plain))
    assert params.sources.transactions.drop == {"nobody's": "customer_id == '0'"}, text
    mail = [(*row, f"P{row[0] % 37}@mail.example") for row in plain]
    params, text, _ = new(t=table(["no", "customer_id", "date", "amount", "email"], mail))
    assert params.sources.transactions.columns["customer_id"] == "email" and params.people.ids == "number", text
    assert totals(params)[0] == 37


def test_several_ids_in_a_cell_count_as_the_first(new):
    ids = [f"{70_000 + n % 30};{70_001 + n % 30}" if n % 15 == 0 else str(70_000 + n % 30) for n in range(300)]
    rows = [(n, who, some_day(n), n + 0.5) for n, who in enumerate(ids)]
    params, text, _ = new(t=table(["deal", "contact ids", "closed", "amount"], rows))
    assert params.sources.transactions.columns["customer_id"] == "split(`contact ids`, ';', 1)", text
    assert totals(params)[0] == 30 and "ASK THE CLIENT: 20 rows have several contact ids" in text


def test_a_running_balance_and_a_tax_are_no_amounts(new):
    rng, balance, rows = random.Random(9), 0.0, []
    for n in range(300):
        paid = rng.randrange(100, 9000) / 100
        balance += paid
        rows.append(
            (
                f"2025-{n // 28 + 1:02d}-{n % 28 + 1:02d}",
                f"a{rng.randrange(40)}",
                f"{balance:.2f}",
                f"{paid:.2f}",
                f"{paid * 0.2:.2f}",
            )
        )
    params, text, _ = new(t=table(["date", "account", "total balance", "paid in", "vat"], rows))
    assert params.sources.transactions.columns["amount"] == "paid in", text


def test_days_without_money_are_events_and_nothing_is_said_about_money(new):
    rows = [
        (f"m{n % 40}", f"2025-{n % 12 + 1:02d}-{n % 27 + 1:02d} {7 + n % 12:02d}:30", ["yoga", "swim"][n % 3 % 2])
        for n in range(400)
    ]
    params, text, roles = new(t=table(["member", "checked in", "class"], rows))
    assert roles == ["events"] and params.sources.events.columns["event"] == "class", text
    params, text, roles = new(t=table(["x", "at"], [row[:2] for row in rows]))
    assert roles == ["events"] and params.sources.events.columns["event"] == "'visit'", text
    assert data_check.usable(params)[1] == []


def test_a_wide_table_with_a_test_is_customers_and_responses(new):
    rng = random.Random(2)
    rows = [
        (f"r{n}", rng.randrange(18, 80), rng.randrange(400) / 4, ["control", "letter", "call"][n % 3], n % 5 == 0)
        for n in range(200)
    ]
    rows = [(*row[:4], int(row[4])) for row in rows]
    params, text, _ = new(t=table(["id", "age", "spend last year", "arm", "bought"], rows))
    assert params.sources.responses.control == "control" and params.sources.responses.columns["responded"] == "bought"
    assert {params.variables[name].kind for name in ("arm", "bought")} == {"ignore"}, text
    assert data_check.usable(params)[1] == []


def test_answers_are_one_variable_each_however_they_share_a_cell(new):
    rng = random.Random(4)
    likes = [";".join(sorted(rng.sample(["TV", "Car", "Bike"], rng.randrange(1, 4)))) for _ in range(90)]
    rows = [
        (f"R_{n:05d}x", n % 5 + 1, ["yes", "no"][n % 2], likes[n], "Runs" if n % 3 else "", [1, 2, 3, 99][n % 4])
        for n in range(90)
    ]
    params, text, _ = new(t=table(["RespId", "q1", "q2", "Owns", "Runs", "q3"], rows))
    source = params.sources.survey or params.sources.customers
    assert source.columns["customer_id"] == "RespId" and source.columns["Runs"] == "not missing(Runs)", text
    assert source.columns["Owns: TV"] == "contains(Owns, 'TV')" and params.variables["q3"].missing == ["99"]
    checked = row_rules.check_rows(sources.read_sources(params), params)
    rows = checked["survey" if params.sources.survey else "customers"].accepted.execute()
    assert rows["Owns: TV"].sum() == sum("TV" in cell for cell in likes) and rows.Runs.sum() == 60


# --- the parts ----------------------------------------------------------------------------------------------


def column(name, rows=100, known=100, distinct=100, values=(), **more):
    return Column(name, rows, known, distinct, list(values), **more)


@pytest.mark.parametrize(
    ("ours", "theirs", "fit"),
    [
        *(("customer", name, 3) for name in ("Kundennr", "CUSTOMER_ID", "codigo_cliente", "Mitgliedsnr", "会員番号")),
        *(("customer", name, 2) for name in ("card", "ResponseId", "CASEID", "Associated Contact IDs")),
        ("customer", "Id", 1),
        ("customer", "customer age", 1),
        ("customer", "colour", 0),
        ("order", "InvoiceNo", 3),
        ("order", "order date", 1),
        ("order_date", "Rechnungsdatum", 3),
        ("amount", "Net Sales", 3),
        ("not money of the line", "Shipping", 3),
        ("refund", "Amount Refunded", 3),
    ],
)
def test_a_name_fits_a_field_as_a_word_for_it_or_by_a_word_in_it(ours, theirs, fit):
    assert named(ours, theirs) == fit


def test_a_name_is_taken_apart_at_capitals_and_signs():
    assert [words_of(name) for name in ("CustomerKey", "order-ID", "UnitPrice_EUR", "Große Stücke", "IDs")] == [
        *("customer key", "order id", "unit price eur", "grosse stucke", "ids"),
    ]
    assert [is_id_word(name) for name in ("#", "UUID", "id no", "idea", "")] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("level", "state"),
    [
        *(("Canceled", "no sale"), ("storniert", "no sale"), ("Survey Preview", "no sale"), ("REFUNDED", "refunded")),
        *(
            ("Closed won", "sale"),
            ("bezahlt", "sale"),
            ("on-hold", "no sale"),
            ("queued", ""),
            ("キャンセル", "no sale"),
        ),
    ],
)
def test_a_state_is_no_sale_a_refund_a_sale_or_not_known(level, state):
    assert _state(level) == state


def test_an_id_stands_for_nobody_if_it_is_called_so_and_has_more_rows_than_others():
    guests = column("id", distinct=10, values=["0", "1", "2"], counts=[40, 7, 7])
    assert hollow_share(guests) == 0.4
    assert hollow_share(column("id", distinct=10, values=["7", "1"], counts=[40, 7])) == 0.0
    assert hollow_share(column("id", distinct=50, values=["0", "1"], counts=[2, 2])) == 0.0


@pytest.mark.parametrize(
    ("values", "answers"),
    [
        *((["yes", "no"], True), (["Y", "n"], True), (["0", "1"], True), (["yes"], False)),
        *((["1", "2", "3", "4", "5"], True), ([str(n) for n in range(11)], True), ([str(n) for n in range(12)], False)),
        (["1", "2", "3", "4", "5", "98", "99"], True),
        *((["2", "5"], False), (["1", "8"], False), (["low", "medium", "high"], True), (["tea", "mug"], False)),
    ],
)
def test_answers_are_yes_and_no_or_a_short_scale(values, answers):
    assert guess_roles._answers(column("q", distinct=len(values), values=values)) == answers


@pytest.mark.parametrize(
    ("own", "key"),
    [
        (column("sku"), True),
        (column("store no"), True),
        (column("sku", distinct=99), False),
        (column("sku", known=99, distinct=99), False),
        (column("colour"), False),
        (column("sku", is_date=True), False),
    ],
)
def test_a_key_of_things_is_known_and_different_in_every_row(own, key):
    made = Table("t.csv", Source(path="t.csv"), {}, None, {own.name: own}, {}, 100)
    assert guess_roles._key_of_things(made) == key


def test_the_index_that_pandas_writes_is_no_id():
    frame = pd.DataFrame({"Unnamed: 0": map(str, range(30)), "customer_id": [f"C{n}" for n in range(30)]})
    columns = {
        n: column(n, 30, 30, 30, list(frame[n]), is_number=n != "customer_id", typed=pd.Series(range(30)))
        for n in frame
    }
    made = Table("t.csv", Source(path="t.csv"), {}, None, columns, {}, 30, frame=frame)
    assert guess_people.own_id(made, {})[0] == "customer_id"


def test_a_contract_is_proposed_where_its_three_parts_are_there(new):
    rows = [
        (f"M-{n}", 20 + n % 50, n % 24 + 1, ["ja", "nein"][n % 3 % 2], f"{19.9 + 5 * (n % 3):.2f}") for n in range(150)
    ]
    header = ["Mitgliedsnr", "Alter", "Laufzeit_Monate", "Gekuendigt", "Monatsbeitrag"]
    params, text, _ = new(t=table(header, rows))
    found = params.value.contract
    assert (found.ended, found.periods, found.amount) == ("Gekuendigt", "Laufzeit_Monate", "Monatsbeitrag"), text
    params, *_ = new(t=table(header[:4], [row[:4] for row in rows]))
    assert params.value.contract is None


def test_large_round_and_whole_amounts_are_money_and_no_ids(new):
    days = [some_day(n) for n in range(240)]
    large = [(f"k{n % 30}", days[n], f"{10_000 + 37 * n}.50") for n in range(240)]
    params, text, _ = new(t=table(["client", "day", "value"], large))
    assert params.sources.transactions.columns["amount"] == "value", text
    whole = [(f"k{n % 30}", days[n], f"{10 * (n % 4 + 1)}.00") for n in range(240)]
    params, text, _ = new(t=table(["client", "day", "stake"], whole))
    assert params.sources.transactions.columns["amount"] == "stake", text
    grouped = [(f"k{n % 30}", days[n], f'"{1000 + 37 * n:,}"') for n in range(240)]
    params, text, _ = new(t=table(["client", "day", "amount"], grouped))
    assert totals(params)[2] == sum(1000 + 37 * n for n in range(240)), text


def test_a_total_with_price_in_its_name_is_not_multiplied(new):
    rows = [(f"k{n % 30}", some_day(n), n % 4 + 1, f"{(n % 4 + 1) * 7.5:.2f}") for n in range(240)]
    params, text, _ = new(t=table(["client", "day", "qty", "total price"], rows))
    assert params.sources.transactions.columns["amount"] == "total price", text


def test_a_refunded_state_is_worth_nothing_and_a_return_document_is_taken_off(new):
    def rows(word):
        return [(n, f"k{n % 30}", some_day(n), "5.50", word if n % 10 == 0 else "sale") for n in range(240)]

    params, text, _ = new(t=table(["order", "client", "day", "amount", "status"], rows("refunded")))
    assert totals(params) == (27, 216, 216 * 5.5), text  # three have refunded orders only
    params, text, _ = new(t=table(["order", "client", "day", "amount", "document type"], rows("return")))
    assert totals(params)[1:] == (216, (216 - 24) * 5.5) and "ASK THE CLIENT: are rows whose document type" in text


def test_rows_of_days_and_money_are_never_customers_of_their_own(new):
    rows = [(some_day(n), f"{n + 0.5}", ["a", "b"][n % 2], n % 3) for n in range(240)]
    with pytest.raises(ParamsError, match="sources"):
        new(t=table(["day", "amount", "shop", "till"], rows))


def test_headers_with_line_breaks_and_quotes_are_written_so_that_params_can_be_read(new):
    header = ["RespId", '"How far\ndo you agree?"', '"what\'s your ""plan"""', "Owns"]
    rows = [
        (f"R{n:04d}", n % 5 + 1, f"it's {'ab'[n % 2]}", ["Men's", "TV;Men's", "Men's;Bike", "Bike;TV;Men's"][n % 4])
        for n in range(90)
    ]
    params, text, _ = new(t=table(header, rows))
    source = params.sources.survey or params.sources.customers
    assert source.columns["Owns: Men's"] == """contains(Owns, "Men's")"""
    assert '# "How far\\ndo you agree?": {kind: ordinal}' in text and 'what\'s your "plan"' in params.variables
    checked = row_rules.check_rows(sources.read_sources(params), params)
    answers = checked["survey" if params.sources.survey else "customers"].accepted.execute()
    assert answers["Owns: Men's"].all() and answers["Owns: TV"].sum() == 45, text


def test_amounts_in_hundredths_less_refunds_are_divided_as_a_whole(new):
    rows = [(n, f"u{n % 30}", some_day(n), 1000 + n, 100 if n % 9 == 0 else 0) for n in range(240)]
    params, text, _ = new(t=table(["order id", "user id", "created", "amount cents", "refund cents"], rows))
    assert totals(params)[2] == sum(row[3] - row[4] for row in rows) / 100, text


def test_several_ids_under_one_header_line_count_as_the_first(new):
    rows = []
    for n in range(200):
        who = f"{70_000 + n % 30};{70_001 + n % 30}" if n % 15 == 0 else str(70_000 + n % 30)
        rows += [
            (f"A{n:04d}", who, some_day(n), f"{n + 0.5}", "x"),
            (f"A{n:04d}", "", "", "", "y"),
        ]
    params, text, _ = new(t=table(["deal", "contact ids", "day", "amount", "item"], rows))
    assert params.sources.transactions.columns["customer_id"] == "split(first(`contact ids`, deal), ';', 1)", text
    assert totals(params) == (30, 200, sum(n + 0.5 for n in range(200)))


def test_orders_tell_who_the_events_are_about_and_nothing_is_written_that_yaml_cannot_read(new):
    orders = [(f"T{n}", 100 + n % 40, some_day(n), n + 0.5) for n in range(240)]
    clicks = [
        (100 + n % 40, f"2025-{n % 11 + 1:02d}-{n % 26 + 1:02d}", ["open", "click"][n % 3 % 2]) for n in range(400)
    ]
    params, text, _ = new(
        a=table(["receipt", "visitor", "day", "total"], orders), b=table(["who", "at", "what"], clicks)
    )
    assert params.sources.events.columns["customer_id"] == "who" and "\0" not in text, text
