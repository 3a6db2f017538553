"""event_measures.py: minutes, spend, parts of the day and weekends of visits, by hand."""

import pytest

from segtools.collect import customers as customers_
from segtools.collect import dictionary as dictionary_
from segtools.collect import period as period_
from segtools.collect.remarks import source_remarks
from segtools.params import ParamsError
from segtools.tables import DataError

HEAD = """\
as_of: 2026-06-30
currency: €
sources:
  events:
    path: orders.csv
    decimal: ","
    delimiter: ";"
    columns: {customer_id: id, event_date: day, event: what, hour: hour}
    measures: {minutes: Dauer, spend: Betrag}
"""
# 6 June 2026 is a Saturday; the visit of 2024 is before the window; 25 is no hour and x no number
VISITS = """\
id;day;what;hour;Dauer;Betrag
ann;2026-06-01;visit;5;30;1,50
ann;2026-06-02;visit;10;60;
ann;2026-06-06;visit;11;x;2,50
ann;2024-06-06;visit;11;500;99
bob;2026-06-06;visit;22;45;0
bob;2026-06-07;visit;4;15;0
bob;2026-06-08;visit;25;30;3
bob;2026-06-09;visit;16;30;3
cy;2024-06-01;visit;9;10;1
"""


def customers_of(checked, head=HEAD, rows=VISITS):
    tables, params = checked(rows, head)
    return tables, params, customers_.customer_tables(tables, period_.study_period(tables, params))["customers"]


def test_minutes_parts_of_the_day_and_weekends_are_as_worked_by_hand(checked):
    tables, params, customers = customers_of(checked)
    found = customers.set_index("customer_id")
    columns = ["events_minutes_total", "events_minutes_mean", "events_spend_total", "events_spend_mean"]
    assert found.loc["ann", columns].tolist() == [90, 45, 4, 2] and found.loc["bob", columns].tolist() == [
        120,
        30,
        6,
        1.5,
    ]
    parts = [f"{part}_share" for part in ("mornings", "middays", "afternoons", "evenings", "nights", "weekends")]
    assert found.loc["ann", parts].tolist() == pytest.approx([2 / 3, 1 / 3, 0, 0, 0, 1 / 3])
    assert found.loc["bob", parts].tolist() == pytest.approx([0, 0, 1 / 3, 0, 2 / 3, 1 / 2])
    assert found.loc["cy", [*columns, *parts]].isna().all() and found.event_count["cy"] == 0
    words = dictionary_.data_dictionary(customers, tables, params).set_index("variable")
    assert words.unit[["events_minutes_total", "events_spend_mean", "mornings_share"]].tolist() == [
        "minutes",
        "€",
        "share",
    ]
    assert words.meaning["events_minutes_mean"] == "minutes an event" and words.high["mornings_share"] == "mornings"
    assert set(words.family) == {"behavioural"}
    assert not source_remarks(tables, params).remark.str.contains("not used").any()


def test_without_hour_and_measures_nothing_is_added_and_a_wrong_one_is_named(checked):
    plain = HEAD.replace(", hour: hour", "").replace("    measures: {minutes: Dauer, spend: Betrag}\n", "")
    assert not any("share" in name and "visit" not in name for name in customers_of(checked, plain)[2])
    with pytest.raises(DataError, match=r"events\.measures\.minutes: .*'Dauerr'"):
        customers_of(checked, HEAD.replace("minutes: Dauer", "minutes: Dauerr"))
    with pytest.raises(ParamsError, match="measures: 'min utes' is not one word"):
        customers_of(checked, HEAD.replace("minutes:", "min utes:"))
