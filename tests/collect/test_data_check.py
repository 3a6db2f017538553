"""data_check.py: everything that is wrong, before anything runs."""

import pytest
from collect.small_clients import orders

from segtools.collect import customers as customers_
from segtools.collect import data_check
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.params.model import Exclude
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


PEOPLE = "sources:\n  customers: {path: orders.csv}\n"
AGES = "customer_id,age,town\n" + "".join(f"{n},{20 + n}.5,{'NS'[n % 2]}\n" for n in range(9))


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ("segment: {variables: [age, agee, size]}", "segment.variables: no variable agee, size; there are age, town"),
        ("target: {contactable: newsletter}", "target.contactable: no variable newsletter; there are age, town"),
        ("value: {column: worth}", "value.column: no variable worth; there are age, town"),
        (
            "value: {contract: {periods: months, ended: town, amount: fee}}",
            "value.contract: no variable months, fee; there are age, town",
        ),
        ("segment: {variables: [age, town]}", None),
    ],
)
def test_a_variable_that_params_name_and_nobody_has_is_told_with_those_there_are(checked, named, fault):
    _, params = checked(AGES, PEOPLE + named + "\ncustomers_are: members\n")
    good, bad = data_check.usable(params)
    assert bad == ([fault] if fault else [])
    assert good == ["9 of 9 rows of customers can be used", *([] if fault else ["9 members, 2 variables"])]


def test_the_three_commonest_reasons_are_told_and_the_others_counted(checked):
    sound = [f"d,{n},2026-06-03,5" for n in range(9)]
    odd = [
        "a,1,2026-06-01,x",
        "a,2,2026-06-01,x",
        "a,3,June,5",
        ",4,2026-06-01,5",
        ",5,2026-06-01,5",
        ",6,2026-06-01,5",
    ]
    _, params = checked(orders(*sound * 3, *odd))
    good, bad = data_check.usable(params)
    aside = "6 set aside (3: customer_id is missing; 2: amount is unreadable; 1: order_date is unreadable)"
    assert good[0] == f"27 of 33 rows of transactions can be used; {aside}" and bad == []
    _, params = checked(orders(*sound * 3, *odd, "a,7,2026-07-01,5", "a,8,9999-12-31,5"))
    assert data_check.usable(params)[0][0].endswith("; and 2 more reasons)")


def test_three_in_ten_set_aside_may_be_and_more_is_a_fault(checked):
    rows = [f"d,{n},2026-06-03,5" for n in range(7)] + [f"a,{n},2026-06-03,x" for n in range(3)]
    _, params = checked(orders(*rows))
    assert data_check.usable(params)[1] == []
    _, params = checked(orders(*rows, "a,9,2026-06-03,x"))
    (fault,) = data_check.usable(params)[1]
    assert fault.startswith("orders.csv: 36% of transactions would be set aside, most often because amount is unread")


def test_a_list_of_whom_to_exclude_that_is_not_there_is_a_fault_beside_those_of_the_sources(checked):
    _, params = checked(orders("a,1,2026-06-01,5"))
    asked = params.people.model_copy(update={"exclude": [Exclude(path="gone.csv", column="id")]})
    good, bad = data_check.usable(params.model_copy(update={"people": asked}))
    assert good == [] and len(bad) == 1 and bad[0].startswith("people.exclude: gone.csv: no such file")
