"""The plan of whole runs: its numbers stand in the tables, and the planted segments get the right plays."""

import re

import numpy as np
import pandas as pd
import pytest


def numbers(text):
    return [float(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*\.?\d*", text)]


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_every_number_of_the_plan_stands_in_the_tables(runs, client):
    """Each sentence of the plan, against every figure of the tables it may draw on, as rounded there."""

    def table(name):
        return pd.read_parquet(runs["outputs"] / client / "tables" / f"{name}.parquet")

    words, cards, value = table("plan"), table("cards"), table("value").merge(table("segments"), on="customer_id")
    ahead = ["p_alive", "clv_12m", "expected_orders_12m"]
    figures = [
        table("profile")[["value", "base"]],
        table("affinity")[["spend_share", "base_share", "buyers", "base_buyers", "likely"]],
        words.select_dtypes("number"),
        cards.select_dtypes("number"),
        table("targets").select_dtypes("number"),
        value.groupby("segment_id")[ahead].mean(),
        value[ahead].mean().to_frame(),
    ]
    known = np.concatenate([frame.to_numpy(float).ravel() for frame in figures])
    known = np.unique(known[np.isfinite(known)])
    own = [200, 1.0, 5.0]  # of the wording itself; beside it percent and millions
    known = np.concatenate([known, known * 100, known / 1e6, own])
    texts = words[["reason", "offer", "price", "message", "channel", "kpi"]].to_numpy().ravel()
    checked = 0
    for text in texts:
        text = re.sub(r'"[^"]*"|\b1 to 5\b|\(known for [^)]*\)', "", text)  # the client's own wording of a question
        for number in numbers(text):
            digits = len(str(number).partition(".")[2].rstrip("0"))
            near = np.abs(known - number).min() <= 0.5 * 10.0**-digits + 1e-9
            assert near or number in (2, 3), (text, number)
            checked += 1
    assert checked > 3 * len(words)


def test_the_demo_s_planted_segments_get_different_plays_and_the_right_ones(runs):
    def table(name):
        return pd.read_parquet(runs["outputs"] / "demo" / "tables" / f"{name}.parquet")

    truth = pd.read_csv(runs["folder"] / "data" / "demo" / "truth.csv", dtype=str)
    named = (
        table("segments")
        .merge(truth, on="customer_id")
        .groupby("planted_segment")
        .segment_name.agg(lambda n: n.mode()[0])
    )
    words = table("plan").set_index("segment_name")
    assert words.play.nunique() == len(words)
    assert words.play[named["drifting_away"]] == "win back" and words.play[named["newcomers"]] == "onboard"
    assert words.play[named["bargain_hunters"]] == "harvest" and words.play[named["investors"]] == "trade up"
    alive = table("value").merge(truth, on="customer_id").groupby("planted_segment").p_alive.mean()
    assert alive.idxmin() == "drifting_away" and alive["drifting_away"] < 0.7 < alive.drop("drifting_away").min()
    assert (runs["outputs"] / "demo" / "audiences").is_dir()
    for path in (runs["outputs"] / "demo" / "audiences").glob("*.csv"):
        rows = pd.read_csv(path, dtype=str)
        assert list(rows) == ["customer_id", "segment_name", "group"] and set(rows.group) == {"treatment", "control"}
        row = words.loc[rows.segment_name.iloc[0]]
        assert (rows.group == "control").sum() == row.control and len(rows) == row.audience + row.control


def test_nobody_is_contacted_or_counted_as_reachable_who_did_not_agree_to_it(runs):
    plan, segments, known = (
        pd.read_parquet(runs["outputs"] / "demo" / "tables" / f"{name}.parquet")
        for name in ("plan", "segments", "customers")
    )
    rows = pd.read_csv(runs["folder"] / "data" / "demo" / "customers.csv", dtype=str)
    agreed = set(rows.customer_id[rows.newsletter == "yes"])
    lists = [pd.read_csv(path, dtype=str) for path in (runs["outputs"] / "demo" / "audiences").glob("*.csv")]
    assert lists and all(set(own.customer_id) <= agreed for own in lists)
    members = segments.merge(known[["customer_id", "newsletter"]], on="customer_id")
    said = members.newsletter.eq("yes").groupby(members.segment_id).sum().to_dict()  # of some, no row says it
    assert plan.set_index("segment_id").reached.to_dict() == said
    assert 0.7 < plan.reached.sum() / len(members) < 0.85


def test_the_planted_effect_lies_in_the_range_of_the_plan(runs):
    words = pd.read_parquet(runs["outputs"] / "demo" / "tables" / "plan.parquet").set_index("segment_name")
    truth = pd.read_csv(runs["folder"] / "data" / "demo" / "truth.csv", dtype=str)
    segments = pd.read_parquet(runs["outputs"] / "demo" / "tables" / "segments.parquet").merge(truth, on="customer_id")
    named = segments.groupby("planted_segment").segment_name.agg(lambda n: n.mode()[0])
    effect = (
        pd.read_csv(runs["folder"] / "data" / "demo" / "truth_campaign.csv")
        .set_index("planted_segment")
        .response_uplift
    )
    known = [planted for planted in effect.index if not np.isnan(words.response[named[planted]])]
    assert len(known) >= 3
    for planted in known:
        row = words.loc[named[planted]]
        assert row.response_low <= effect[planted] <= row.response_high
