"""row_rules.py: each row is accepted or has a reason, and no row and no cent is lost."""

import re

import pandas as pd
import pytest
from collect.small_clients import HEAD, PRICED, ROWS, aside, orders, reasons, source_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segtools.collect import quarantine, row_rules, sources
from segtools.tables import DataError

CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "007",
            "NA",
            "nan",
            "1e5",
            "inf",
            "-3.10",
            "12,50",
            "1.234,5",
            "£4",
            "€4",
            "2026-06-01",
            "2026-02-30",
            "9999-12-31",
            "2026-06-01T10:00:00Z",
            '"',
            '"a',
            'a"',
            '"x,y"',
            '"two\nlines"',
            "\t",
            "\ufeff",
            "a;b",
            "99999999999999999999",
        ]
    ),
    st.decimals(-10_000, 10_000, places=2, allow_nan=False).map(str),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\x01\x02", exclude_categories=["Cs"]), max_size=6),
)


def test_each_row_is_accepted_or_set_aside_with_its_line_and_reason(client):
    params, _, checked = client()
    found = aside(params, checked).set_index("line").reason.to_dict()
    assert found == {
        5: "customer_id is missing",
        6: "order_date is unreadable",
        7: "order_date is after as_of",
        8: "amount is not finite",
        9: "6 cells instead of 5",
        10: "4 cells instead of 5",
        11: "stray or unclosed quote",
        16: "stray or unclosed quote",
    }
    ledger = quarantine.quality_ledger(checked).iloc[0]
    assert (ledger.rows_read, ledger.rows_accepted, ledger.rows_quarantined) == (15, 7, 8)


def test_what_params_drop_is_counted_under_their_reason_and_before_the_rules(checked):
    head = HEAD.replace("    columns", "    drop: {postage: \"no in ['2', '3']\", small: amount < 1}\n    columns")
    tables, params = checked(
        orders("a,1,2026-06-01,5", "a,2,2026-06-01,5", ",3,2026-06-01,5", "a,4,2026-06-01,0.99"), head
    )
    assert reasons(tables, params) == {3: "postage", 4: "postage", 5: "small"}


def test_a_contact_that_cannot_be_read_is_set_aside_by_what_it_lacks(checked):
    head = HEAD + (
        "  responses:\n    path: sent.csv\n"
        "    columns: {customer_id: id, campaign: arm, contact_date: day, treated: sent, responded: hit}\n"
    )
    sent = (
        "id,arm,day,sent,hit\na,x,2026-06-01,1,0\n,x,2026-06-01,1,0\na,,2026-06-01,1,0\na,x,June,1,0\n"
        "a,x,2026-06-01,1,perhaps\na,x,2026-06-01,,1\n,,June,,\n"
    )
    tables, params = checked(orders("a,1,2026-06-01,5"), head, sent=sent)
    assert reasons(tables, params, "responses") == {
        3: "customer_id is missing",
        4: "campaign is missing",
        5: "contact_date is unreadable",
        6: "responded is neither yes nor no: 'perhaps'",
        7: "treated is neither yes nor no",
        8: "customer_id is missing",
    }


def test_an_e_mail_in_the_wrong_cell_is_caught_there(checked):
    rows = orders(
        *[f"{n},{n},2026-06-01,{n}.50,tea {n}" for n in range(200)],
        "anna@mail.example,900,2026-06-01,5,tea",
        "7,901,2026-06-01,write to anna@mail.example,tea",
        "8,902,2026-06-01,5,anna@mail.example",
        header="id,no,day,amount,kind",
    )
    tables, params = checked(rows, HEAD.replace("amount: amount", "amount: amount, category: kind"))
    kept = quarantine.quarantined_rows(tables, params)["transactions"].execute().set_index("line")
    assert kept.reason.to_dict() == {
        202: "customer_id holds an e-mail address",
        203: "amount is unreadable",
        204: "category holds an e-mail address",
    }
    assert "mail.example" not in kept.to_csv() and kept.no.tolist() == ["900", "901", "902"]


def test_a_table_that_is_not_one_row_a_customer_is_refused(client):
    head = PRICED + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    people = "id,age\n007,30\n007,31\n007,32\n7,40\n"
    with pytest.raises(DataError, match="customers needs a table with one row per customer"):
        client(head=head, people_csv=people)


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ("", "orders.csv: the file is empty"),
        ("id,no,day,quantity,price\n", "orders.csv: the file has a header but no rows"),
        ("id,no,no,quantity,price\n1,1,1,1,1\n", "two columns are named 'no'"),
        (
            "id,no,day,quantity\n1,1,2026-01-01,1\n",
            "transactions.columns.amount: no column 'price'; the table has id, no, day, quantity",
        ),
        ("id,no,day,quantity,price\nJosé,1,2026-01-01,1,1\n".encode("latin-1"), "orders.csv:2: not encoded as utf-8"),
        ("id,no,day,quantity,price\n1,1,01.06.2026,1,1\n", "no row of transactions can be used"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(client, orders, said):
    with pytest.raises(DataError, match=said) as caught:
        client(orders)
    assert "\n" not in str(caught.value)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=12), end=st.sampled_from(["\n", "\r\n"])
)
def test_no_table_however_dirty_loses_a_row_or_a_cent(rows, end, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dirty")
    sound = "z,s,2026-06-01,1.10"  # one sound row, or the table would be refused as a whole
    text = end.join(["id,no,day,amount", sound, *[",".join(row) for row in rows]]) + end
    (folder / "orders.csv").write_text(text, "utf-8", newline="")
    source = source_of(folder / "orders.csv", customer_id="id", order_id="no", order_date="day", amount="amount")
    params = ROWS.model_copy(update={"sources": ROWS.sources.model_copy(update={"transactions": source})})
    received = sources.read_source(sources.connect(), "transactions", source, params.people)
    tables = row_rules.check_rows({"transactions": received}, params)
    row = quarantine.quality_ledger(tables).iloc[0]
    kept = quarantine.quarantined_rows(tables, params)
    aside = kept["transactions"].execute() if kept else pd.DataFrame({"line": []})
    assert row.rows_read == row.rows_accepted + row.rows_quarantined
    assert len(aside) == row.rows_quarantined and len(tables["transactions"].accepted.execute()) == row.rows_accepted
    assert row.amount_read == pytest.approx(row.amount_accepted + row.amount_quarantined, abs=1e-9)
    total = tables["transactions"].accepted.amount.sum().execute()
    assert float(total) == pytest.approx(row.amount_accepted, abs=1e-9)
    # rows begin on lines of the file; where no quote joins lines, every line that is not empty is a row
    physical = re.split(r"\r\n|\r|\n", text)
    lines = received.rows.select("_line").execute()._line.tolist()
    assert len(set(lines)) == len(lines) and set(lines) <= set(range(2, len(physical) + 1))
    if '"' not in text:
        assert sorted(lines) == [n for n, line in enumerate(physical, 1) if line and n > 1]


def test_a_table_that_cannot_be_used_says_why_and_what_to_do(client):
    with pytest.raises(DataError) as caught:
        client("id,no,day,quantity,price\n1,1,01.06.2026,1,1\n,2,2026-06-01,1,1\n2,3,02.06.2026,1,1\n")
    assert str(caught.value) == (
        "orders.csv: no row of transactions can be used, most often because order_date is unreadable; set date_format "
        "for this source, as the file writes its dates"
    )
    head = PRICED + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    with pytest.raises(DataError) as caught:
        client(head=head, people_csv="id,age\n007,30\n007,31\n007,32\n7,40\n")
    assert str(caught.value) == (
        "people.csv: in 75% of its rows, rows of one customer contradict each other; customers needs a table with one "
        "row per customer"
    )
    assert client(head=head, people_csv="id,age\n007,30\n007,31\n7,40\n9,50\n")  # half of them may


def test_cells_that_mean_nothing_are_missing_and_numbers_are_read_as_the_source_writes_them(checked):
    head = "sources:\n  customers:\n    path: orders.csv\n    delimiter: ;\n    decimal: ','\n    thousands: .\n"
    head += "variables: {town: {missing: [none, n/a]}, age: {missing: ['99']}}\n"
    rows = "customer_id;age;town;spent;code;mixed;empty\n"
    rows += "1;20;N;1.234,5;01;1,5;\n2;99;none;7;02;x;\n3; ;n/a;-3;03;2;\n4;40;S;;04;3;\n"
    tables, _ = checked(rows, head)
    found = tables["customers"].accepted.order_by("customer_id").execute()
    assert found.town.fillna("-").tolist() == ["N", "-", "-", "S"]
    assert found.age.fillna(-1).astype(float).tolist() == [20, -1, -1, 40]
    assert found.spent.fillna(-1).tolist() == [1234.5, 7, -3, -1]
    assert found.code.tolist() == ["01", "02", "03", "04"]  # a nought before it makes a code
    assert found.mixed.tolist() == ["1,5", "x", "2", "3"] and found["empty"].isna().all()


def test_an_e_mail_in_an_attribute_is_taken_out_and_its_row_kept(checked):
    people = "customer_id,note,age\n" + "".join(f"{n},tea {n},{n}\n" for n in range(200)) + "200,anna@mail.example,4\n"
    head = "sources:\n  customers: {path: orders.csv}\n"
    tables, _ = checked(people, head)
    kept = tables["customers"].accepted.order_by("customer_id").execute().set_index("customer_id")
    assert len(kept) == 201 and pd.isna(kept.note["200"]) and kept.note["7"] == "tea 7" and kept.age["200"] == "4"
    tables, _ = checked(people, head + "people: {allow: [note]}\n")
    assert tables["customers"].accepted.filter(lambda t: t.customer_id == "200").note.execute().tolist() == [
        "anna@mail.example"
    ]


def test_an_order_without_a_number_is_a_day_of_a_customer_and_a_missing_number_is_a_reason(checked):
    head = HEAD.replace("order_id: no, ", "")
    tables, _ = checked(orders("a,1,2026-06-01,5", "a,2,2026-06-01,6", "b,3,2026-06-02,7"), head)
    assert sorted(set(tables["transactions"].accepted.order_id.execute())) == ["a|2026-06-01", "b|2026-06-02"]
    tables, params = checked(orders("a,1,2026-06-01,5", "a,,2026-06-01,6"))
    assert reasons(tables, params) == {3: "order_id is missing"}
    assert tables["transactions"].accepted.columns == ("customer_id", "order_id", "order_date", "amount")


def test_who_is_excluded_is_told_before_all_else(checked):
    head = HEAD + "people:\n  exclude: [{path: gone.csv, column: id}]\n"
    tables, params = checked(orders("a,1,June,x", "b,2,2026-06-01,5"), head, gone="id\na\n")
    assert reasons(tables, params) == {2: "asked not to be used (exclusion list)"}


def test_a_contact_without_a_column_of_who_was_contacted_was_one(checked):
    head = HEAD + "  responses:\n    path: sent.csv\n    control: none\n"
    head += (
        "    columns: {customer_id: id, campaign: arm, contact_date: day, responded: hit, revenue: money, cost: paid}\n"
    )
    sent = "id,arm,day,hit,money,paid\na,x,2026-06-01,1,7.5,1\nb,none,2026-06-01,0,,\n"
    tables, _ = checked(orders("a,1,2026-06-01,5"), head, sent=sent)
    kept = tables["responses"].accepted.order_by("customer_id").execute()
    assert kept.treated.tolist() == [True, False] and kept.revenue.astype(float).tolist()[0] == 7.5
    assert kept.cost.astype(float).tolist()[0] == 1 and kept.responded.tolist() == [True, False]


def test_every_field_that_is_mapped_is_read_as_what_it_is(checked):
    numbers, texts = (
        ["quantity", "unit_price", "discount", "cost"],
        ["product_id", "product_name", "category", "channel"],
    )
    mapped = ", ".join(f"{name}: their_{name}" for name in [*numbers, *texts])
    head = HEAD.replace("amount: amount", f"amount: amount, {mapped}")
    header = ",".join(["id,no,day,amount", *[f"their_{name}" for name in [*numbers, *texts]]])
    tables, _ = checked(orders("a,1,2026-06-01,5,1,2.5,0.5,3,007,tea,hot,web", header=header), head)
    (row,) = tables["transactions"].accepted.execute().to_dict("records")
    assert [float(row[name]) for name in numbers] == [1, 2.5, 0.5, 3]
    assert [row[name] for name in texts] == ["007", "tea", "hot", "web"]


def test_a_customer_whose_id_holds_an_e_mail_is_set_aside(checked):
    people = "customer_id,age\n" + "".join(f"{n},{n}\n" for n in range(200)) + "anna@mail.example,4\n"
    tables, params = checked(people, "sources:\n  customers: {path: orders.csv}\n")
    assert reasons(tables, params, "customers") == {202: "customer_id holds an e-mail address"}


def test_an_attribute_may_be_an_expression_of_the_same_name(client):
    head = """\
sources:
  survey:
    path: answers.csv
    columns: {customer_id: "split(Who, '|', 1)", Runs: not missing(Runs), age: 2026 - year(At)}
"""
    answers = "Who,Runs,At,Plan\na|1,Running,1980-05-01,plus\nb|2,,1990-05-01,\n"
    _, _, checked = client("", head, answers_csv=answers)
    rows = checked["survey"].accepted.order_by("customer_id").execute()
    assert list(rows) == ["customer_id", "Runs", "age", "At", "Plan"] and rows.customer_id.tolist() == ["a", "b"]
    assert rows.Runs.tolist() == [True, False] and rows.age.astype(int).tolist() == [46, 36]


def test_ids_of_one_person_are_one_id(checked):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\npeople: {allow: [id]}\n"
    rows = orders("17001.0,1,2026-06-01,5", "17002.0,2,2026-06-01,6")
    tables, _ = checked(rows, head, people="id,age\n17001,20\n17002,30\n")
    ids = [set(table.accepted.execute().customer_id) for table in tables.values()]
    assert ids == [{"17001", "17002"}] * 2
    tables, _ = checked(orders("17001.0,1,2026-06-01,5", "17002,2,2026-06-01,6"), HEAD)  # not all: text as it stands
    assert set(tables["transactions"].accepted.execute().customer_id) == {"17001.0", "17002"}
    tables, _ = checked(
        orders("Jo@X.org,1,2026-06-01,5", "jo@x.org,2,2026-06-01,6", "JO,3,2026-06-01,6"),
        head.replace("  customers: {path: people.csv, columns: {customer_id: id}}\n", "").replace(
            "allow: [id]", "ids: number"
        ),
    )
    assert tables["transactions"].accepted.execute().customer_id.nunique() == 2
