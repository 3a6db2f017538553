"""read_stats.py: files of SPSS, Stata and SAS, their labels and what they declare missing."""

import datetime as dt
import math

import pandas as pd
import pyreadstat
import pytest
from collect.small_clients import read

from segtools.collect import customers, dictionary, period, read_stats
from segtools.collect.row_rules import check_rows
from segtools.collect.sources import read_sources
from segtools.params import Variable, load_params
from segtools.tables import DataError

AGREE = {1: "disagree", 2: "neither", 3: "agree", 9: "refused"}
PEOPLE = pd.DataFrame(
    {
        "id": [17001.0, 17002.0, 17003.0, 17004.0],
        "likes": [1.0, 3.0, 9.0, 2.0],
        "town": [2.0, 1.0, 1.0, 2.0],
        "speed": [1.0, 4.0, 7.0, 99.0],
        "sex": [1.0, 2.0, 2.0, float("nan")],
        "weight": [0.25, 1.5, 2.0, 1e-7],
        "day": [dt.date(2026, 6, 1), dt.date(2026, 6, 2), None, dt.date(2026, 6, 4)],
        "says": ["fine ", "", "José", "1.0"],
    }
)


def spss(path, **how):
    pyreadstat.write_sav(
        PEOPLE,
        str(path),
        column_labels={"likes": "How far do you agree?\n Please tick one", "speed": "How fast are we?"},
        variable_value_labels={
            "likes": AGREE,
            "town": {1: "Bath", 2: "York"},
            "speed": {1: "slow", 7: "fast", 99: "refused"},
            "sex": {1: "male", 2: "female"},
        },
        missing_ranges={"likes": [9], "speed": [{"lo": 97, "hi": 99}]},
        variable_measure={"likes": "ordinal", "town": "nominal", "speed": "ordinal", "sex": "scale", "id": "scale"},
        **how,
    )
    return path


@pytest.mark.parametrize(("name", "how"), [("p.sav", {}), ("p.zsav", {"compress": True})])
def test_labels_stand_for_codes_and_what_the_file_declares_missing_is_blank(tmp_path, name, how):
    found = read(spss(tmp_path / name, **how))
    assert found.id.tolist() == ["17001", "17002", "17003", "17004"]
    assert found.likes.tolist() == ["disagree", "agree", "", "neither"]
    assert found.town.tolist() == ["York", "Bath", "Bath", "York"]
    assert found.speed.tolist() == ["1", "4", "7", ""]  # labels on its ends only: a scale of numbers
    assert found.sex.tolist() == ["male", "female", "female", ""]  # two labelled codes are no scale
    assert found.weight.tolist() == ["0.25", "1.5", "2", "1e-07"]
    assert found.day.tolist() == ["2026-06-01", "2026-06-02", "", "2026-06-04"]
    assert found.says.tolist() == ["fine", "", "José", "1.0"]
    assert found._line.tolist() == [1, 2, 3, 4] and found._fault.isna().all()


def test_the_dictionary_takes_questions_and_the_order_of_levels_from_the_file(project, tmp_path):
    spss(tmp_path / "data" / "p.sav")
    head = (
        "sources:\n  survey: {path: p.sav, columns: {customer_id: id, agrees: likes}}\nvariables: {sex: {meaning: Sex}}"
    )
    (project / "params" / "acme.yaml").write_text(head, "utf-8")
    params = load_params("acme")
    received = read_sources(params)
    assert received["survey"].levels == {"likes": ["disagree", "neither", "agree"]}
    assert received["survey"].meanings == {
        "likes": "How far do you agree? Please tick one",
        "speed": "How fast are we? (1 = slow, 7 = fast)",
    }
    checked = check_rows(received, params)
    table = customers.customer_tables(checked, period.study_period(checked, params))["customers"]
    found = dictionary.data_dictionary(table, checked, params).set_index("variable")
    row = found.loc["agrees"]
    assert (row.kind, row.levels, row.evidence) == (
        "ordinal",
        ["disagree", "neither", "agree"],
        "value labels of the file",
    )
    assert row.meaning == "How far do you agree? Please tick one" and not row.unclear and not row.declared
    assert row.levels == found.levels["agrees"] and dictionary._levels_of_the_file(
        "agrees", table.agrees[table.agrees != "neither"], checked, Variable(missing=["neither"])
    ) == ["disagree", "agree"]
    assert found.meaning["sex"] == "Sex" and found.meaning["town"] == "town"


def test_a_measurement_level_of_scale_keeps_numbers_and_equal_labels_stay_apart(tmp_path):
    rows = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0], "c": [1.0, 2.0, 3.0]})
    labels = {1: "often", 2: "often", 3: ""}
    pyreadstat.write_sav(
        rows,
        str(tmp_path / "a.sav"),
        variable_value_labels={"a": {1: "low", 2: "mid", 3: "high"}, "b": labels, "c": {1: "never", 2: "often"}},
        variable_measure={"a": "scale", "b": "nominal", "c": "nominal"},
    )
    found = read(tmp_path / "a.sav")
    assert found.a.tolist() == ["1", "2", "3"] and found.c.tolist() == ["1", "2", "3"]  # 3 has no label
    assert found.b.tolist() == ["often (1)", "often (2)", "3"]


def test_stata_keeps_its_labels_short_floats_months_and_letters_for_missing(tmp_path):
    rows = pd.DataFrame({"id": [1, 2, 3], "often": [1, 2, 3], "x": [0.1, 0.5, math.nan], "m": [793, 794, 0]})
    rows["x"] = rows.x.astype("float32")
    rows.to_stata(
        tmp_path / "s.dta",
        write_index=False,
        value_labels={"often": {1: "never", 2: "sometimes", 3: "always"}},
        variable_labels={"often": "How often?"},
    )
    assert read(tmp_path / "s.dta").x.tolist()[:2] == ["0.1", "0.5"]
    pyreadstat.write_dta(
        rows.drop(columns="x").assign(often=[1, 2, "a"]),
        str(tmp_path / "t.dta"),
        missing_user_values={"often": ["a"]},
        variable_value_labels={"often": {1: "never", 2: "often", "a": "refused"}},
        variable_format={"m": "%tm"},
    )
    found = read(tmp_path / "t.dta")
    assert found.often.tolist() == ["never", "often", ""] and found.m.tolist() == ["2026-02", "2026-03", "1960-01"]


def test_levels_without_a_measurement_level_have_an_order_where_their_words_show_it(project, tmp_path):
    rows = pd.DataFrame({"id": [1, 2, 3], "often": [1, 2, 3], "town": [1, 2, 3]})
    labels = {"often": {1: "never", 2: "sometimes", 3: "always"}, "town": {1: "Bath", 2: "York", 3: "Hull"}}
    rows.to_stata(tmp_path / "data" / "s.dta", write_index=False, value_labels=labels)
    (project / "params" / "acme.yaml").write_text(
        "sources:\n  survey: {path: s.dta, columns: {customer_id: id}}", "utf-8"
    )
    assert read_sources(load_params("acme"))["survey"].levels == {"often": ["never", "sometimes", "always"]}


def test_sas_is_read_and_a_big_file_a_part_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(read_stats, "_CELLS", 1)  # a thousand rows at a time
    rows = pd.DataFrame({"id": range(2_500), "x": [n / 2 for n in range(2_500)]})
    pyreadstat.write_xport(rows, str(tmp_path / "s.xpt"))
    found = read(tmp_path / "s.xpt")
    assert found.id.tolist() == [str(n) for n in range(2_500)] and found._line.tolist() == list(range(1, 2_501))
    assert found.x.tolist()[-1] == "1249.5"


@pytest.mark.parametrize("name", ["p.sav", "p.dta", "p.sas7bdat", "p.xpt", "p.por"])
def test_what_is_no_such_file_is_refused_in_one_line(tmp_path, name):
    (tmp_path / name).write_bytes(b"id,no\n1,2\n" * 40)
    with pytest.raises(DataError, match=rf"{name}: not a complete \.\w+ file \(.+\); save or copy it again"):
        read(tmp_path / name)


def test_a_file_cut_short_is_refused_in_one_line(tmp_path):
    whole = spss(tmp_path / "p.sav").read_bytes()
    for part in (0.3, 0.6, 0.99):
        (tmp_path / "cut.sav").write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(DataError, match=r"cut\.sav: not a complete \.sav file"):
            read(tmp_path / "cut.sav")


def test_a_day_beyond_the_year_9999_breaks_nothing_off(tmp_path):
    rows = pd.DataFrame({"id": [1.0, 2.0], "day": [1e13, 86_400.0]})
    pyreadstat.write_sav(rows, str(tmp_path / "d.sav"), variable_format={"day": "DATE11"})
    assert read(tmp_path / "d.sav").id.tolist() == ["1", "2"]
