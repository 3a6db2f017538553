"""Each customer's segment then and now, by the same scorecard."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.tables import empty_table

NOT_YET = "(no order yet)"
SILENT = "(no order in the period)"


def migration(earlier: pd.DataFrame | None, now: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Table `migration`: moves from segment to segment, by the same scorecard at both looks.

    Parameters
    ----------
    earlier, now : tables `segments` of the two looks
    customers : table `customers` as of now: who is in it and not in `earlier` had no order yet (or none in the
        earlier window); who is not in `now` has none in the window now

    Without an earlier look the table is empty, and so are `kpis` and `drift`.
    """
    if earlier is None:
        return empty_table("migration")
    then = earlier[["customer_id", "segment_name"]].rename(columns={"segment_name": "earlier_name"})
    both = customers[["customer_id"]].merge(then, on="customer_id", how="left")
    both = both.merge(now[["customer_id", "segment_name"]], on="customer_id", how="left")
    both["earlier_name"] = both.earlier_name.fillna(NOT_YET).astype("str")
    both["segment_name"] = both.segment_name.fillna(SILENT).astype("str")
    both = both[(both.earlier_name != NOT_YET) | (both.segment_name != SILENT)]
    moves = both.groupby(["earlier_name", "segment_name"], as_index=False).size().rename(columns={"size": "customers"})
    moves["share"] = moves.customers / moves.groupby("earlier_name").customers.transform("sum")
    return moves.astype({"customers": "int64"})


def segment_kpis(earlier: pd.DataFrame | None, now: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    """Table `kpis`: members and share of each segment at both looks, the change with its 95% interval (normal,
    the two looks taken as independent, which makes it wider than it need be), and who stayed.

    Parameters
    ----------
    earlier, now : tables `segments` of the two looks; the table is empty without the first
    cards : table
    """
    if earlier is None:
        return empty_table("kpis")
    kpis = cards[["segment_id", "segment_name"]].copy()
    ids = kpis.segment_id
    kpis["customers_earlier"] = ids.map(earlier.segment_id.value_counts()).fillna(0).astype("int64")
    kpis["customers_now"] = ids.map(now.segment_id.value_counts()).fillna(0).astype("int64")
    kpis["share_earlier"] = kpis.customers_earlier / len(earlier)
    kpis["share_now"] = kpis.customers_now / len(now)
    kpis["change"] = kpis.share_now - kpis.share_earlier
    variance_then = kpis.share_earlier * (1 - kpis.share_earlier) / len(earlier)
    variance_now = kpis.share_now * (1 - kpis.share_now) / len(now)
    error = np.sqrt(variance_then + variance_now)
    kpis["change_low"], kpis["change_high"] = kpis.change - 1.96 * error, kpis.change + 1.96 * error
    places = [look[["customer_id", "segment_id"]] for look in (earlier, now)]
    both = places[0].merge(places[1], on="customer_id", how="left", suffixes=("", "_now"))
    stayed = (both.segment_id == both.segment_id_now).groupby(both.segment_id).mean()
    kpis["stayed"] = ids.map(stayed).astype(float)
    return kpis
