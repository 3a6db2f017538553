"""The panel: an SPSS file and its CSV twin."""

import datetime as dt
import io

import pandas as pd
import pyreadstat
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from worlds.panel import ATTITUDES, MATTERS, NEEDS

ITEMS = [*ATTITUDES, *NEEDS]


def twin(made):
    """The respondents of the CSV file: one row each, without the agency's own interview."""
    rows = pd.read_csv(io.BytesIO(made.files["panel.csv"]), sep=";").dropna(subset="respid").drop_duplicates()
    rows = rows[rows.wt > 0]
    return rows.assign(respid=rows.respid.astype(int).astype(str)).set_index("respid")


def sav(made, tmp_path, **how):
    (tmp_path / "panel.sav").write_bytes(made.files["panel.sav"])
    return pyreadstat.read_sav(tmp_path / "panel.sav", **how)


@pytest.mark.parametrize("asked", [{"customers": 300}, {"customers": 200, "seed": 4, "dirt": "heavy"}])
def test_totals_are_what_one_counts_in_the_files(asked, made):
    panel = made("panel", **asked)
    rows, totals = twin(panel), panel.truth.totals
    assert totals["people"] == len(rows) and rows.index.is_unique
    assert totals["net_money"] == rows.spend[rows.spend != 99998].sum()
    assert totals["weighted_people"] == pytest.approx(rows.wt.sum(), abs=1e-6)
    codes = {name: rows[name].isin([98, 99]).sum() for name in ITEMS} | {"spend": (rows.spend == 99998).sum()}
    assert totals["missing_codes"] == codes


@pytest.mark.parametrize("dirt", ["none", "light", "heavy"])
def test_dirt_is_as_counted(dirt, made):
    panel = made("panel", customers=300, dirt=dirt)
    raw = pd.read_csv(io.BytesIO(panel.files["panel.csv"]), sep=";")
    seen = {
        "repeated row": raw.duplicated().sum(),
        "customer id is missing": raw.respid.isna().sum(),
        "row of a test customer": raw.respid.eq(1).sum(),
    }
    kept = panel.truth.totals["dirt"].get("panel.sav and panel.csv", {})
    assert {kind: rows for kind, rows in seen.items() if rows} == kept


def test_the_spss_file_holds_the_rows_of_its_twin_with_labels_and_missing_codes(made, tmp_path):
    panel = made("panel", customers=300)
    rows, about = sav(panel, tmp_path, user_missing=True)
    codes = pd.read_csv(io.BytesIO(panel.files["panel.csv"]), sep=";")
    pd.testing.assert_frame_equal(rows[codes.columns], codes, check_dtype=False)
    assert about.column_names_to_labels["q5_1"] == "How far do you agree? I plan meals ahead"
    assert (
        about.variable_value_labels["q7_1"][98] == "Don't know"
        and about.variable_value_labels["q5_1"][5] == "Agree completely"
    )
    assert set(about.missing_ranges) == set(ATTITUDES)
    assert about.creation_time == dt.datetime(2026, 6, 30, 12)


def test_the_segments_come_back_from_the_grids(made):
    panel = made("panel", customers=800)
    rows = twin(panel)[ITEMS]
    known = rows.where(rows < 90)
    known = known.fillna(known.mean())
    planted = panel.truth.segments.set_index("customer_id").segment.reindex(known.index)
    found = KMeans(4, n_init=10, random_state=0).fit_predict(known)
    assert adjusted_rand_score(planted, found) > 0.9


def test_some_agree_to_everything(made):
    panel = made("panel", customers=800)
    rows = twin(panel)[ITEMS]
    style = panel.truth.more["response_style"].set_index("customer_id").agrees_to_everything
    assert 0.08 < style.mean() < 0.18
    mean = rows.where(rows < 90).mean(axis=1).groupby(style.reindex(rows.index)).mean()
    assert mean[True] > mean[False] + 0.6


def test_weights_put_right_that_the_young_answer_seldom(made):
    rows = twin(made("panel", customers=800))
    assert rows.wt.mean() == pytest.approx(1, abs=1e-4)
    assert rows.wt.groupby(rows.age).mean().is_monotonic_decreasing


@pytest.mark.parametrize("params", ["params.yaml", "params_codes.yaml"])
def test_segtools_counts_the_people_the_money_and_the_missing_codes_of_the_truth(params, made, counted):
    bad, accepted, customers = counted("panel", params=params, customers=300)
    totals = made("panel", customers=300).truth.totals
    assert bad == [] and len(customers) == len(accepted["survey"]) == totals["people"]
    assert customers.spend.sum() == totals["net_money"]
    assert customers[ITEMS].isna().sum().to_dict() == {name: totals["missing_codes"][name] for name in ITEMS}
    if params == "params.yaml":
        assert set(customers.q7_2.dropna()) == set(MATTERS.values())
