"""tables.py, plots.py and the report: what a person sees, and what may not slip through."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from segtools.show import html_cards, html_tables, look, profile_figures, segment_figures, target_figures
from segtools.tables import DataError, schemas, store

EVIL = "<script>alert(1)</script>"
SEGMENTS = pd.DataFrame(
    {"customer_id": ["007", "7"], "segment_id": [1, 2], "segment_name": ["A", "B"], "confidence": [0.9, 0.8]}
)
CARDS = pd.DataFrame(
    {
        "segment_id": [1, 2], "segment_name": [EVIL, "B & C"], "size": [30, 70], "share": [0.3, 0.7], "share_low": [0.2, 0.6],
        "share_high": [0.4, 0.8], "value_per_customer": [100.0, 10.0], "value_share": [0.81, 0.19], "slsw": [0.9, 0.6],
        "clv_12m": [90.0, 12.0], "clv_low": [80.0, 10.0], "clv_high": [100.0, 14.0], "clv_share": [0.76, 0.24],
        "facts": [[EVIL], ["f"]], "descriptors": [[], ["d"]], "categories": [[], []], "wants": [[EVIL], []], "loses": [[EVIL], []],
        "figure": [[EVIL], []], "figure_values": [[1.5], []], "persona": [EVIL, ""], "clv_basis": "net amount",
    }
)  # fmt: skip
TARGETS = pd.DataFrame({"segment_id": [1, 2], "segment_name": ["A", "B"], "attractiveness": [0.9, 0.2], "competitiveness": [0.8, 0.5],
                        "rank": [1, 2], "role": ["target", "maintain"], "knocked_out": ["", ""], "p_target": [0.9, 0.1],
                        "attractiveness_low": [0.8, 0.1], "attractiveness_high": [1.0, 0.3], "competitiveness_low": [0.7, 0.4],
                        "competitiveness_high": [0.9, 0.6]})  # fmt: skip


def test_a_table_comes_back_as_it_was_saved(outputs):
    store.save_table("acme", "segments", SEGMENTS)
    loaded = store.load_table("acme", "segments")
    assert loaded.customer_id.tolist() == ["007", "7"]
    assert (outputs / "acme" / "tables" / "segments.parquet").is_file()
    first = (outputs / "acme" / "tables" / "segments.parquet").read_bytes()
    store.save_table("acme", "segments", SEGMENTS)
    assert (outputs / "acme" / "tables" / "segments.parquet").read_bytes() == first


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"customer_id": ["7", "7"]}, "more than one row for"),
        ({"customer_id": [7, 8]}, "customer_id holds a value that is not text"),
        ({"segment_id": [1.5, 2.0]}, "segment_id is float64, not integer"),
    ],
)
def test_a_table_that_breaks_its_schema_is_not_saved(outputs, change, said):
    with pytest.raises(DataError, match=said):
        store.save_table("acme", "segments", SEGMENTS.assign(**change))
    assert not outputs.exists()


def test_a_table_that_is_not_there_yet_is_asked_for_by_name(outputs):
    with pytest.raises(
        DataError, match=r"segments\.parquet: not there yet; run the notebook that writes table segments first"
    ):
        store.load_table("acme", "segments")
    assert store.load_optional("acme", "responses") is None


def test_a_table_that_no_longer_applies_is_taken_away(outputs):
    store.save_optional("acme", {"segments": SEGMENTS})
    assert store.save_optional("acme", {"segments": None}) == []
    assert store.load_optional("acme", "segments") is None


def test_findings_of_a_stage_replace_its_own_and_leave_the_others(outputs):
    store.save_findings("acme", "02_explore", ["two"])
    store.save_findings("acme", "01_collect", ["one", "uno"])
    store.save_findings("acme", "02_explore", ["deux"])
    assert store.load_table("acme", "findings").finding.tolist() == ["one", "uno", "deux"]


def test_every_schema_has_a_kind_and_a_meaning_for_each_column():
    for name, columns in schemas.SCHEMAS.items():
        assert all(
            kind in {"id", "text", "integer", "number", "flag", "date", "list"} and says
            for kind, says in columns.values()
        ), name
        schemas.check_table(name, schemas.empty_table(name))


def test_a_segment_has_one_colour_in_every_figure():
    assert look.segment_colour(1) == look.SEGMENT_COLOURS[0] and look.segment_colour(0) == look.GREY
    worth, matrix = profile_figures.plot_worth(CARDS), target_figures.plot_matrix(TARGETS, CARDS)
    bars = {tuple(np.round(patch.get_facecolor()[:3], 3)) for patch in worth[0].patches}
    dots = {tuple(np.round(colour[:3], 3)) for colour in matrix.collections[0].get_facecolors()}
    wanted = {tuple(np.round(plt.matplotlib.colors.to_rgb(look.segment_colour(s)), 3)) for s in (1, 2)}
    assert wanted <= bars and wanted == dots
    plt.close("all")


def test_titles_state_the_finding_and_change_with_it():
    assert target_figures.plot_matrix(TARGETS, CARDS).figure.get_suptitle() == "Court “A” (in 90% of draws)"
    nobody = target_figures.plot_matrix(TARGETS.assign(role="out"), CARDS)
    assert nobody.figure.get_suptitle() == "No segment passes the knock-outs"
    sizes = CARDS[["segment_id"]].assign(segment_name=["A", "B"])
    title = segment_figures.plot_segment_stability(
        sizes, pd.DataFrame({"segment_id": [1, 2], "slsw": [0.9, 0.62], "chosen": True})
    ).figure.get_suptitle()
    assert title == "Least sure to come back: B (0.62)"
    plt.close("all")


def test_drawing_leaves_the_settings_as_they_were():
    plt.ioff()
    before = {**plt.rcParams}
    profile_figures.plot_worth(CARDS)
    assert {**plt.rcParams} == before
    plt.close("all")


def test_markup_in_the_data_stays_text():
    shown = [
        html_cards.show_cards(CARDS, EVIL, EVIL).data,
        html_tables.sentences([EVIL]).data,
        html_tables.show_table(pd.DataFrame({EVIL: [EVIL]})).as_raw_html(),
        html_cards.show_plan(pd.DataFrame([dict.fromkeys(["segment_name", "role", "play", "reason", "offer", "price", "message", "channel", "kpi", "test"], EVIL)])
                        .assign(segment_id=1, audience=9, control=1, cost=1.0, response=np.nan, worth=1.0, expected_return=np.nan)).data,
    ]  # fmt: skip
    for page in shown:
        assert "<script" not in page and "&lt;script&gt;" in page


def test_figures_are_written_by_their_units():
    data = pd.DataFrame({"a": [0.256, np.nan], "b": [2774467.63, 1.0], "n": [1200, 3]})
    page = html_tables.show_table(data, "", {"a": "share", "b": "exact"}, "€").as_raw_html()
    assert "26%" in page and "€2,774,467.63" in page and "1,200" in page and "nan" not in page
