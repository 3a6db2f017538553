"""explore/variables.py: what is known of each variable, and which of them form the segments."""

import numpy as np
import pandas as pd
import pytest
from explore.small_tables import dictionary

from segtools.explore.variables import (
    choose_variables,
    chosen_variables,
    correlations,
    counted_twice,
    coverage,
    segmentation_matrix,
)
from segtools.params import Explore, Segment
from segtools.tables import DataError

KINDS = dict.fromkeys(["a", "b", "twin", "gap", "same"], "numeric")


def base():
    """Two variables that tell something, one that the first tells, one half missing, one the same for all."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 300))
    table = pd.DataFrame({"customer_id": [f"c{n}" for n in range(300)], "a": a, "b": b, "twin": a + 0.05 * b})
    return table.assign(gap=np.where(rng.random(300) < 0.5, np.nan, b), same=1.0)


def roles(table, words, explore=None, **segment):
    found = choose_variables(table, words, explore or Explore(), Segment(**segment))
    return found.set_index("variable")


def test_coverage_is_worked_by_hand():
    table = pd.DataFrame({"age": [20.0, 20, 30, np.nan], "pet": ["cat", None, None, None]})
    found = coverage(table, dictionary({"age": "numeric", "pet": "categorical"})).set_index("variable")
    assert list(found.reset_index()) == [
        *("variable", "family", "kind", "unit", "missing", "distinct", "top_share", "skew", "p5", "median", "p95")
    ]
    assert found.missing.to_dict() == {"age": 0.25, "pet": 0.75} and found.distinct.to_dict() == {"age": 2, "pet": 1}
    assert found.top_share["age"] == pytest.approx(2 / 3) and found.top_share["pet"] == 1
    assert found.loc["age", ["p5", "median", "p95"]].tolist() == pytest.approx([20, 20, 29])
    assert np.isnan(found["skew"]["pet"])


def test_an_ordinal_is_looked_at_by_position():
    words = dictionary({"grade": "ordinal"})
    words["levels"] = [["low", "mid", "high"]]
    found = coverage(pd.DataFrame({"grade": ["low", "mid", "high", "high"]}), words)
    assert found["median"].item() == 2.5


def test_correlations_are_of_ranks_and_leave_out_what_is_the_same_for_all():
    table = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 8, 27, 64], "c": [4.0, 3, 2, 1], "same": 1.0, "pet": "cat"})
    kinds = {**dict.fromkeys(["a", "b", "c", "same"], "numeric"), "pet": "categorical"}
    found = correlations(table, dictionary(kinds))
    assert list(found) == ["a", "b", "c"]
    assert found.to_numpy().round(9).tolist() == [[1, 1, -1], [1, 1, -1], [-1, -1, 1]]


def test_a_variable_told_by_others_and_one_that_is_mostly_missing_do_not_enter():
    table, words = base(), dictionary(KINDS)
    found = roles(table, words)
    assert found.role.to_dict() == {
        "a": "segmentation",
        "b": "segmentation",
        "twin": "descriptor",
        "gap": "descriptor",
        "same": "left out",
    }
    assert found.why["a"] == "behavioural, 100% known"
    known = table.assign(b=table.b.where(np.arange(300) >= 15))  # fifteen of three hundred are missing
    assert roles(known, words).why["b"].endswith(", 95% known")
    assert "count twice" in found.why["twin"] and "missing" in found.why["gap"]
    assert counted_twice(table, words, Explore(), Segment()) == ["twin"]
    with pytest.raises(DataError, match=r"no variable twinn; did you mean twin\?"):
        choose_variables(table, words, Explore(), Segment(variables=["twinn"]))


def test_variables_named_in_params_are_taken_as_they_are_and_nothing_counts_twice():
    table, words = base(), dictionary(KINDS)
    named = choose_variables(table, words, Explore(), Segment(variables=["twin", "a"]))
    assert list(named) == ["variable", "family", "kind", "unit", "role", "why", "missing", "skew"]
    assert named.variable.tolist() == list(KINDS)
    assert chosen_variables(named) == ["a", "twin"]
    assert counted_twice(table, words, Explore(), Segment(variables=["twin", "a"])) == []
    assert roles(table, words, variables=["twin"]).why.to_dict() == {
        "a": "not named in params",
        "b": "not named in params",
        "twin": "named in params",
        "gap": "not named in params",
        "same": "only one value",
    }


def test_what_follows_by_definition_is_a_descriptor_and_counts_twice_but_for_tenure():
    rng = np.random.default_rng(1)
    names = ["frequency", "tenure_days", "monetary_value", "interpurchase_days"]
    table = pd.DataFrame({name: rng.normal(size=50) for name in names})
    words = dictionary(dict.fromkeys(names, "numeric"))
    assert roles(table, words).role.to_dict() == {"frequency": "segmentation", **dict.fromkeys(names[1:], "descriptor")}
    assert counted_twice(table, words, Explore(), Segment()) == ["monetary_value", "interpurchase_days"]


def test_limits_of_params_decide_who_enters():
    table = base().assign(rare=np.where(np.arange(300) < 9, 1.0, 0.0), far=np.exp(3 * np.arange(300) / 100))
    words = dictionary({**KINDS, "rare": "numeric", "far": "numeric"})
    strict, lax = (Explore(max_same=0.9, max_missing=0.1), Explore(max_same=0.99, max_missing=0.6, max_skew=9))
    assert roles(table, words, strict).why["rare"] == "97% have the same value, more than 90%"
    assert roles(table, words, strict).why["gap"].endswith("missing, more than 10%")
    assert roles(table, words, lax).role["rare"] == "segmentation"
    nearly = table.assign(twin=table.a + 0.1 * np.random.default_rng(9).normal(size=300))  # R squared of about .99
    for most, role in ((0.9, "descriptor"), (0.999, "segmentation")):
        assert roles(nearly, words, Explore(max_explained=most)).role["twin"] == role


def test_skew_that_no_transform_takes_away_keeps_a_variable_out():
    table = pd.DataFrame({"a": np.arange(200.0), "jump": np.r_[-np.arange(195.0) / 1e3, -np.full(5, 50.0)]})
    found = roles(table, dictionary({"a": "numeric", "jump": "numeric"}), Explore(max_same=1))
    assert found.role["jump"] == "descriptor" and "even after its transform" in found.why["jump"]


def test_behaviour_forms_segments_where_there_is_any_else_attitudes_and_what_is_unclear_does_not():
    rng = np.random.default_rng(2)
    table = pd.DataFrame({name: rng.normal(size=60) for name in ("spend", "taste", "age")})
    kinds = dict.fromkeys(table, "numeric")
    families = {"spend": "behavioural", "taste": "attitude", "age": "demographic"}
    words = dictionary(kinds, families)
    assert chosen_variables(choose_variables(table, words, Explore(), Segment())) == ["spend"]
    rest = words[words.variable != "spend"]
    assert chosen_variables(choose_variables(table, rest, Explore(), Segment())) == ["taste"]
    age = words[words.variable == "age"]
    assert chosen_variables(choose_variables(table, age, Explore(), Segment())) == ["age"]
    asked = choose_variables(table, words, Explore(), Segment(families=["demographic", "attitude"]))
    assert chosen_variables(asked) == ["taste", "age"]
    unclear = choose_variables(table, words.assign(unclear=True), Explore(), Segment())
    with pytest.raises(DataError, match="none can be used to form segments"):
        chosen_variables(unclear)


def test_the_matrix_holds_the_segmentation_variables_alone():
    table, words = base(), dictionary(KINDS)
    matrix = segmentation_matrix(table, words, choose_variables(table, words, Explore(), Segment()))
    assert list(matrix) == ["a", "b"] and matrix.mean().abs().max() < 1e-9


@pytest.mark.parametrize(
    ("missing", "same", "role", "why"),
    [
        (0.4, 0.5, "segmentation", "behavioural, 60% known"),
        (0.41, 0.5, "descriptor", "41% missing, more than 40%"),
        (0.0, 0.9, "segmentation", "behavioural, 100% known"),
        (0.0, 0.91, "descriptor", "91% have the same value, more than 90%"),
    ],
)
def test_just_a_limit_is_no_reason_to_leave_a_variable_out(missing, same, role, why):
    values = np.r_[np.full(round(100 * missing), np.nan), np.zeros(100 - round(100 * missing))]
    known = np.flatnonzero(~np.isnan(values))
    values[known[round(same * len(known)) :]] = 1.0
    found = roles(pd.DataFrame({"a": values}), dictionary({"a": "numeric"}), Explore(max_missing=0.4, max_same=0.9))
    assert (found.role["a"], found.why["a"]) == (role, why)


def test_why_a_variable_has_its_role_is_told_in_full():
    table = base().assign(age=np.arange(300.0), tenure_days=np.arange(300.0) ** 2, odd=np.arange(300.0))
    words = dictionary({**KINDS, "age": "numeric", "tenure_days": "numeric", "odd": "numeric"}, {"age": "demographic"})
    words.loc[words.variable == "odd", "unclear"] = True
    found = roles(table, words)
    assert found.why["age"] == "demographic: describes segments but does not form them"
    assert found.why["tenure_days"] == "depends on where the history starts, not only on the customer"
    assert found.why["odd"] == "a scale, a count or a code? Say so under variables in params"
    assert found.why["twin"] == "100% explained by variables already used: it would count twice"
    assert found.why["same"] == "only one value" and found.role["same"] == "left out"
    named = roles(table, words, variables=["age", "odd", "same"])
    assert named.role[["age", "odd", "same", "a"]].tolist() == [
        "segmentation",
        "segmentation",
        "left out",
        "descriptor",
    ]
    for name, why in (("monetary_value", "frequency times mean_order_value: it would count twice"),
                      ("interpurchase_days", "another way to say frequency: it would count twice")):  # fmt: skip
        one = roles(pd.DataFrame({name: np.arange(50.0)}), dictionary({name: "numeric"}))
        assert (one.role[name], one.why[name]) == ("descriptor", why)
    with pytest.raises(DataError) as caught:
        roles(table, words, variables=["zzz"])
    assert str(caught.value) == (
        "segment.variables: no variable zzz; there are a, b, twin, gap, same, age, tenure_days, odd"
    )
    with pytest.raises(DataError) as caught:
        chosen_variables(pd.DataFrame({"variable": ["a"], "role": ["descriptor"]}))
    assert str(caught.value) == (
        "variables: none can be used to form segments; name some under segment.variables in params"
    )


def test_what_is_known_of_a_variable_goes_into_the_table():
    table, words = base(), dictionary(KINDS)
    words["unit"] = "days"
    found = roles(table, words)
    assert set(found.unit) == {"days"} and set(found.family) == {"behavioural"} and set(found.kind) == {"numeric"}
    assert found.missing["gap"] == pytest.approx(table.gap.isna().mean()) and found["skew"]["a"] == pytest.approx(
        table.a.skew()
    )
    looks = coverage(pd.DataFrame({"v": [np.nan, np.nan]}), dictionary({"v": "numeric"})).iloc[0]
    assert looks.missing == 1 and looks.distinct == 0 and np.isnan(looks.top_share) and np.isnan(looks["median"])


def test_survey_and_psychographic_families_form_segments_where_there_is_no_behaviour():
    table = pd.DataFrame({name: np.random.default_rng(n).normal(size=60) for n, name in enumerate("abc")})
    for family in ("psychographic", "attitude", "survey"):
        words = dictionary(dict.fromkeys("abc", "numeric"), {"a": family, "b": "demographic", "c": "other"})
        assert chosen_variables(choose_variables(table, words, Explore(), Segment())) == ["a"], family


def test_who_customers_are_describes_where_two_others_can_form_segments():
    table = pd.DataFrame({name: np.random.default_rng(n).normal(size=60) for n, name in enumerate("abcde")})
    table.columns = ["age", "Geschlecht", "visits", "minutes", "responded"]
    words = dictionary(dict.fromkeys(table, "numeric"), dict.fromkeys(table, "demographic") | {"responded": "campaign"})
    chosen = choose_variables(table, words, Explore(), Segment())
    assert chosen_variables(chosen) == ["visits", "minutes"]
    why = chosen.set_index("variable").why
    assert why["age"] == "says who they are: it describes segments but does not form them"
    only = words[~words.variable.isin(["visits"])]
    assert chosen_variables(choose_variables(table, only, Explore(), Segment())) == ["age", "Geschlecht", "minutes"]
    asked = choose_variables(table, words, Explore(), Segment(families=["demographic"]))
    assert chosen_variables(asked) == ["age", "Geschlecht", "visits", "minutes"]


def test_a_pair_of_mirrored_columns_counts_once():
    """gender_m is 1 where gender_f is 0, but for one slip in a hundred; pet says another thing."""
    rng = np.random.default_rng(1)
    female = rng.integers(0, 2, 300)
    male = np.where(np.arange(300) < 3, female, 1 - female)
    table = pd.DataFrame({"gender_f": female, "pet": rng.choice(["cat", "dog"], 300), "gender_m": male})
    words = dictionary({"gender_f": "binary", "pet": "categorical", "gender_m": "binary"})
    found = roles(table, words)
    assert found.role.to_dict() == {"gender_f": "segmentation", "pet": "segmentation", "gender_m": "descriptor"}
    assert found.why["gender_m"] == "says the same as gender_f: it would count twice"
    assert counted_twice(table, words, Explore(), Segment()) == ["gender_m"]
