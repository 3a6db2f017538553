"""How many to hold back, and what that can show: against published figures."""

import numpy as np
import pytest
from statsmodels.stats.power import zt_ind_solve_power
from statsmodels.stats.proportion import proportion_effectsize
from target.small_base import EURO, LEAST_100

from segtools.target import campaign_tests


def test_what_a_test_can_show_is_the_power_of_two_proportions():
    """Cohen (1988), section 6: h = .20 takes 310 to 320 a group one-sided at .05 for a power of .80 (normal: 309.1)."""
    assert campaign_tests.needed(0.5, np.sin(0.1 + np.pi / 4) ** 2 - 0.5, 0.5) == pytest.approx(2 * 309.1, abs=2)
    seen = campaign_tests.detectable(3_000, 1_000, 0.1)
    power = zt_ind_solve_power(proportion_effectsize(0.1 + seen, 0.1), 3_000, 0.05, ratio=1 / 3, alternative="larger")
    assert power == pytest.approx(0.8, abs=1e-3)


def test_the_control_is_no_larger_than_it_must_be():
    design = campaign_tests.design_test(20_000, 0.1, 0.03)
    assert (design.shows, design.control) == ("effect", 2_000)
    assert design.text(EURO).startswith("2,000 of 20,000 are held back")
    design = campaign_tests.design_test(6_000, 0.1, 0.03)
    control = design.control
    assert 600 < control <= 3_000 and campaign_tests.detectable(6_000 - control, control, 0.1) <= 0.03
    assert campaign_tests.detectable(6_000 - control + 300, control - 300, 0.1) > 0.03


def test_a_segment_too_small_to_learn_from_says_so():
    design = campaign_tests.design_test(200, 0.1, 0.01)
    assert (design.shows, design.control) == ("too small", 20)
    assert "too small to learn from in one campaign" in design.text(EURO)
    assert design.wanted == campaign_tests.needed(0.1, 0.01, 0.5)


def test_where_nobody_is_contacted_or_nearly_all_order_anyway_no_effect_is_looked_for():
    nobody = campaign_tests.design_test(0, 0.1, 0.01)
    assert (nobody.shows, nobody.control, nobody.text(EURO)) == ("nothing", 0, "Nobody is contacted.")
    all_order = campaign_tests.design_test(1_000, 0.97, 0.01, 950)
    assert (all_order.shows, all_order.control) == ("spend", 100) and "97% order within a month" in all_order.text(EURO)


def test_what_nothing_tells_is_taken_at_its_hardest():
    unknown, half = (campaign_tests.design_test(2_000, anyway, 0.05) for anyway in (np.nan, 0.5))
    assert (unknown.control, unknown.seen) == (half.control, half.seen)
    assert "assuming the hardest case, that half respond anyway" in unknown.text(EURO)


def test_no_group_smaller_than_may_be_told_is_told():
    design = campaign_tests.design_test(600, 0.1, 0.01, 60)
    assert "with 60 of 600 held back" in design.text(EURO) and "10% order" in design.text(EURO)
    assert "with few of 600 held back" in design.text(LEAST_100) and "(few order" in design.text(LEAST_100)


def test_a_design_says_what_it_can_show_in_full():
    effect = campaign_tests.Design("effect", 20_000, 2_000, anyway=0.1, anyway_people=90, seen=0.0251)
    assert effect.text(EURO) == (
        "2,000 of 20,000 are held back at random: an extra response of 2.5% would show in four of five campaigns "
        "(10% order within a month anyway)."
    )
    spend = campaign_tests.Design("spend", 1_000, 100, anyway=0.97, anyway_people=950)
    rest = "compare what they spend: the share who order can show little."
    assert spend.text(EURO) == (f"100 of 1,000 are held back at random; 97% order within a month anyway, so {rest}")
    nearly = campaign_tests.Design("spend", 1_000, 100, anyway=0.995, anyway_people=950)
    assert "; all order within a month anyway, so" in nearly.text(EURO)
    assert "; 99% order" in campaign_tests.Design("spend", 1_000, 100, anyway=0.994, anyway_people=950).text(EURO)
    small = campaign_tests.Design("too small", 200, 20, seen=0.2, worth_having=0.01, wanted=12_345)
    assert small.text(EURO) == (
        "This segment is too small to learn from in one campaign: with 20 of 200 held back, only an extra response of "
        "20.0% would show in four of five campaigns (assuming the hardest case, that half respond anyway, because the "
        "data does not tell); to show 1.0%, it would take 12,345 customers."
    )
    nothing = campaign_tests.Design("too small", 5, 0, anyway=0.1, anyway_people=9, worth_having=0.01, wanted=12)
    assert "with 0 of 5 held back, nothing could be shown in four of five campaigns (10% order" in nothing.text(EURO)


def test_a_test_needs_somebody_in_each_group():
    assert np.isnan(campaign_tests.detectable(1, 0, 0.1)) and np.isnan(campaign_tests.detectable(0, 1, 0.1))
    assert campaign_tests.detectable(1, 1, 0.1) == pytest.approx(0.9)  # no response is above all


def test_what_nearly_all_do_anyway_is_tested_by_spend_from_eight_in_ten_on():
    kinds = [campaign_tests.design_test(1_000, anyway, 0.01, 9).shows for anyway in (0.79, 0.8)]
    assert kinds == ["too small", "spend"]
    spend = campaign_tests.design_test(1_000, 0.8, 0.01, 9)
    assert (spend.anyway, spend.anyway_people, spend.worth_having, spend.control) == (0.8, 9, 0.01, 100)
    one = campaign_tests.design_test(1, 0.1, 0.01)
    assert (one.shows, one.control, one.members) == ("too small", 0, 1)
    half = campaign_tests.design_test(1_000, 0.1, campaign_tests.detectable(500, 500, 0.1))
    assert (half.shows, half.control) == ("effect", 500)  # half of all at most
    effect = campaign_tests.design_test(20_000, 0.1, 0.03, 7)
    assert (effect.worth_having, effect.anyway_people) == (0.03, 7) and np.isnan(effect.wanted)
    small = campaign_tests.design_test(200, 0.1, 0.01, 7)
    assert small.seen == campaign_tests.detectable(180, 20, 0.1) and (small.anyway, small.worth_having) == (0.1, 0.01)
