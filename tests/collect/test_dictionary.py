"""dictionary.py: what a variable is, declared or inferred with its evidence."""

from collect.small_clients import HEAD, orders

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


def dictionary_of(checked, head, rows, **files):
    tables, params = checked(rows, head, **files)
    customers = customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]
    found = dictionary_.data_dictionary(customers, tables, params)
    return customers, params, found


def test_a_variable_s_family_is_its_own_else_that_of_its_source(checked):
    """Declared; a score; behaviour; else what its source says of all its columns."""
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}, family: geographic}\n"
    head += "variables: {mood: {score: csat}, taste: {score: nps, family: attitude}, kids: {family: demographic}}\n"
    people = "id,mood,taste,kids,town\n" + "".join(
        f"{n},{n % 5 + 1},{n % 11},{n % 3},{'NSEW'[n % 4]}\n" for n in range(40)
    )
    rows = orders(*[f"{n},{n},2026-06-01,5" for n in range(40)])
    found = dictionary_of(checked, head, rows, people=people)[-1].set_index("variable")
    own = ["mood", "taste", "kids", "town"]
    assert found.family[own].tolist() == ["other", "attitude", "demographic", "geographic"]
    assert set(found.family.drop(own)) == {"behavioural"}


def test_a_name_is_read_as_words_where_nothing_else_tells_its_meaning(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {x9: {meaning: Shoe size}}\n"
    names = ["houseSize", "net_income", "AGE", "x9"]
    rows = ",".join(["customer_id", *names]) + "\n" + "".join(f"{n},{n + 0.5},{n / 7},{n},{n}\n" for n in range(40))
    _, _, found = dictionary_of(checked, head, rows)
    wanted = {"houseSize": "house size", "net_income": "net income", "AGE": "age", "x9": "Shoe size"}
    assert found.set_index("variable").meaning.to_dict() == wanted


def test_text_of_more_than_thirty_levels_is_no_variable_and_it_is_said_why(checked):
    head = "sources:\n  customers: {path: orders.csv}\nvariables: {shoe: {kind: ignore}}\n"
    rows = "customer_id,street,town,blank,same,shoe\n" + "".join(
        f"{n},s{n % 31},t{n % 30},,all,{n}\n" for n in range(93)
    )
    customers, params, found = dictionary_of(checked, head, rows)
    assert found[["variable", "kind", "evidence"]].to_numpy().tolist() == [
        ["town", "categorical", "text with 30 levels"]
    ]
    assert dictionary_.left_out(customers, found, params) == [
        "street: text with 31 levels",
        "blank: no values",
        "same: only one value",
        "shoe: ignored in params",
    ]
