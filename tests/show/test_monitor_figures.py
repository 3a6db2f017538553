"""monitor_figures.py: what has changed and what campaigns did."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from show.small_tables import KPIS, LEAST_100, MIGRATION, PERIOD, PLAIN, RESULTS, cells, texts, title

from segtools import show
from segtools.words import Style

WHEN = PERIOD.iloc[0]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def dots(ax):
    return [tuple(np.round(cloud.get_offsets()[0], 3).tolist()) for cloud in ax.collections]


def test_migration_is_a_grid_from_then_to_now():
    ax = show.plot_migration(MIGRATION, KPIS, WHEN)
    assert cells(ax) == [["68%\n41", "32%\n19", ""], ["", "57%\n200", "43%\n150"], ["", "24%\n160", "76%\n500"]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("on 30 June 2026", "on 01 June 2026")
    assert title(ax) == "160 moved from Many to Some: 24% of Many"
    assert show.plot_migration(MIGRATION[:0], KPIS, WHEN) is None


def test_migration_names_no_path_that_is_withheld():
    ax = show.plot_migration(MIGRATION, KPIS, WHEN, style=LEAST_100)
    grid = cells(ax)
    assert grid[0][:2] == ["few", "few"] and "41" not in " ".join(texts(ax)) and "19" not in " ".join(texts(ax))
    hidden = ax.collections[0].get_array().mask
    assert [[text == "few" for text in row] for row in grid] == hidden.tolist()
    assert "hatched, few: under 100 people, or a figure that would tell how few they are" in texts(ax)
    small = show.plot_migration(MIGRATION.assign(customers=[41, 9, 200, 8, 500, 7]), KPIS, WHEN, style=Style(least=10))
    assert title(small) == "Too few customers have moved to show any path"
    stayed = MIGRATION[MIGRATION.earlier_name == MIGRATION.segment_name]
    assert title(show.plot_migration(stayed, KPIS, WHEN)) == "Nobody has moved"


def test_changes_of_shares_are_points_on_their_intervals():
    ax = show.plot_share_change(KPIS)
    assert dots(ax) == [(-0.044, 0), (0.04, 1), (0.0, 2)]
    assert [list(line.get_xdata()) for line in ax.lines[:3]] == [[-0.06, -0.02], [0.01, 0.07], [-0.03, 0.03]]
    assert [text.get_text() for text in ax.texts] == ["-4.4 points", "+4.0 points", "0.0 points"]
    assert not any("%" in label.get_text() for label in ax.get_xticklabels()) and "in points" in ax.get_xlabel()
    assert title(ax) == "Few moved most: 10% to 6.0% of the base"
    still = KPIS.assign(change_low=-0.1, change_high=0.1)
    assert title(show.plot_share_change(still)) == "No segment's share has changed beyond chance"
    assert show.plot_share_change(KPIS[:0]) is None


def test_changes_that_would_tell_of_too_few_are_withheld():
    ax = show.plot_share_change(KPIS, style=LEAST_100)
    assert dots(ax) == [(0.0, 2)] and [text.get_text() for text in ax.texts] == ["few", "few", "0.0 points"]
    assert title(ax) == "No segment's share has changed beyond chance"


def test_an_uplift_is_a_difference_in_points():
    (ax,) = show.plot_campaign(RESULTS)
    assert dots(ax) == [(0.1, 0), (0.145, 1), (0.1, 2), (0.09, 3)]
    assert [list(line.get_xdata()) for line in ax.lines[:2]] == [[0.08, 0.12], [0.1, 0.19]]
    assert [text.get_text() for text in ax.texts][:2] == ["+10.0 points", "+14.5 points"]
    assert ax.get_title(loc="left") == (
        "Spring: response +10.0 points over those held back (95% interval +8.0 points to +12.0 points)"
    )
    assert not any("%" in label.get_text() for label in ax.get_xticklabels()) and "in points" in ax.get_xlabel()
    assert title(ax) == "Spring: response +10.0 points over those held back"


def test_without_anybody_held_back_it_is_a_rate_and_no_effect():
    alone = RESULTS.assign(has_control=False, n_control=0, rate_control=np.nan, effect=RESULTS.rate_treated)
    (ax,) = show.plot_campaign(alone)
    assert ax.texts[0].get_text() == "30.0%" and title(ax) == "Spring: 30.0% responded"
    assert "not an effect" in ax.get_xlabel()


def test_of_several_campaigns_the_one_that_did_most_is_named_and_thin_segments_are_left_out():
    other = RESULTS.assign(campaign="winter", effect=[0.2, 0.145, 0.1, 0.09], n_control=[2500, 29, 700, 1590])
    axes = show.plot_campaign(pd.concat([RESULTS, other], ignore_index=True))
    assert len(axes) == 2 and len(dots(axes[0])) == 4 and len(dots(axes[1])) == 3
    assert title(axes) == "“winter” did the most: response +20.0 points over those held back"
    assert show.plot_campaign(RESULTS[:0]) is None


def test_a_campaign_tells_of_no_few_who_responded_nor_of_a_segment_that_would_tell_them():
    (ax,) = show.plot_campaign(RESULTS, style=LEAST_100)  # 72 and 42 of the 210 of segment 1
    assert dots(ax) == [(0.1, 0), (0.09, 3)]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["All (5,000)", "Few (few)", "Some (few)", "Many (3,180)"]
    many = RESULTS.assign(rate_treated=0.6)  # 126 of the contacted, and still 42 of those held back
    assert dots(show.plot_campaign(many, style=LEAST_100)[0]) == [(0.1, 0), (0.09, 3)]
    assert show.plot_campaign(RESULTS, style=Style(least=1000)) is None
    (plain,) = show.plot_campaign(RESULTS, style=PLAIN)
    assert [label.get_text() for label in plain.get_yticklabels()][1] == "Few (420)"
