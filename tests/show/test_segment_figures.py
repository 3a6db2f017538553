"""segment_figures.py: the evidence for segments."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from show.small_tables import (
    CHOICE,
    FLOW,
    LEAST_100,
    MARKED,
    PLAIN,
    SEGMENT_STABILITY,
    SEGMENTS,
    SIMILAR,
    SIZED,
    STABILITY,
    bars,
    texts,
    title,
)

from segtools import show
from segtools.show.look import PALE, segment_colour


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def hexes(patches):
    return [plt.matplotlib.colors.to_hex(patch.get_facecolor()) for patch in patches]


def test_the_choice_shows_the_measures_of_each_method_and_of_bases_without_segments():
    left, right = show.plot_choice(CHOICE, STABILITY).flat
    lines = {line.get_label(): line.get_ydata().tolist() for line in left.lines}
    assert lines["Gaussian mixture"] == [0.6, 0.5] and lines["this base, k-means"] == [0.7, 0.91]
    assert lines["bases without segments"] == [0.5, 0.4]
    assert {line.get_label(): line.get_ydata().tolist() for line in right.lines}["this base, k-means"] == [0.3, 0.44]
    assert left.collections[0].get_offsets()[:, 1].tolist() == [0.6, 0.8, 0.9, 0.92]  # a dot a pair
    assert left.collections[1].get_offsets().tolist() == [[3, 0.91]]  # the chosen
    assert right.collections[0].get_offsets().tolist() == [[3, 0.44]]
    assert title(left) == "3 segments: mean adjusted Rand index 0.91, silhouette 0.44 against 0.21 without segments"


def test_the_choice_leaves_out_a_comparison_that_was_not_made():
    axes = show.plot_choice(CHOICE.assign(null_silhouette=np.nan), STABILITY)
    assert title(axes) == "3 segments: mean adjusted Rand index 0.91, silhouette 0.44"


def test_how_surely_each_segment_comes_back():
    ax = show.plot_segment_stability(SIZED, SEGMENT_STABILITY)
    assert bars(ax) == [0.62, 0.97, 0.99] and hexes(ax.patches) == [segment_colour(n) for n in (1, 2, 3)]
    assert title(ax) == "Least sure to come back: Few (0.62)"
    sure = show.plot_segment_stability(SIZED, SEGMENT_STABILITY.assign(slsw=0.969))
    assert title(sure) == "Every segment comes back: none under 0.96"


def test_the_least_sure_segment_is_sought_among_those_that_may_be_told():
    ax = show.plot_segment_stability(SIZED, SEGMENT_STABILITY, style=LEAST_100)
    assert bars(ax) == [0, 0.97, 0.99] and title(ax) == "Every segment comes back: none under 0.97"


def test_the_base_beside_a_cloud_without_segments():
    shown = pd.DataFrame({"base": ["this base"] * 3 + ["a cloud"] * 2, "number": [1, 1, 2, 1, 2],
                          "pc_1": [0.0, 1, 2, 3, 4], "pc_2": [0.0, 1, 2, 3, 4]})  # fmt: skip
    axes = show.plot_null(shown)
    assert [len(cloud.get_offsets()) for cloud in axes.flat[0].collections] == [2, 1]
    assert [len(cloud.get_offsets()) for cloud in axes.flat[1].collections] == [1, 1]
    assert {"this base", "a cloud"} <= set(texts(axes)) and title(axes).startswith("K-means cuts both")
    assert title(axes) == title(show.plot_null(shown, style=LEAST_100))


def blocks(ax):
    return [(patch.get_x() + patch.get_width() / 2, round(float(patch.get_height()))) for patch in ax.patches]


def test_the_flow_has_a_block_a_segment_and_a_band_for_those_who_go_together():
    ax = show.plot_flow(FLOW, SEGMENT_STABILITY, SIZED)
    heights = sorted((round(x), height) for x, height in blocks(ax))
    assert heights == [(2, 270), (2, 730), (3, 60), (3, 240), (3, 700)]
    ends = [band.get_paths()[0].vertices for band in ax.collections]
    widths = sorted(round(float(np.ptp(path[np.isclose(path[:, 0], path[:, 0].min())][:, 1]))) for path in ends)
    assert widths == [30, 30, 240, 700]
    assert title(ax) == "Few is put together from several of the 2 segments before it"


def test_the_flow_draws_no_block_and_no_band_of_too_few():
    ax = show.plot_flow(FLOW, SEGMENT_STABILITY, SIZED, style=LEAST_100)
    heights = sorted((round(x), height) for x, height in blocks(ax))
    assert heights == [(2, 270), (2, 730), (3, 300), (3, 700)]  # 60 and 240 in one, hatched
    assert [round(float(patch.get_height())) for patch in ax.patches if patch.get_hatch()] == [300]
    assert len(ax.collections) <= 1 and title(ax) == "Who goes where when a segment is added"


def test_one_number_of_segments_has_no_flow():
    assert show.plot_flow(FLOW[:0], SEGMENT_STABILITY, SIZED) is None


def test_a_gorge_has_each_segments_members_in_its_colour_over_the_others():
    axes = show.plot_gorge(SIMILAR, SEGMENTS)
    own = [sum(patch.get_height() for patch in ax.patches[:20]) for ax in axes]
    others = [sum(patch.get_height() for patch in ax.patches[20:]) for ax in axes]
    assert own == [60, 240, 700] and others == [940, 760, 300]
    assert hexes(axes[0].patches)[0] == segment_colour(1) and hexes(axes[0].patches)[20] == PALE
    # 0.45 to segment 2 is more than 0.8 of the 0.5 to their own, for all sixty
    assert title(axes) == "Least separate: “Few”. 100% of its members are nearly as similar to another segment"


def test_a_gorge_has_no_empty_panel_and_leaves_out_a_segment_of_too_few():
    axes = show.plot_gorge(SIMILAR, SEGMENTS, style=LEAST_100)
    assert [ax.get_title(loc="left") for ax in axes] == ["Some", "Many"]
    assert title(axes) == "Least separate: “Some”. 0.0% of its members are nearly as similar to another segment"
    seven = pd.DataFrame({"segment_id": np.repeat(range(1, 8), 10), "segment_name": np.repeat(list("abcdefg"), 10)})
    axes = show.plot_gorge(pd.DataFrame(np.full((70, 7), 1 / 7), columns=range(1, 8)), seven)
    assert len(axes) == len(axes[0].figure.axes) == 7
    assert show.plot_gorge(SIMILAR, SEGMENTS[:60], style=LEAST_100) is None


def test_markers_are_bars_in_colour_where_they_differ():
    axes = show.plot_markers(MARKED, SIZED).flat
    assert [bars(ax) for ax in axes] == [[1.5, -0.2], [0.6, 0.7], [-0.1, 0.1]]
    assert hexes(axes[0].patches) == [segment_colour(1), PALE] and hexes(axes[2].patches) == [PALE, PALE]
    assert title(axes[0]) == "What marks each segment (in colour); Many is the closest to the base"
    assert axes[0].get_title(loc="left") == "Few\n6.0%"


def test_markers_leave_out_a_segment_of_too_few_and_the_share_that_would_tell_its():
    axes = show.plot_markers(MARKED, SIZED, style=LEAST_100).flat
    assert [ax.get_title(loc="left") for ax in axes] == ["Some\nfew", "Many\n70%"]


def test_of_many_markers_those_that_reach_furthest_are_drawn():
    ax = show.plot_markers(MARKED, SIZED, style=PLAIN, most=1).flat[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["orders"]
