"""dictionary.py: what a variable is, declared or inferred with its evidence."""

from segtools.collect import customers as customers_
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_


def test_whole_numbers_that_may_be_codes_form_no_segments_until_declared(checked):
    head = "sources:\n  customers: {path: orders.csv}\n"
    rows = "customer_id,region_code,age,children,score\n" + "".join(
        f"{n},{10 * (n % 7 + 1)},{18 + n % 60},{n % 4},{n / 7:.2f}\n" for n in range(100)
    )
    tables, params = checked(rows, head)
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    dictionary = dictionary_.data_dictionary(customers, tables, params).set_index("variable")
    assert dictionary.unclear.to_dict() == {"region_code": True, "age": False, "children": True, "score": False}
    tables, params = checked(
        rows, head + "variables: {region_code: {kind: categorical}, children: {kind: numeric, missing: ['0']}}\n"
    )
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    assert not dictionary_.data_dictionary(customers, tables, params).unclear.any()
    assert customers.children.isna().sum() == 25
