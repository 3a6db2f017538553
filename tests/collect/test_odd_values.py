"""odd_values.py: what is odd and used all the same, on tables in which it was put by hand."""

import numpy as np
import pandas as pd
import pytest
from collect.small_clients import orders

from segtools.collect.odd_values import attribute_oddities
from segtools.collect.remarks import source_remarks
from segtools.collect.role_names import is_age, is_birth_year, is_named


def people(**columns):
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"customer_id": [f"c{i}" for i in range(n)], **columns})


def test_codes_far_off_a_scale_are_named_with_the_way_to_mend_them():
    table = people(
        q1=[1, 2, 3, 4, 5, 98, 99], q2=[5, 4, 3, 2, 1, 99, 98], q3=[0, 1, 2, 3, 4, 5, -9], q4=[1, 2, 3] * 2 + [4]
    )
    assert attribute_oddities(table, [], 2026) == [
        ('q1, q2: 98, 99 lie far off a scale of 1 to 5; if they mean not known, write missing: ["98", "99"]', 2),
        ('q3: -9 lie far off a scale of 0 to 5; if they mean not known, write missing: ["-9"]', 1),
    ]
    assert attribute_oddities(people(spend=[3, 40, 98, 99, 12]), [], 2026) == []  # no scale


def test_ages_and_years_of_birth_that_nobody_has_are_counted():
    table = people(
        Alter=[20, 999, -1, 111, 110], birth_year=[1893, 1980, 2030, 1990, 1916], message=[999, 1, 300, 4, 5]
    )
    assert attribute_oddities(table, [], 2026) == [
        ("Alter is under 0 or over 110", 3),
        ("birth_year is before 1916 or after 2026", 2),
    ]


def test_shares_that_sum_to_one_are_named():
    web = np.linspace(0.1, 0.5, 9)
    found = attribute_oddities(people(score=web / 2, web=web, shop=0.4 * (1 - web), app=0.6 * (1 - web)), [], 2026)
    assert found == [("web, shop, app sum to 1: the others tell each of them", 9)]


def test_rows_equal_but_for_the_id_are_counted_where_chance_does_not_make_them():
    rng = np.random.default_rng(1)
    spend, visits = rng.normal(size=60).round(3), rng.integers(0, 50, 60)
    twice = people(spend=np.r_[spend, spend[:6]], visits=np.r_[visits, visits[:6]], more=np.r_[-spend, -spend[:6]])
    assert attribute_oddities(twice, [], 2026) == [
        ("rows that equal another but for the id: the same person twice?", 12)
    ]
    items = people(**{f"item{n}": rng.choice(["yes", "no"], 200) for n in range(4)})
    assert attribute_oddities(items, [], 2026) == []  # sixteen patterns for two hundred people


def test_a_tick_box_that_is_asked_for_yes_or_no_is_said_to_be_read_as_one():
    found = attribute_oddities(people(gone=["x", None, None], note=["x", None, None]), ["gone", "other"], 2026)
    assert found == [("gone holds 'x' or nothing: nothing is read as no", 2)]


def test_an_id_with_many_orders_and_a_customer_with_most_of_the_money_are_named(checked):
    rows = [f"CASH,c{n},2026-06-01,1" for n in range(20)] + [f"k{n},{n},2026-06-01,1" for n in range(29)]
    tables, params = checked(orders(*rows, "k29,99,2026-06-01,451"))
    found = source_remarks(tables, params)[["remark", "rows"]].to_numpy().tolist()
    assert found == [
        ["orders of one customer id, CASH: 40% of all; is it a person? If not, drop it", 20],
        ["orders of one customer, k29, who brings 90.2% of the money", 1],
    ]
    tables, params = checked(orders(*rows[20:]))
    assert source_remarks(tables, params).empty


def test_one_person_in_two_spellings_is_counted(checked):
    rows = ["Ab1,1,2026-06-01,5", "ab1,2,2026-06-01,5", "Jose\u0301,3,2026-06-01,5", "Jos\u00e9,4,2026-06-01,5"]
    tables, _ = checked(orders(*rows, "17001.0,5,2026-06-01,5", "17001,6,2026-06-01,5"))
    assert dict(tables["transactions"].remarks) == {
        "customer ids that differ from another only by upper and lower case": 1,
        "customer ids that differ from another only by .0 at their end": 1,
        "customer ids that differ from another only by how an accent is stored (Unicode NFC and NFD)": 1,
    }


@pytest.mark.parametrize(
    ("what", "yes", "no"),
    [
        (
            "demographic",
            ["Age", "gender_f", "Geschlecht", "hhIncome", "âge", "пол", "marital status"],
            ["message", "fun"],
        ),
        ("geographic", ["City", "Bundesland", "zip_code", "código postal"], ["simplicity", "landing_page"]),
        ("campaign", ["treated", "Responded", "Kampagne"], ["retreated", "campaigner_age"]),
        ("ended", ["Gekündigt", "churn"], ["trended"]),
        ("weight", ["Gewicht", "survey_weight"], ["weight_kg"]),
        ("row number", ["Unnamed: 0", "#", "Nr", "index"], ["visits"]),
    ],
)
def test_names_tell_what_a_column_is_in_many_languages(what, yes, no):
    assert [name for name in yes if not is_named(what, name)] == [] == [name for name in no if is_named(what, name)]
    assert is_age("Alter") and is_age("customer_age") and not is_age("message") and is_birth_year("Year_Birth")
