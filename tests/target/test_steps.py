"""The steps of 05_target that draw on many tables, with the segments as they stood before the campaigns."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from target.small_base import responses

from segtools.params import Economics, Target
from segtools.target import steps
from segtools.words import Style

# one variable, of two levels: whoever orders often is in Up, else in Down
CARD = {
    "variables": [{"variable": "often", "kind": "binary", "columns": {"no": [0.0, 1.0], "yes": [0.0, 1.0]}}],
    "segments": [
        {"segment_id": 1, "segment_name": "Up", "constant": 0.0, "weights": {"often=no": 0.0, "often=yes": 1.0}},
        {"segment_id": 2, "segment_name": "Down", "constant": 0.0, "weights": {"often=no": 1.0, "often=yes": 0.0}},
    ],
}


@pytest.fixture
def study():
    """A campaign that moved everybody who responded from Down to Up: 160 were in Down before it, 60 who were in Up then
    stayed there."""
    sent, _ = responses(60, 80, 20, 80)
    quiet = pd.DataFrame({"customer_id": [f"q{n}" for n in range(60)]})
    ids = pd.concat([sent[["customer_id"]], quiet], ignore_index=True)
    earlier = ids.assign(frequency=1, often=["no"] * 160 + ["yes"] * 60)
    now = ids.assign(frequency=1, often=np.where(sent.responded.reindex(ids.index, fill_value=True), "yes", "no"))
    segments = now[["customer_id"]].assign(segment_id=np.where(now.often == "yes", 1, 2))
    segments["segment_name"] = segments.segment_id.map({1: "Up", 2: "Down"})
    params = SimpleNamespace(
        target=Target(economics=Economics(contact_cost=1.0)), value=SimpleNamespace(margin=0.5), currency="€", seed=0
    )
    when = pd.Series({"earlier": pd.Timestamp("2026-01-01"), "as_of": pd.Timestamp("2026-06-30")})
    sizes = segments.segment_id.value_counts().sort_index()
    cards = pd.DataFrame({"segment_id": [1, 2], "segment_name": ["Up", "Down"], "size": sizes.to_numpy(), "slsw": 0.9})
    cards = cards.assign(share=cards["size"] / 220, clv_12m=np.nan, value_per_customer=np.nan, p_alive=np.nan)
    tables = dict(customers=now, customers_earlier=earlier, segments=segments, responses=sent, cards=cards)
    absent = dict.fromkeys(["months", "buying", "profile"])
    return SimpleNamespace(params=params, style=Style("€"), when=when, scorecard=CARD, **tables, **absent)


def base_of(study):
    return study.customers.merge(study.segments, on="customer_id").assign(expected_amount=40.0)


def test_an_effect_is_that_on_the_segment_before_the_contact(study):
    base = base_of(study)
    table = steps.segment_economics(study, base, pd.Series(True, base.index)).set_index("segment_id")
    assert table.response[2] == pytest.approx(60 / 80 - 20 / 80)  # among those who were in Down
    assert np.isnan(table.response[1])  # by the segment after it, everybody in Up has responded
    assert (
        table.worth.tolist() == [20, 20] and table.reached.tolist() == base.segment_id.value_counts()[[1, 2]].tolist()
    )


def test_growth_is_measured_from_the_earlier_look(study):
    found = steps.measured_criteria(study, base_of(study)).set_index(["criterion", "segment_id"])
    assert found.value["growth"].to_dict() == pytest.approx({1: 140 / 220 - 60 / 220, 2: 80 / 220 - 160 / 220})


def test_who_cannot_be_reached_is_counted_by_segment(study):
    study.criteria = pd.DataFrame({"segment_id": [1, 2], "criterion": "size", "value": [0.6, 0.4], "error": 0.0})
    study.criteria = study.criteria.assign(unit="share", score=[1.0, 0.0], weight=1.0, source="", side="attractiveness")
    base = base_of(study)
    reachable = base.segment_id.eq(1) | (base.groupby("segment_id").cumcount() < 20)
    targets = steps.ranked_segments(study, base, reachable)
    assert targets.knocked_out.tolist() == ["", "20 members may be contacted, under 50"]
