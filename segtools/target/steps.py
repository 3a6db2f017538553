"""Steps of 05_target that use many tables of a study."""

from __future__ import annotations

import pandas as pd

from segtools import campaigns
from segtools.tables import Study
from segtools.target.criteria import measures
from segtools.target.ranking import rank_segments
from segtools.target.returns import economics, ordered_anyway
from segtools.worth import margin_of


def measured_criteria(study: Study, base: pd.DataFrame) -> pd.DataFrame:
    """Every criterion the data can give, of `measures`; `base` of `members`."""
    before = campaigns.earlier_segments(study.customers_earlier, study.scorecard)
    settings, since = study.params.target, study.when.earlier
    return measures(base, study.cards, settings, study.params.currency, before, study.responses, since)


def ranked_segments(study: Study, base: pd.DataFrame, reachable: pd.Series) -> pd.DataFrame:
    """Table `targets`, of `rank_segments`; `reachable` of `contactable`, a row a row of `base`."""
    reached = reachable.groupby(base.segment_id).sum()
    settings, seed = study.params.target, study.params.seed
    return rank_segments(study.cards, study.criteria, settings, study.style, study.profile, reached, seed)


def segment_economics(study: Study, base: pd.DataFrame, reachable: pd.Series) -> pd.DataFrame:
    """What a contact costs and may bring in each segment, as from `economics`: computed from the client's own orders
    and campaigns, unless params give it."""
    since, reached = study.when.earlier, reachable.groupby(base.segment_id).sum()
    earlier = campaigns.earlier_segments(study.customers_earlier, study.scorecard)
    before = campaigns.segments_before(study.customers, study.segments, earlier)
    results = campaigns.campaign_results(study.responses, before, since)
    anyway = ordered_anyway(study.months, before, since, study.when.as_of)
    margin = margin_of(study.buying, study.params.value.margin).share
    return economics(base, reached, results, study.responses, study.params.target.economics, margin, anyway)
