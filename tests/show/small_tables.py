"""Little tables, written out, for everything that show draws: three segments of 60, 240 and 700 customers."""

import numpy as np
import pandas as pd
from matplotlib.text import Text

from segtools.words import Style

EVIL = "<script>alert(1)</script>"
IDS, NAMES, SIZES, SHARES = [1, 2, 3], ["Few", "Some", "Many"], [60, 240, 700], [0.06, 0.24, 0.7]
PLAIN, LEAST_100 = Style("€"), Style("€", least=100)
SEGMENT = {"segment_id": IDS, "segment_name": NAMES}
DAY = pd.Timestamp("2026-06-30")

SIZED = pd.DataFrame({**SEGMENT, "size": SIZES, "share": SHARES})
SEGMENTS = pd.DataFrame(
    {
        "customer_id": [f"c{n}" for n in range(1000)],
        "segment_id": np.repeat(IDS, SIZES),
        "segment_name": np.repeat(NAMES, SIZES),
        "confidence": 0.9,
    }
)
CARDS = SIZED.assign(
    share_low=[0.05, 0.22, 0.67],
    share_high=[0.08, 0.27, 0.73],
    value_per_customer=[500.0, 100.0, 20.0],
    value_low=[450.0, 90.0, 18.0],
    value_high=[550.0, 110.0, 22.0],
    value_share=[0.44, 0.35, 0.21],
    clv_12m=[400.0, 90.0, 15.0],
    clv_low=[350.0, 80.0, 13.0],
    clv_high=[450.0, 100.0, 17.0],
    clv_share=[0.43, 0.38, 0.19],
    clv_basis="margin",
    p_alive=[0.9, 0.6, np.nan],
    slsw=[0.8, 0.9, 1.0],
    facts=[["one fact"], ["two facts"], ["three facts"]],
    descriptors=[[], ["who"], []],
    categories=[[], [], []],
    wants=[[], [], []],
    loses=[[], [], []],
    figure=[["orders"], ["orders"], []],
    figure_values=[[1.5], [-0.5], []],
    persona=["", "A typical one", ""],
)
WITHOUT_VALUE = CARDS.assign(
    **dict.fromkeys(["value_per_customer", "value_share", "clv_12m", "clv_low", "clv_high", "clv_share"], np.nan)
)
TARGETS = pd.DataFrame(
    {
        **SEGMENT,
        "attractiveness": [0.9, 0.6, 0.2],
        "attractiveness_low": [0.8, 0.5, 0.1],
        "attractiveness_high": [1.0, 0.7, 0.3],
        "competitiveness": [0.8, 0.6, 0.4],
        "competitiveness_low": [0.7, 0.5, 0.3],
        "competitiveness_high": [0.9, 0.7, 0.5],
        "rank": [1, 2, 3],
        "role": ["target", "target", "out"],
        "p_target": [0.9, 0.998, 0.0],
    }
)
CRITERIA = pd.DataFrame(
    {
        "segment_id": IDS * 2,
        "side": "attractiveness",
        "criterion": ["size"] * 3 + ["value"] * 3,
        "value": [*SHARES, 500.0, 100.0, 20.0],
        "unit": ["share"] * 3 + ["€"] * 3,
        "score": [0.0, 0.3, 1.0, 1.0, 0.2, 0.0],
        "weight": [0.6] * 3 + [0.4] * 3,
    }
)
PLAN = pd.DataFrame(
    {
        **SEGMENT,
        "role": ["target", "target", "maintain"],
        "play": ["win back", "retain", "serve"],
        "reason": ["because", "why not", "so"],
        **dict.fromkeys(["offer", "price", "message", "channel", "kpi", "test"], "words"),
        "audience": [54, 2160, 0],
        "control": [6, 240, 0],
        "worth": 10.0,
        "cost": 1.0,
        "response": [0.2, 0.2, np.nan],
        "response_low": [0.1, 0.1, np.nan],
        "response_high": [0.3, 0.3, np.nan],
        "break_even_response": 0.1,
        "expected_return": [54.0, 2160.0, np.nan],
        "return_low": [-54.0, -2160.0, np.nan],
        "return_high": [108.0, 4320.0, np.nan],
    }
)
PERIOD = pd.DataFrame({"as_of": [DAY], "window_days": [28], "earlier": [pd.Timestamp("2026-06-01")]})
WEEKS = pd.DataFrame({"week": pd.date_range("2026-05-25", periods=5, freq="7D"), "orders": [130, 120, 40, 30, 50]})
QUALITY = pd.DataFrame({"source": ["orders"], "rows_read": [5000], "rows_quarantined": [457]})
REASONS = pd.DataFrame({"source": "orders", "reason": ["no id", "no day", "no amount"], "rows": [37, 300, 120]})
COVERAGE = pd.DataFrame(
    {"variable": ["age", "city", "orders"], "family": ["person", "place", "behavioural"], "missing": [0.6, 0.04, 0.0]}
)
BASE = SEGMENTS[["customer_id"]].assign(
    orders=np.repeat([1.0, 5.0, 9.0, 10.0], [700, 240, 50, 10]), pet=np.repeat(["cat", "dog", "eel"], [700, 240, 60])
)
VARIABLES = pd.DataFrame(
    {"variable": ["orders"], "role": "segmentation", "kind": "numeric", "unit": "orders", "skew": [2.0]}
)
CORRELATIONS = pd.DataFrame([[1, 0.2, -0.9], [0.2, 1, 0.1], [-0.9, 0.1, 1]], ["a", "b_b", "c"], ["a", "b_b", "c"])
EMBEDDING = SEGMENTS[["customer_id"]].assign(
    pca_1=np.linspace(0, 1, 1000), pca_2=np.linspace(1, 0, 1000), umap_1=np.nan, umap_2=np.nan
)
CHOICE = pd.DataFrame(
    {
        "method": ["kmeans", "kmeans", "mixture", "mixture"],
        "n_segments": [2, 3, 2, 3],
        "mean_ari": [0.7, 0.91, 0.6, 0.5],
        "null_ari": [0.5, 0.4, np.nan, np.nan],
        "silhouette": [0.3, 0.44, 0.2, 0.1],
        "null_silhouette": [0.25, 0.21, np.nan, np.nan],
        "chosen": [False, True, False, False],
    }
)
STABILITY = pd.DataFrame({"method": "kmeans", "n_segments": [2, 2, 3, 3], "ari": [0.6, 0.8, 0.9, 0.92]})
SEGMENT_STABILITY = pd.DataFrame(
    {
        "n_segments": [2, 2, 3, 3, 3],
        "segment_id": [2, 3, 1, 2, 3],
        "slsw": [0.9, 0.9, 0.62, 0.97, 0.99],
        "slsa": [np.nan, np.nan, 0.5, 1.0, 1.0],
        "chosen": [False, False, True, True, True],
    }
)
FLOW = pd.DataFrame(
    {"n_segments": 3, "from_id": [2, 3, 2, 3], "segment_id": [1, 1, 2, 3], "customers": [30, 30, 240, 700]}
)
SIMILAR = pd.DataFrame({1: np.repeat([0.5, 0.1, 0.1], SIZES), 2: np.repeat([0.45, 0.8, 0.1], SIZES),
                        3: np.repeat([0.05, 0.1, 0.8], SIZES)})  # fmt: skip
MARKED = pd.DataFrame(
    {
        "segment_id": [1, 1, 2, 2, 3, 3],
        "column": ["orders", "city"] * 3,
        "distance": [1.5, -0.2, 0.6, 0.7, -0.1, 0.1],
        "marker": [True, False, True, True, False, False],
    }
)
CALIBRATION = pd.DataFrame(
    {
        "segment_id": [0, *IDS],
        "segment_name": ["all", *NAMES],
        "customers": [1000, *SIZES],
        "orders_expected": [2.4, 4.44, 3.0, 2.0],
        "orders_actual": [2.0, 3.33, 3.0, 1.5],
        "orders_low": [1.9, 3.0, 2.5, 1.2],
        "orders_high": [2.1, 3.6, 3.5, 1.8],
        "orders_index": [120.0, 133.0, 100.0, 133.0],
    }
)
PRICE_RESPONSE = pd.DataFrame(
    {
        **SEGMENT,
        "elasticity": [-2.0, -0.5, np.nan],
        "low": [-3.0, -1.2, np.nan],
        "high": [-1.0, 0.2, np.nan],
        "verdict": ["", "", "too little was bought to tell"],
    }
)
SATISFACTION = pd.DataFrame(
    {
        **SEGMENT,
        "variable": "happy",
        "measure": "share satisfied",
        "value": [0.8, 0.5, 0.6],
        "low": [0.7, 0.4, 0.55],
        "high": [0.9, 0.6, 0.65],
        "base": 0.6,
        "n": [55, 222, 666],
    }
)
MONTHS = pd.date_range("2026-03-01", periods=4, freq="MS")
DEVELOPMENT = pd.DataFrame(
    {
        "segment_id": np.repeat(IDS, 4),
        "segment_name": np.repeat(NAMES, 4),
        "month": np.tile(MONTHS, 3),
        "active": [50, 50, 50, 50, 200, 200, 200, 200, 600, 600, 600, 600],
        "amount": [50.0, 50.0, 20.0, 20.0, 30.0, 30.0, 60.0, 60.0, 20.0, 20.0, 20.0, 20.0],
    }
)
PROFILE = pd.DataFrame(
    {
        "segment_id": IDS * 3,
        "segment_name": NAMES * 3,
        "variable": ["orders"] * 3 + ["pet"] * 6,
        "level": [""] * 3 + ["yes"] * 3 + ["no"] * 3,
        "family": ["behavioural"] * 3 + ["demographic"] * 6,
        "role": ["segmentation"] * 3 + ["descriptor"] * 6,
        "unit": ["orders"] * 3 + ["share"] * 6,
        "value": [12.3, 4.0, 2.0, 0.95, 0.5, 0.2, 0.05, 0.5, 0.8],
        "base": [3.0] * 3 + [0.3] * 3 + [0.7] * 3,
        "difference": [1.9, 0.3, -0.3, 1.4, 0.4, -0.2, -1.4, -0.4, 0.2],
        "p_adjusted": 0.001,
        "n": SIZES * 3,
    }
)
AFFINITY = pd.DataFrame(
    {
        "segment_id": IDS * 2,
        "segment_name": NAMES * 2,
        "level": "category",
        "category": ["Tea"] * 3 + ["Jam"] * 3,
        "spend_share": [0.77, 0.4, 0.3, 0.23, 0.6, 0.7],
        "base_share": [0.35] * 3 + [0.65] * 3,
        "index": [220.0, 114.0, 86.0, 35.0, 92.0, 108.0],
        "buyers": [0.55, 0.5, 0.4, 0.5, 0.9, 0.8],
        "base_buyers": [0.43] * 3 + [0.81] * 3,
        "lift": [1.28, 1.16, 0.93, 0.62, 1.11, 0.99],
        "p_adjusted": 0.001,
        "likely": [0.66, 0.5, 0.5, 0.5, 0.5, 0.5],
        "next_best": [True, False, False, False, True, True],
    }
)
TERMS = pd.DataFrame(
    {
        **SEGMENT,
        "term": ["slow", "dear", "fine"],
        "customers": [12, 130, 200],
        "share": [0.46, 0.3, 0.2],
        "base_share": [0.07, 0.1, 0.1],
        "score_gap": [-3.1, -1.0, 1.0],
    }
)
MIGRATION = pd.DataFrame(
    {
        "earlier_name": ["Few", "Few", "Some", "Some", "Many", "Many"],
        "segment_name": ["Few", "Some", "Some", "Many", "Many", "Some"],
        "customers": [41, 19, 200, 150, 500, 160],
        "share": [0.683, 0.317, 0.571, 0.429, 0.758, 0.242],
    }
)
KPIS = pd.DataFrame(
    {
        **SEGMENT,
        "customers_now": SIZES,
        "customers_earlier": [100, 200, 700],
        "share_earlier": [0.1, 0.2, 0.7],
        "share_now": SHARES,
        "change": [-0.044, 0.04, 0.0],
        "change_low": [-0.06, 0.01, -0.03],
        "change_high": [-0.02, 0.07, 0.03],
    }
)
RESULTS = pd.DataFrame(
    {
        "campaign": "spring",
        "segment_id": [0, *IDS],
        "segment_name": ["All", *NAMES],
        "n_treated": [2500, 210, 700, 1590],
        "n_control": [2500, 210, 700, 1590],
        "rate_treated": [0.3, 0.345, 0.3, 0.29],
        "rate_control": [0.2, 0.2, 0.2, 0.2],
        "effect": [0.1, 0.145, 0.1, 0.09],
        "effect_low": [0.08, 0.1, 0.07, 0.07],
        "effect_high": [0.12, 0.19, 0.13, 0.11],
        "has_control": True,
    }
)


def figure_of(axes):
    """The figure of what a plot function gives back."""
    return axes.flat[0].figure if isinstance(axes, np.ndarray) else axes.figure


def texts(axes):
    """Everything that is written in a figure, title and ticks included."""
    figure = figure_of(axes)
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def title(axes):
    return " ".join(figure_of(axes).get_suptitle().split())


def cells(axes):
    """Texts of a grid, row by row: those on the shades and those on what is hatched."""
    ax = axes.flat[0] if isinstance(axes, np.ndarray) else axes
    placed = sorted((int(text.get_position()[1]), int(text.get_position()[0]), text.get_text()) for text in ax.texts)
    rows = {}
    for row, _, text in placed:
        rows.setdefault(row, []).append(text)
    return list(rows.values())


def bars(ax):
    """Lengths of horizontal bars, from the top."""
    return [round(float(patch.get_width()), 3) for patch in ax.patches]
