"""What campaigns did in each segment: published figures, and the segment before the contact."""

import numpy as np
import pandas as pd
import pytest
from target.small_base import responses

from segtools import campaigns

SINCE = pd.Timestamp("2026-01-01")


def test_the_interval_of_an_uplift_is_newcombe_s_as_published():
    """Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10: 56/70 against 48/80 is .0524 to .3339."""
    sent, segments = responses(56, 70, 48, 80)
    row = campaigns.campaign_results(sent, segments, SINCE).iloc[1]
    assert row.effect == pytest.approx(0.2)
    assert (row.effect_low, row.effect_high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_what_a_randomised_test_changed_is_as_published(shared):
    """Hillstrom's e-mail test: spend over no e-mail, men's and women's mailing, by what customers had bought before."""
    rows = pd.read_csv(shared("hillstrom/hillstrom.csv.gz"))
    ids = rows.index.astype(str)
    bought = np.select([(rows.mens == 1) & (rows.womens == 1), rows.mens == 1], ["both", "men's"], "women's")
    segments = pd.DataFrame({"customer_id": ids, "segment_name": bought})
    segments["segment_id"] = segments.segment_name.map({"both": 1, "men's": 2, "women's": 3})
    sent = pd.DataFrame({"customer_id": ids, "campaign": rows.segment, "contact_date": pd.NaT})
    sent = sent.assign(treated=rows.segment != "No E-Mail", responded=rows.visit == 1, revenue=rows.spend)
    found = {}
    for arm in ("Mens E-Mail", "Womens E-Mail"):
        both = sent[sent.campaign.isin([arm, "No E-Mail"])].assign(campaign=arm)
        results = campaigns.campaign_results(both, segments, pd.NaT).set_index("segment_name")
        found[arm] = results.spend_effect
        assert (results.spend_low < results.spend_effect).all() and (results.spend_effect < results.spend_high).all()
    order = ["All", "both", "men's", "women's"]
    assert found["Mens E-Mail"][order].round(3).tolist() == [0.770, 1.825, 0.683, 0.616]
    assert found["Womens E-Mail"][order].round(3).tolist() == [0.424, 0.162, 0.278, 0.632]


def test_without_controls_the_effect_is_a_rate_and_says_so():
    sent, segments = responses(10, 50, 0, 0)
    results = campaigns.campaign_results(sent, segments, SINCE)
    assert not results.has_control.any() and results.effect.tolist() == [0.2, 0.2]
    assert campaigns.campaign_results(sent, segments, pd.Timestamp("2026-03-01")).empty


def test_more_than_three_campaigns_are_read_as_one():
    sent = [responses(5, 20, 0, 0, campaign=f"mail {n}", prefix=f"c{n}-") for n in range(4)]
    before = pd.concat([segments for _, segments in sent])
    together = campaigns.campaign_results(pd.concat([rows for rows, _ in sent]), before, SINCE)
    assert set(together.campaign) == {"the 4 campaigns since 01 January 2026"}
    assert together[["n_treated", "effect"]].values.tolist() == [[80, 0.25], [80, 0.25]]
    three = campaigns.campaign_results(pd.concat([rows for rows, _ in sent[:3]]), before, SINCE)
    assert sorted(set(three.campaign)) == ["mail 0", "mail 1", "mail 2"]


def test_segments_before_a_campaign_are_those_of_the_earlier_look():
    now = pd.DataFrame({"customer_id": list("ab"), "segment_id": [1, 2]})
    earlier = now.assign(segment_id=[2, 2])
    orders, survey = pd.DataFrame({"frequency": [1, 2]}), pd.DataFrame({"tasty": ["yes", "no"]})
    assert campaigns.segments_before(orders, now, earlier) is earlier
    assert campaigns.segments_before(survey, now, earlier) is earlier
    assert campaigns.segments_before(orders, now, None) is None  # a campaign may have changed them
    assert campaigns.segments_before(pd.DataFrame({"event_count": [3, 4]}), now, None) is None
    assert campaigns.segments_before(survey, now, None) is now


def test_an_uplift_is_counted_in_the_segment_before_and_responders_who_moved_do_not_flatter_where_they_ended():
    sent, before = responses(40, 80, 20, 80)
    after = before.assign(segment_id=np.where(sent.responded, 2, 1))
    results = campaigns.campaign_results(sent, before, SINCE).set_index("segment_id")
    assert results.effect[1] == pytest.approx(0.25) and 2 not in results.index
    flattered = campaigns.campaign_results(sent, after, SINCE).set_index("segment_id")
    assert flattered.rate_treated[2] == 1


@pytest.mark.parametrize(
    ("treated", "control", "least", "read"),
    [(30, 30, 0, True), (29, 30, 0, False), (30, 29, 0, False), (100, 99, 100, False), (100, 100, 100, True)],
)
def test_groups_of_thirty_are_read_and_none_smaller_than_may_be_told(treated, control, least, read):
    sent, before = responses(10, treated, 5, control)
    results = campaigns.campaign_results(sent, before, SINCE)
    assert len(campaigns.readable(results, least)) == read


def test_where_nobody_was_held_back_contacts_alone_are_counted():
    sent, before = responses(10, 30, 0, 0)
    assert len(campaigns.readable(campaigns.campaign_results(sent, before, SINCE))) == 1
