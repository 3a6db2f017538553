"""What 06_monitor concludes."""

from __future__ import annotations

import pandas as pd

from segtools.monitor.history import NOT_YET


def findings(kpis: pd.DataFrame, moves: pd.DataFrame, decision: pd.DataFrame, period: pd.Series) -> list[str]:
    """What the notebook concludes, in sentences."""
    said = []
    if kpis.customers_earlier.sum():
        stayed = (kpis.stayed.fillna(0) * kpis.customers_earlier).sum() / kpis.customers_earlier.sum()
        said.append(f"Since {period.earlier:%d %B %Y}, {stayed:.0%} of those typed then have stayed in their segment.")
    if len(kpis) and period.window_days < 364 and abs((period.as_of - period.earlier).days - 365) > 7:
        said.append(
            f"Both looks measure {period.window_days} days, of different seasons: part of what has changed is the calendar."
        )
    paths = moves[(moves.earlier_name != moves.segment_name) & ~moves.earlier_name.isin([NOT_YET])]
    if len(paths):
        top = paths.loc[paths.customers.idxmax()]
        said.append(
            f"The busiest way: {top.customers:,} from {top.earlier_name} to {top.segment_name}, {top.share:.0%} of "
            "the former."
        )
    said += [f"{row.figure}: {row.decision[:1].lower()}{row.decision[1:]}." for row in decision.itertuples()]
    return said
