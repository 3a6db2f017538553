"""html_tables.py: tables and lists of sentences."""

import numpy as np
import pandas as pd
import pytest
from show.small_tables import AFFINITY, EVIL, LEAST_100, SEGMENTS, TERMS

from segtools import show
from segtools.show.small_counts import SHOWN_AS
from segtools.words import Style

RULES = pd.DataFrame({"rule": ["a", "b", "c"], "customers": [3, 200, 40], "right": [0.5, 0.6, 0.7]})


def column(table, name):
    return table._tbl_data[name].tolist()


def test_markup_in_the_data_stays_text():
    found = pd.DataFrame({"kind": ["caution"], "text": [EVIL]})
    pages = [
        show.lines([EVIL]).data,
        show.findings(found).data,
        show.table(pd.DataFrame({EVIL: [EVIL]}), EVIL).as_raw_html(),
        show.terms(TERMS.assign(term=EVIL)).as_raw_html(),
        show.next_best(AFFINITY.assign(category=EVIL), SEGMENTS).as_raw_html(),
    ]
    for page in pages:
        assert "<script" not in page and "&lt;script&gt;" in page


def test_findings_stand_in_their_order_cautions_and_stops_marked_and_notes_last():
    kinds = ["headline", "note", "caution", "finding", "stop"]
    page = show.findings(
        pd.DataFrame({"kind": kinds, "text": ["Answer.", "Aside.", "Doubt.", "Rest.", "Danger."]})
    ).data
    before, after = page.split("Also worth knowing")
    assert (
        before.index("Answer.")
        < before.index("Caution: Doubt.")
        < before.index("Rest.")
        < before.index("Stop: Danger.")
    )
    assert "<b>Caution: Doubt.</b>" in before and "<li>Rest.</li>" in before and "Aside." not in before
    assert "<li>Aside.</li>" in after


@pytest.mark.parametrize("kind", ["finding", "note"])
def test_findings_of_one_sort_need_no_heading(kind):
    page = show.findings(pd.DataFrame({"kind": [kind], "text": ["One."]})).data
    assert page == "<ul><li>One.</li></ul>"


def test_figures_are_written_by_their_units():
    data = pd.DataFrame(
        {"a": [0.256, np.nan], "b": [2774467.63, 1.0], "n": [1200, 3], "ok": [True, False], "x": [0.5, 2.0]}
    )
    table = show.table(data, "", {"a": "share", "b": "cents"}, style=Style("€"))
    assert column(table, "a") == ["26%", ""] and column(table, "b") == ["€2,774,467.63", "€1.00"]
    assert column(table, "n") == ["1,200", "3"] and column(table, "ok") == ["yes", "no"]
    assert column(table, "x") == ["0.50", "2.00"] and "nan" not in table.as_raw_html()


def test_names_of_columns_are_words():
    page = show.table(pd.DataFrame({"clv_12m": [1.0], "p_first": [0.5]})).as_raw_html()
    assert "value in twelve months" in page and "p first" in page


def test_a_table_that_a_client_does_not_have_is_one_line(capsys):
    assert show.table(None, "The rules") is None
    assert "HTML" in capsys.readouterr().out


def test_a_table_withholds_a_small_count_its_figures_and_one_row_more():
    table = show.table(RULES, units={"customers": "people", "right": "share"}, style=Style(least=10))
    assert column(table, "customers") == [SHOWN_AS, "200", SHOWN_AS]
    assert column(table, "right") == [SHOWN_AS, "60%", SHOWN_AS]
    assert "few: under 10 people" in table.as_raw_html()
    open_ = show.table(RULES, units={"customers": "people"}, style=Style(least=1))
    assert column(open_, "customers") == ["3", "200", "40"] and "few" not in open_.as_raw_html()


def test_a_unit_with_the_column_of_its_people_is_withheld_by_that_column():
    units = {"right": ("share", "customers"), "rule": "count"}
    table = show.table(RULES.assign(rule=[1.0, 2.0, 3.0]), units=units, style=LEAST_100)
    assert column(table, "right") == [SHOWN_AS, "60%", SHOWN_AS] and column(table, "customers") == ["3", "200", "40"]
    assert column(table, "rule") == ["1", "2", "3"]
    pair = show.table(RULES, units={"customers": "people", "right": ("share", "customers")}, style=Style(least=10))
    assert column(pair, "right") == [SHOWN_AS, "60%", SHOWN_AS]  # what tells of a withheld count goes with it


def test_the_next_best_of_each_segment_and_its_buyers():
    table = show.next_best(AFFINITY, SEGMENTS, style=LEAST_100)
    assert column(table, "segment_name") == ["Few", "Some", "Many"] and column(table, "category") == [
        "Tea",
        "Jam",
        "Jam",
    ]
    assert column(table, "buyers") == [SHOWN_AS, SHOWN_AS, "80%"]  # 33 and with them 216 of 240; 560
    assert column(table, "base_buyers") == ["43%", "81%", "81%"]


def test_terms_of_too_few_are_left_out_and_counted():
    table = show.terms(TERMS, style=LEAST_100)
    assert column(table, "term") == ["dear", "fine"] and column(table, "share") == ["30%", "20%"]
    assert show.terms(TERMS[:1], style=LEAST_100) is None and show.terms(None) is None
    assert column(show.terms(TERMS), "term") == ["slow", "dear", "fine"]
