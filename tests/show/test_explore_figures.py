"""explore_figures.py: what is known and how it is spread."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from show.small_tables import (
    BASE,
    CORRELATIONS,
    COVERAGE,
    EMBEDDING,
    LEAST_100,
    PLAIN,
    SEGMENTS,
    VARIABLES,
    bars,
    texts,
    title,
)

from segtools import show
from segtools.show.look import GREY, segment_colour


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_coverage_is_a_bar_a_variable_least_known_first():
    ax = show.plot_coverage(COVERAGE, BASE)
    assert bars(ax)[:3] == [0.4, 0.96, 1.0] and [text.get_text() for text in ax.texts] == ["40%", "96%", "all"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["age", "city", "orders"]
    assert title(ax) == "1 of 3 variables are known for everyone; age for 40%"


def test_coverage_tells_of_no_few_people_with_or_without_a_value():
    rare = COVERAGE.assign(missing=[0.97, 0.04, 0.0])  # known of 30, not known of 40, of 1,000
    ax = show.plot_coverage(rare, BASE, style=LEAST_100)
    assert bars(ax)[:3] == [0, 1, 1] and [text.get_text() for text in ax.texts] == ["few", "nearly all", "all"]
    assert title(ax) == "1 of 3 variables are known for everyone"


def test_distributions_count_everyone_up_to_the_99th_percentile():
    (ax,) = show.plot_distributions(BASE, VARIABLES)
    heights = [patch.get_height() for patch in ax.patches]
    assert len(heights) == 30 and sorted(height for height in heights if height) == [50, 240, 700]  # ten lie above
    assert ax.lines[0].get_xdata()[0] == 1.0  # the median
    assert title([ax][0]) == "1 of 1 variables have a long right tail, orders the longest (line: median)"


def test_distributions_leave_out_bars_of_too_few_of_numbers_and_of_levels():
    (ax,) = show.plot_distributions(BASE, VARIABLES, style=LEAST_100)
    assert sorted(patch.get_height() for patch in ax.patches if patch.get_height()) == [240, 700]
    levels = VARIABLES.assign(variable="pet", kind="categorical", skew=np.nan)
    (ax,) = show.plot_distributions(BASE, levels, style=LEAST_100)
    assert [patch.get_height() for patch in ax.patches] == [700, 240, 0]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["cat", "dog", "eel"]
    assert "bars of fewer than 100 people are left out" in texts(ax)
    assert title(ax) == "How often each level occurs, of each variable"


def test_correlations_show_the_lower_triangle_and_name_the_closest_pair():
    ax = show.plot_correlations(CORRELATIONS)
    assert [text.get_text() for text in ax.texts] == ["0.2", "-0.9", "0.1"]
    assert title(ax) == "Closest pair: c and a (correlation -0.90)"
    assert "b b" in texts(ax)
    assert show.plot_correlations(CORRELATIONS.iloc[:1, :1]) is None


def test_views_draw_every_customer_in_the_colour_of_the_segment():
    axes = show.plot_views(EMBEDDING, SEGMENTS)
    assert len(axes.flat) == 1  # without UMAP there is one view
    points = axes.flat[0].collections
    assert [len(cloud.get_offsets()) for cloud in points] == [60, 240, 700]
    colours = [plt.matplotlib.colors.to_hex(cloud.get_facecolors()[0]) for cloud in points]
    assert colours == [segment_colour(number) for number in (1, 2, 3)]
    assert title(axes) == "The 3 segments on paper"


def test_views_leave_out_a_segment_of_too_few():
    axes = show.plot_views(EMBEDDING, SEGMENTS, style=LEAST_100)
    assert [len(cloud.get_offsets()) for cloud in axes.flat[0].collections] == [240, 700]
    assert "1 segment of fewer than 100 people is withheld" in texts(axes)


def test_views_of_the_base_alone_have_two_panels_where_there_is_umap():
    axes = show.plot_views(EMBEDDING.assign(umap_1=EMBEDDING.pca_1, umap_2=EMBEDDING.pca_2), style=PLAIN)
    assert len(axes.flat) == 2 and len(axes.flat[1].collections[0].get_offsets()) == 1000
    assert plt.matplotlib.colors.to_hex(axes.flat[0].collections[0].get_facecolors()[0]) == GREY
    assert title(axes) == "1,000 of the base, by what the segments are sought on"
