"""findings.py: what 01_collect concludes, from ledgers written by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from segtools.collect.findings import (
    amount_findings,
    customer_findings,
    doubt_findings,
    findings,
    ready_findings,
    row_findings,
    variable_findings,
)
from segtools.collect.readiness import Answer
from segtools.params import Params
from segtools.words import Figure, Style, sentence

PLAIN = Style("£")
STRICT = Style("£", least=10)
PERIOD = pd.Series(
    {
        "as_of": pd.Timestamp("2026-06-30"),
        "window_days": 365,
        "first_order": pd.Timestamp("2024-07-02"),
        "last_order": pd.Timestamp("2026-06-29"),
    }
)


def ledger(read=1000, aside=20, amount=(1000.0, 980.0, 20.0)):
    """Table quality of orders with amounts (read, accepted, set aside), and of 50 customers without."""
    rows = [("transactions", "o.csv", read, read - aside, aside, 0, *amount, 0.0)]
    rows.append(("customers", "c.csv", 50, 50, 0, 0, None, None, None, None))
    counts, amounts = (
        [f"{what}_{how}" for how in ("read", "accepted", "quarantined", "dropped")] for what in ("rows", "amount")
    )
    return pd.DataFrame(rows, columns=["source", "file", *counts, *amounts])


def reasons(**rows):
    """Table reasons, of orders: the most frequent first."""
    table = pd.DataFrame({"source": "transactions", "reason": list(rows), "rows": list(rows.values())})
    table["on_purpose"] = False
    return table.sort_values("rows", ascending=False)


UNASKED = Params.model_validate({"sources": {"customers": {"path": "none.csv"}}})
WHY = reasons(**{"customer_id is missing": 14, "amount is missing": 4, "6 cells instead of 5": 2})


def said(findings, style=PLAIN):
    return {row.code: sentence(row, style) for row in findings}


# --- reasons for doubt --------------------------------------------------------------------------------


def test_books_that_do_not_balance_are_said():
    (found,) = doubt_findings(ledger(amount=(1000.0, 980.0, 19.99)), WHY)
    assert (found.code, found.kind) == ("collect-books-off", "caution")
    text = sentence(found, PLAIN)
    assert "do not balance" in text and all(amount in text for amount in ("£1,000.00", "£980.00", "£19.99"))
    codes = [row.code for row in amount_findings(ledger(amount=(1000.0, 980.0, 19.99)), WHY, PLAIN)]
    assert "collect-books-balance" not in codes


def test_books_that_balance_to_the_cent_are_no_reason_for_doubt():
    quality = ledger(amount=(1000.0, 980.0, 20.004))  # less than half a cent is rounding
    assert doubt_findings(quality, WHY) == []
    assert amount_findings(quality, WHY, PLAIN)[0].code == "collect-books-balance"


@pytest.mark.parametrize(
    ("aside", "amount", "doubt"),
    [
        (50, (1000.0, 950.0, 50.0), False),  # just five in a hundred
        (51, (1000.0, 950.0, 50.0), True),
        (20, (1000.0, 949.0, 51.0), True),
        (20, (1000.0, 1051.0, -51.0), True),  # returns
        (20, (0.0, 0.0, 0.0), False),
    ],
)
def test_more_than_five_in_a_hundred_set_aside_is_a_caution(aside, amount, doubt):
    found = doubt_findings(ledger(aside=aside, amount=amount), WHY)
    assert [(row.code, row.kind) for row in found] == [("collect-much-aside", "caution")] * doubt


def test_the_caution_names_the_most_common_reason_of_that_table():
    others = pd.DataFrame({"source": ["customers"], "reason": ["age is odd"], "rows": [900], "on_purpose": False})
    (found,) = doubt_findings(ledger(aside=300, amount=(1000.0, 900.0, 100.0)), pd.concat([others, WHY]))
    assert found.figures["reason"] == "customer_id is missing" and found.figures["share"].value == 0.3
    wanted = "30.0% of the transactions and £100 of £1,000 are set aside, most often because customer_id is missing."
    assert sentence(found, PLAIN) == wanted


def test_the_caution_leaves_out_what_params_drop_and_amounts_that_nobody_knows():
    quality = ledger(aside=500, amount=(1000.0, 600.0, 400.0)).assign(rows_dropped=[400, 0], amount_dropped=[390.0, 0])
    why = reasons(cancelled=400, **{"customer_id is missing": 100}).assign(on_purpose=[True, False])
    (found,) = doubt_findings(quality, why)
    wanted = "16.7% of the transactions and £10 of £610 are set aside, most often because customer_id is missing."
    assert sentence(found, PLAIN) == wanted  # 100 of 600 rows
    (found,) = doubt_findings(ledger(aside=900, amount=(100.0, 100.0, 0.0)), reasons(**{"amount is missing": 900}))
    assert sentence(found, PLAIN) == (
        "90.0% of the transactions are set aside, most often because amount is missing. "
        "What they amount to is not known."
    )


def test_each_question_answered_no_is_a_caution_with_its_figure():
    codes = ["collect-few-people", "collect-rows-lost", "collect-short-history", "collect-not-recent"]
    codes += ["collect-few-return"]
    measures = ["people", "rows_lost", "history", "recency", "returning"]
    units = ["people", "share", "count", "count", "share"]
    ready = [
        Answer(measure, Figure(0.4, unit), Figure(0.2, unit), Figure(0.3, unit), answer)
        for measure, unit in zip(measures, units, strict=True)
        for answer in ("yes", "caution", "no")
    ]
    found = ready_findings(ready)
    assert [(row.code, row.kind) for row in found] == [(code, "caution") for code in codes]
    assert all(row.figures["figure"].value == 0.4 and row.figures["limit"].value == 0.3 for row in found)
    assert all(text.endswith("Read every figure as provisional.") for text in said(found).values())


# --- rows and amounts ---------------------------------------------------------------------------------


def test_the_headline_counts_the_rows_that_can_be_used():
    headline, most = row_findings(ledger(), WHY, PLAIN)
    figures = {name: headline.figures[name].value for name in ("read", "tables", "used", "aside", "share")}
    assert figures == {"read": 1050, "tables": 2, "used": 1030, "aside": 20, "share": 20 / 1050}
    assert (headline.kind, headline.figures["aside"].people) == ("headline", 20)
    assert sentence(headline, PLAIN).startswith(
        "1,050 rows came in 2 tables. Of these, 1,030 can be used and 20 (1.90%)"
    )
    assert most.code == "collect-most-often" and most.kind == "note"
    assert (most.figures["source"], most.figures["rows"].value) == ("transactions", 14)


def test_a_share_that_would_be_nought_is_said_to_be_under_so_much():
    headline, _ = row_findings(ledger(read=1_000_000_000), WHY, PLAIN)
    assert "20 (under 0.01%)" in sentence(headline, PLAIN)


def test_where_every_row_can_be_used_nothing_is_said_of_reasons():
    (headline,) = row_findings(ledger(aside=0, amount=(5.0, 5.0, 0.0)), WHY.iloc[:0], PLAIN)
    assert (headline.code, headline.kind) == ("collect-rows-all", "headline")


def test_rows_in_no_sum_are_those_whose_reason_leaves_no_amount():
    found = amount_findings(ledger(), WHY, PLAIN)
    assert [(row.code, row.kind) for row in found] == [
        ("collect-books-balance", "finding"),
        ("collect-no-amount", "note"),
    ]
    assert found[1].figures["rows"].value == 6  # 4 without an amount, 2 that are no row


def test_what_few_rows_hold_is_told_by_no_other_figure():
    few = reasons(**{"amount is missing": 4, "customer_id is missing": 2})
    quality = ledger(aside=6, amount=(1000.0, 994.0, 6.0))
    found = [*row_findings(quality, few, STRICT), *amount_findings(quality, few, STRICT)]
    texts = said(found, STRICT)
    assert list(texts) == ["collect-rows-few", "collect-most-often", "collect-books-balance-few", "collect-no-amount"]
    assert not any(number in text for text in texts.values() for number in ("994", "1,044", " 6 ", " 4 "))
    assert texts["collect-rows-few"].startswith("1,050 rows came in 2 tables. All but a few can be used")


# --- customers ----------------------------------------------------------------------------------------


def base(ordered, silent, returned=0.0, bringing_back=0):
    """Customers who each ordered for 10, and others who did not, of whom some brought back for so much in all."""
    amounts = [10.0] * ordered + [returned / max(bringing_back, 1)] * bringing_back + [0.0] * (silent - bringing_back)
    return pd.DataFrame({"frequency": [1] * ordered + [0] * silent, "monetary_value": amounts})


def test_customers_amounts_and_days_of_the_window_are_told():
    found = customer_findings(base(20, 15, -60.0, 12), PERIOD, PLAIN)
    assert [row.code for row in found] == ["collect-window", "collect-span", "collect-known-orders"]
    window, span, known = found
    amounts = {name: (figure.value, figure.people) for name, figure in window.figures.items()}
    assert amounts == {"inside": (140, 35), "valued": (200, 20), "returned": (-60, 12)}
    assert sentence(span, PLAIN) == (
        "Orders run from 02 July 2024 to 29 June 2026. Behaviour is measured over a period: the 365 days to "
        "30 June 2026."
    )
    assert sentence(known, PLAIN) == "35 customers are known. Of these, 20 ordered in that period and 15 did not."


def test_where_nobody_only_returned_the_whole_amount_is_with_those_who_ordered():
    window = customer_findings(base(20, 15), PERIOD, PLAIN)[0]
    assert window.code == "collect-window-all" and window.figures["valued"].value == 200


@pytest.mark.parametrize(
    ("ordered", "silent", "part", "text"),
    [
        (20, 0, "all", "All of them ordered in that period."),
        (20, 9, "most", "All but a few of them ordered in that period."),
        (9, 20, "few", "Only a few of them ordered in that period."),
        (10, 10, "some", "Of these, 10 ordered in that period and 10 did not."),
    ],
)
def test_a_part_of_few_customers_is_told_by_no_difference(ordered, silent, part, text):
    known = customer_findings(base(ordered, silent), PERIOD, STRICT)[-1]
    assert known.figures["part"] == part and ("silent" in known.figures) == (part == "some")
    assert sentence(known, STRICT) == f"{ordered + silent} customers are known. {text}"


def test_what_few_brought_back_is_told_by_no_difference():
    window = customer_findings(base(20, 15, -60.0, 3), PERIOD, STRICT)[0]
    assert window.code == "collect-window-few" and list(window.figures) == ["valued"]
    assert "£200" in sentence(window, STRICT) and "140" not in sentence(window, STRICT)


def test_without_orders_it_is_said_that_there_are_none():
    events = pd.DataFrame({"event_count": [3] * 12 + [0] * 30})
    nothing = PERIOD.where(PERIOD.isna())
    (active,) = customer_findings(events, PERIOD, STRICT)
    (known,) = customer_findings(pd.DataFrame({"age": [30] * 12}), nothing, STRICT)
    assert [(row.code, row.kind) for row in (active, known)] == [
        ("collect-known-events", "finding"),
        ("collect-known", "finding"),
    ]
    assert sentence(active, STRICT) == (
        "42 customers are known. Of these, 12 were active in the 365 days to 30 June 2026. There are no orders."
    )
    assert sentence(known, STRICT) == "12 customers are known. There are no orders."


def test_where_there_are_orders_events_are_not_said_to_be_all_that_is_known():
    codes = [row.code for row in customer_findings(base(20, 15).assign(event_count=3), PERIOD, PLAIN)]
    assert codes == ["collect-window-all", "collect-span", "collect-known-orders"]


def test_variables_that_may_be_codes_are_named():
    dictionary = pd.DataFrame({"variable": ["age", "region", "rank"], "unclear": [False, True, True]})
    (found,) = variable_findings(dictionary, UNASKED)
    assert (found.kind, found.figures["variables"]) == ("note", ["region", "rank"])
    assert sentence(found, PLAIN).startswith("region and rank: whole numbers that may be a scale, a count or a code.")
    assert variable_findings(dictionary.assign(unclear=False), UNASKED) == []


def test_every_figure_has_its_unit_and_the_rows_or_people_behind_it():
    (aside,) = doubt_findings(ledger(aside=300, amount=(1000.0, 900.0, 100.0)), WHY)
    money = {
        "read": Figure(1000.0, "money"),
        "aside": Figure(100.0, "money", people=300),
        "amounts": "read",
    }
    assert aside.figures == {
        "source": "transactions",
        "share": Figure(0.3, "rate", people=300),
        "reason": "customer_id is missing",
        **money,
    }
    (off,) = doubt_findings(ledger(amount=(1000.0, 980.0, 19.99)), WHY)
    cents = {
        "read": Figure(1000.0, "cents"),
        "accepted": Figure(980.0, "cents"),
        "aside": Figure(19.99, "cents", people=20),
    }
    assert off.figures == {"source": "transactions", **cents}
    rows, most = row_findings(ledger(), WHY, PLAIN)
    assert rows.figures == {
        "read": Figure(1050, "count"),
        "tables": Figure(2, "count"),
        "used": Figure(1030, "count"),
        "tiny": "no",
        "aside": Figure(20, "count", people=20),
        "share": Figure(20 / 1050, "small share"),
    }
    assert most.figures["rows"] == Figure(14, "count", people=14) and most.figures["reason"] == "customer_id is missing"
    balance, unread = amount_findings(ledger(), WHY, PLAIN)
    assert balance.figures == {"source": "transactions", **cents | {"aside": Figure(20.0, "cents", people=20)}}
    assert unread.figures == {"source": "transactions", "rows": Figure(6, "count", people=6)}
    window, span, known = customer_findings(base(20, 15, -60.0, 12), PERIOD, PLAIN)
    assert window.figures["inside"] == Figure(140.0, "money", people=35)
    assert span.figures == {
        "first": "02 July 2024",
        "last": "29 June 2026",
        "as_of": "30 June 2026",
        "days": Figure(365, "count"),
    }
    assert known.figures == {
        "known": Figure(35, "people", people=35),
        "part": "some",
        "active": Figure(20, "people", people=20),
        "silent": Figure(15, "people", people=15),
    }
    assert [one.kind for one in (aside, off, rows, most, balance, unread, window, span, known)] == [
        *("caution", "caution", "headline", "note", "finding", "note", "finding", "finding", "finding"),
    ]


def test_a_tiny_share_is_under_half_of_a_hundredth_of_a_percent():
    tiny = [row_findings(ledger(read=n - 50, aside=1), WHY, PLAIN)[0].figures["tiny"] for n in (20_000, 20_001)]
    assert tiny == ["no", "yes"]


def test_a_table_without_rows_set_aside_and_one_without_amounts_say_nothing_more():
    assert doubt_findings(ledger(amount=(None, None, None), aside=900), WHY) == []
    other = WHY.assign(source="events")
    assert [one.code for one in amount_findings(ledger(), other, PLAIN)] == ["collect-books-balance"]


def test_all_of_it_is_told_doubts_first():
    study = SimpleNamespace(
        quality=ledger(aside=300, amount=(1000.0, 900.0, 100.0)), reasons=WHY, when=PERIOD, style=PLAIN, params=UNASKED,
        dictionary=pd.DataFrame({"variable": ["rank"], "unclear": [True]}),
    )  # fmt: skip
    few = Answer("people", Figure(9, "people"), Figure(500, "people"), Figure(150, "people"), "no")
    assert [one.code for one in findings(study, base(20, 15), [few])] == [
        *("collect-few-people", "collect-much-aside", "collect-rows", "collect-most-often", "collect-books-balance"),
        *("collect-no-amount", "collect-window-all", "collect-span", "collect-known-orders", "collect-unclear"),
    ]
