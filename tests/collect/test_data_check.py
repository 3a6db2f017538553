"""data_check.py: everything that is wrong, before anything runs."""

import pytest
from collect.small_clients import orders

from segtools.collect import customers as customers_
from segtools.collect import data_check
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.tables import DataError


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
    assert bad == [
        "orders.csv: 67% of transactions would be set aside, most often because order_date is unreadable; "
        "set date_format for this source, as the file writes its dates"
    ]


def test_every_fault_of_the_variables_is_told_at_once(checked):
    head = "sources:\n  customers: {path: orders.csv}\n"
    head += "variables: {agee: {kind: numeric}, size: {order: [S, M]}, town: {kind: numeric}}\n"
    rows = "customer_id,age,size,town\n" + "".join(f"{n},{20 + n},{'SML'[n % 3]},t{n % 5}\n" for n in range(20))
    tables, params = checked(rows, head)
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    with pytest.raises(DataError) as caught:
        dictionary_.data_dictionary(customers, tables, params)
    assert len(str(caught.value).splitlines()) == 3
    good, bad = data_check.usable(params)
    assert good == ["20 of 20 rows of customers can be used"] and len(bad) == 3
