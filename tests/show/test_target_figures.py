"""target_figures.py: which segments to target."""

import matplotlib.pyplot as plt
import pytest
from show.small_tables import CARDS, CRITERIA, LEAST_100, PLAIN, PLAN, TARGETS, WITHOUT_VALUE, cells, texts, title

from segtools import show
from segtools.words import Style


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_the_matrix_has_each_segment_at_its_scores_with_its_area():
    ax = show.plot_matrix(TARGETS, CARDS)
    assert [cloud.get_offsets()[0].tolist() for cloud in ax.collections] == [[0.8, 0.9], [0.6, 0.6], [0.4, 0.2]]
    areas = [cloud.get_sizes()[0] for cloud in ax.collections]
    assert areas == pytest.approx([2600 * share for share in CARDS.clv_share])
    crosses = [(list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines]
    assert ([0.8, 0.8], [0.8, 1.0]) in crosses and ([0.7, 0.9], [0.9, 0.9]) in crosses
    assert "3  Many: out" in texts(ax) and "2  Some: target in over 99%" in texts(ax)
    assert "area: share of the value to come; cross: nine in ten trials" in texts(ax)


def test_the_matrix_says_whom_to_target_and_changes_with_it():
    head = title(show.plot_matrix(TARGETS, CARDS))
    assert head == "Target “Few” (in 90% of trials) and “Some” (in over 99% of trials)"
    nobody = show.plot_matrix(TARGETS.assign(role="out"), CARDS)
    assert title(nobody) == "Every segment is ruled out"


def test_without_a_criterion_of_strength_segments_stand_by_rank():
    ax = show.plot_matrix(TARGETS.assign(competitiveness=0.5, rank=[2, 1, 3]), WITHOUT_VALUE)
    assert [cloud.get_offsets()[0][0] for cloud in ax.collections] == pytest.approx([0.5, 0.1, 0.9])
    assert "area: share of the base; cross: nine in ten trials" in texts(ax)
    assert title(ax).startswith("Target “Some”")


def test_the_matrix_leaves_out_a_segment_of_too_few_and_the_area_that_would_tell_its():
    ax = show.plot_matrix(TARGETS, CARDS, style=LEAST_100)
    assert [cloud.get_offsets()[0].tolist() for cloud in ax.collections] == [[0.6, 0.6], [0.4, 0.2]]
    assert ax.collections[0].get_sizes()[0] == pytest.approx(0.06 * 2600)
    assert title(ax) == "Target “Some” (in over 99% of trials)"
    assert show.plot_matrix(TARGETS[:1], CARDS[:1], style=LEAST_100) is None


def test_returns_have_a_dot_and_a_range_an_audience_and_their_sum():
    ax = show.plot_returns(PLAN, style=PLAIN)
    assert [cloud.get_offsets()[0].tolist() for cloud in ax.collections] == [[54, 0], [2160, 1]]
    assert [list(line.get_xdata()) for line in ax.lines[:2]] == [[-54, 108], [-2160, 4320]]
    assert "€2,160 from 2,160 contacts; breaks even at 10.0%, expected 20.0%" in texts(ax)
    assert title(ax) == "The audiences together may return €2,214 (-€2,214 to €4,428)"


def test_returns_leave_out_a_small_audience_of_the_sum_too():
    ax = show.plot_returns(PLAN, style=LEAST_100)
    assert title(ax) == "The audiences together may return €2,160 (-€2,160 to €4,320)"
    assert "1 audience of fewer than 100 people is withheld" in texts(ax)
    assert show.plot_returns(PLAN[:1], style=LEAST_100) is None
    assert show.plot_returns(PLAN, style=Style(least=241)) is None  # 240 of 2,400 are held back
    assert show.plot_returns(PLAN.assign(expected_return=float("nan"))) is None


def test_criteria_are_figures_coloured_by_their_scores():
    ax = show.plot_criteria(CRITERIA, TARGETS, CARDS, style=PLAIN)
    assert cells(ax) == [["6.0%", "24%", "70%"], ["€500", "€100", "€20"]]
    assert ax.collections[0].get_array().tolist() == [[0, 0.3, 1], [1, 0.2, 0]]
    assert "attractiveness: size (60%)" in texts(ax)
    assert title(ax) == "On the weightiest criterion, size, Many leads with 70%"


def test_criteria_withhold_a_segment_of_too_few_and_the_share_that_would_tell_its():
    ax = show.plot_criteria(CRITERIA, TARGETS, CARDS, style=LEAST_100)
    assert cells(ax) == [["few", "few", "70%"], ["few", "€100", "€20"]]
