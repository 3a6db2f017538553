"""The library of plays: actions for segments, each tied to a figure, in a file that consultants edit."""

from __future__ import annotations

from typing import Literal

from segtools.params.strict import Strict

Side = Literal["above", "below"]


class Play(Strict):
    """An action for segments with a certain figure above or below the base. Figures are the numeric variables of table
    profile, yes-or-no variables (share of yes), and p_alive, expected_orders_12m and clv_12m of table value. In the
    sentences, {recency_days} is the segment's mean in the client's units and {recency_days_base} that of the base;
    {size}, {wants} (the category that leads its spend), {lacks} (its next best category) and {fact} (what it differs in
    most) can be used too.

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
    """Conditions of the same form. The play is not used for a segment for which one of them is true."""
    reason: str
    """The figure that is the reason for the play."""
    offer: str
    """What to offer."""
    price: str
    """Price or promotion."""
    message: str
    """What to say."""
    kpi: str
    """The figure that shows whether it worked."""
    channel: str = ""
    """Where to say it. Not given: the channel that the segment uses more than others do."""


class Library(Strict):
    """Plays by name."""

    plays: dict[str, Play]
    """Name: play."""
