"""profile_figures.py: who is in each segment and what each is worth."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from show.small_tables import (
    AFFINITY,
    CALIBRATION,
    CARDS,
    DEVELOPMENT,
    LEAST_100,
    PLAIN,
    PRICE_RESPONSE,
    PROFILE,
    SATISFACTION,
    SEGMENTS,
    WITHOUT_VALUE,
    bars,
    cells,
    texts,
    title,
)

from segtools import show
from segtools.words import Style


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def dots(ax):
    return [tuple(np.round(cloud.get_offsets()[0], 3).tolist()) for cloud in ax.collections]


def intervals(ax):
    return [[round(float(x), 3) for x in line.get_xdata()] for line in ax.lines if len(set(line.get_ydata())) == 1]


# --- worth --------------------------------------------------------------------------------------------


def test_worth_shows_each_segments_shares_beside_what_a_member_is_worth():
    left, right = show.plot_worth(CARDS, style=PLAIN)
    assert bars(left) == [0.06, 0.24, 0.7, 0.44, 0.35, 0.21, 0.43, 0.38, 0.19]
    assert dots(right) == [(400, 0), (90, 1), (15, 2)] and intervals(right) == [[350, 450], [80, 100], [13, 17]]
    assert right.get_xlabel() == "a member's margin in the next twelve months, with its 95% interval"
    assert title(left) == "Few: 6.0% of the base, 43% of the value to come"


def test_worth_of_the_past_alone_and_no_worth_at_all():
    (ax,) = show.plot_worth(CARDS.assign(clv_12m=np.nan), style=PLAIN)
    assert len(bars(ax)) == 6 and title(ax) == "Few: 6.0% of the base, 44% of the net amount"
    (ax,) = show.plot_worth(WITHOUT_VALUE, style=PLAIN)
    assert bars(ax) == [0.06, 0.24, 0.7] and title(ax) == "Many is the largest: 70% of the base; value is unknown"


def test_worth_draws_no_share_that_tells_of_too_few():
    left, right = show.plot_worth(CARDS, style=LEAST_100)
    assert bars(left) == [0, 0, 0.7, 0, 0, 0.21, 0, 0, 0.19]
    assert dots(right) == [(90, 1), (15, 2)] and title(left) == "Many: 70% of the base, 19% of the value to come"


def test_calibration_holds_the_expected_against_what_came():
    ax = show.plot_calibration(CALIBRATION)
    assert dots(ax)[:4] == [(3.33, 0), (3.0, 1), (1.5, 2), (2.0, 3)]  # the base last
    assert ax.collections[4].get_offsets()[:, 0].tolist() == [4.44, 3.0, 2.0, 2.4]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Few (60)",
        "Some (240)",
        "Many (700)",
        "all (1,000)",
    ]
    assert title(ax) == "Put to the test: orders of the base were overestimated by 20%"


@pytest.mark.parametrize(
    ("index", "expected", "words"),
    [(104.0, 2.08, "came out as expected"), (75.0, 1.5, "were underestimated by 25%")],
)
def test_calibration_says_how_far_off(index, expected, words):
    base = CALIBRATION.segment_id == 0
    changed = CALIBRATION.assign(
        orders_index=CALIBRATION.orders_index.mask(base, index),
        orders_expected=CALIBRATION.orders_expected.mask(base, expected),
    )
    assert title(show.plot_calibration(changed)) == f"Put to the test: orders of the base {words}"
    assert show.plot_calibration(CALIBRATION[:0]) is None


def test_calibration_tells_no_size_that_would_tell_anothers():
    ax = show.plot_calibration(CALIBRATION, style=LEAST_100)
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Few (few)",
        "Some (few)",
        "Many (700)",
        "all (1,000)",
    ]
    assert dots(ax)[:3] == [(3.0, 1), (1.5, 2), (2.0, 3)]


def test_answers_to_prices_and_why_there_are_none():
    ax = show.plot_price(PRICE_RESPONSE)
    assert dots(ax) == [(-2, 0), (-0.5, 1)] and intervals(ax)[:2] == [[-3, -1], [-1.2, 0.2]]
    assert "too little was bought to tell" in texts(ax)
    assert title(ax) == "Few answer prices most: 10% off a product goes with 23% more of it"
    unsure = PRICE_RESPONSE.assign(high=0.1)
    assert title(show.plot_price(unsure)) == "No segment is seen to answer prices: every interval holds 0"
    assert show.plot_price(None) is None and show.plot_price(PRICE_RESPONSE[2:]) is None


def test_satisfaction_is_a_share_or_a_score():
    ax = show.plot_satisfaction(SATISFACTION)
    assert dots(ax) == [(0.8, 0), (0.5, 1), (0.6, 2)] and intervals(ax)[0] == [0.7, 0.9]
    assert title(ax) == "Least satisfied: Some, 50% against 60% in the base"
    score = SATISFACTION.assign(measure="NPS", value=[10.0, -20.0, 30.0], base=5.0)
    ax = show.plot_satisfaction(score)
    assert "-20 (222 answers)" in texts(ax) and title(ax) == "Least satisfied: Some, -20 against +5 in the base"
    assert show.plot_satisfaction(None) is None


def test_satisfaction_tells_neither_of_few_answers_nor_of_few_who_are_satisfied_or_are_not():
    ax = show.plot_satisfaction(SATISFACTION, style=LEAST_100)
    assert dots(ax) == [(0.5, 1), (0.6, 2)]
    half = SATISFACTION.assign(value=[0.8, 0.9, 0.6])  # 22 of 222 are not satisfied
    assert dots(show.plot_satisfaction(half, style=LEAST_100)) == [(0.6, 2)]
    assert show.plot_satisfaction(SATISFACTION, style=Style(least=1000)) is None


def test_development_is_each_segments_share_of_the_month():
    axes = show.plot_development(DEVELOPMENT)
    assert [ax.get_title(loc="left") for ax in axes] == ["Few", "Some", "Many"]
    assert axes[0].lines[0].get_ydata().tolist() == [0.5, 0.5, 0.2, 0.2]
    assert title(axes) == (
        "Today's members of Few brought 50% of the net amount in the first months and 20% in the last"
    )
    assert show.plot_development(None) is None
    assert show.plot_development(DEVELOPMENT[DEVELOPMENT.month < "2026-05-01"]) is None


def test_development_without_the_few_is_of_a_whole_without_them():
    axes = show.plot_development(DEVELOPMENT, style=LEAST_100)
    assert [ax.get_title(loc="left") for ax in axes] == ["Some", "Many"]
    assert axes[0].lines[0].get_ydata().tolist() == [0.6, 0.6, 0.75, 0.75]  # of 50, and of 80
    assert show.plot_development(DEVELOPMENT, style=Style(least=1000)) is None


# --- who they are -------------------------------------------------------------------------------------


def test_a_profile_is_a_grid_of_means_coloured_by_their_distance():
    ax = show.plot_profile(PROFILE)
    assert cells(ax) == [["12", "4.0", "2.0"]]
    assert ax.collections[0].get_array().tolist() == [[1.9, 0.3, -0.3]]
    assert title(ax) == "Furthest from the base: Few on orders, 12 against 3.0"
    assert show.plot_profile(PROFILE[3:]) is None


def test_a_profile_withholds_the_means_of_few():
    ax = show.plot_profile(PROFILE, style=LEAST_100)
    assert cells(ax) == [["few", "4.0", "2.0"]] and ax.collections[0].get_array().mask.tolist() == [
        [True, False, False]
    ]
    assert title(ax) == "Furthest from the base: Some on orders, 4.0 against 3.0"


def test_money_is_written_as_money_and_a_unit_stands_with_its_row():
    money = PROFILE.assign(unit="€", variable="amount", level="")[:3]
    ax = show.plot_profile(money, style=PLAIN)
    assert cells(ax) == [["€12", "€4.00", "€2.00"]] and "amount (€)" in texts(ax)


def test_levels_are_shares_coloured_by_their_difference():
    ax = show.plot_levels(PROFILE)
    assert cells(ax) == [["5.0%", "50%", "80%"], ["95%", "50%", "20%"]]
    assert ax.collections[0].get_array().tolist() == [[-1.4, -0.4, 0.2], [1.4, 0.4, -0.2]]
    assert title(ax) == "Few: 95% have pet yes, against 30% of the base"


def test_levels_withhold_few_and_what_would_tell_them():
    ax = show.plot_levels(PROFILE, style=Style(least=10))  # 3 of 60 have none
    assert cells(ax) == [["few", "few", "80%"], ["few", "few", "20%"]]
    assert title(ax) == "Many: 80% have pet no, against 70% of the base"


def test_levels_need_thirty_people_whatever_may_be_told_and_a_difference_beyond_chance():
    thin = show.plot_levels(PROFILE.assign(n=[29, 240, 700] * 3), style=PLAIN)
    assert cells(thin) == [["few", "50%", "80%"], ["few", "50%", "20%"]]
    assert show.plot_levels(PROFILE.assign(p_adjusted=0.5)) is None
    assert show.plot_levels(PROFILE[:3]) is None


def test_what_they_buy_is_a_grid_of_shares_coloured_by_twice_and_half():
    ax = show.plot_affinity(AFFINITY, SEGMENTS)
    assert cells(ax) == [["23%", "60%", "70%"], ["77%", "40%", "30%"]]  # jam carries more of the spend than tea
    colours = ax.collections[0].get_array()
    assert np.allclose(colours[1], np.log2([2.2, 1.14, 0.86]))
    assert title(ax) == "Few spend 77% on Tea, 2.2 times the base's share"
    assert show.plot_affinity(None, SEGMENTS) is None


def test_products_are_told_by_their_buyers():
    ax = show.plot_affinity(AFFINITY.assign(level="product"), SEGMENTS)
    assert cells(ax) == [["50%", "90%", "80%"], ["55%", "50%", "40%"]]  # jam sets apart more
    assert title(ax) == "55% of Few buy Tea, 1.3 times the base's share"


def test_what_few_buy_is_withheld():
    ax = show.plot_affinity(AFFINITY, SEGMENTS, style=LEAST_100)
    assert cells(ax) == [["few", "few", "70%"], ["few", "few", "30%"]]
    assert title(ax) == "Many spend 70% on Jam, 1.1 times the base's share"
