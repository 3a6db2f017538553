"""Where customers were and where they are, by the same scorecard."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.tables import empty_table

NOT_YET = "(no order yet)"
SILENT = "(no order in the window)"


def migration(earlier: pd.DataFrame | None, now: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Table `migration`: from which segment to which, by the same scorecard at both looks.

    Parameters
    ----------
    earlier, now : tables `segments` of the two looks
    customers : table `customers` as of now: who is in it and not in `earlier` had no order yet (or none in the
        earlier window); who is not in `now` has none in the window now

    Without an earlier look the table is empty, and so are `kpis` and `drift`.
    """
    if earlier is None:
        return empty_table("migration")
    seen = customers[["customer_id"]].merge(
        earlier[["customer_id", "segment_name"]].rename(columns={"segment_name": "earlier_name"}),
        on="customer_id", how="left",
    ).merge(now[["customer_id", "segment_name"]], on="customer_id", how="left")  # fmt: skip
    seen["earlier_name"] = seen.earlier_name.fillna(NOT_YET).astype("str")
    seen["segment_name"] = seen.segment_name.fillna(SILENT).astype("str")
    seen = seen[(seen.earlier_name != NOT_YET) | (seen.segment_name != SILENT)]
    made = seen.groupby(["earlier_name", "segment_name"], as_index=False).size().rename(columns={"size": "customers"})
    made["share"] = made.customers / made.groupby("earlier_name").customers.transform("sum")
    return made.astype({"customers": "int64"})


def segment_kpis(earlier: pd.DataFrame | None, now: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    """Table `kpis`: members and share of each segment at both looks, the change with its 95% interval (normal,
    the two looks taken as independent, which makes it wider than it need be), and who stayed."""
    if earlier is None:
        return empty_table("kpis")
    made = cards[["segment_id", "segment_name"]].copy()
    ids = made.segment_id
    made["customers_earlier"] = ids.map(earlier.segment_id.value_counts()).fillna(0).astype("int64")
    made["customers_now"] = ids.map(now.segment_id.value_counts()).fillna(0).astype("int64")
    made["share_earlier"] = made.customers_earlier / len(earlier)
    made["share_now"] = made.customers_now / len(now)
    made["change"] = made.share_now - made.share_earlier
    error = np.sqrt(made.share_earlier * (1 - made.share_earlier) / len(earlier)
                    + made.share_now * (1 - made.share_now) / len(now))  # fmt: skip
    made["change_low"], made["change_high"] = made.change - 1.96 * error, made.change + 1.96 * error
    both = earlier[["customer_id", "segment_id"]].merge(now[["customer_id", "segment_id"]], on="customer_id", how="left",
                                                        suffixes=("", "_now"))  # fmt: skip
    made["stayed"] = ids.map((both.segment_id == both.segment_id_now).groupby(both.segment_id).mean()).astype(float)
    return made
