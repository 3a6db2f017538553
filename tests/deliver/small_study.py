"""A study of three segments, 61, 241 and 698 customers, written out: every table that deliverables are made from."""

import json

import numpy as np
import pandas as pd

from segtools.tables import SCHEMAS, findings_table, open_study
from segtools.words import Figure, Finding, Style

IDS, NAMES, SIZES = [1, 2, 3], ["Few", "Some", "Many"], [61, 241, 698]
SHARES = [0.061, 0.241, 0.698]
SEGMENT = {"segment_id": IDS, "segment_name": NAMES}
DAY = pd.Timestamp("2026-06-30")
KINDS = {"id": "words", "text": "words", "integer": 1000, "number": 0.5, "flag": False, "date": DAY, "list": []}
NOBODY = np.nan
_ALL = {
    "customer_id": [f"c{n}" for n in range(1000)],
    "segment_id": np.repeat(IDS, SIZES),
    "segment_name": np.repeat(NAMES, SIZES),
}

TABLES = {
    "cards": {
        **SEGMENT,
        "size": SIZES,
        "share": SHARES,
        "share_low": [0.05, 0.22, 0.67],
        "share_high": [0.08, 0.27, 0.73],
        "value_per_customer": [500.0, 110.0, 20.0],
        "value_low": [450.0, 95.0, 18.0],
        "value_high": [550.0, 125.0, 22.0],
        "value_share": [0.4321, 0.3456, 0.2223],
        "clv_12m": [411.0, 97.0, 15.0],
        "clv_low": [350.0, 80.0, 13.0],
        "clv_high": [450.0, 105.0, 17.0],
        "clv_share": [0.4345, 0.3654, 0.2001],
        "clv_basis": "margin",
        "p_alive": [0.91, 0.62, 0.35],
        "at_risk": [47, 119, 230],
        "at_risk_value": [4321.0, 5432.0, 8765.0],
        "facts": [["Orders: ninefold"], ["Orders: four"], ["Orders: two"]],
        "persona": ["", "A typical one", ""],
        "figure": [["orders", "pet"], ["orders"], ["orders"]],
        "figure_values": [[1.437, 1.388], [0.316], [-0.284]],
    },
    "targets": {
        **SEGMENT,
        "knocked_out": ["size: too small", "", ""],
        "attractiveness": [0.9, 0.63, 0.21],
        "competitiveness": [0.8, 0.64, 0.42],
        "rank": [3, 1, 2],
        "p_target": [0.0, 0.998, 0.5],
        "p_first": [0.0, 0.75, 0.25],
        "role": ["out", "target", "next"],
    },
    "criteria": {
        "segment_id": IDS * 2,
        "side": ["attractiveness"] * 3 + ["competitiveness"] * 3,
        "criterion": ["value"] * 3 + ["activity"] * 3,
        "value": [411.0, 97.0, 15.0, 0.91, 0.62, 0.35],
        "unit": ["€"] * 3 + ["share"] * 3,
        "score": [1.0, 0.2, 0.0, 1.0, 0.5, 0.0],
        "weight": 1.0,
    },
    "plan": {
        **SEGMENT,
        "role": ["out", "target", "next"],
        "play": ["win back", "retain", "serve"],
        "audience": [0, 213, 0],
        "control": [0, 28, 0],
        "reached": [59, 241, 690],
        "worth": 10.0,
        "cost": 1.0,
        "response": [0.2, 0.21, NOBODY],
        "response_low": [0.1, 0.11, NOBODY],
        "response_high": [0.3, 0.31, NOBODY],
        "response_from": "params",
        "expected_return": [NOBODY, 234.0, NOBODY],
        "return_low": [NOBODY, 21.0, NOBODY],
        "return_high": [NOBODY, 447.0, NOBODY],
        "break_even_response": 0.1,
    },
    "choice": {
        "method": "kmeans",
        "n_segments": [2, 3, 4],
        "mean_ari": [0.7, 0.91, 0.8],
        "null_ari": [0.5, 0.4, 0.3],
        "min_size": [302, 61, 43],
        "min_share": [0.302, 0.061, 0.0432],
        "chosen": [False, True, False],
    },
    "stability": {
        "method": "kmeans",
        "n_segments": [2, 2, 3, 3],
        "replicate": [1, 2, 1, 2],
        "ari": [0.6, 0.8, 0.9, 0.92],
    },
    "segment_stability": {
        "n_segments": [2, 2, 3, 3, 3],
        "segment_id": [2, 3, 1, 2, 3],
        "slsw": [0.9, 0.9, 0.62, 0.97, 0.99],
        "chosen": [False, False, True, True, True],
    },
    "profile": {
        "segment_id": IDS * 3,
        "segment_name": NAMES * 3,
        "variable": ["orders"] * 3 + ["pet"] * 6,
        "level": [""] * 3 + ["yes"] * 3 + ["no"] * 3,
        "role": ["segmentation"] * 3 + ["descriptor"] * 6,
        "unit": ["orders"] * 3 + ["share"] * 6,
        "value": [9.0, 4.0, 2.0, 58 / 61, 120 / 241, 140 / 698, 3 / 61, 121 / 241, 558 / 698],
        "base": [3.0] * 3 + [0.318] * 3 + [0.682] * 3,
        "difference": [1.437, 0.316, -0.284, 1.388, 0.37, -0.24, -1.388, -0.37, 0.24],
        "n": [61, 241, 651, *SIZES, *SIZES],
    },
    "period": {
        "window_days": [28],
        "earlier": [pd.Timestamp("2026-06-01")],
        "first_order": [pd.Timestamp("2026-01-01")],
    },
    "quality": {
        "source": ["orders", "people"],
        "rows_read": [5000, 1053],
        "rows_accepted": [4500, 1000],
        "rows_quarantined": [500, 53],
        "rows_dropped": [40, 0],
        "amount_read": [9000.0, np.nan],
        "amount_accepted": [8000.0, np.nan],
        "amount_quarantined": [1000.0, np.nan],
        "amount_dropped": [100.0, np.nan],
    },
    "reasons": {"source": "orders", "reason": ["no id", "no day", "no amount"], "rows": [73, 307, 120]},
    "remarks": {"source": ["orders"], "remark": ["all of one day"], "rows": [0]},
    "dictionary": {
        "variable": ["orders", "pet"],
        "unit": ["orders", ""],
        "meaning": ["orders in the period", "has a pet"],
    },
    "variables": {
        "variable": ["orders", "pet"],
        "role": ["segmentation", "descriptor"],
        "missing": [0.0473, 0.0],
    },
    "kpis": {
        **SEGMENT,
        "customers_earlier": [83, 205, 712],
        "customers_now": SIZES,
        "share_earlier": [0.083, 0.205, 0.712],
        "share_now": SHARES,
        "change": [-0.022, 0.036, -0.014],
        "change_low": [-0.06, 0.01, -0.03],
        "change_high": [-0.01, 0.07, 0.03],
    },
    "migration": {
        "earlier_name": ["Few", "Few", "Some", "Some", "Many", "Many"],
        "segment_name": ["Few", "Some", "Some", "Many", "Many", "Few"],
        "customers": [42, 41, 200, 5, 693, 19],
        "share": [0.506, 0.494, 0.976, 0.024, 0.973, 0.027],
    },
    "calibration": {
        "segment_id": [0, *IDS],
        "segment_name": ["all", *NAMES],
        "customers": [1000, 83, 205, 712],
        "orders_index": [120.0, 133.0, 100.0, 133.0],
    },
    "decision": {
        "question": ["Have the segments held?"],
        "figure": ["The data covers one point in time only"],
        "decision": ["Run again"],
    },
    "tree_rules": {
        "position": [1, 2, 3, 4],
        "segment_id": [1, 2, 2, 3],
        "segment_name": ["Few", "Some", "Some", "Many"],
        "rule": ["orders over 8", "orders 5 to 8", "orders 3 to 4", "orders up to 2"],
        "customers": [67, 110, 240, 583],
        "right": [0.86, 0.97, 0.37, 0.99],
    },
    "short_list": {"position": [1], "variable": ["orders"], "agreement": [0.98], "of_all": [1.0]},
    "flow": {"n_segments": 3, "from_id": [2, 3, 2, 3], "segment_id": [1, 1, 2, 3], "customers": [31, 30, 241, 698]},
    "value_models": {"model": ["BG/NBD"], "parameter": ["r"], "estimate": [0.25], "used": [True]},
    "segments": {**_ALL, "confidence": 0.9},
    "embedding": {
        "customer_id": _ALL["customer_id"],
        "pca_1": np.linspace(0, 1, 1000),
        "pca_2": np.linspace(1, 0, 1000),
    },
    "campaign_results": {"campaign": []},
}
CUSTOMERS = pd.DataFrame({"customer_id": _ALL["customer_id"], "orders": np.repeat([9.0, 4.0, 2.0], SIZES)})
SCORECARD = {
    "client": "demo",
    "format": 2,
    "method": "kmeans",
    "n_segments": 3,
    "verdict": "natural",
    "because": "because",
    "settings": {},
    "variables": [
        {"variable": "orders", "kind": "numeric", "levels": [], "impute": 2.0, "clip": [0.0, 20.0], "log": False}
        | {"center": 3.0, "scale": 2.0}
    ],
    "segments": [
        {"segment_id": number, "segment_name": name, "constant": constant, "weights": {"orders": weight}}
        for number, name, constant, weight in zip(IDS, NAMES, [-3.0, 0.0, 0.1], [3.0, 0.5, -1.0], strict=True)
    ],
}
FOUND = {
    "01_collect": [Finding("collect-known", "finding", {"known": Figure(1000, "people", people=1000)})],
    "02_explore": [],
    "03_segment": [Finding("segment-verdict-natural", "headline", {"segments": Figure(3, "count")})],
    "04_profile": [Finding("kind-caution", "caution", {"text": "the models were never put to the test"})],
    "05_target": [Finding("target-nobody", "headline"), Finding("target-no-channel", "note")],
    "06_monitor": [Finding("monitor-one-look", "headline", {"decision": "Run again"})],
}


def filled(name, columns):
    """A table with every column of its schema; what is not given is one and the same thing in every row."""
    table = pd.DataFrame(columns)
    for column, (kind, _) in SCHEMAS[name].items():
        if column not in table:
            table[column] = [KINDS[kind]] * len(table)
    if table.empty:
        types = {"integer": "int64", "number": "float64", "flag": "bool", "date": "datetime64[ns]"}
        table = table.astype({column: types.get(kind, "str") for column, (kind, _) in SCHEMAS[name].items()})
    return table[list(SCHEMAS[name])]


def write_study(folder, tables=None, found=None, card=None, least=100, customers=CUSTOMERS):
    """Write a study of client demo into `folder`, where outputs go; tables, findings, scorecard and customers instead
    of these."""
    home = folder / "demo" / "tables"
    home.mkdir(parents=True, exist_ok=True)
    for name, columns in {**TABLES, **(tables or {})}.items():
        filled(name, columns).to_parquet(home / f"{name}.parquet", index=False)
    customers.to_parquet(home / "customers.parquet", index=False)
    rows = [findings_table(stage, own, Style("€", least=least)) for stage, own in {**FOUND, **(found or {})}.items()]
    pd.concat(rows, ignore_index=True).to_parquet(home / "findings.parquet", index=False)
    (folder / "demo" / "scorecard.json").write_text(json.dumps(card or SCORECARD), "utf-8")
    return open_study("demo", {"deliver.least_count": least})
