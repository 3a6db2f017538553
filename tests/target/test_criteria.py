"""profile.py, target.py, monitor.py: figures published or worked by hand, and laws."""

import numpy as np
import pandas as pd
import pytest

from segtools import campaigns
from segtools.monitor import decision, history
from segtools.monitor import drift as drift_
from segtools.params import Monitor, Target
from segtools.profile import bought as bought_
from segtools.profile import cards as cards_
from segtools.profile import describe
from segtools.tables import DataError
from segtools.target import criteria as criteria_
from segtools.target import ranking

BASE = pd.DataFrame(
    {
        "customer_id": list("abcdef"),
        "segment_id": [1, 1, 2, 2, 2, 2],
        "segment_name": ["Up", "Up", "Down", "Down", "Down", "Down"],
        "confidence": 0.9,
        "frequency": [10, 14, 2, 2, 4, 4],
        "monetary_value": [100.0, 140.0, 10.0, 10.0, 20.0, 20.0],
        "region": ["N", "N", "N", "S", "S", None],
    }
)
WORDS = pd.DataFrame(
    {
        "variable": ["frequency", "monetary_value", "region"], "family": ["behavioural", "behavioural", "geographic"],
        "kind": ["numeric", "numeric", "categorical"], "unit": ["orders", "€", ""],
        "meaning": ["orders in the window", "net amount in the window", "region"], "levels": [[], [], []],
    }
)  # fmt: skip
ROLES = pd.DataFrame({"variable": WORDS.variable, "role": ["segmentation", "segmentation", "descriptor"]})
STABLE = pd.DataFrame({"segment_id": [1, 2], "slsw": [0.9, 0.8], "chosen": True})


@pytest.fixture
def described():
    return describe.segment_profile(BASE, WORDS, ROLES)


@pytest.fixture
def cards(described):
    return cards_.cards(BASE, described, STABLE, WORDS, None, "€")


def test_a_profile_is_as_worked_by_hand(described):
    orders = described[(described.variable == "frequency") & (described.segment_id == 1)].iloc[0]
    spread = np.std([10, 14, 2, 2, 4, 4])
    assert (orders.value, orders["median"], orders.base) == (12, 12, 6)
    assert orders.difference == pytest.approx(6 / spread)
    south = described[(described.level == "S") & (described.segment_id == 2)].iloc[0]
    assert (south.value, south.base, south.n) == (pytest.approx(2 / 3), pytest.approx(2 / 5), 3)


def test_shares_of_levels_sum_to_one_and_the_base_is_the_weighted_mean(described):
    levels = described[described.variable == "region"]
    assert np.allclose(levels.groupby("segment_id").value.sum(), 1)
    means = described[described.variable == "frequency"]
    assert np.isclose(np.average(means.value, weights=means.n), means.base.iloc[0])


def test_cards_add_up_to_the_base(cards):
    assert cards["size"].sum() == 6 and cards.share.sum() == 1 and cards.value_share.sum() == pytest.approx(1)
    assert cards.value_per_customer.tolist() == [120, 15]
    assert cards.facts[0][0] == "Net amount in the window: €120 on average, against €50 in the base"


def test_a_card_s_figure_has_the_farthest_variables_highest_first_and_one_bar_a_variable(described):
    more = described.assign(n=50)
    rows = more[more.segment_id == 2]
    words, values = cards_._figure(rows)
    spread = np.std([10, 14, 2, 2, 4, 4])
    assert words[-1] == "monetary value" and sorted(words)[0] == "frequency" and values == sorted(values, reverse=True)
    assert values[words.index("frequency")] == pytest.approx(-3 / spread)
    assert sum(word.startswith("region") for word in words) == 1


def test_a_persona_takes_two_sure_ways_in_which_they_differ():
    rng, n = np.random.default_rng(5), 8_000
    first = np.arange(n) < n / 2
    base = pd.DataFrame({"customer_id": [f"c{m}" for m in range(n)], "segment_id": np.where(first, 1, 2)})
    base["segment_name"], base["confidence"] = base.segment_id.map({1: "Up", 2: "Down"}), 1.0
    base["place"] = np.where(rng.random(n) < np.where(first, 0.8, 0.2), "village", "city")
    base["age"] = np.where(rng.random(n) < np.where(first, 0.7, 0.3), "older", "younger")
    base["luck"] = rng.choice(["heads", "tails"], n)
    base["slight"] = np.where(
        rng.random(n) < np.where(first, 0.54, 0.46), "left", "right"
    )  # sure, and not worth saying
    words = pd.DataFrame({"variable": ["place", "age", "luck", "slight"], "family": "demographic", "kind": "categorical", "unit": "",
                          "meaning": ["kind of place", "age", "luck", "slight"], "levels": [[], [], [], []]})  # fmt: skip
    roles = pd.DataFrame({"variable": words.variable, "role": "descriptor"})
    made = cards_.cards(base, describe.segment_profile(base, words, roles), STABLE, words, None, "")
    share = {name: (base[name][first] == level).mean() for name, level in (("place", "village"), ("age", "older"))}
    assert f"kind of place village ({share['place']:.0%}); age older ({share['age']:.0%})" in made.persona[0]
    assert "luck" not in made.persona[0] and "slight" not in made.persona[0]
    alone = words[words.variable != "age"]
    assert cards_.cards(base, describe.segment_profile(base, alone, roles), STABLE, alone, None, "").persona[0] == ""


def test_a_few_huge_values_do_not_hide_a_difference():
    rng = np.random.default_rng(2)
    base = pd.DataFrame(
        {"customer_id": [f"c{n}" for n in range(1000)], "segment_id": np.repeat([1, 2], 500), "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "Up", 2: "Down"})
    base["frequency"] = rng.normal(np.where(base.segment_id == 1, 12.0, 8.0), 2)
    words = WORDS[WORDS.variable == "frequency"]
    plain = describe.segment_profile(base, words, ROLES).difference.abs().min()
    base.loc[[0, 1], "frequency"] = 9_000.0
    made = describe.segment_profile(base, words, ROLES)
    assert made.difference.abs().min() == pytest.approx(plain, rel=0.05) and plain > 0.6
    assert made.value.max() == pytest.approx(base.frequency[:500].mean())  # means stay means


def test_products_are_told_by_who_buys_them_and_not_by_what_one_member_spent():
    rows = (
        [(f"a{n}", "kettle") for n in range(60)]
        + [(f"a{n}", "heart") for n in range(99)]
        + [(f"b{n}", "heart") for n in range(99)]
    )
    spend = pd.DataFrame(
        [*rows, *[(f"a{n}", "rare") for n in range(8)], ("a0", "scales")], columns=["customer_id", "category"]
    ).assign(orders=1, amount=5.0)
    spend.loc[spend.category == "scales", "amount"] = 90_000.0
    base = pd.DataFrame({"customer_id": [f"a{n}" for n in range(100)] + [f"b{n}" for n in range(100)]})
    base["segment_name"] = base.customer_id.str[0]
    base["segment_id"] = base.segment_name.map({"a": 1, "b": 2})
    made = bought_.affinity(base, None, spend)
    assert cards_._categories(made[made.segment_id == 1]) == ["kettle: 60% of them buy it, against 30% of the base"]
    assert cards_._categories(made[made.segment_id == 2]) == []


def test_a_segment_that_person_alone_sets_apart_is_not_called_close_to_the_base():
    base = pd.DataFrame(
        {"customer_id": [f"c{n}" for n in range(400)], "segment_id": np.repeat([1, 2], 200), "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "Up", 2: "Down"})
    base["frequency"] = np.tile([3.0, 4.0], 200)
    base["region"] = np.where(np.arange(400) % 10 < np.where(base.segment_id == 1, 9, 1), "N", "S")
    words = WORDS[WORDS.variable != "monetary_value"]
    roles = pd.DataFrame({"variable": words.variable, "role": ["segmentation", "segmentation"]})
    made = cards_.cards(base, describe.segment_profile(base, words, roles), STABLE, words, None, "")
    assert made.facts[0] == ["Region: N for 90%, against 50% of the base"]


def test_the_interval_of_a_share_is_wilson_s_as_published():
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I: 81 of 263 gives .2553 to .3662."""
    base = pd.DataFrame(
        {"customer_id": [str(n) for n in range(263)], "segment_id": [1] * 81 + [2] * 182, "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "one", 2: "two"})
    base["frequency"] = 1.0
    words = WORDS[WORDS.variable == "frequency"]
    made = cards_.cards(base, describe.segment_profile(base, words, ROLES), STABLE, words, None, "")
    assert (made.share_low[0], made.share_high[0]) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


def test_category_shares_and_index_are_as_worked_by_hand():
    rows = [("a", "tea", 1, 30.0), ("a", "pots", 1, 10.0), ("c", "tea", 1, 20.0), ("d", "pots", 1, 40.0)]
    bought = pd.DataFrame(rows, columns=["customer_id", "category", "orders", "amount"])
    made = bought_.affinity(BASE, bought).set_index(["segment_id", "category"])
    assert made.spend_share[(1, "tea")] == 0.75 and made.base_share[(1, "tea")] == 0.5
    assert made["index"][(1, "tea")] == 150
    assert made.buyers[(2, "pots")] == 0.25 and made.base_buyers[(2, "pots")] == pytest.approx(2 / 6)


def measured(**values):
    rows = [(s, name, v) for name, pair in values.items() for s, v in zip((1, 2, 3), pair, strict=True)]
    made = pd.DataFrame(rows, columns=["segment_id", "criterion", "value"])
    return made.assign(error=0.0, unit="share", source="hand")


THREE = pd.DataFrame({"segment_id": [1, 2, 3], "segment_name": ["A", "B", "C"], "size": [500, 300, 200],
                      "share": [0.5, 0.3, 0.2], "slsw": [0.9, 0.9, 0.9]})  # fmt: skip
WEIGHTS = Target(
    attractiveness={"size": 0.5, "value_per_customer": 0.25, "growth": 0.25},
    competitiveness={"activity": 1.0},
    n_targets=1,
)


def test_scores_and_ranks_are_as_worked_by_hand():
    found = measured(size=(0.5, 0.3, 0.2), value_per_customer=(10, 40, 20), growth=(0, 0, 0), activity=(0.2, 0.6, 0.4))
    criteria = criteria_.score_criteria(found, WEIGHTS)
    made = ranking.rank_segments(THREE, criteria, WEIGHTS).set_index("segment_name")
    # A: .5*1 + .25*0 + .25*.5; B: .5/3 + .25 + .125; C: 0 + .25/3 + .125
    assert made.attractiveness.tolist() == pytest.approx([0.625, 1 / 6 + 0.375, 0.25 / 3 + 0.125])
    assert made.competitiveness.tolist() == pytest.approx([0, 1, 0.5])
    assert made["rank"].to_dict() == {"B": 1, "C": 2, "A": 3}
    assert made.role.to_dict() == {"B": "target", "A": "next", "C": "maintain"}


def test_a_criterion_without_data_drops_out_and_the_others_carry_its_weight():
    criteria = criteria_.score_criteria(measured(size=(0.5, 0.3, 0.2), value_per_customer=(10, 40, 20)), WEIGHTS)
    assert criteria.groupby("criterion").weight.first().to_dict() == pytest.approx(
        {"size": 2 / 3, "value_per_customer": 1 / 3}
    )
    assert criteria_.unmeasured(criteria, WEIGHTS) == ["growth", "activity"]
    made = ranking.rank_segments(THREE, criteria, WEIGHTS)
    assert made.competitiveness.tolist() == [0.5, 0.5, 0.5]


def test_a_segment_too_small_or_too_unsure_is_knocked_out_with_its_figure():
    criteria = criteria_.score_criteria(measured(size=(0.2, 0.5, 0.1), activity=(1, 1, 1)), WEIGHTS)
    cards_ = THREE.assign(size=[500, 30, 200], slsw=[0.9, 0.9, 0.31])
    made = ranking.rank_segments(cards_, criteria, WEIGHTS)
    assert made.knocked_out.tolist() == ["", "30 members, under 50", "comes back with a Jaccard of 0.31, under 0.50"]
    assert made.role.tolist() == ["target", "out", "out"]
    assert made["rank"].tolist() == [1, 2, 3]  # the largest is knocked out, and comes after all that are not


def test_scores_of_one_s_own_are_held_to_the_segments_there_are(cards):
    asked = Target(
        attractiveness={"size": 1.0}, competitiveness={"margin": 1.0}, scores={"margin": {"Up": 5.0, "Dwn": 2.0}}
    )
    with pytest.raises(DataError, match=r"target\.scores\.margin"):
        criteria_.measures(BASE, cards, None, None, {}, pd.NaT, asked, "€")


def test_a_clear_lead_is_sure_and_a_tie_is_a_coin():
    """Weights drawn around .5 and .5: with the same figures turned round, each of two segments leads in half the draws."""
    settings = Target(
        attractiveness={"size": 0.5, "margin": 0.5}, competitiveness={"activity": 1.0}, n_targets=1, draws=4_000
    )
    found = measured(size=(1, 0, 0), margin=(0, 1, 0), activity=(0.5, 0.5, 0.5)).assign(error=0.0)
    made = ranking.rank_segments(THREE, criteria_.score_criteria(found, settings), settings, seed=3)
    assert made.p_first.tolist() == pytest.approx([0.5, 0.5, 0], abs=0.03) and made.p_first.sum() == pytest.approx(1)
    found = measured(size=(1, 0.5, 0), margin=(1, 0.5, 0), activity=(0.9, 0.5, 0.5)).assign(error=0.001)
    made = ranking.rank_segments(THREE, criteria_.score_criteria(found, settings), settings, seed=3)
    assert made.p_first.tolist() == [1, 0, 0] and made.p_target.tolist() == [1, 0, 0]


def test_the_draws_of_figures_follow_their_errors():
    """One criterion, two segments .1 apart with errors of .1 each: the lower leads with the chance that a normal of mean .1
    and spread .1 root 2 falls below 0, .2398."""
    settings = Target(attractiveness={"size": 1.0}, competitiveness={"activity": 1.0}, n_targets=1, draws=20_000)
    found = measured(size=(0.5, 0.4, -9), activity=(1, 1, 1)).assign(error=[0.1, 0.1, 0.0, 0.0, 0.0, 0.0])
    made = ranking.rank_segments(THREE, criteria_.score_criteria(found, settings), settings, seed=1)
    assert made.p_first[1] == pytest.approx(0.2398, abs=0.012)


def test_out_of_reach_not_distinct_or_not_for_us_is_knocked_out():
    criteria = criteria_.score_criteria(measured(size=(0.2, 0.5, 0.1), activity=(1, 1, 1)), WEIGHTS)
    far = pd.DataFrame({"segment_id": [1, 2, 3], "difference": [0.1, -0.9, 2.0]})
    settings = WEIGHTS.model_copy(update={"not_for_us": {"C": "no shop there"}})
    made = ranking.rank_segments(THREE, criteria, settings, far, pd.Series({1: 500, 2: 12, 3: 200}))
    assert made.knocked_out.tolist() == [
        "nowhere 0.3 standard deviations from the base: not distinct",
        "12 members may be contacted, under 50",
        "not for us: no shop there",
    ]
    assert made.p_target.tolist() == [0, 0, 0] and (made.role == "out").all()


def test_we_are_scored_beside_named_competitors(cards):
    asked = Target(
        attractiveness={"size": 1.0}, competitiveness={"against_competitors": 1.0},
        competitors={"us": {"Up": 7, "Down": 3}, "Rival": {"Up": 5, "Down": 4}, "Other": {"Up": 6, "Down": 1}},
    )  # fmt: skip
    found = criteria_.measures(BASE, cards, None, None, {}, pd.NaT, asked, "€").set_index(["criterion", "segment_id"])
    assert found.value["against_competitors"].to_dict() == {1: 1, 2: -1}
    assert ranking.untapped(cards, found.reset_index(), asked) == [
        "Open: nobody serves “Down” well; the best score is 4 of 10, Rival's."
    ]
    with pytest.raises(ValueError, match="needs us and at least one"):
        Target(competitors={"us": {"Up": 7}})


# --- monitoring ---------------------------------------------------------------------------------------


def looks():
    then = pd.DataFrame(
        {"customer_id": list("abcd"), "segment_id": [1, 1, 2, 2], "segment_name": ["Up", "Up", "Down", "Down"]}
    )
    now = pd.DataFrame(
        {"customer_id": list("abce"), "segment_id": [1, 2, 2, 1], "segment_name": ["Up", "Down", "Down", "Up"]}
    )
    return then, now, pd.DataFrame({"customer_id": list("abcdef")})


def test_migration_counts_who_came_stayed_moved_and_left():
    moves = history.migration(*looks()).set_index(["earlier_name", "segment_name"])
    assert moves.customers.to_dict() == {
        ("(no order yet)", "Up"): 1, ("Down", "(no order in the window)"): 1, ("Down", "Down"): 1, ("Up", "Down"): 1, ("Up", "Up"): 1,
    }  # fmt: skip
    assert np.allclose(moves.groupby("earlier_name").share.sum(), 1)


def test_shares_and_who_stayed_are_as_worked_by_hand(cards):
    then, now, _ = looks()
    made = history.segment_kpis(then, now, cards).set_index("segment_name")
    assert made.change.to_dict() == {"Up": 0, "Down": 0}
    assert made.stayed.to_dict() == {"Up": 0.5, "Down": 0.5}
    error = np.sqrt(0.25 / 4 + 0.25 / 4)
    assert made.change_high["Up"] == pytest.approx(1.96 * error)


def responses(hits, n, hits_0, n_0, day="2026-02-01"):
    treated = [True] * n + [False] * n_0
    responded = [True] * hits + [False] * (n - hits) + [True] * hits_0 + [False] * (n_0 - hits_0)
    ids = [f"c{i}" for i in range(n + n_0)]
    made = pd.DataFrame(
        {
            "customer_id": ids,
            "campaign": "mail",
            "contact_date": pd.Timestamp(day),
            "treated": treated,
            "responded": responded,
            "revenue": np.nan,
        }
    )
    return made, pd.DataFrame({"customer_id": ids, "segment_id": 1, "segment_name": "Up"})


def test_the_interval_of_an_uplift_is_newcombe_s_as_published():
    """Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10: 56/70 against 48/80 gives .0524 to .3339."""
    sent, segments = responses(56, 70, 48, 80)
    row = campaigns.campaign_results(sent, segments, pd.Timestamp("2026-01-01")).iloc[1]
    assert row.effect == pytest.approx(0.2)
    assert (row.effect_low, row.effect_high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_what_a_randomised_test_changed_is_as_published(shared):
    """Hillstrom's e-mail test: spend over no e-mail, men's and women's mailing, by what customers had bought before."""
    rows = pd.read_csv(shared("hillstrom/hillstrom.csv.gz"))
    ids = rows.index.astype(str)
    bought = np.select([(rows.mens == 1) & (rows.womens == 1), rows.mens == 1], ["both", "men's"], "women's")
    segments = pd.DataFrame({"customer_id": ids, "segment_name": bought})
    segments["segment_id"] = segments.segment_name.map({"both": 1, "men's": 2, "women's": 3})
    sent = pd.DataFrame({"customer_id": ids, "campaign": rows.segment, "contact_date": pd.NaT, "treated": rows.segment != "No E-Mail",
                         "responded": rows.visit == 1, "revenue": rows.spend})  # fmt: skip
    found = {}
    for arm in ("Mens E-Mail", "Womens E-Mail"):
        both = sent[sent.campaign.isin([arm, "No E-Mail"])].assign(campaign=arm)
        made = campaigns.campaign_results(both, segments, pd.NaT).set_index("segment_name")
        found[arm] = made.spend_effect
        assert (made.spend_low < made.spend_effect).all() and (made.spend_effect < made.spend_high).all()
    order = ["All", "both", "men's", "women's"]
    assert found["Mens E-Mail"][order].round(3).tolist() == [0.770, 1.825, 0.683, 0.616]
    assert found["Womens E-Mail"][order].round(3).tolist() == [0.424, 0.162, 0.278, 0.632]


def test_without_controls_the_effect_is_a_rate_and_says_so():
    sent, segments = responses(10, 50, 0, 0)
    made = campaigns.campaign_results(sent, segments, pd.Timestamp("2026-01-01"))
    assert not made.has_control.any() and made.effect.tolist() == [0.2, 0.2]
    assert campaigns.campaign_results(sent, segments, pd.Timestamp("2026-03-01")).empty


def test_drift_is_the_stability_index_as_worked_by_hand():
    card = {"variables": [{"variable": "region", "kind": "categorical", "columns": {"N": [0.5, 0.7], "S": [0.5, 0.7]}}]}
    then = pd.DataFrame({"customer_id": list("abcd"), "region": ["N", "N", "N", "S"]})
    now = then.assign(region=["N", "N", "S", "S"])
    words = pd.DataFrame({"variable": ["region"], "unit": [""]})
    psi = drift_.variable_drift(then, now, card, words).psi.item()
    assert psi == pytest.approx(0.25 * np.log(1.5) + 0.25 * np.log(2))
    assert drift_.variable_drift(then, then, card, words).psi.item() == 0


def test_decisions_follow_the_limits(cards):
    kpis = pd.DataFrame({"segment_name": ["Up", "Down"], "share_earlier": [0.5, 0.5], "share_now": [0.6, 0.4], "change": [0.1, -0.1],
                         "change_low": [0.05, -0.15], "change_high": [0.15, -0.05]})  # fmt: skip
    drift = pd.DataFrame({"variable": ["a_b"], "psi": [0.3]})
    sent, segments = responses(56, 70, 48, 80)
    results = campaigns.campaign_results(sent, segments, pd.Timestamp("2026-01-01"))
    made = decision.decide(kpis, drift, results, Monitor()).decision.tolist()
    assert made == ["Fit the segments again", "Find out why Up grew", "Repeat it for Up"]
    calm = decision.decide(
        kpis.assign(change_low=-1), drift.assign(psi=0.1), results.iloc[:0], Monitor()
    ).decision.tolist()
    assert calm == ["Keep the scorecard", "Nothing to act on"]


def test_one_look_only_is_said_and_is_no_failure(cards):
    nothing = history.migration(None, BASE, BASE), history.segment_kpis(None, BASE, cards)
    drift = drift_.variable_drift(None, BASE, {}, WORDS)
    results = campaigns.campaign_results(None, None, pd.NaT)
    assert all(table.empty for table in (*nothing, drift, results))
    assert decision.decide(nothing[1], drift, results, Monitor()).figure.tolist() == ["The data holds one look only"]


def test_significance_is_that_of_the_textbook_tests():
    """Welch's t by hand (Welch 1947), and the chi-square of a two by two table, which is the square of the z."""
    from scipy.stats import chi2_contingency, ttest_ind

    rng = np.random.default_rng(0)
    base = pd.DataFrame(
        {"customer_id": [str(n) for n in range(300)], "segment_id": [1] * 100 + [2] * 200, "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "one", 2: "two"})
    base["frequency"] = rng.normal(base.segment_id, base.segment_id)
    base["monetary_value"] = rng.normal(size=300)
    base["region"] = np.where(rng.random(300) < 0.3 * base.segment_id, "N", "S")
    made = describe.segment_profile(base, WORDS, ROLES)
    one, two = (base[base.segment_id == s] for s in (1, 2))
    row = made[(made.variable == "frequency") & (made.segment_id == 1)].iloc[0]
    assert row.p == pytest.approx(ttest_ind(one.frequency, two.frequency, equal_var=False).pvalue)
    row = made[(made.level == "N") & (made.segment_id == 1)].iloc[0]
    table = pd.crosstab(base.segment_id, base.region)
    assert row.p == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert (made.p_adjusted >= made.p - 1e-12).all() and row["index"] == pytest.approx(100 * row.value / row.base)


def test_few_of_many_comparisons_without_a_difference_are_called_one():
    rng = np.random.default_rng(1)
    base = pd.DataFrame(
        {"customer_id": [str(n) for n in range(900)], "segment_id": rng.integers(1, 4, 900), "confidence": 1.0}
    )
    base["segment_name"] = "s" + base.segment_id.astype(str)
    names = [f"v{n}" for n in range(60)]
    base[names] = rng.normal(size=(900, 60))
    words = pd.DataFrame({"variable": names, "family": "attitude", "kind": "numeric", "unit": "", "meaning": names})
    words["levels"] = [[] for _ in names]
    made = describe.segment_profile(base, words, pd.DataFrame({"variable": names, "role": "descriptor"}))
    assert (made.p < 0.05).sum() >= 3 and (made.p_adjusted < 0.05).sum() <= 1


def test_the_next_best_is_what_like_buyers_have_and_members_lack():
    """Of two kinds of buyers of tea, those of segment 2 lack the pots that tea buyers of the base mostly have."""
    rows = [(f"a{n}", c) for n in range(30) for c in ("tea", "pots")] + [(f"b{n}", "tea") for n in range(10)]
    rows += [(f"c{n}", "nails") for n in range(30)] + [("b0", "nails")]
    spend = pd.DataFrame(rows, columns=["customer_id", "category"]).assign(orders=1, amount=5.0)
    base = spend[["customer_id"]].drop_duplicates()
    base["segment_id"] = base.customer_id.str[0].map({"a": 1, "b": 2, "c": 3})
    base["segment_name"] = base.customer_id.str[0]
    made = bought_.affinity(base, spend).set_index(["segment_id", "category"])
    assert made.next_best[(2, "pots")] and made.likely[(2, "pots")] == pytest.approx((0.75 * 9 + (0.75 + 0) / 2) / 10)
    assert not made.next_best[(1, "pots")] and not made.next_best[(1, "tea")]  # they have what like buyers have
    assert made.groupby("segment_id").spend_share.sum().tolist() == pytest.approx([1, 1, 1])
    assert made.p_adjusted[(2, "pots")] < 0.05 and made.lift[(1, "pots")] > 1


def test_what_members_have_already_is_no_next_best():
    """Two in three of segment 1 have pots, more than tea buyers at large: nothing to win there."""
    rows = [(f"{who}{n}", "tea") for who in "ab" for n in range(30)]
    rows += [(f"a{n}", "pots") for n in range(20)] + [(f"b{n}", "pots") for n in range(3)]
    spend = pd.DataFrame(rows, columns=["customer_id", "category"]).assign(orders=1, amount=5.0)
    base = spend[["customer_id"]].drop_duplicates()
    base["segment_name"] = base.customer_id.str[0]
    base["segment_id"] = base.segment_name.map({"a": 1, "b": 2})
    made = bought_.affinity(base, spend).set_index(["segment_id", "category"])
    assert made.next_best[(2, "pots")] and not made.next_best[1].any()
    rare = pd.concat(
        [spend[spend.category == "tea"], spend[spend.customer_id.isin(["a0", "a1"]) & (spend.category == "pots")]]
    )
    assert not bought_.affinity(base, rare).next_best.any()  # what one in thirty buys is nobody's next


def test_a_chance_of_buying_that_a_model_takes_for_granted_is_not_told(described):
    sure = BASE.assign(p_alive=[1.0, 1.0, 1.0, 1.0, 1.0, np.nan])
    assert cards_.cards(sure, described, STABLE, WORDS, None, "€").p_alive.isna().all()
    told = cards_.cards(sure.assign(p_alive=[0.5, 1.0, 1.0, 1.0, 1.0, 1.0]), described, STABLE, WORDS, None, "€")
    assert told.p_alive.tolist() == [0.75, 1.0]


def test_development_counts_whole_months_of_the_window_alone():
    months = pd.DataFrame(
        {"customer_id": list("aabbc"), "month": pd.to_datetime(["2026-01-01", "2026-05-01", "2026-05-01", "2026-06-01", "2026-05-01"]),
         "orders": [1, 2, 1, 1, 1], "amount": [5.0, 10, 20, 30, 7]}
    )  # fmt: skip
    segments = BASE[["customer_id", "segment_id", "segment_name"]]
    period = pd.Series({"as_of": pd.Timestamp("2026-06-15"), "window_days": 100})
    made = describe.development(months, segments, period)
    assert made[["segment_id", "active", "orders", "amount"]].values.tolist() == [[1, 2, 3, 30.0], [2, 1, 1, 7.0]]
