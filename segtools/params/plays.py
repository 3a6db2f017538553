"""The library of plays: what may be done about a figure of a segment, a file that consultants edit."""

from __future__ import annotations

from typing import Literal

from segtools.params.strict import Strict

Side = Literal["above", "below"]


class Play(Strict):
    """What may be done about a figure of a segment. Figures are the numeric variables of table profile, yes-or-no
    variables (share of yes), and p_alive, expected_orders_12m and clv_12m of table value. In the sentences
    {recency_days} is the segment's mean in the client's units and {recency_days_base} the base's; {size}, {wants} (what
    leads its spend), {lacks} (its next best category) and {fact} (what most sets it apart) can be used too.

        wake up:
          when: {recency_days: above}
          reason: They last ordered {recency_days} ago on average, against {recency_days_base} in the base.
          offer: A reminder of what they bought, led by {wants}.
          price: No reduction at first.
          message: Time for the next one.
          kpi: Days since the last order, {recency_days} on average now.
    """

    when: dict[str, Side | dict[Side, float]]
    """Figure: above or below (the base, by .2 standard deviations), or {above: 3} or {below: 0.5}. All must be true."""
    unless: dict[str, Side | dict[Side, float]] = {}
    """Of the same form: where one is true, the play would contradict what the segment does."""
    reason: str
    """The figure that calls for it."""
    offer: str
    """What to offer."""
    price: str
    """Price or promotion."""
    message: str
    """What to say."""
    kpi: str
    """What shows that it worked."""
    channel: str = ""
    """Where to say it; not given: the channel that the segment uses more than others."""


class Library(Strict):
    """Plays by name."""

    plays: dict[str, Play]
    """Name: play."""
