"""row_fields.py: ids, days and amounts as clients write them, on tables written out in full."""

import datetime as dt

import ibis
import pytest
from collect.small_clients import HEAD, amounts, orders, reasons

from segtools.collect.row_fields import as_text
from segtools.tables import DataError


def test_an_amount_that_is_none_has_a_reason_that_says_how(checked):
    tables, params = checked(
        orders(
            "a,1,2026-06-01,5",
            "a,2,2026-06-01,",
            "a,3,2026-06-01,NaN",
            "a,4,2026-06-01,-inf",
            "a,5,2026-06-01,1e300",
            "a,6,2026-06-01,five",
            'a,7,2026-06-01,"12,50"',
            "a,8,2026-06-01,99999999999999.99",
        )
    )
    assert reasons(tables, params) == {
        3: "amount is missing",
        4: "amount is not finite",
        5: "amount is not finite",
        6: "amount is too large to be true",
        7: "amount is unreadable",
        8: "amount is written with another decimal mark",
    }
    assert amounts(tables) == {"1": 5.0, "8": 99999999999999.99}


def test_a_thousand_that_may_be_a_decimal_is_not_trusted_where_the_column_mixes_marks(checked):
    plain, params = checked(orders("a,1,2026-06-01,1.250", "a,2,2026-06-01,3.50"))
    assert amounts(plain) == {"1": 1.25, "2": 3.5} and reasons(plain, params) == {}
    mixed, params = checked(orders("a,1,2026-06-01,1.250", "a,2,2026-06-01,3.50", 'a,3,2026-06-01,"3,50"'))
    assert reasons(mixed, params) == {
        2: "amount may have a thousands or a decimal mark: the column mixes both",
        4: "amount is written with another decimal mark",
    }


def test_numbers_are_read_by_the_marks_that_params_declare_and_by_no_others(checked):
    head = HEAD.replace("    columns", "    decimal: ','\n    thousands: .\n    delimiter: ;\n    columns")
    tables, params = checked(
        orders(
            "a;1;2026-06-01;1.234,56",
            "a;2;2026-06-01;-5",
            "a;3;2026-06-01;12.5",
            "a;4;2026-06-01;1.234.567,8",
            "a;5;2026-06-01;(7,00)",
            "a;6;2026-06-01;7,00-",
            "a;7;2026-06-01;1.23,4",
            header="id;no;day;amount",
        ),
        head,
    )
    assert amounts(tables) == {"1": 1234.56, "2": -5, "4": 1234567.8, "5": -7, "6": -7}
    assert set(reasons(tables, params)) == {4, 8}


def test_another_currency_counts_only_at_a_rate(checked):
    rows = orders("a,1,2026-06-01,£5.00", "a,2,2026-06-01,€10.00", "a,3,2026-06-01,7")
    tables, params = checked(rows)
    assert reasons(tables, params) == {3: "amount is in €, which has no rate"}
    tables, _ = checked(rows, HEAD.replace("    columns", "    rates: {€: 0.85}\n    columns"))
    assert amounts(tables) == {"1": 5.0, "2": 8.5, "3": 7.0}
    column = orders(
        "a,1,2026-06-01,5,GBP", "a,2,2026-06-01,9,eur", "a,3,2026-06-01,4,gbp", header="id,no,day,amount,cur"
    )
    head = HEAD.replace("amount: amount", "amount: amount, currency: cur")
    tables, params = checked(column, head.replace("    columns", "    rates: {GBP: 1}\n    columns"))
    assert reasons(tables, params) == {3: "amount is in EUR, which has no rate"}
    tables, _ = checked(column, head.replace("    columns", "    rates: {gbp: 1, Eur: 0.5}\n    columns"))
    assert amounts(tables) == {"1": 5.0, "2": 4.5, "3": 4.0}


def test_one_foreign_currency_throughout_is_the_clients_own(checked):
    tables, params = checked(orders("a,1,2026-06-01,5 EUR", "a,2,2026-06-01,10 EUR"), HEAD.replace("currency: £\n", ""))
    assert amounts(tables) == {"1": 5.0, "2": 10.0} and reasons(tables, params) == {}


def test_a_day_that_cannot_be_has_a_reason_that_says_why(checked):
    tables, params = checked(
        orders(
            "a,1,2026-06-30T23:59:59,1",
            "a,2,,1",
            "a,3,2026-02-30,1",
            "a,4,9999-12-31,1",
            "a,5,1900-01-01,1",
            "a,6,2026-07-01,1",
            "a,7,1969-12-31,1",
            "a,8,infinity,1",
            "a,9,epoch,1",
            "a,10,30/06/2026,1",
        )
    )
    assert reasons(tables, params) == {
        3: "order_date is missing",
        4: "order_date is unreadable",
        5: "order_date is a placeholder",
        6: "order_date is a placeholder",
        7: "order_date is after as_of",
        8: "order_date is before 1970",
        9: "order_date is unreadable",
        10: "order_date is unreadable",
        11: "order_date is unreadable",
    }


def test_summer_and_winter_time_are_one_zone_and_utc_among_them_is_another(checked):
    one = orders("a,1,2026-01-10T23:30:00+01:00,1", "a,2,2026-06-10T23:30:00+02:00,1", "a,3,2026-06-10,1")
    tables, params = checked(one)
    assert reasons(tables, params) == {}
    days = tables["transactions"].accepted.order_by("order_id").order_date.execute().astype(str).tolist()
    assert days == ["2026-01-10", "2026-06-10", "2026-06-10"]  # as the wall clock said
    mixed = orders(
        "a,1,2026-06-10T23:30:00+02:00,1",
        "a,2,2026-06-11T23:30:00+02:00,1",
        "a,3,2026-06-10T21:30:00Z,1",
        "a,4,2026-06-10T21:30:00,1",
    )
    tables, params = checked(mixed)
    odd = "order_date has another time zone than most rows (set time_zone)"
    assert reasons(tables, params) == {4: odd, 5: odd}
    two = orders("a,1,2026-06-10T23:30:00+02:00,1", "a,2,2026-06-11T23:30:00+02:00,1", "a,3,2026-06-10T21:30:00Z,1")
    assert reasons(*checked(two)) == {4: odd}


def test_a_declared_time_zone_says_which_day_it_was_there(checked):
    rows = orders("a,1,2026-06-10T22:30:00Z,1", "a,2,2026-06-10T23:30:00+02:00,1", "a,3,2026-06-10 23:30:00,1")
    tables, params = checked(rows, HEAD.replace("    columns", "    time_zone: Europe/Berlin\n    columns"))
    days = tables["transactions"].accepted.order_by("order_id").order_date.execute().astype(str).tolist()
    assert days == ["2026-06-11", "2026-06-10", "2026-06-10"] and reasons(tables, params) == {}


def test_an_offset_before_utc_is_another_zone_than_utc(checked):
    """Five hours before it, half an hour after it: -05:00, and +00:30 which may be summer time."""
    odd = "order_date has another time zone than most rows (set time_zone)"
    zones = orders(
        *("a,1,2026-06-10T23:30:00Z,1", "a,2,2026-06-10T23:30:00Z,1"),
        *("a,3,2026-06-10T23:30:00-05:00,1", "a,4,2026-06-10T23:30:00+00:30,1", "a,5,2026-06-10T23:30:00-0100,1"),
    )
    assert reasons(*checked(zones)) == {4: odd}
    for most, other in (("-05:00", "+05:00"), ("+01:00", "+02:01")):  # ten hours later; more than an hour
        rows = orders(*[f"a,{n},2026-06-10T23:30:00{zone},1" for n, zone in enumerate((most, most, other))])
        assert reasons(*checked(rows)) == {4: odd}


def test_yes_and_no_are_read_however_they_are_written_and_nothing_else_is(checked):
    head = HEAD + "  responses:\n    path: sent.csv\n"
    head += "    columns: {customer_id: id, campaign: arm, contact_date: day, responded: hit}\n"
    words = ["Yes", " y ", "TRUE", "t", "1", "No", "n", "False", "F", "0", "maybe", ""]
    sent = "id,arm,day,hit\n" + "".join(f"c{n:02d},m,2026-06-01,{word}\n" for n, word in enumerate(words))
    tables, params = checked(orders("a,1,2026-06-01,5"), head, sent=sent)
    kept = tables["responses"].accepted.order_by("customer_id").execute()
    assert kept.responded.tolist() == [True] * 5 + [False] * 5 and kept.treated.all()
    neither = "responded is neither yes nor no"
    assert reasons(tables, params, "responses") == {12: f"{neither}: 'maybe'", 13: neither}


def test_a_contact_may_lie_ahead_by_a_year_and_an_order_by_no_day(checked):
    today = dt.date.today()
    days = {gap: f"{today + dt.timedelta(days=gap):%Y-%m-%d}" for gap in (0, 1, 366, 367)}
    head = HEAD.replace("as_of: 2026-06-30\n", "")
    tables, params = checked(orders(f"a,1,{days[0]},5", f"a,2,{days[1]},5"), head)
    (future,) = set(reasons(tables, params).values())
    assert reasons(tables, params) == {3: future} and "future" in future
    head = HEAD + "  responses:\n    path: sent.csv\n"
    head += "    columns: {customer_id: id, campaign: arm, contact_date: day, responded: hit}\n"
    sent = f"id,arm,day,hit\na,m,{days[366]},1\nb,m,{days[367]},1\n"
    tables, params = checked(orders("a,1,2026-06-01,5"), head, sent=sent)
    assert list(reasons(tables, params, "responses")) == [3]


def test_a_number_as_an_id_is_a_whole_one_and_blanks_are_none():
    numbers, texts = ibis.memtable({"id": [7.0, 7.5, None]}), ibis.memtable({"id": [" 007 ", "  ", "a"]})
    for rows, wanted in ((numbers, ["7", "7.5", "none"]), (texts, [" 007 ", "none", "a"])):
        assert rows.select(id=as_text(rows.id)).execute().id.fillna("none").tolist() == wanted


CAMPAIGN = HEAD + (
    "  responses:\n    path: sent.csv\n"
    "    columns: {customer_id: id, campaign: arm, contact_date: day, responded: hit}\n"
)


def answers(checked, *words):
    """The checked responses of customers whose answers are these, and the params."""
    sent = "id,arm,day,hit\n" + "".join(f"c{n:02d},m,2026-06-01,{word}\n" for n, word in enumerate(words))
    return checked(orders("a,1,2026-06-01,5"), CAMPAIGN, sent=sent)


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        *[
            ("ja", "Nein"),
            ("Oui", "non"),
            ("tak", "nie"),
            ("EVET", "HAYIR"),
            ("да", "Нет"),
            ("はい", "いいえ"),
            ("J", "N"),
        ],
        *[("E", "H"), ("T", "N"), ("1.0", "0.0"), ("wahr", "falsch"), ("Sí", "No"), ("✓", "-"), ("نعم", "لا")],
    ],
)
def test_answers_are_read_in_the_language_of_the_column(checked, yes, no):
    tables, params = answers(checked, yes, no, f" {yes}", no)
    kept = tables["responses"].accepted.order_by("customer_id").execute()
    assert kept.responded.tolist() == [True, False, True, False] and not reasons(tables, params, "responses")


def test_an_answer_that_means_neither_is_named_with_the_way_to_mend_it(checked):
    tables, params = answers(checked, "ja", "nein", "vielleicht")
    assert reasons(tables, params, "responses") == {4: "responded is neither yes nor no: 'vielleicht'"}
    with pytest.raises(DataError, match=r"neither yes nor no: 'e'; map it with an expression .* Status in"):
        answers(checked, "e", "e")  # yes in Turkish, no in Finnish


def test_a_tick_box_is_refused_until_params_say_that_nothing_means_no(checked):
    with pytest.raises(
        DataError, match=r"responses\.columns\.responded: hit holds 'x' or nothing; .* not missing\(hit"
    ):
        answers(checked, "x", "", "", "x", "x")
    with pytest.raises(DataError, match="hit holds 'ja' or nothing"):
        answers(checked, "ja", "", "")
    sent = "id,arm,day,hit\na,m,2026-06-01,x\nb,m,2026-06-01,\n"
    mended = CAMPAIGN.replace("responded: hit", "responded: not missing(hit)")
    tables, _ = checked(orders("a,1,2026-06-01,5"), mended, sent=sent)
    assert tables["responses"].accepted.order_by("customer_id").execute().responded.tolist() == [True, False]
