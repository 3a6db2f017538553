"""layouts.py: exports of known systems come in with no line edited, and no other table is taken for one."""

import json

import ibis
import pytest
from collect.known_systems import SYSTEMS
from support import ROOT, SHARED

from segtools.collect import first_params, layouts, row_rules, sources
from segtools.collect.expressions import evaluate
from segtools.collect.guess_columns import look_at
from segtools.params import ParamsError, load_params

FILES = {path.stem: path for path in sorted((ROOT / layouts.FOLDER).glob("*.yaml"))}
CASES = SHARED.parent / "cases" / "exports"
EXPECT = json.loads((CASES / "expect.json").read_text("utf-8")) if CASES.is_dir() else {}


@pytest.fixture
def new(project, tmp_path):
    """Write a file as a system writes it, guess its params, and read it back by what was written."""

    def make(name, text):
        path = tmp_path / "data" / f"{name}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
        written, seen = first_params.first_params("acme", [path.name])
        first_params.write_params("acme", written, replace=True)
        params = load_params("acme")
        return params, written, row_rules.check_rows(sources.read_sources(params), params), seen

    return make


def totals(checked):
    """People; of orders also orders above nought and net amount."""
    (table,) = checked.values()
    people = table.accepted.customer_id.nunique().execute()
    if "transactions" not in checked:
        return (people,)
    orders = table.accepted.group_by("order_id").agg(net=ibis._.amount.sum()).filter(ibis._.net > 0).count().execute()
    return people, orders, round(float(table.accepted.amount.sum().execute()), 2)


def fitting(path, known):
    table = look_at(sources.connect(), "t", str(path))
    return [layout.system for layout in known if layouts._fits(layout, table)]


# --- every layout -----------------------------------------------------------------------------------------


def test_every_layout_has_a_file_of_its_system_here():
    assert list(FILES) == sorted(SYSTEMS) and len(FILES) >= 14


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_export_comes_in_right_with_no_line_edited(new, name):
    text, right = SYSTEMS[name]()
    _, written, checked, seen = new(name, text)
    layout = layouts._read(FILES[name])
    assert fitting(f"{name}.csv", layouts.layouts()) == [layout.system] and layout.system in seen[0][2], seen
    assert totals(checked) == right, written
    assert all(f"# ASK THE CLIENT: {question}" in written for question in layout.ask)


@pytest.mark.parametrize("name", FILES)
def test_every_expression_of_a_layout_is_understood(name):
    layout = layouts._read(FILES[name])
    given = [text for several in layout.columns.values() for text in layouts._several(several)]
    drops = [text for several in layout.drop.values() for text in layouts._several(several)]
    names = {name for text in [*given, *drops] for name in layouts.names_in(text)} | {"_row"}
    rows = ibis.table(dict.fromkeys(names, "string") | {"_row": "int64", "_file": "string"}, name="t")
    for text in given:
        assert evaluate(text, rows, lambda value: value.cast("decimal(18,4)"), lambda value: value, name) is not None
    for text in drops:
        condition = evaluate(text, rows, lambda value: value.cast("decimal(18,4)"), lambda value: value, name)
        assert condition.type().is_boolean(), text


# --- what a layout gives ------------------------------------------------------------------------------------


def test_what_a_survey_system_adds_is_ignored_and_a_blank_in_a_tick_box_is_no(new):
    params, written, *_ = new("limesurvey", SYSTEMS["limesurvey"]()[0])
    assert params.variables["groupTime12. Group time: First"].kind == "ignore", written
    boxes = [name for name, given in params.sources.survey.columns.items() if given.startswith("not missing(")]
    assert len(boxes) == 2, written


def test_ids_that_are_addresses_are_replaced_also_where_an_expression_gives_them(new):
    for name in ("paypal_activity", "stripe_payments"):
        assert new(name, SYSTEMS[name]()[0])[0].people.ids == "number"


def test_a_purchase_that_was_sent_twice_counts_once_and_one_without_a_number_is_its_own(new):
    params, *_ = new("ga4_purchases", SYSTEMS["ga4_purchases"]()[0])
    source = params.sources.transactions
    assert source.key == [source.columns["order_id"]] and source.keep == "first"


def test_a_currency_that_all_rows_share_is_the_client_s_and_of_several_the_rates_are_asked_for(new):
    text, _ = SYSTEMS["etsy_orders"]()
    params, *_ = new("etsy_orders", text)
    assert params.currency == "USD" and "currency" not in params.sources.transactions.columns
    params, written, *_ = new("etsy_orders", text.replace(",USD,", ",CAD,", 5))
    assert params.sources.transactions.columns["currency"] == "Currency"
    assert "# ASK THE CLIENT: what is one CAD worth in USD?" in written


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("stripe_payments", {"Created date (UTC)": "Created (UTC)"}),
        ("eventbrite_attendees", {"Order #": "Order no.", "Attendee #": "Attendee no.", "Last Name": "Surname"}),
        ("ga4_purchases", {"ecommerce.": "ecommerce_", "traffic_source.": "traffic_source_"}),
        ("hubspot_deals", {"Associated Contact IDs": "Associated Company IDs"}),
        ("hubspot_deals", {"Amount,Deal owner": "Amount in company currency,Amount"}),
        ("salesforce_opportunities", {'"Amount","Probability (%)"': '"Amount (converted)","Amount"'}),
        ("shopify_orders", {"Cancelled at": "Canceled at", "Lineitem sku": "Lineitem SKU"}),
        ("paypal_activity", {"TimeZone": "Time Zone"}),
        ("limesurvey", {"id. Response": "Response", "submitdate. ": "", "lastpage. ": "", "startlanguage. ": ""}),
        (
            "limesurvey",
            {"id. Response ID": "id", ". Date submitted": "", ". Last page": "", ". Start language": "", ". Seed": ""},
        ),
    ],
)
def test_other_versions_of_an_export_are_known(new, name, renamed):
    text, right = SYSTEMS[name]()
    for one, other in renamed.items():
        assert one in text
        text = text.replace(one, other)
    _, written, checked, seen = new(name, text)
    assert layouts._read(FILES[name]).system in seen[0][2] and totals(checked) == right, written


def test_of_two_exports_of_orders_one_is_used_and_the_other_named(project, tmp_path):
    for name in ("etsy_orders", "etsy_order_items", "mailchimp_members"):
        (tmp_path / "data" / f"{name}.csv").write_text(SYSTEMS[name]()[0], "utf-8")
    plain = "no,who,day,sum\n" + "".join(f"{n},K{n % 25},2025-0{1 + n % 9}-1{n % 7},{n}.50\n" for n in range(200))
    (tmp_path / "data" / "till.csv").write_text(plain, "utf-8")
    files = ["etsy_orders.csv", "etsy_order_items.csv", "mailchimp_members.csv", "till.csv"]
    text, seen = first_params.first_params("acme", files)
    assert [role for _, role, _ in seen] == ["transactions", "not used", "customers", "not used"], text
    assert text.count("(a second table of orders; to read several files as one table") == 2
    assert text.count("holds orders too and is not used") == 2 and "Item Total" not in text


# --- recognising ------------------------------------------------------------------------------------------


def some(path, *lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def made(project, name, **changes):
    """A layout of a consultant's own, written into the library of a project without others."""
    for old in (project / layouts.FOLDER).glob("*.yaml"):
        old.unlink()
    text = {"system": "a till", "has": "[Bon, Kunde]", "table": "transactions"}
    text |= {"columns": "{customer_id: Kunde, order_date: Tag, amount: Summe}"} | changes
    (project / layouts.FOLDER / f"{name}.yaml").write_text("".join(f"{k}: {v}\n" for k, v in text.items()), "utf-8")


def test_of_two_layouts_that_fit_the_one_with_more_columns_counts(project, tmp_path):
    made(project, "a")
    second = (project / layouts.FOLDER / "a.yaml").read_text("utf-8").replace("Kunde]", "Kunde, Filiale]")
    (project / layouts.FOLDER / "b.yaml").write_text(second.replace("a till", "a better till"), "utf-8")
    known = layouts.layouts()
    table = look_at(
        sources.connect(), "t", str(some(tmp_path / "t.csv", "Bon,Kunde,Tag,Summe,Filiale", "1,7,2025-01-31,2.50,A"))
    )
    assert layouts.known_layout(table, known) and table.why.startswith("a better till")
    assert layouts.known_layout(table, known[::-1]) and table.why.startswith("a better till")


def test_a_table_without_a_column_that_is_needed_is_left_to_its_structure(project, tmp_path):
    made(project, "a", columns="{customer_id: Kunde, order_date: Tag, amount: [Summe, Betrag netto]}")
    for header, right in {"Summe": True, "Betrag netto": True, "Betrag": False}.items():
        file = some(tmp_path / "t.csv", f"Bon,Kunde,Tag,{header}", "1,7,2025-01-31,2.50")
        assert layouts.known_layout(look_at(sources.connect(), "t", str(file)), layouts.layouts()) is right
    file = some(tmp_path / "t.csv", "Bon,Kunde,Tag,Summe", "1,,2025-01-31,2.50", "2,,2025-01-31,3.50")
    assert not layouts.known_layout(look_at(sources.connect(), "t", str(file)), layouts.layouts()), "nobody is known"


def ordinary():
    own = [path for folder in ("demo",) for path in sorted((ROOT / "data" / folder).glob("*.csv"))]
    kinds = (".csv", ".tsv", ".txt", ".xlsx", ".gz", ".parquet")
    real = [path for path in sorted(SHARED.rglob("*")) if path.suffix in kinds and "README" not in path.name]
    return [*own, *(path for path in real if path.stat().st_size < 3_000_000)]


def test_an_ordinary_table_is_no_export_of_a_known_system(project):
    known = layouts.layouts()
    assert {path.name: found for path in ordinary() if (found := fitting(path, known))} == {}


def test_the_example_of_the_guide_is_a_layout(project, tmp_path):
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    (example,) = [block for block in guide.split("```yaml\n")[1:] if "system:" in block.split("```")[0]]
    made(project, "till")
    (project / layouts.FOLDER / "till.yaml").write_text(example.split("```")[0], "utf-8")
    file = some(
        tmp_path / "t.csv", "Receipt,Member,Date,Paid,State", "1,7,2025-01-31,2.50,ok", "2,7,2025-02-28,3.50,void"
    )
    table = look_at(sources.connect(), "t", str(file))
    assert layouts.known_layout(table, layouts.layouts()) and table.mapped["order_date"][0] == "Date"
    assert table.mapped["amount"][0] == "Paid" and list(table.drop) == ["cancelled"]


# --- a wrong file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"columns": "{customer_id: Kunde, order_date: Tag}"},
            "columns lacks amount; give the client's column for each",
        ),
        ({"columns": "{customer_id: K, order_day: T}"}, "columns.order_day is not a field of this table"),
        ({"settings": "{kep: first}"}, "kep.Extra inputs are not permitted"),
        ({"settings": "{keep: first}"}, "keep: first needs key, the columns that together identify one row"),
        ({"drop": '{void: "Status == \'void"}'}, '"Status == \'void" is not understood'),
        ({"drop": '{void: "contains(Status, void"}'}, "'contains(Status, void' is not understood"),
        ({"table": "orders"}, "table: Input should be 'transactions', 'customers'"),
        ({"colums": "{}"}, "colums: Extra inputs are not permitted"),
        ({"has": "[Bon"}, "not YAML"),
    ],
)
def test_a_wrong_layout_ends_in_one_line_that_names_the_file(project, changes, said):
    made(project, "till", **changes)
    with pytest.raises(ParamsError) as caught:
        layouts.layouts()
    (line,) = str(caught.value).splitlines()
    assert f"{layouts.FOLDER}/till.yaml" in line and said in line


# --- real forms ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(not CASES.is_dir(), reason="exports in their real forms are not beside the project")
@pytest.mark.parametrize("name", sorted(EXPECT))
def test_exports_in_their_real_forms_come_in_right(project, tmp_path, monkeypatch, name):
    expect = EXPECT
    monkeypatch.setenv("SEGTOOLS_DATA", str(CASES))
    text, _ = first_params.first_params("acme", [f"{name}.csv.gz"])
    first_params.write_params("acme", text, replace=True)
    params = load_params("acme")
    right = tuple(expect[name][key] for key in ("people", "orders", "net") if key in expect[name])
    assert totals(row_rules.check_rows(sources.read_sources(params), params)) == right, text
