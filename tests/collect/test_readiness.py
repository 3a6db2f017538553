"""readiness.py: whether the data is enough, and recent enough, on tables written out in full."""

import pytest
from collect.small_clients import HEAD, orders

from segtools.collect.period import study_period
from segtools.collect.readiness import (
    Answer,
    _less_is_better,
    _more_is_better,
    readiness,
    readiness_table,
    readiness_title,
)
from segtools.words import Figure, Style


def answers_of(checked, *rows, head=HEAD):
    tables, params = checked(orders(*rows), head)
    return {row.measure: row for row in readiness(tables, study_period(tables, params))}


def test_each_question_is_answered_by_its_figure(checked):
    """Four customers, one of whom came on two days; one row of six set aside; 100 days, 40 of them ago."""
    rows = ["a,1,2026-02-11,5", "a,2,2026-05-21,5", "b,3,2026-03-01,5", "c,4,2026-03-02,5", "d,5,2026-03-03,5"]
    ready = answers_of(checked, *rows, "e,6,2026-03-03,x")
    figures = {name: (round(row.figure.value, 4), row.answer) for name, row in ready.items()}
    assert figures == {
        "people": (4, "no"),
        "rows_lost": (round(1 / 6, 4), "caution"),
        "history": (100, "caution"),
        "recency": (40, "no"),
        "returning": (0.25, "caution"),
    }


def test_each_figure_is_held_against_what_is_good_and_what_is_the_limit(checked):
    ready = answers_of(checked, "a,1,2026-05-01,5", "a,2,2026-06-01,5")
    assert {name: (row.good.value, row.limit.value) for name, row in ready.items()} == {
        "people": (500, 150),
        "rows_lost": (0.05, 0.3),
        "history": (365, 90),
        "recency": (7, 31),
        "returning": (0.3, 0.1),
    }
    units = {name: {row.figure.unit, row.good.unit, row.limit.unit} for name, row in ready.items()}
    assert units == {
        "people": {"people"},
        "rows_lost": {"share"},
        "history": {"count"},
        "recency": {"count"},
        "returning": {"share"},
    }


def test_a_base_that_is_enough_is_called_so(checked):
    rows = [f"k{n},{n},2025-06-24,5" for n in range(500)] + [f"k{n},b{n},2026-06-23,5" for n in range(150)]
    ready = answers_of(checked, *rows)
    assert {row.answer for row in ready.values()} == {
        "yes"
    }  # just so: 500 people, 365 days, the last 7 days ago, 30% come back
    assert readiness_title(list(ready.values())) == "Enough, and recent enough"


def test_a_base_without_dates_is_asked_how_many_they_are_and_whether_rows_can_be_used(checked):
    head = "sources:\n  customers: {path: orders.csv}\n"
    tables, params = checked("customer_id,age\n" + "".join(f"{n},{n}\n" for n in range(150)), head)
    ready = readiness(tables, study_period(tables, params))
    assert [(row.measure, row.answer) for row in ready] == [("people", "caution"), ("rows_lost", "yes")]
    assert readiness_title(ready) == "Enough, with caution"


def test_the_table_holds_each_figure_against_what_is_asked():
    people = Answer("people", Figure(149, "people"), Figure(500, "people"), Figure(150, "people"), "no")
    lost = Answer("rows_lost", Figure(0.249, "share"), Figure(0.05, "share"), Figure(0.3, "share"), "caution")
    table = readiness_table([people, lost], Style(customers_are="members"))
    assert table.values.tolist() == [
        ["Are there enough members?", "149", "500; at least 150", "no"],
        ["Can the rows be used?", "25% of a table set aside at most", "5.0%; at most 30%", "caution"],
    ]
    assert readiness_title([people, lost]) == "Not enough to act on: 1 of 2 questions answered no"


def test_people_are_those_of_any_table_counted_once_and_no_contact_of_a_campaign(checked):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    head += "  responses:\n    path: sent.csv\n"
    head += "    columns: {customer_id: id, campaign: arm, contact_date: day, responded: hit}\n"
    people, sent = "id,age\na,20\nc,30\nd,40\n", "id,arm,day,hit\nx,m,2026-06-01,1\ny,m,2026-06-01,0\n"
    tables, params = checked(
        orders("a,1,2026-06-01,5", "b,2,2026-06-02,5", "b,3,2026-06-03,x"), head, people=people, sent=sent
    )
    ready = {row.measure: row for row in readiness(tables, study_period(tables, params))}
    assert ready["people"].figure == Figure(4, "people", people=4)  # a to d
    assert ready["rows_lost"].figure.value == pytest.approx(1 / 3)  # the most that any table lost
    assert ready["returning"].figure.value == 0  # b came on one day


@pytest.mark.parametrize(
    ("value", "more", "less"),
    [(10, "yes", "caution"), (9, "caution", "caution"), (5, "caution", "yes"), (4, "no", "yes"), (11, "yes", "no")],
)
def test_just_as_good_is_a_yes_and_just_the_limit_no_no(value, more, less):
    up = _more_is_better("people", Figure(value, "people"), 10, 5)
    down = _less_is_better("recency", Figure(value, "count"), 5, 10)
    assert (up.answer, down.answer) == (more, less)
    assert (up.good, up.limit) == (Figure(10, "people"), Figure(5, "people"))
    assert (down.good, down.limit) == (Figure(5, "count"), Figure(10, "count"))


def test_the_table_asks_all_five_questions():
    rows = [
        Answer("history", Figure(100, "count"), Figure(365, "count"), Figure(90, "count"), "caution"),
        Answer("recency", Figure(3, "count"), Figure(7, "count"), Figure(31, "count"), "yes"),
        Answer("returning", Figure(0.2, "share"), Figure(0.3, "share"), Figure(0.1, "share"), "caution"),
    ]
    table = readiness_table(rows, Style())
    assert list(table) == ["question", "figure", "asked", "answer"]
    assert table.values.tolist() == [
        ["Is the history long enough?", "100 days", "365; at least 90", "caution"],
        ["Is it recent?", "last entry 3 days before the day of the study", "7; at most 31", "yes"],
        ["Do people come back?", "20% on more than one day", "30%; at least 10%", "caution"],
    ]
