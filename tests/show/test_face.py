"""The face of show, and the gate that every figure passes: what stands on too few people is not told."""

import inspect
import subprocess
import sys

import matplotlib.pyplot as plt
import pytest
from show.small_tables import (
    AFFINITY,
    BASE,
    CALIBRATION,
    CARDS,
    CHOICE,
    CORRELATIONS,
    COVERAGE,
    CRITERIA,
    DEVELOPMENT,
    EMBEDDING,
    FLOW,
    KPIS,
    LEAST_100,
    MARKED,
    MIGRATION,
    PERIOD,
    PLAIN,
    PLAN,
    PRICE_RESPONSE,
    PROFILE,
    QUALITY,
    REASONS,
    RESULTS,
    SATISFACTION,
    SEGMENT_STABILITY,
    SEGMENTS,
    SIMILAR,
    SIZED,
    STABILITY,
    TARGETS,
    TERMS,
    VARIABLES,
    WEEKS,
    texts,
    title,
)

from segtools import show

# what each figure writes of fewer than a hundred people, or shows of a segment of sixty, while all may be told
SMALL = {
    "plot_ledger": ((QUALITY, REASONS), ["37"]),
    "plot_orders": ((WEEKS, PERIOD), ["40 orders in a typical week (median) of the 28 days to 30 June 2026"]),
    "plot_coverage": ((COVERAGE, BASE), ["96%"]),
    "plot_views": ((EMBEDDING, SEGMENTS), ["Few"]),
    "plot_segment_stability": ((SIZED, SEGMENT_STABILITY), ["0.62"]),
    "plot_flow": ((FLOW, SEGMENT_STABILITY, SIZED), ["0.50"]),
    "plot_gorge": ((SIMILAR, SEGMENTS), ["Few"]),
    "plot_markers": ((MARKED, SIZED), ["Few\n6.0%"]),
    "plot_worth": ((CARDS,), ["6.0% of the base", "44% of the net amount", "43% of the value to come", "€400"]),
    "plot_calibration": ((CALIBRATION,), ["Few (60)", "4.44 expected, 3.33 came"]),
    "plot_satisfaction": ((SATISFACTION,), ["80% (55 answers)"]),
    "plot_development": ((DEVELOPMENT,), ["Few"]),
    "plot_profile": ((PROFILE,), ["12"]),
    "plot_levels": ((PROFILE,), ["95%", "5.0%"]),
    "plot_affinity": ((AFFINITY, SEGMENTS), ["77%"]),
    "plot_matrix": ((TARGETS, CARDS), ["1  Few: target in 90%"]),
    "plot_returns": ((PLAN,), ["€54 from 54 contacts; breaks even at 10.0%, expected 20.0%"]),
    "plot_criteria": ((CRITERIA, TARGETS, CARDS), ["6.0%", "€500"]),
    "plot_migration": ((MIGRATION, KPIS, PERIOD.iloc[0]), ["68%\n41", "32%\n19"]),
    "plot_share_change": ((KPIS,), ["-4.4 points"]),
    "plot_campaign": ((RESULTS,), ["Few (420)", "+14.5 points"]),
}
# what stands on the whole base, or on no people at all
WHOLE = {
    "plot_distributions": (BASE, VARIABLES),
    "plot_correlations": (CORRELATIONS,),
    "plot_choice": (CHOICE, STABILITY),
    "plot_null": None,
    "plot_price": (PRICE_RESPONSE,),
}


def drawn(name, tables, style):
    axes = getattr(show, name)(*tables, style=style)
    written, head = texts(axes), title(axes)
    plt.close("all")
    return written, head


def test_every_figure_of_the_face_is_held_against_the_gate():
    assert set(SMALL) | set(WHOLE) == {name for name in show.__all__ if name.startswith("plot_")}


@pytest.mark.parametrize("name", SMALL)
def test_what_stands_on_fewer_than_a_hundred_people_is_not_written(name):
    tables, small = SMALL[name]
    open_, _ = drawn(name, tables, PLAIN)
    assert [text for text in small if text not in open_] == []
    withheld, head = drawn(name, tables, LEAST_100)
    assert [text for text in small if text in withheld] == []
    assert "under 100" in " ".join(withheld) or "fewer than 100" in " ".join(withheld)
    assert [text for text in small if text in head] == []


@pytest.mark.parametrize("name", [name for name, tables in WHOLE.items() if tables])
def test_what_stands_on_the_whole_base_is_the_same_at_any_least(name):
    assert drawn(name, WHOLE[name], PLAIN)[1] == drawn(name, WHOLE[name], LEAST_100)[1]


def test_tables_cards_and_plan_pass_the_gate():
    pages = {
        "cards": lambda style: show.cards(CARDS, style=style).data,
        "plan": lambda style: show.plan(PLAN, style=style).data,
        "terms": lambda style: show.terms(TERMS, style=style).as_raw_html(),
        "next best": lambda style: show.next_best(AFFINITY, SEGMENTS, style=style).as_raw_html(),
    }
    small = {
        "cards": ["<b>60</b>", "6.0% of the base", "one fact", "<b>240</b>"],
        "plan": ["54 to contact, 6 held back", "€54 (-€54 to €108)"],
        "terms": ["slow", "46%"],
        "next best": ["55%"],
    }
    for name, page in pages.items():
        assert [text for text in small[name] if text not in page(PLAIN)] == []
        assert [text for text in small[name] if text in page(LEAST_100)] == []
    assert "two facts" in pages["cards"](LEAST_100) and "2,160 to contact, 240 held back" in pages["plan"](LEAST_100)
    assert "1 term of fewer than 100 people is withheld" in pages["terms"](LEAST_100)


def test_tables_come_first_and_style_is_a_keyword_of_every_function():
    for name in show.__all__:
        parameters = inspect.signature(getattr(show, name)).parameters
        assert list(parameters)[-1] == "style" and len(parameters) > 1, name


def test_showing_needs_no_umap():
    command = "import sys, segtools.show; print('umap' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "False"
