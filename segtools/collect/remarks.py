"""What came, and what a reader should know of it before trusting it."""

from __future__ import annotations

import pandas as pd

from segtools.collect.row_rules import Checked
from segtools.collect.sources import Received
from segtools.params import Params

# --- what came ----------------------------------------------------------------------------------------


def inventory(received: dict[str, Received]) -> pd.DataFrame:
    """What the client gave: one row a source, with file, rows, columns and which of them hold identities."""
    rows = [
        {
            "source": name,
            "file": table.file,
            "rows": int(table.rows.count().execute()),
            "columns": ", ".join(table.columns),
            "personal, withheld": ", ".join(f"{column} ({what})" for column, what in table.personal.items())
            or "none found",
        }
        for name, table in received.items()
    ]
    return pd.DataFrame(rows)


def notices(checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `remarks`: what a reader should know of each source before trusting it: source, remark, rows (0 where
    it is not about rows)."""
    rows = [(name, remark, count) for name, table in checked.items() for remark, count in table.remarks]
    for name, table in checked.items():
        ids = table.received.source.columns.get("customer_id", "customer_id")
        kept_out = dict.fromkeys(table.received.personal, "it stays out of the study")
        kept_out |= {ids: "other ids stand in for it"} if ids in kept_out else {}
        said = getattr(table.received.source, "comments", None)
        kept_out |= {said: "they are masked, and only terms and counts are shown"} if said else {}
        rows += [
            (name, f"column {column} holds {what}: {kept_out[column]}", 0)
            for column, what in table.received.personal.items()
        ]
    people = {name: table.accepted.select("customer_id").distinct() for name, table in checked.items()}
    main = next(name for name in ("transactions", "events", "customers", "survey") if name in people)
    for name in [name for name in people if name != main]:
        lone = people[name].anti_join(people[main], "customer_id").count().execute()
        rest = people[main].anti_join(people[name], "customer_id").count().execute()
        rows.append((name, f"{params.customers_are} without a usable row in {main}", int(lone)))
        rows.append((name, f"{params.customers_are} of {main} without a usable row here", int(rest)))
    made = pd.DataFrame(rows, columns=["source", "remark", "rows"])
    return made.astype({"source": "str", "remark": "str", "rows": "int64"})
