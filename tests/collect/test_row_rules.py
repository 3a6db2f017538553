"""checks.py: each rule on a table written out in full, people kept out, and the books always balanced."""

import datetime as dt
import re

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segtools.collect import customers as customers_
from segtools.collect import data_check, features, quarantine, read_csv, row_rules, sources
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.collect import remarks as remarks_
from segtools.params import ParamsError, load_params
from segtools.tables import DataError

HEAD = """\
currency: £
as_of: 2026-06-30
sources:
  transactions:
    path: orders.csv
    columns: {customer_id: id, order_id: no, order_date: day, amount: amount}
"""


@pytest.fixture
def checked(project, tmp_path):
    def make(orders, head=HEAD, **files):
        (project / "params" / "acme.yaml").write_text(head, "utf-8")
        for name, text in {"orders": orders, **files}.items():
            (tmp_path / "data" / f"{name}.csv").write_text(text, "utf-8", newline="")
        params = load_params("acme")
        return row_rules.check_rows(sources.read_sources(params), params), params

    return make


def orders(*rows, header="id,no,day,amount"):
    return "\n".join([header, *rows]) + "\n"


def reasons(made, params, name="transactions"):
    table = quarantine.quarantined_rows(made, params)
    return table[name].execute().set_index("line").reason.to_dict() if name in table else {}


def amounts(made):
    rows = made["transactions"].accepted.order_by("order_id").execute()
    return rows.set_index("order_id").amount.astype(float).to_dict()


# --- amounts ------------------------------------------------------------------------------------------


def test_an_amount_that_is_none_has_a_reason_that_says_how(checked):
    made, params = checked(
        orders("a,1,2026-06-01,5", "a,2,2026-06-01,", "a,3,2026-06-01,NaN", "a,4,2026-06-01,-inf", "a,5,2026-06-01,1e300",
               "a,6,2026-06-01,five", 'a,7,2026-06-01,"12,50"', "a,8,2026-06-01,99999999999999.99")
    )  # fmt: skip
    assert reasons(made, params) == {
        3: "amount is missing",
        4: "amount is not finite",
        5: "amount is not finite",
        6: "amount is too large to be true",
        7: "amount is unreadable",
        8: "amount is written with another decimal mark",
    }
    assert amounts(made) == {"1": 5.0, "8": 99999999999999.99}


def test_a_thousand_that_may_be_a_decimal_is_not_trusted_where_the_column_mixes_marks(checked):
    plain, params = checked(orders("a,1,2026-06-01,1.250", "a,2,2026-06-01,3.50"))
    assert amounts(plain) == {"1": 1.25, "2": 3.5} and reasons(plain, params) == {}
    mixed, params = checked(orders("a,1,2026-06-01,1.250", "a,2,2026-06-01,3.50", 'a,3,2026-06-01,"3,50"'))
    assert reasons(mixed, params) == {
        2: "amount may be a thousand or a decimal: the column mixes marks",
        4: "amount is written with another decimal mark",
    }


def test_numbers_are_read_by_the_marks_that_params_declare_and_by_no_others(checked):
    head = HEAD.replace("    columns", "    decimal: ','\n    thousands: .\n    delimiter: ;\n    columns")
    made, params = checked(
        orders("a;1;2026-06-01;1.234,56", "a;2;2026-06-01;-5", "a;3;2026-06-01;12.5", "a;4;2026-06-01;1.234.567,8",
               "a;5;2026-06-01;(7,00)", "a;6;2026-06-01;7,00-", "a;7;2026-06-01;1.23,4", header="id;no;day;amount"), head
    )  # fmt: skip
    assert amounts(made) == {"1": 1234.56, "2": -5, "4": 1234567.8, "5": -7, "6": -7}
    assert set(reasons(made, params)) == {4, 8}


def test_another_currency_counts_only_at_a_rate(checked):
    rows = orders("a,1,2026-06-01,£5.00", "a,2,2026-06-01,€10.00", "a,3,2026-06-01,7")
    made, params = checked(rows)
    assert reasons(made, params) == {3: "amount is in a currency without a rate"}
    made, _ = checked(rows, HEAD.replace("    columns", "    rates: {€: 0.85}\n    columns"))
    assert amounts(made) == {"1": 5.0, "2": 8.5, "3": 7.0}
    column = orders("a,1,2026-06-01,5,GBP", "a,2,2026-06-01,10,EUR", header="id,no,day,amount,cur")
    head = HEAD.replace("amount: amount", "amount: amount, currency: cur")
    made, params = checked(column, head.replace("    columns", "    rates: {GBP: 1}\n    columns"))
    assert reasons(made, params) == {3: "amount is in a currency without a rate"}


def test_one_foreign_currency_throughout_is_the_clients_own(checked):
    made, params = checked(orders("a,1,2026-06-01,5 EUR", "a,2,2026-06-01,10 EUR"), HEAD.replace("currency: £\n", ""))
    assert amounts(made) == {"1": 5.0, "2": 10.0} and reasons(made, params) == {}


# --- dates --------------------------------------------------------------------------------------------


def test_a_day_that_cannot_be_has_a_reason_that_says_why(checked):
    made, params = checked(
        orders("a,1,2026-06-30T23:59:59,1", "a,2,,1", "a,3,2026-02-30,1", "a,4,9999-12-31,1", "a,5,1900-01-01,1",
               "a,6,2026-07-01,1", "a,7,1969-12-31,1", "a,8,infinity,1", "a,9,epoch,1", "a,10,30/06/2026,1")
    )  # fmt: skip
    assert reasons(made, params) == {
        3: "order_date is missing",
        4: "order_date is unreadable",
        5: "order_date is a placeholder",
        6: "order_date is a placeholder",
        7: "order_date lies after as_of",
        8: "order_date lies before 1970",
        9: "order_date is unreadable",
        10: "order_date is unreadable",
        11: "order_date is unreadable",
    }


def test_summer_and_winter_time_are_one_zone_and_utc_among_them_is_another(checked):
    one = orders("a,1,2026-01-10T23:30:00+01:00,1", "a,2,2026-06-10T23:30:00+02:00,1", "a,3,2026-06-10,1")
    made, params = checked(one)
    assert reasons(made, params) == {}
    days = made["transactions"].accepted.order_by("order_id").order_date.execute().astype(str).tolist()
    assert days == ["2026-01-10", "2026-06-10", "2026-06-10"]  # as the wall clock said
    mixed = orders("a,1,2026-06-10T23:30:00+02:00,1", "a,2,2026-06-11T23:30:00+02:00,1", "a,3,2026-06-10T21:30:00Z,1",
                   "a,4,2026-06-10T21:30:00,1")  # fmt: skip
    made, params = checked(mixed)
    odd = "order_date is in another time zone than most (set time_zone)"
    assert reasons(made, params) == {4: odd, 5: odd}
    two = orders("a,1,2026-06-10T23:30:00+02:00,1", "a,2,2026-06-11T23:30:00+02:00,1", "a,3,2026-06-10T21:30:00Z,1")
    assert reasons(*checked(two)) == {4: odd}


def test_a_declared_time_zone_says_which_day_it_was_there(checked):
    rows = orders("a,1,2026-06-10T22:30:00Z,1", "a,2,2026-06-10T23:30:00+02:00,1", "a,3,2026-06-10 23:30:00,1")
    made, params = checked(rows, HEAD.replace("    columns", "    time_zone: Europe/Berlin\n    columns"))
    days = made["transactions"].accepted.order_by("order_id").order_date.execute().astype(str).tolist()
    assert days == ["2026-06-11", "2026-06-10", "2026-06-10"] and reasons(made, params) == {}


# --- rows against each other, and rows not wanted -----------------------------------------------------


def test_rows_of_one_order_line_that_differ_are_all_set_aside_and_equal_ones_kept_once(checked):
    rows = orders("a,1,2026-06-01,5,1", "a,1,2026-06-01,6,2", "a,1,2026-06-01,7,2", "b,2,2026-06-01,5,1", "b,2,2026-06-01,5,1",
                  header="id,no,day,amount,line")  # fmt: skip
    made, params = checked(rows, HEAD.replace("    columns", "    key: [no, line]\n    columns"))
    clash = "rows of one key contradict each other"
    assert reasons(made, params) == {3: clash, 4: clash, 6: "same as an earlier row"}


def test_what_params_drop_is_counted_under_their_reason_and_after_the_rules(checked):
    head = HEAD.replace("    columns", "    drop: {postage: \"no in ['2', '3']\", small: amount < 1}\n    columns")
    made, params = checked(
        orders("a,1,2026-06-01,5", "a,2,2026-06-01,5", ",3,2026-06-01,5", "a,4,2026-06-01,0.99"), head
    )
    assert reasons(made, params) == {3: "postage", 4: "customer_id is missing", 5: "small"}


def test_a_condition_that_is_none_is_refused_before_anything_is_read_by_it(checked):
    head = HEAD.replace("    columns", "    drop: {postage: amount * 2, gone: typ == 'x'}\n    columns")
    with pytest.raises(DataError) as caught:
        checked(orders("a,1,2026-06-01,5"), head)
    assert "drop.postage: 'amount * 2' is not a condition" in str(caught.value)
    assert "drop.gone: no column 'typ'" in str(caught.value)


def test_ids_stay_apart_and_what_is_odd_about_them_is_said(checked):
    made, _ = checked(orders("007,1,2026-06-01,5", "7,2,2026-06-01,5", "7 ,3,2026-06-01,5", "NA,4,2026-06-01,5", "null,5,2026-06-01,5",
                             "1E5,6,2026-06-01,5", "12345678901234567890,7,2026-06-01,5", "1.23E+10,8,2026-06-01,5"))  # fmt: skip
    ids = set(made["transactions"].accepted.customer_id.execute())
    assert ids == {"007", "7", "7 ", "NA", "null", "1E5", "12345678901234567890", "1.23E+10"}
    assert dict(made["transactions"].remarks) == {
        "customer ids with blanks at an end, kept as they are": 1,
        "rows whose customer id looks like none at all": 1,
        "rows whose customer id a spreadsheet has rounded (1.2E+10)": 1,
        "customer ids that differ from another by blanks alone": 1,
        "customer ids that differ from another by leading zeros alone": 1,
    }


def test_a_customer_of_returns_alone_stays_and_is_finite(checked):
    made, params = checked(orders("a,1,2026-06-01,5", "b,2,2026-06-01,-5"))
    period = period_.study_period(made, params).assign(window_days=365)
    customers = customers_.customer_tables(made, period)["customers"].set_index("customer_id")
    assert customers.loc["b", "frequency"] == 0 and customers.loc["b", "monetary_value"] == -5


# --- people -------------------------------------------------------------------------------------------

PEOPLE = "id,no,day,amount,email\n" + "".join(f"k{n},{n},2026-06-01,5,person.{n}@mail.example\n" for n in range(30))
LATE = "k1,99,2027-01-01,5,late@mail.example\nk2,98,2026-06-01,x,odd@mail.example,more\n"


def test_identities_are_withheld_from_what_is_set_aside(checked):
    made, params = checked(PEOPLE + LATE)
    kept = quarantine.quarantined_rows(made, params)["transactions"].execute().set_index("line")
    assert kept.id[32] == "k1" and kept.email[32] == quarantine.WITHHELD
    assert kept.reason[33] == "6 cells instead of 5" and kept.text[33] == quarantine.WITHHELD
    assert "mail.example" not in kept.to_csv()
    remarks = remarks_.notices(made, params)
    assert "column email holds e-mail addresses: it stays out of the study" in remarks.remark.tolist()


def test_an_e_mail_in_the_wrong_cell_is_caught_there(checked):
    rows = orders(*[f"{n},{n},2026-06-01,{n}.50,tea {n}" for n in range(200)], "anna@mail.example,900,2026-06-01,5,tea",
                  "7,901,2026-06-01,write to anna@mail.example,tea", "8,902,2026-06-01,5,anna@mail.example",
                  header="id,no,day,amount,kind")  # fmt: skip
    made, params = checked(rows, HEAD.replace("amount: amount", "amount: amount, category: kind"))
    kept = quarantine.quarantined_rows(made, params)["transactions"].execute().set_index("line")
    assert kept.reason.to_dict() == {202: "customer_id holds an e-mail address", 203: "amount is unreadable",
                                     204: "category holds an e-mail address"}  # fmt: skip
    assert "mail.example" not in kept.to_csv() and kept.no.tolist() == ["900", "901", "902"]


def test_an_identity_as_customer_id_is_refused_until_something_is_done_about_it(checked):
    head = HEAD.replace("customer_id: id", "customer_id: email")
    with pytest.raises(DataError, match="'email' holds e-mail addresses, which may not leave the house"):
        checked(PEOPLE, head)
    made, _ = checked(PEOPLE, head + "people: {ids: number}\n")
    assert made["transactions"].accepted.customer_id.execute().str.fullmatch(r"c\d{4}").all()


def test_a_keyed_hash_replaces_ids_alike_in_every_table_and_is_withheld_from_what_is_set_aside(checked, monkeypatch):
    monkeypatch.setenv("ACME_KEY", "a key of sixteen or more")
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\npeople: {ids: hash, key: ACME_KEY}\n"
    made, params = checked(orders("007,1,2026-06-01,5", "8,2,2027-06-01,5"), head, people="id,age\n007,30\n9,31\n")
    (order,) = made["transactions"].accepted.customer_id.execute()
    ids = made["customers"].accepted.order_by("age").customer_id.execute().tolist()
    assert order == ids[0] and ids[0] != ids[1] and not {"007", "9"} & set(ids)
    assert quarantine.quarantined_rows(made, params)["transactions"].execute().id.tolist() == [quarantine.WITHHELD]
    monkeypatch.setenv("ACME_KEY", "short")
    with pytest.raises(DataError, match=r"people\.key: environment variable ACME_KEY holds no key of 16"):
        checked(orders("007,1,2026-06-01,5"), head, people="id,age\n007,30\n")


def test_who_objected_is_in_no_table_and_leaves_no_trace_but_a_count(checked):
    head = (
        HEAD
        + "people:\n  exclude:\n    - {path: objections.csv, column: person}\n    - {path: consent.csv, column: id, where: consent == 'no'}\n"
    )
    made, params = checked(
        orders("a,1,2026-06-01,5", "b,2,2026-06-01,5", "c,3,2026-06-01,5", "d,4,2026-06-01,5"), head,
        objections="person\nb\nzz\n", consent="id,consent\na,yes\nc,no\n",
    )  # fmt: skip
    assert set(made["transactions"].accepted.customer_id.execute()) == {"a", "d"}
    kept = quarantine.quarantined_rows(made, params)["transactions"].execute()
    assert kept.reason.tolist() == [row_rules.EXCLUDED] * 2 and set(kept.id) == {quarantine.WITHHELD}
    assert quarantine.quality_ledger(made).amount_quarantined.item() == 10


# --- tables without an id, other tables ---------------------------------------------------------------


def test_a_row_without_an_id_gets_one_that_its_content_makes(project, tmp_path):
    (project / "params" / "acme.yaml").write_text("sources:\n  survey: {path: s.csv, make_id: true}\n", "utf-8")
    lines = [f"{n % 3},{n},x" for n in range(8)] + ["1,1,x"]
    found = []
    for order in (lines, lines[::-1]):
        (tmp_path / "data" / "s.csv").write_text("a,b,c\n" + "\n".join(order) + "\n", "utf-8")
        rows = sources.read_sources(load_params("acme"))["survey"].rows.execute()
        found.append(dict(zip(rows.customer_id, zip(rows.a, rows.b, rows.c, strict=True), strict=True)))
    assert found[0] == found[1] and len(found[0]) == 9
    assert sum(name.endswith("-2") for name in found[0]) == 1


def test_events_become_counts_recency_and_shares(checked):
    head = "as_of: 2026-06-30\nsources:\n  events:\n    path: orders.csv\n    columns: {customer_id: id, event_date: day, event: what}\n"
    rows = orders("a,2026-06-01,login", "a,2026-06-20,login", "a,2026-06-25,search", "b,2026-05-31,login", "b,2027-01-01,login",
                  "c,2026-06-01,", header="id,day,what")  # fmt: skip
    made, params = checked(rows, head)
    assert reasons(made, params, "events") == {6: "event_date lies after as_of", 7: "event is missing"}
    period = period_.study_period(made, params)
    table = customers_.customer_tables(made, period.assign(window_days=30))["customers"].set_index("customer_id")
    assert table.loc["a", ["event_count", "event_recency_days", "events_login", "events_search"]].tolist() == [
        3,
        5,
        2,
        1,
    ]
    assert (
        table.loc["a", "events_login_share"] == pytest.approx(2 / 3)
        and table.loc["a", "events_login_recency_days"] == 10
    )
    assert table.loc["b", "event_count"] == 0 and table.loc["b", "event_recency_days"] == 30


def test_one_control_serves_every_arm_of_a_campaign(checked):
    head = HEAD + (
        "  responses:\n    path: test.csv\n    control: none\n"
        "    columns: {customer_id: id, campaign: arm, contact_date: day, responded: hit}\n"
    )
    answers = "id,arm,day,hit\na,men,2026-06-01,1\nb,women,2026-06-01,0\nc,none,2026-06-01,1\n"
    made, params = checked(orders("a,1,2026-06-01,5"), head, test=answers)
    table = customers_.further_tables(made, period_.study_period(made, params))["responses"]
    found = table[["customer_id", "campaign", "treated"]].to_numpy().tolist()
    assert found == [["a", "men", True], ["b", "women", True], ["c", "men", False], ["c", "women", False]]


def test_whole_numbers_that_may_be_codes_form_no_segments_until_declared(checked):
    head = "sources:\n  customers: {path: orders.csv}\n"
    rows = "customer_id,region_code,age,children,score\n" + "".join(
        f"{n},{10 * (n % 7 + 1)},{18 + n % 60},{n % 4},{n / 7:.2f}\n" for n in range(100)
    )
    made, params = checked(rows, head)
    customers = customers_.customer_tables(made, period_.study_period(made, params))["customers"]
    dictionary = dictionary_.data_dictionary(customers, made, params).set_index("variable")
    assert dictionary.unclear.to_dict() == {"region_code": True, "age": False, "children": True, "score": False}
    made, params = checked(
        rows, head + "variables: {region_code: {kind: categorical}, children: {kind: numeric, missing: ['0']}}\n"
    )
    customers = customers_.customer_tables(made, period_.study_period(made, params))["customers"]
    assert not dictionary_.data_dictionary(customers, made, params).unclear.any()
    assert customers.children.isna().sum() == 25


def test_check_says_why_rows_are_lost_and_refuses_when_most_are(checked):
    _, params = checked(
        orders(
            "a,1,2026-06-01,5", "b,2,2026-06-02,5", "c,3,2026-06-03,x", *[f"d,{n},2026-06-03,5" for n in range(4, 8)]
        )
    )
    good, bad = data_check.usable(params)
    assert good[0] == "6 of 7 rows of transactions can be used; 1 set aside (1: amount is unreadable)" and bad == []
    _, params = checked(orders("a,1,2026-06-01,5", "b,2,13.06.2026,5", "c,3,14.06.2026,5"))
    good, bad = data_check.usable(params)
    assert bad == ["orders.csv: 67% of transactions would be set aside, most often because order_date is unreadable; "
                   "set date_format for this source, as the file writes its dates"]  # fmt: skip


def test_every_fault_of_the_variables_is_told_at_once(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {agee: {kind: numeric}, size: {order: [S, M]}, town: {kind: numeric}}\n"
    rows = "customer_id,age,size,town\n" + "".join(f"{n},{20 + n},{'SML'[n % 3]},t{n % 5}\n" for n in range(20))
    made, params = checked(rows, head)
    customers = customers_.customer_tables(made, period_.study_period(made, params))["customers"]
    with pytest.raises(DataError) as caught:
        dictionary_.data_dictionary(customers, made, params)
    assert len(str(caught.value).splitlines()) == 3
    good, bad = data_check.usable(params)
    assert good == ["20 of 20 rows of customers can be used"] and len(bad) == 3


def test_a_password_in_params_is_refused_by_its_place_and_not_repeated(project):
    (project / "params" / "acme.yaml").write_text(
        "sources:\n  transactions:\n    database: postgres://me:hunter2@host/db\n    table: orders\n"
        "    columns: {customer_id: id, order_date: day, amount: amount}\n", "utf-8"
    )  # fmt: skip
    with pytest.raises(ParamsError, match="database holds a password") as caught:
        load_params("acme")
    assert "hunter2" not in str(caught.value)


# --- no row and no cent is lost -----------------------------------------------------------------------

CELLS = st.one_of(
    st.sampled_from(["", " ", "007", "NA", "nan", "1e5", "inf", "-3.10", "12,50", "1.234,5", "£4", "€4", "2026-06-01", "2026-02-30",
                     "9999-12-31", "2026-06-01T10:00:00Z", '"', '"a', 'a"', '"x,y"', '"two\nlines"', "\t", "\ufeff", "a;b", "99999999999999999999"]),
    st.decimals(-10_000, 10_000, places=2, allow_nan=False).map(str),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\x01\x02", exclude_categories=["Cs"]), max_size=6),
)  # fmt: skip


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=12), end=st.sampled_from(["\n", "\r\n"])
)
def test_no_table_however_dirty_loses_a_row_or_a_cent(rows, end, tmp_path_factory):
    from collect.test_sources import ROWS, source_of

    folder = tmp_path_factory.mktemp("dirty")
    sound = "z,s,2026-06-01,1.10"  # one sound row, or the table would be refused as a whole
    text = end.join(["id,no,day,amount", sound, *[",".join(row) for row in rows]]) + end
    (folder / "orders.csv").write_text(text, "utf-8", newline="")
    source = source_of(folder / "orders.csv", customer_id="id", order_id="no", order_date="day", amount="amount")
    params = ROWS.model_copy(update={"sources": ROWS.sources.model_copy(update={"transactions": source})})
    received = sources.read_source(sources.connect(), "transactions", source, params.people)
    made = row_rules.check_rows({"transactions": received}, params)
    row = quarantine.quality_ledger(made).iloc[0]
    kept = quarantine.quarantined_rows(made, params)
    aside = kept["transactions"].execute() if kept else pd.DataFrame({"line": []})
    assert row.rows_read == row.rows_accepted + row.rows_quarantined
    assert len(aside) == row.rows_quarantined and len(made["transactions"].accepted.execute()) == row.rows_accepted
    assert row.amount_read == pytest.approx(row.amount_accepted + row.amount_quarantined, abs=1e-9)
    total = made["transactions"].accepted.amount.sum().execute()
    assert float(total) == pytest.approx(row.amount_accepted, abs=1e-9)
    # rows begin on lines of the file; where no quote joins lines, every line that is not empty is a row
    physical = re.split(r"\r\n|\r|\n", text)
    lines = received.rows.select("_line").execute()._line.tolist()
    assert len(set(lines)) == len(lines) and set(lines) <= set(range(2, len(physical) + 1))
    if '"' not in text:
        assert sorted(lines) == [n for n, line in enumerate(physical, 1) if line and n > 1]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(st.text("ab 1.,é€-", max_size=5), min_size=1, max_size=5), min_size=1, max_size=30), skip=st.integers(0, 2),
       end=st.sampled_from(["\n", "\r\n"]), last=st.booleans())  # fmt: skip
def test_the_engine_reads_a_plain_file_as_the_careful_reader_does(rows, skip, end, last, tmp_path_factory):
    from collect.test_sources import source_of

    file = tmp_path_factory.mktemp("plain") / "t.csv"
    lines = ["above"] * skip + ["a;b;c"] + [";".join(row) for row in rows]
    file.write_text(end.join(lines) + (end if last else ""), "utf-8", newline="")
    source = source_of(file, delimiter=";", skip_lines=skip)
    found = []
    for plain in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not plain:
                patch.setattr(read_csv, "_is_plain", lambda *_: False)
            try:
                table = sources.read_rows(sources.connect(), "t", source, [])
                found.append(
                    table.order_by("_row").execute().astype(object).where(lambda t: t.notna(), None).to_dict("records")
                )
            except DataError as error:
                found.append(str(error))
    assert found[0] == found[1]


# --- published figures --------------------------------------------------------------------------------


def shipped(monkeypatch, file, client):
    monkeypatch.setenv("SEGTOOLS_DATA", str(file.parents[1]))
    params = load_params(client)
    return row_rules.check_rows(sources.read_sources(params), params), params


def test_online_retail_has_the_rows_customers_and_revenue_that_are_published(shared, monkeypatch):
    """UCI Online Retail: 541,909 rows, 135,080 without a customer; with one, and with a quantity and a price above
    nought, 397,884 rows of 4,338 customers and 8,911,407.90 pounds."""
    made, _ = shipped(monkeypatch, shared("online_retail/onlineretail.parquet"), "online_retail")
    ledger = quarantine.quality_ledger(made).iloc[0]
    assert (ledger.rows_read, ledger.rows_quarantined) == (541_909, 135_080)
    lines = made["transactions"].accepted
    bought = lines.filter(lines.amount > 0)
    found = (
        bought.aggregate(n=bought.count(), customers=bought.customer_id.nunique(), amount=bought.amount.sum())
        .execute()
        .iloc[0]
    )
    assert (found.n, found.customers, round(float(found.amount), 2)) == (397_884, 4_338, 8_911_407.90)
    ids = made["transactions"].received.rows
    assert ids.filter(ids.InvoiceNo.startswith("C")).count().execute() == 9_288
    assert ids.filter(ids.Quantity < 0).count().execute() == 10_624


def test_exact_duplicates_are_counted_where_params_call_them_a_stutter(shared, monkeypatch):
    monkeypatch.setenv("SEGTOOLS_DATA", str(shared("online_retail/onlineretail.parquet").parents[1]))
    params = load_params("online_retail", {"sources.transactions.duplicates": "quarantine"})
    made = row_rules.check_rows(sources.read_sources(params), params)
    found = quarantine.quarantine_reasons(made).set_index("reason").rows
    received = made["transactions"].received.rows
    columns = [received[name].cast("string").fill_null("") for name in made["transactions"].received.columns]
    assert received.count().execute() - received.select(columns).distinct().count().execute() == 5_268
    nobody = received.filter(received.CustomerID.isnull())
    cells = [nobody[name].cast("string").fill_null("") for name in made["transactions"].received.columns]
    among_nobody = nobody.count().execute() - nobody.select(cells).distinct().count().execute()
    assert found["same as an earlier row"] == 5_268 - among_nobody


def test_the_year_before_is_read_under_its_other_names(shared, monkeypatch):
    made, _ = shipped(monkeypatch, shared("online_retail_ii/year_2009_2010.parquet"), "online_retail_ii")
    assert quarantine.quality_ledger(made).rows_read.item() == 525_461
    days = made["transactions"].accepted.order_date
    assert [str(day)[:10] for day in (days.min().execute(), days.max().execute())] == ["2009-12-01", "2010-12-09"]


def test_recency_frequency_and_money_are_those_of_the_r_package_rfm_under_the_shipped_params(shared, monkeypatch):
    """995 customers, 4,906 orders, 464,158 as of 2006-12-31; Abbey O'Reilly 205 days, 6 orders, 472; quintile cuts as
    the package prints them. No name or e-mail is left."""
    file = shared("rfm_orders/rfm_data_orders.csv")
    made, _params = shipped(monkeypatch, file, "rfm_orders")
    lines = made["transactions"].accepted
    table = features.transaction_features(lines, dt.date(2006, 12, 31), 5000).execute()
    assert (len(table), table.frequency.sum(), table.monetary_value.sum()) == (995, 4_906, 464_158)
    measures = ["recency_days", "frequency", "monetary_value"]
    cuts = (
        table[measures].quantile([0.2, 0.4, 0.6, 0.8]).to_numpy().T + 1
    )  # the package prints where the next class begins
    published = [[115, 181, 297.4, 482], [4, 5, 6, 8], [255.8, 382, 506.4, 666]]
    assert cuts.round(1).tolist() == published
    names = sorted(pd.read_csv(file).customer_id.unique())
    table.index = [names[int(number[1:]) - 1] for number in table.customer_id]
    assert table.loc["Abbey O'Reilly", measures].tolist() == [205, 6, 472]
    scores = {
        "Abbey O'Reilly": "343",
        "Add Senger": "412",
        "Aden Lesch": "323",
        "Aden Murphy": "544",
        "Admiral Senger": "433",
    }
    for name, score in scores.items():
        recency, *others = (
            np.searchsorted(cut, value, "right") + 1
            for cut, value in zip(published, table.loc[name, measures], strict=True)
        )
        assert "".join(str(part) for part in [6 - recency, *others]) == score
    personal = made["transactions"].received.personal
    assert list(personal) == ["customer_id", "first_name", "last_name", "email"]
    assert set(lines.columns) == {"customer_id", "order_id", "order_date", "amount"}


def test_the_randomised_test_keeps_its_arms_and_its_duplicate_people(shared, monkeypatch):
    """Hillstrom: 21,307 men's, 21,387 women's, 21,306 none; visits .18276, .15140, .10617; 6,562 duplicate rows stay."""
    made, _params = shipped(monkeypatch, shared("hillstrom/hillstrom.csv.gz"), "hillstrom")
    assert quarantine.quality_ledger(made).rows_quarantined.tolist() == [0, 0]
    arms = (
        made["responses"]
        .accepted.group_by("campaign")
        .agg(n=ibis._.count(), visit=ibis._.responded.mean(), spend=ibis._.revenue.cast("float64").mean())
    )
    arms = arms.execute().set_index("campaign")
    assert arms.n.to_dict() == {"Mens E-Mail": 21_307, "Womens E-Mail": 21_387, "No E-Mail": 21_306}
    assert arms.visit.astype(float).round(5).to_dict() == {
        "Mens E-Mail": 0.18276,
        "Womens E-Mail": 0.15140,
        "No E-Mail": 0.10617,
    }
    assert arms.spend.astype(float).round(5).to_dict() == {
        "Mens E-Mail": 1.42262,
        "Womens E-Mail": 1.07720,
        "No E-Mail": 0.65279,
    }
    ids = made["customers"].accepted.customer_id
    assert ids.nunique().execute() == 64_000 and ids.endswith("-1").sum().execute() == 0
    assert (ids.length() > 13).sum().execute() == 6_562
