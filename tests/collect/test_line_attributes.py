"""line_attributes.py: age and store on order lines, by hand."""

import pytest
from collect.small_clients import HEAD, orders

from segtools.collect import customers as customers_
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.tables import DataError

LINES = [
    "ann,1,2026-01-01,5,North,30",
    "ann,2,2026-02-01,5,South,31",
    "ann,3,2026-03-01,5,South,",
    "bob,4,2026-01-01,5,North,50",
    "bob,5,2026-02-01,5,East,50",  # once each: East was seen last
    "cy,6,2026-01-01,5,,40",
    "cy,7,2026-01-01,5,West,41",  # of one day, the later line is the last
]
HOW = (
    "    attributes: {home store: {column: Store}, age: {column: Age, take: last}, mood: {column: Age},"
    " first_store: {column: Store, take: first}}\n"
)


def test_an_attribute_on_order_lines_is_the_most_frequent_the_last_or_the_first(checked):
    head = HEAD.replace("    columns", HOW + "    columns")
    tables, params = checked(orders(*LINES, header="id,no,day,amount,Store,Age"), head)
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    found = customers.set_index("customer_id")
    assert found["home store"].to_dict() == {"ann": "South", "bob": "East", "cy": "West"}
    assert found["first_store"].to_dict() == {"ann": "North", "bob": "North", "cy": "West"}
    assert found["age"].to_dict() == {"ann": 31, "bob": 50, "cy": 41}
    words = dictionary_.data_dictionary(customers, tables, params).set_index("variable")
    assert words.family[["home store", "age", "mood"]].tolist() == ["behavioural", "demographic", "behavioural"]


def test_a_column_that_is_not_there_is_named(checked):
    head = HEAD.replace("    columns", "    attributes: {age: {column: Alter}}\n    columns")
    with pytest.raises(DataError, match=r"transactions\.attributes\.age: .*Alter"):
        checked(orders(*LINES, header="id,no,day,amount,Store,Age"), head)


def test_a_column_that_says_who_somebody_is_is_no_attribute(checked):
    head = HEAD.replace("    columns", "    attributes: {mail: {column: Mail}}\n    columns")
    rows = [f"c{n},{n},2026-01-01,5,k{n}@mail.example" for n in range(30)]
    with pytest.raises(DataError, match=r"transactions\.attributes\.mail: 'Mail' holds e-mail addresses"):
        checked(orders(*rows, header="id,no,day,amount,Mail"), head)
