"""row_spellings.py: a level in several spellings is one, in the spelling that most rows have."""

import ibis
from collect.small_clients import HEAD, orders

from segtools.collect.customers import customer_tables
from segtools.collect.period import study_period
from segtools.collect.row_spellings import one_spelling


def test_the_most_used_spelling_stands_for_all_and_the_others_are_remarked():
    rows = ibis.memtable({"n": range(6), "kind": ["Tea", "tea", "Tea", " tea", "mug", None], "_reason": [""] * 6})
    rows = rows.mutate(_reason=ibis.null("string"))
    judged, remarks = one_spelling(rows, ["kind", "n", "none"])
    assert judged.order_by("n").execute().kind.tolist()[:5] == ["Tea", "Tea", "Tea", "Tea", "mug"]
    assert remarks == [
        ("levels of kind that differ only by case or blanks are one: ' tea' as 'Tea', 'tea' as 'Tea'", 2)
    ]
    assert one_spelling(judged, ["kind"])[1] == []


def test_names_and_free_text_of_many_levels_are_left_alone():
    levels = [f"n{n}" for n in range(201)] + ["N1"]
    rows = ibis.memtable({"kind": levels, "_reason": [""] * 202}).mutate(_reason=ibis.null("string"))
    assert one_spelling(rows, ["kind"])[1] == []


def test_channels_that_differ_by_case_are_one_variable(checked):
    head = HEAD.replace("amount: amount", "amount: amount, channel: via")
    lines = [f"c{n % 9},{n},2026-0{n % 6 + 1}-11,5,{['store', 'Store', 'web'][n % 3]}" for n in range(60)]
    tables, params = checked(orders(*lines, header="id,no,day,amount,via"), head)
    customers = customer_tables(tables, study_period(tables, params))["customers"]
    assert {name for name in customers if name.startswith("channel_")} == {"channel_Store", "channel_web"} or {
        name for name in customers if name.startswith("channel_")
    } == {"channel_store", "channel_web"}
