"""Figures, tables, cards and plan: functions that turn tables into what a notebook or a report can show.

Every function takes its tables first and `style` (segtools.words.Style) last: currency, words, colour and font, and the
fewest people that a figure may stand on; what stands on fewer is withheld. A function returns None, and says so in a
line, where the client's data has nothing to show.
"""

from segtools.show.collect_figures import plot_ledger, plot_orders
from segtools.show.explore_figures import plot_correlations, plot_coverage, plot_distributions, plot_views
from segtools.show.html_cards import cards, plan
from segtools.show.html_tables import findings, lines, next_best, table, terms
from segtools.show.monitor_figures import plot_campaign, plot_migration, plot_share_change
from segtools.show.profile_figures import (
    plot_affinity,
    plot_calibration,
    plot_development,
    plot_levels,
    plot_price,
    plot_profile,
    plot_satisfaction,
    plot_worth,
)
from segtools.show.segment_figures import (
    plot_choice,
    plot_flow,
    plot_gorge,
    plot_markers,
    plot_null,
    plot_segment_stability,
)
from segtools.show.target_figures import plot_criteria, plot_matrix, plot_returns

__all__ = [
    "cards",
    "findings",
    "lines",
    "next_best",
    "plan",
    "plot_affinity",
    "plot_calibration",
    "plot_campaign",
    "plot_choice",
    "plot_correlations",
    "plot_coverage",
    "plot_criteria",
    "plot_development",
    "plot_distributions",
    "plot_flow",
    "plot_gorge",
    "plot_ledger",
    "plot_levels",
    "plot_markers",
    "plot_matrix",
    "plot_migration",
    "plot_null",
    "plot_orders",
    "plot_price",
    "plot_profile",
    "plot_returns",
    "plot_satisfaction",
    "plot_segment_stability",
    "plot_share_change",
    "plot_views",
    "plot_worth",
    "table",
    "terms",
]
