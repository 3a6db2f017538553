"""04_profile: who is in each segment, and what is each worth?"""

from segtools.profile.backtest import back_test
from segtools.profile.bought import affinity
from segtools.profile.cards import cards
from segtools.profile.describe import development, segment_profile
from segtools.profile.findings import findings
from segtools.profile.price_response import price_response
from segtools.profile.satisfaction import satisfaction
from segtools.profile.terms import comment_terms
from segtools.profile.value import worth
from segtools.scorecard.base import members

__all__ = [
    "affinity",
    "back_test",
    "cards",
    "comment_terms",
    "development",
    "findings",
    "members",
    "price_response",
    "satisfaction",
    "segment_profile",
    "worth",
]
