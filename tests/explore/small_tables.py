"""Little bases and dictionaries to choose variables from."""

import pandas as pd


def dictionary(kinds, families=None, **more):
    """One row a variable; all behavioural, unless families say otherwise."""
    rows = [
        {
            "variable": name,
            "family": (families or {}).get(name, "behavioural"),
            "kind": kind,
            "unit": "",
            "meaning": name,
            "levels": [],
            "unclear": False,
            **more,
        }
        for name, kind in kinds.items()
    ]
    return pd.DataFrame(rows)
