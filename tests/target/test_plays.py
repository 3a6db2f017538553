"""plan.py: plays from the library, returns, tests, audiences: worked by hand, published, and laws."""

import re

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.power import zt_ind_solve_power
from statsmodels.stats.proportion import proportion_effectsize
from target.test_criteria import BASE, ROLES, STABLE, WORDS, responses

from segtools import campaigns
from segtools.params import Economics, Params, ParamsError, Play, load_plays
from segtools.profile import cards as cards_
from segtools.profile import describe
from segtools.target import audiences, campaign_tests, returns
from segtools.target import plays as plays_

PLAIN = dict(offer="{wants}", price="none", message="hello", kpi="{frequency} now")
PLAYS = {
    "often": Play(when={"frequency": "above"}, reason="{frequency} against {frequency_base}", **PLAIN),
    "rarely": Play(when={"frequency": {"below": 4}}, reason="{frequency}, base {frequency_base}", **PLAIN),
    "odd": Play(when={"frequency": "below"}, unless={"monetary_value": "below"}, reason="{frequency}", **PLAIN),
    "never": Play(when={"frequency": {"above": 99}}, reason="{frequency}", **PLAIN),
    "unknown": Play(when={"shoe_size": "above"}, reason="{shoe_size}", **PLAIN),
}
TARGETS = pd.DataFrame({"segment_id": [1, 2], "segment_name": ["Up", "Down"], "role": ["target", "next"]})


@pytest.fixture
def found():
    return plays_.figures(describe.segment_profile(BASE, WORDS, ROLES), BASE, "€")


@pytest.fixture
def cards():
    return cards_.cards(BASE, describe.segment_profile(BASE, WORDS, ROLES), STABLE, WORDS, None, "€")


def test_each_segment_gets_the_play_that_its_figures_ask_for(found, cards):
    made = plays_.marketing_plan(TARGETS, PLAYS, found, cards, None, "€").set_index("segment_id")
    assert made.play.to_dict() == {1: "often", 2: "rarely"}
    assert made.reason.to_dict() == {1: "12 against 6.0", 2: "3.0, base 6.0"} and made.kpi[2] == "3.0 now"


def test_what_is_never_met_contradicts_or_cannot_be_judged_is_reported(found):
    made = plays_.library_report(PLAYS, found, TARGETS).set_index("play")
    assert made.remark.to_dict() == {
        "often": "", "rarely": "", "odd": "kept from Down: it would contradict monetary_value below",
        "never": "its condition is never met", "unknown": "cannot be judged: the data has no shoe_size",
    }  # fmt: skip
    assert made.fits.tolist() == [1, 1, 0, 0, 0] and made.leads["rarely"] == "Down"


def test_of_two_plays_the_one_that_answers_more_goes_first_and_none_is_dealt_twice_while_they_last():
    assert plays_.deal(np.array([[3.0, 2.0], [2.5, 0.0]])) == [1, 0]
    assert plays_.deal(np.array([[3.0], [2.0], [0.0]])) == [0, 0, None]


def test_a_segment_that_no_play_fits_is_listened_to(found, cards):
    made = plays_.marketing_plan(TARGETS, {"never": PLAYS["never"]}, found, cards, None, "€")
    assert made.play.tolist() == ["listen first"] * 2 and made.reason[0].startswith("Net amount in the window: €120")


def test_the_library_that_ships_is_read_and_every_fault_of_another_is_one_line(project):
    plays = load_plays(Params.model_construct(target=Params.model_fields["target"].default))
    assert {
        "win back",
        "retain",
        "grow basket",
        "cross-sell",
        "onboard",
        "reward",
        "trade up",
        "harvest",
        "leave alone",
    } <= set(plays)
    (project / "params" / "library" / "mine.yaml").write_text(
        "a:\n  when: {x: over}\n  reason: r\n  ofer: o\n", "utf-8"
    )
    asked = Params.model_construct(
        target=Params.model_fields["target"].default.model_copy(update={"plays": "params/library/mine.yaml"})
    )
    with pytest.raises(ParamsError) as error:
        load_plays(asked)
    assert all(fault.startswith("params/library/mine.yaml:") for fault in error.value.faults)
    assert any("ofer" in fault and "offer" in fault for fault in error.value.faults)


def money(per, reached=(100, 100), cost=(1.0, 1.0)):
    return pd.DataFrame({"segment_id": [1, 2], "per_contact": per, "reached": reached, "cost": cost})


def test_a_budget_goes_where_it_returns_most_and_nowhere_at_a_loss():
    chosen = pd.Series([True, True])
    assert returns.split_budget(money([5.0, 2.0]), chosen, None).tolist() == [100, 100]
    assert returns.split_budget(money([5.0, 2.0]), chosen, 135).tolist() == [
        100,
        50,
    ]  # a tenth, held back, costs nothing
    assert returns.split_budget(money([5.0, 6.0], cost=(1.0, 4.0)), chosen, 234).tolist() == [
        100,
        40,
    ]  # per euro, not per head
    assert returns.split_budget(money([5.0, 2.0]), chosen, 100).tolist() == [
        100,
        0,
    ]  # eleven more are no campaign of their own
    assert returns.split_budget(money([5.0, 2.0], reached=(100, 11)), chosen, 200).tolist() == [100, 11]
    assert returns.split_budget(money([-1.0, 2.0]), chosen, None).tolist() == [0, 100]
    assert returns.split_budget(money([5.0, 2.0]), pd.Series([False, True]), 150).tolist() == [0, 100]


def test_who_orders_anyway_is_counted_in_the_first_whole_month_after_the_earlier_look():
    """Of twenty customers like each of a to f; a and b order in February, a and e in March."""
    many = [f"{one}{n}" for one in "abcdef" for n in range(20)]
    earlier = pd.DataFrame({"customer_id": many, "segment_id": [1] * 80 + [2] * 40})
    rows = [
        (f"{one}{n}", month, 1)
        for month, who in (("2026-02-01", "ab"), ("2026-03-01", "ae"))
        for one in who
        for n in range(20)
    ]
    months = pd.DataFrame(rows, columns=["customer_id", "month", "orders"]).astype({"month": "datetime64[us]"})
    since, as_of = pd.Timestamp("2026-01-20"), pd.Timestamp("2026-03-31")
    assert returns.ordered_anyway(months, earlier, since, as_of).to_dict() == {1: 0.5, 2: 0}
    assert returns.ordered_anyway(months, earlier, pd.Timestamp("2026-01-31"), as_of).to_dict() == {1: 0.5, 2: 0}
    assert returns.ordered_anyway(months, earlier, pd.Timestamp("2026-02-01"), as_of).to_dict() == {1: 0.25, 2: 0.5}
    assert returns.ordered_anyway(months, earlier, since, pd.Timestamp("2026-02-20")) is None
    few = earlier[(earlier.segment_id == 1) | earlier.customer_id.str.startswith("e")]
    assert returns.ordered_anyway(months, few, since, as_of).isna().to_dict() == {
        1: False,
        2: True,
    }  # twenty are too few


def test_returns_are_as_worked_by_hand():
    """An order is worth .4 x 50 = 20; at 5% extra orders a contact brings 1 and costs .5; it pays from 2.5%."""
    base = BASE.assign(expected_amount=50.0)
    made = returns.economics(base, pd.Series({1: 2, 2: 4}), pd.DataFrame(), None,
                          Economics(contact_cost=0.5, response=[0.01, 0.05, 0.1]), 0.4).set_index("segment_id")  # fmt: skip
    assert made.worth.tolist() == [20, 20] and made.break_even.tolist() == pytest.approx([0.025] * 2)
    assert made.per_contact.tolist() == pytest.approx([0.5] * 2) and made.per_low.tolist() == pytest.approx([-0.3] * 2)
    assert made.reached.tolist() == [2, 4] and (made.response_from == "params").all()


def test_a_response_is_measured_only_against_those_held_back():
    sent, segments = responses(56, 70, 48, 80)
    base = pd.DataFrame({"customer_id": segments.customer_id, "segment_id": 1, "expected_amount": 10.0})
    results = campaigns.campaign_results(sent, segments, pd.Timestamp("2026-01-01"))
    made = returns.economics(base, pd.Series({1: 150}), results, None, Economics(contact_cost=1.0), 1.0).iloc[0]
    assert (made.response, made.response_low) == (pytest.approx(0.2), pytest.approx(0.0524, abs=5e-5))
    assert made.response_from == "measured: mail, against those held back" and made.anyway == pytest.approx(0.6)
    alone, segments = responses(56, 70, 0, 0)
    results = campaigns.campaign_results(alone, segments, pd.Timestamp("2026-01-01"))
    made = returns.economics(base, pd.Series({1: 150}), results, None, Economics(contact_cost=1.0), 1.0).iloc[0]
    assert np.isnan(made.response) and made.response_from.startswith("unknown")


def test_what_a_test_can_show_is_the_power_of_two_proportions():
    """Cohen (1988), section 6: h = .20 takes 310 to 320 a group one-sided at .05 for a power of .80 (normal: 309.1)."""
    assert campaign_tests.needed(0.5, np.sin(0.1 + np.pi / 4) ** 2 - 0.5, 0.5) == pytest.approx(2 * 309.1, abs=2)
    seen = campaign_tests.detectable(3_000, 1_000, 0.1)
    power = zt_ind_solve_power(proportion_effectsize(0.1 + seen, 0.1), 3_000, 0.05, ratio=1 / 3, alternative="larger")
    assert power == pytest.approx(0.8, abs=1e-3)


def test_the_control_is_no_larger_than_it_must_be_and_too_small_a_segment_says_so():
    control, said = campaign_tests.design_test(20_000, 0.1, 0.03)
    assert control == 2_000 and said.startswith("2,000 of 20,000 are held back")
    control, said = campaign_tests.design_test(6_000, 0.1, 0.03)
    assert 600 < control <= 3_000 and campaign_tests.detectable(6_000 - control, control, 0.1) <= 0.03
    assert campaign_tests.detectable(6_000 - control + 300, control - 300, 0.1) > 0.03
    control, said = campaign_tests.design_test(200, 0.1, 0.01)
    assert control == 20 and "too small to learn from in one campaign" in said
    assert campaign_tests.design_test(0, 0.1, 0.01) == (0, "Nobody is contacted.")


def planned(audience, control):
    return pd.DataFrame(
        {"segment_id": [1, 2], "segment_name": ["Up, and away", "Down"], "audience": audience, "control": control}
    )


def test_an_audience_holds_ids_groups_and_nobody_who_may_not_be_contacted():
    base = pd.DataFrame({"customer_id": [f"{n:03d}" for n in range(300)], "segment_id": [1] * 200 + [2] * 100})
    reachable = pd.Series(np.arange(300) % 4 > 0)
    made = audiences.audience_lists(base, reachable, planned([120, 0], [30, 0]), 7)
    assert list(made) == ["up_and_away"]
    rows = made["up_and_away"]
    assert list(rows) == ["customer_id", "segment_name", "group"] and rows.group.value_counts().to_dict() == {
        "treatment": 120,
        "control": 30,
    }
    assert set(rows.customer_id) == {f"{n:03d}" for n in range(200) if n % 4 > 0}
    shuffled = base.sample(frac=1, random_state=1)
    again = audiences.audience_lists(shuffled, reachable[shuffled.index], planned([120, 0], [30, 0]), 7)
    pd.testing.assert_frame_equal(rows, again["up_and_away"])
    other = audiences.audience_lists(base, reachable, planned([120, 0], [30, 0]), 8)["up_and_away"]
    assert (other.group != rows.group).any()


def numbers(text):
    return [float(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*\.?\d*", text)]


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_every_number_of_the_plan_stands_in_the_tables(runs, client):
    """Each sentence of the plan and of its findings, against every figure of the tables it may draw on, as rounded there."""

    def table(name):
        return pd.read_parquet(runs["outputs"] / client / "tables" / f"{name}.parquet")

    words, cards, value = table("plan"), table("cards"), table("value").merge(table("segments"), on="customer_id")
    figures = [table("profile")[["value", "base"]], table("affinity")[["spend_share", "base_share", "buyers", "base_buyers", "likely"]],
               words.select_dtypes("number"), cards.select_dtypes("number"), table("targets").select_dtypes("number"),
               value.groupby("segment_id")[["p_alive", "clv_12m", "expected_orders_12m"]].mean(),
               value[["p_alive", "clv_12m", "expected_orders_12m"]].mean().to_frame()]  # fmt: skip
    known = np.concatenate([frame.to_numpy(float).ravel() for frame in figures])
    known = np.unique(known[np.isfinite(known)])
    known = np.concatenate(
        [known, known * 100, known / 1e6, [200, 1.0, 5.0]]
    )  # percent, millions, and the wording's own
    texts = words[["reason", "offer", "price", "message", "channel", "kpi"]].to_numpy().ravel()
    checked = 0
    for text in texts:
        text = re.sub(r'"[^"]*"|\b1 to 5\b|\(known for [^)]*\)', "", text)  # the client's own wording of a question
        for said in numbers(text):
            near = (
                np.abs(known - said).min() <= 0.5 * 10.0 ** -len(str(said).partition(".")[2].rstrip("0") or "") + 1e-9
            )
            assert near or said in (2, 3), (text, said)
            checked += 1
    assert checked > 3 * len(words)


def test_the_demo_s_planted_segments_get_different_plays_and_the_right_ones(runs):
    def table(name):
        return pd.read_parquet(runs["outputs"] / "demo" / "tables" / f"{name}.parquet")

    truth = pd.read_csv(runs["folder"] / "data" / "demo" / "truth.csv", dtype=str)
    named = (
        table("segments")
        .merge(truth, on="customer_id")
        .groupby("planted_segment")
        .segment_name.agg(lambda n: n.mode()[0])
    )
    words = table("plan").set_index("segment_name")
    assert words.play.nunique() == len(words)
    assert words.play[named["drifting_away"]] == "win back" and words.play[named["newcomers"]] == "onboard"
    assert words.play[named["bargain_hunters"]] == "harvest" and words.play[named["investors"]] == "trade up"
    alive = table("value").merge(truth, on="customer_id").groupby("planted_segment").p_alive.mean()
    assert alive.idxmin() == "drifting_away" and alive["drifting_away"] < 0.7 < alive.drop("drifting_away").min()
    assert (runs["outputs"] / "demo" / "audiences").is_dir()
    for path in (runs["outputs"] / "demo" / "audiences").glob("*.csv"):
        rows = pd.read_csv(path, dtype=str)
        assert list(rows) == ["customer_id", "segment_name", "group"] and set(rows.group) == {"treatment", "control"}
        row = words.loc[rows.segment_name.iloc[0]]
        assert (rows.group == "control").sum() == row.control and len(rows) == row.audience + row.control


def test_the_planted_effect_lies_in_the_range_of_the_plan(runs):
    words = pd.read_parquet(runs["outputs"] / "demo" / "tables" / "plan.parquet").set_index("segment_name")
    truth = pd.read_csv(runs["folder"] / "data" / "demo" / "truth.csv", dtype=str)
    segments = pd.read_parquet(runs["outputs"] / "demo" / "tables" / "segments.parquet").merge(truth, on="customer_id")
    named = segments.groupby("planted_segment").segment_name.agg(lambda n: n.mode()[0])
    effect = (
        pd.read_csv(runs["folder"] / "data" / "demo" / "truth_campaign.csv")
        .set_index("planted_segment")
        .response_uplift
    )
    known = [planted for planted in effect.index if not np.isnan(words.response[named[planted]])]
    assert len(known) >= 3
    for planted in known:
        row = words.loc[named[planted]]
        assert row.response_low <= effect[planted] <= row.response_high
