"""axes.py: what every figure is drawn with."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from show.small_tables import LEAST_100, PLAIN, bars

from segtools.show import axes
from segtools.show.small_counts import SHOWN_AS


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize(("count", "across", "rows"), [(1, 3, [1]), (4, 3, [2, 2]), (5, 3, [3, 2]), (7, 4, [4, 3])])
def test_panels_fill_every_row(count, across, rows):
    panels = axes.new_panels(count, across, 9, 2)
    panels[0].figure.canvas.draw()
    places = [panel.get_subplotspec() for panel in panels]
    found = [[place for place in places if place.rowspan.start == row] for row in range(len(rows))]
    assert [len(row) for row in found] == rows
    columns = places[0].get_gridspec().ncols
    assert all(sum(len(place.colspan) for place in row) == columns for row in found)


def test_a_missing_bar_has_no_length_and_keeps_its_text():
    ax = axes.new_panel()
    axes.draw_bars(ax, ["a", "b"], [np.nan, 3.0], "red", [SHOWN_AS, "3"])
    assert bars(ax) == [0, 3] and [text.get_text() for text in ax.texts] == [SHOWN_AS, "3"]


def test_bins_of_too_few_are_left_empty_and_it_is_said():
    values = np.repeat([0.5, 1.5, 2.5], [150, 99, 100])
    ax = axes.new_panel()
    assert axes.draw_histogram(ax, [values], np.array([0, 1, 2, 3]), ["red"], LEAST_100)
    assert [patch.get_height() for patch in ax.patches] == [150, 0, 100]
    other = axes.new_panel()
    assert not axes.draw_histogram(other, [values], np.array([0, 1, 2, 3]), ["red"], PLAIN)
    assert [patch.get_height() for patch in other.patches] == [150, 99, 100]


def test_a_cell_that_is_withheld_is_hatched_and_never_a_shade_of_the_scale():
    ax = axes.new_panel()
    table, words = pd.DataFrame([[0.0, np.nan], [1.0, np.nan]]), pd.DataFrame([["0", SHOWN_AS], ["1", ""]])
    axes.draw_grid(ax, table, words, "scale", (0, 1))
    placed = {patch.get_xy(): patch for patch in ax.patches if isinstance(patch, Rectangle)}
    assert placed[(1, 0)].get_hatch() and not placed[(1, 1)].get_hatch() and len(placed) == 2
    assert ax.collections[0].get_array().mask.tolist() == [[False, True], [False, True]]
    assert sorted(text.get_text() for text in ax.texts if text.get_text()) == ["0", "1", SHOWN_AS]


def test_an_interval_is_a_line_from_low_to_high_with_its_dot_and_none_where_it_is_missing():
    ax = axes.new_panel()
    axes.draw_intervals(ax, ["a", "b"], [2.0, np.nan], [1.0, np.nan], [4.0, np.nan], [1, 2], ["two", SHOWN_AS])
    assert [
        line.get_xdata().tolist() if hasattr(line.get_xdata(), "tolist") else line.get_xdata() for line in ax.lines
    ] == [[1.0, 4.0]]
    assert ax.collections[0].get_offsets().tolist() == [[2.0, 0.0]] and len(ax.collections) == 1
    assert [text.get_text() for text in ax.texts] == ["two", SHOWN_AS]


def test_notes_stand_at_the_foot_or_over_the_legend_there():
    ax = axes.new_panel()
    axes.set_notes(ax, ["", "one", "two"])
    assert ax.figure.get_supxlabel() == "one; two"
    other = axes.new_panel()
    other.plot([1], label="x")
    other.figure.legend(loc="outside lower center")
    axes.set_notes(other, ["one"])
    assert other.figure.legends[0].get_title().get_text() == "one" and not other.figure.get_supxlabel()


def test_a_failed_drawing_leaves_the_settings_too():
    @axes.styled
    def fails(style=PLAIN):
        raise ValueError(style)

    before = {**plt.rcParams}
    with pytest.raises(ValueError):
        fails()
    assert {**plt.rcParams} == before
