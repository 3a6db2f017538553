"""Every table that passes between stages: its columns, what they hold, its checks, its place on disk.

Reading and writing of anything under outputs/CLIENT goes through here. A table is checked when it is
saved and when it is loaded, and a file is replaced whole or not at all.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from segtools.params import project_root

YES_NO = {"yes": ["yes", "y", "true", "t", "1"], "no": ["no", "n", "false", "f", "0"]}
# table -> column -> (kind, what it holds). Kinds: id (text, never missing), text, integer, number, flag,
# date, list. customers and customers_earlier carry variables of the client's own beside these.
SCHEMAS: dict[str, dict[str, tuple[str, str]]] = {
    "quality": {
        "source": ("id", "table as named in params"),
        "file": ("text", "file it was read from"),
        "rows_read": ("integer", "rows in the file, the header not counted"),
        "rows_accepted": ("integer", "rows that entered the study"),
        "rows_quarantined": ("integer", "rows set aside, each with its reason"),
        "amount_read": ("number", "sum of every readable amount, in currency"),
        "amount_accepted": ("number", "sum over accepted rows"),
        "amount_quarantined": ("number", "sum over quarantined rows with a readable amount"),
    },
    "reasons": {
        "source": ("id", "table as named in params"),
        "reason": ("id", "why rows were set aside"),
        "rows": ("integer", "how many"),
    },
    "remarks": {
        "source": ("id", "table as named in params"),
        "remark": ("id", "what a reader should know of it"),
        "rows": ("integer", "how many rows or people; 0 where it is not about them"),
    },
    "period": {
        "as_of": ("date", "the day the study is made for"),
        "window_days": ("integer", "days up to as_of over which behaviour is measured; 0 without orders"),
        "earlier": ("date", "the day of the earlier look; missing where history is too short"),
        "first_order": ("date", "first accepted order"),
        "last_order": ("date", "last accepted order"),
    },
    "dictionary": {
        "variable": ("id", "column of customers"),
        "family": ("id", "behavioural, demographic, geographic, psychographic, survey, attitude, other"),
        "kind": ("id", "numeric, ordinal, categorical or binary"),
        "unit": ("text", "unit of its values"),
        "meaning": ("text", "one line"),
        "levels": ("list", "levels of an ordinal variable, lowest first"),
        "high": ("text", "words for a segment that is high on it"),
        "low": ("text", "words for a segment that is low on it"),
        "declared": ("flag", "true: params or the method says so; false: inferred from the values"),
        "evidence": ("text", "what its kind rests on"),
        "unclear": ("flag", "whole numbers that may be a code or a quantity: no segments from it until declared"),
    },
    "customers": {"customer_id": ("id", "one row a customer, everything else a variable")},
    "customers_earlier": {"customer_id": ("id", "the same variables, as of the earlier look")},
    "months": {
        "customer_id": ("id", "customer"),
        "month": ("date", "first day of the month"),
        "orders": ("integer", "orders in the month"),
        "amount": ("number", "net amount in the month, in currency"),
    },
    "categories": {
        "customer_id": ("id", "customer"),
        "category": ("id", "category as the client names it"),
        "orders": ("integer", "orders in the window that hold it"),
        "amount": ("number", "net amount in the window, in currency"),
    },
    "products": {
        "customer_id": ("id", "customer"),
        "category": ("id", "name of the product, or its id; of the 200 products that most customers bought"),
        "orders": ("integer", "orders in the window that hold it"),
        "amount": ("number", "net amount in the window, in currency"),
    },
    "buying": {
        "customer_id": ("id", "customer who had bought by then"),
        "as_of": ("date", "day of the look"),
        "buying_days": ("integer", "days with a positive net amount, over the whole history up to the look"),
        "first_day": ("date", "first of them"),
        "last_day": ("date", "last of them"),
        "amount": ("number", "net amount on these days, in currency"),
        "net_amount": ("number", "net amount of all days, returns taken off, in currency"),
        "cost": ("number", "cost of all lines, in currency; missing where none is recorded"),
    },
    "price_weeks": {
        "customer_id": ("id", "customer"),
        "product": ("id", "product as the client names it, of the most bought that have a price"),
        "week": ("date", "Monday of the week"),
        "quantity": ("number", "units bought in the week"),
        "amount": ("number", "net amount paid for them, in currency"),
    },
    "outcomes": {
        "customer_id": ("id", "customer who ordered after the earlier look"),
        "orders": ("integer", "orders after it"),
        "amount": ("number", "net amount after it, in currency"),
    },
    "responses": {
        "customer_id": ("id", "customer"),
        "campaign": ("id", "campaign"),
        "contact_date": ("date", "day of the contact, or of being held back"),
        "treated": ("flag", "contacted (true) or held back as a control (false)"),
        "responded": ("flag", "did what the campaign asked"),
        "revenue": ("number", "revenue in the campaign's period, in currency"),
        "cost": ("number", "cost of the contact, in currency"),
    },
    "comments": {
        "customer_id": ("id", "customer"),
        "comment": ("text", "a comment, what looks personal masked, words that fewer than ten customers use left out"),
    },
    "variables": {
        "variable": ("id", "column of customers"),
        "family": ("id", "as in the dictionary"),
        "kind": ("id", "as in the dictionary"),
        "unit": ("text", "as in the dictionary"),
        "role": ("id", "segmentation, descriptor or left out"),
        "why": ("text", "the reason for the role"),
        "missing": ("number", "share of the base without a value"),
        "skew": ("number", "skewness of a numeric variable"),
    },
    "embedding": {
        "customer_id": ("id", "customer, of a sample where the base is large"),
        "pca_1": ("number", "first principal component"),
        "pca_2": ("number", "second principal component"),
        "umap_1": ("number", "UMAP, for looking only"),
        "umap_2": ("number", "UMAP, for looking only"),
    },
    "choice": {
        "method": ("id", "kmeans, mixture, latent_classes or rules"),
        "n_segments": ("integer", "number of segments"),
        "silhouette": ("number", "mean silhouette width, -1 to 1, on the numbers that k-means reads"),
        "null_silhouette": (
            "number",
            "the highest that the same method and number reach in bases without structure: same margins, with and without correlations",
        ),
        "within_ss": ("number", "total within-cluster sum of squares, on the numbers that k-means reads"),
        "bic": ("number", "Bayesian information criterion, lower is better; missing where there is no likelihood"),
        "mean_ari": ("number", "mean adjusted Rand index over pairs of bootstrap samples; 1 is perfect"),
        "null_ari": ("number", "mean_ari in bases without structure"),
        "min_slsw": ("number", "mean best Jaccard over bootstraps of the segment least sure to come back"),
        "split": (
            "number",
            "sum of squares against that of one segment less, as a share of what cutting clouds in two gives; only for natural answers of k-means",
        ),
        "agreement": ("number", "adjusted Rand index with k-means for the same number"),
        "min_share": ("number", "share of the base in the smallest segment"),
        "min_size": ("integer", "customers in the smallest segment"),
        "chosen": ("flag", "the one kept"),
        "why": ("text", "why it was kept or passed over"),
    },
    "stability": {
        "method": ("id", "as in choice"),
        "n_segments": ("integer", "number of segments"),
        "replicate": ("integer", "pair of bootstrap samples, from 1"),
        "ari": ("number", "adjusted Rand index between the two typings of the base"),
    },
    "segment_stability": {
        "n_segments": ("integer", "number of segments"),
        "segment_id": ("integer", "segment"),
        "slsw": ("number", "segment-level stability within solutions: mean best Jaccard over bootstraps"),
        "slsa": (
            "number",
            "across solutions: 1 where all its customers were in one segment of the answer with one less",
        ),
        "chosen": ("flag", "of the answer that was kept"),
    },
    "flow": {
        "n_segments": ("integer", "number of segments of the later answer"),
        "from_id": ("integer", "segment in the answer with one less"),
        "segment_id": ("integer", "segment in this answer"),
        "customers": ("integer", "how many are in both, of those looked at"),
    },
    "lineage": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "its name"),
        "computed_name": ("id", "the name computed when it was first found"),
        "status": ("id", "first, kept, split, merged, new or gone, against the last scorecard"),
        "earlier_name": ("text", "the segment of the last scorecard that it was, is split from, or has merged"),
        "overlap": ("number", "Jaccard index with that segment"),
    },
    "contributions": {
        "variable": ("id", "segmentation variable"),
        "weight": ("number", "its share of all variance in the numbers that k-means reads"),
        "contribution": ("number", "its share of the variance between segments"),
        "explained": ("number", "share of its own variance that lies between segments"),
        "missing_lowest": ("number", "least share of customers without a value in a segment"),
        "missing_highest": ("number", "greatest such share"),
    },
    "tree_rules": {
        "position": ("integer", "number of the rule"),
        "segment_id": ("integer", "segment it leads to"),
        "segment_name": ("id", "segment it leads to"),
        "rule": ("text", "conditions, all to be met, in the client's units"),
        "customers": ("integer", "who meets them"),
        "right": ("number", "share of these whom the scorecard puts in the segment"),
    },
    "short_list": {
        "position": ("integer", "order in which variables help most"),
        "variable": ("id", "segmentation variable"),
        "agreement": ("number", "share of held-out customers typed alike by this variable and those above"),
        "of_all": ("number", "agreement as a share of what all variables reach"),
    },
    "out_of_time": {
        "method": ("id", "as in choice"),
        "n_segments": ("integer", "segments found as of the earlier look"),
        "outcome": ("id", "orders or amount, from then to as_of"),
        "explained": (
            "number",
            "share of the variance of its ranks that lies between segments (epsilon squared), 0 to 1",
        ),
        "lowest": ("number", "mean of the segment that has least"),
        "highest": ("number", "mean of the segment that has most"),
        "customers": ("integer", "customers of the earlier look"),
    },
    "rules": {
        "position": ("integer", "order in which rules are tried"),
        "segment": ("id", "segment"),
        "rule": ("text", "scores asked for"),
        "matched": ("integer", "customers who fulfil it"),
        "won": ("integer", "those no rule above it took"),
        "orders": ("integer", "orders of these in the window"),
        "amount": ("number", "net amount of these in the window, in currency"),
        "remark": ("text", "a rule that wins little or nothing says so"),
    },
    "segments": {
        "customer_id": ("id", "customer of the base"),
        "segment_id": ("integer", "1..k, by value where there is one, else by size"),
        "segment_name": ("id", "computed from what distinguishes the segment"),
        "confidence": ("number", "posterior share of the segment under the scorecard, 1/k to 1"),
    },
    "value": {
        "customer_id": ("id", "customer"),
        "p_alive": ("number", "chance of still buying (of a contract: 1 where it runs); missing where no model tells"),
        "expected_orders_12m": ("number", "buying days expected in the next twelve months, or renewals of a contract"),
        "expected_amount": ("number", "net amount expected of one, in currency"),
        "clv_12m": ("number", "discounted margin of the next twelve months, in currency; missing where unknown"),
        "value_if_kept": ("number", "clv_12m if it were certain that the customer still buys"),
        "at_risk": ("flag", "more likely gone than not, and worth at least the average customer if kept"),
    },
    "value_models": {
        "model": ("id", "as in the literature"),
        "parameter": ("id", "as in the literature, times in days"),
        "estimate": ("number", "maximum likelihood"),
        "error": ("number", "standard error; missing where the fit is not to be used"),
        "loglik": ("number", "log-likelihood of the model"),
        "customers": ("integer", "customers it rests on"),
        "used": ("flag", "whether values rest on it"),
        "trouble": ("text", "why the fit is not to be used; empty where it is sound"),
    },
    "calibration": {
        "segment_id": ("integer", "segment at the earlier look; 0 for all together"),
        "segment_name": ("id", "segment at the earlier look"),
        "customers": ("integer", "customers of that look"),
        "orders_expected": ("number", "buying days a customer that the models of then expected until the study"),
        "orders_actual": ("number", "buying days a customer that came"),
        "orders_low": ("number", "lower end of the 95% interval of orders_actual against orders_expected"),
        "orders_high": ("number", "upper end"),
        "orders_index": ("number", "expected in percent of actual; 100 is right"),
        "amount_expected": ("number", "net amount a customer expected, in currency"),
        "amount_actual": ("number", "net amount a customer that came"),
        "amount_low": ("number", "lower end of its interval"),
        "amount_high": ("number", "upper end"),
        "amount_index": ("number", "expected in percent of actual"),
    },
    "profile": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "variable": ("id", "variable"),
        "level": ("text", "level of a categorical, ordinal or binary variable; empty for a numeric one"),
        "family": ("id", "as in the dictionary"),
        "role": ("id", "segmentation or descriptor"),
        "unit": ("text", "unit of value and base"),
        "value": ("number", "mean of a numeric variable in the segment, or the share of the level"),
        "median": ("number", "median of a numeric variable in the segment"),
        "base": ("number", "the same mean or share over the base"),
        "index": ("number", "value in percent of base; missing where there is no such ratio"),
        "difference": ("number", "effect size: standard deviations, or Cohen's h for shares"),
        "p": ("number", "chance of such a difference from the rest of the base, were there none"),
        "p_adjusted": ("number", "the same, held against the number of comparisons (false discovery rate)"),
        "n": ("integer", "members with a value"),
    },
    "affinity": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "level": ("id", "category or product"),
        "category": ("id", "its name"),
        "spend_share": ("number", "share of the segment's own spend (of products, of that on the 200 of the table)"),
        "base_share": ("number", "the same over the base"),
        "index": ("number", "spend_share in percent of base_share"),
        "buyers": ("number", "share of members who bought it"),
        "base_buyers": ("number", "share of the base who did"),
        "lift": ("number", "buyers over base_buyers"),
        "p_adjusted": (
            "number",
            "chance of such a difference in buyers from the rest, were there none (false discovery rate)",
        ),
        "likely": (
            "number",
            "share of the base's buyers of the same other categories who buy it, mean over members who do not",
        ),
        "next_best": ("flag", "the category in which the segment has most members to win"),
    },
    "price_response": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "elasticity": (
            "number",
            "percent more of a product bought where its price is one percent higher, pooled over segments; missing where it cannot be told",
        ),
        "low": ("number", "lower end of its 95% interval"),
        "high": ("number", "upper end"),
        "own": ("number", "the segment's own estimate, not pooled"),
        "own_error": ("number", "its standard error"),
        "products": ("integer", "products it rests on"),
        "weeks": ("integer", "weeks it rests on"),
        "price_variation": ("number", "standard deviation of log prices about the product's and the week's mean"),
        "verdict": ("text", "why the figures are not to be used; empty where they can be"),
    },
    "development": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "month": ("date", "first day of a whole month of the window"),
        "active": ("integer", "members of today who ordered in the month"),
        "orders": ("integer", "their orders"),
        "amount": ("number", "their net amount, in currency"),
    },
    "satisfaction": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "variable": ("id", "variable that params call a score"),
        "measure": ("id", "NPS (-100 to 100), or share satisfied (0 to 1): the two top levels"),
        "value": ("number", "the measure among members who answered; missing where none did"),
        "low": ("number", "lower end of its 95% interval (adjusted Wald for NPS, Wilson for a share)"),
        "high": ("number", "upper end"),
        "base": ("number", "the same measure over the base"),
        "n": ("integer", "members who answered"),
    },
    "terms": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "term": ("id", "word or two-word phrase that sets its comments apart; at most five a segment, clearest first"),
        "customers": ("integer", "members who use it; ten at least"),
        "base_customers": ("integer", "customers of the base who use it"),
        "share": ("number", "share of the members who wrote a comment"),
        "base_share": ("number", "share of all who wrote one"),
        "z": ("number", "weighted log-odds-ratio over its standard error, against all others; 1.96 at least"),
        "score_gap": ("number", "mean score of its users less that of the segment's others; missing without a score"),
    },
    "cards": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "size": ("integer", "members"),
        "share": ("number", "share of the base"),
        "share_low": ("number", "lower end of its 95% interval (Wilson)"),
        "share_high": ("number", "upper end"),
        "value_per_customer": ("number", "mean net amount in the window, in currency"),
        "value_low": ("number", "lower end of its 95% interval (normal)"),
        "value_high": ("number", "upper end"),
        "value_share": ("number", "share of the base's net amount"),
        "clv_12m": ("number", "mean discounted margin of the next twelve months, in currency; missing where unknown"),
        "clv_low": (
            "number",
            "lower end of its 95% interval over customers (normal); calibration tells the model's own error",
        ),
        "clv_high": ("number", "upper end"),
        "clv_share": ("number", "share of the base's clv_12m"),
        "clv_basis": ("text", "what clv_12m is: margin, or net amount where no margin is known"),
        "p_alive": (
            "number",
            "mean chance of still buying; missing where no model tells, or the one used takes it for granted",
        ),
        "expected_orders_12m": ("number", "mean buying days or renewals expected in twelve months"),
        "at_risk": ("integer", "members more likely gone than not, and worth at least the average customer if kept"),
        "at_risk_value": ("number", "what these would be worth together if kept, in currency"),
        "slsw": ("number", "how surely the segment comes back, 0 to 1"),
        "confidence": ("number", "mean confidence of its members"),
        "figure": ("list", "what it differs in most, as words, from the highest above the base to the lowest below"),
        "figure_values": ("list", "by how much: standard deviations from the base, Cohen's h for shares"),
        "facts": ("list", "what makes it, strongest first, in sentences"),
        "descriptors": ("list", "who they are, from variables that took no part in finding it"),
        "persona": (
            "text",
            "what is most frequent among its members, where who they are sets them apart in two ways at least",
        ),
        "categories": ("list", "what they buy more of than the base, in sentences"),
        "wants": ("list", "what they want, in sentences of figures"),
        "loses": ("list", "what would lose them, in sentences of figures"),
    },
    "criteria": {
        "segment_id": ("integer", "segment"),
        "side": ("id", "attractiveness or competitiveness"),
        "criterion": ("id", "criterion"),
        "value": ("number", "as measured, in its unit"),
        "error": ("number", "its standard error; 0 where it is given"),
        "unit": ("text", "unit of value"),
        "score": ("number", "0 for the lowest segment to 1 for the highest"),
        "weight": ("number", "weight after those without data were left out"),
        "source": ("text", "where the figure comes from"),
    },
    "targets": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "knocked_out": ("text", "the criterion it fails and by how much; empty if none"),
        "attractiveness": ("number", "weighted score, 0 to 1"),
        "attractiveness_low": ("number", "lower end of nine in ten of its draws"),
        "attractiveness_high": ("number", "upper end"),
        "competitiveness": ("number", "weighted score, 0 to 1"),
        "competitiveness_low": ("number", "lower end of nine in ten of its draws"),
        "competitiveness_high": ("number", "upper end"),
        "rank": ("integer", "by the mean of the two scores, knocked-out segments last"),
        "p_target": ("number", "share of draws of weights and figures in which it is a target"),
        "p_first": ("number", "share of draws in which it ranks first"),
        "role": ("id", "target, next, maintain or out"),
    },
    "plays": {
        "play": ("id", "play of the library"),
        "fits": ("integer", "segments that it fits"),
        "leads": ("text", "segments whom it leads"),
        "remark": ("text", "what is wrong with it here; empty if nothing"),
    },
    "plan": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "role": ("id", "as in targets"),
        "play": ("id", "what to do"),
        "reason": ("text", "the figure that calls for it"),
        "offer": ("text", "what to offer"),
        "price": ("text", "price or promotion"),
        "message": ("text", "what to say, and who they are"),
        "channel": ("text", "where to say it"),
        "kpi": ("text", "what shows that it worked"),
        "audience": ("integer", "members to contact; 0 for segments that are no target"),
        "control": ("integer", "members of the audience's draw held back at random"),
        "reached": ("integer", "members who may be contacted"),
        "worth": ("number", "margin of an order that a contact brings, in currency"),
        "cost": ("number", "cost of a contact, in currency"),
        "response": ("number", "extra orders a contact, expected"),
        "response_low": ("number", "lower end"),
        "response_high": ("number", "upper end"),
        "response_from": ("text", "where the response comes from"),
        "expected_return": (
            "number",
            "audience times (worth times response less cost), in currency; missing where unknown",
        ),
        "return_low": ("number", "the same at response_low"),
        "return_high": ("number", "the same at response_high"),
        "break_even_response": ("number", "extra orders a contact at which it pays for itself"),
        "test": ("text", "what the test can show"),
    },
    "migration": {
        "earlier_name": ("id", "segment at the earlier look, or how the customer was not there"),
        "segment_name": ("id", "segment now, or how the customer is no longer there"),
        "customers": ("integer", "how many"),
        "share": ("number", "share of those who were in earlier_name"),
    },
    "kpis": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "segment"),
        "customers_earlier": ("integer", "members at the earlier look, by the same scorecard"),
        "customers_now": ("integer", "members now"),
        "share_earlier": ("number", "share of the base then"),
        "share_now": ("number", "share of the base now"),
        "change": ("number", "share_now less share_earlier"),
        "change_low": ("number", "lower end of its 95% interval"),
        "change_high": ("number", "upper end"),
        "stayed": ("number", "share of the earlier members who are in it now"),
    },
    "drift": {
        "variable": ("id", "segmentation variable"),
        "psi": ("number", "population stability index, earlier against now; 0 is no change"),
        "mean_earlier": ("number", "mean then, in the client's unit"),
        "mean_now": ("number", "mean now"),
        "unit": ("text", "unit of the means"),
    },
    "campaign_results": {
        "campaign": ("id", "campaign, or all of them"),
        "segment_id": ("integer", "segment before the contact; 0 for the whole base"),
        "segment_name": ("id", "segment before the contact"),
        "n_treated": ("integer", "contacted"),
        "n_control": ("integer", "held back at random"),
        "rate_treated": ("number", "share of the contacted who responded"),
        "rate_control": ("number", "share of those held back who did"),
        "effect": ("number", "uplift: difference of the rates; without a control, the rate itself"),
        "effect_low": ("number", "lower end of its 95% interval (Newcombe; Wilson for a rate)"),
        "effect_high": ("number", "upper end"),
        "has_control": ("flag", "whether effect is an uplift"),
        "spend_effect": (
            "number",
            "revenue a contacted customer less that of one held back, in currency; missing where unknown",
        ),
        "spend_low": ("number", "lower end of its 95% interval (Welch)"),
        "spend_high": ("number", "upper end"),
    },
    "decision": {
        "question": ("id", "what is to be decided"),
        "figure": ("text", "the figure it rests on"),
        "decision": ("id", "what follows"),
    },
    "findings": {
        "stage": ("id", "notebook"),
        "position": ("integer", "order within the notebook"),
        "finding": ("text", "one sentence"),
    },
}

KEYS: dict[str, list[str]] = {
    **{name: ["customer_id"] for name in ("customers", "customers_earlier", "outcomes", "embedding", "segments")},
    **{name: ["variable"] for name in ("dictionary", "variables", "drift", "contributions", "short_list")},
    **{name: ["segment_id"] for name in ("cards", "targets", "plan", "kpis", "lineage", "price_response")},
    "choice": ["method", "n_segments"],
    "quality": ["source"],
}

_DTYPES = {
    "integer": pd.api.types.is_integer_dtype,
    "number": pd.api.types.is_numeric_dtype,
    "flag": pd.api.types.is_bool_dtype,
    "date": pd.api.types.is_datetime64_any_dtype,
}


class DataError(ValueError):
    """The data cannot be used. The message is one line: what, where, how to mend it."""


def check_table(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table, if it is what its schema says; DataError in one line otherwise."""
    schema = SCHEMAS[name]
    missing = [column for column in schema if column not in table]
    if missing:
        raise DataError(f"table {name}: lacks {', '.join(missing)}; run the stage that writes it again")
    for column, (kind, _) in schema.items():
        values = table[column]
        if kind == "id" and (values.isna().any() or not values.map(lambda v: isinstance(v, str)).all()):
            raise DataError(f"table {name}: {column} holds a value that is not text, or none")
        if kind in _DTYPES and not _DTYPES[kind](values.dtype):
            raise DataError(f"table {name}: {column} is {values.dtype}, not {kind}")
    key = KEYS.get(name)
    if key and table.duplicated(key).any():
        row = table.loc[table.duplicated(key), key].iloc[0].to_dict()
        raise DataError(f"table {name}: more than one row for {row}")
    return table


def outputs_folder(client: str) -> Path:
    """Where everything of this client goes: $SEGTOOLS_OUTPUTS/CLIENT, else outputs/CLIENT."""
    named = os.environ.get("SEGTOOLS_OUTPUTS")
    return (Path(named) if named else project_root() / "outputs") / client


def table_path(client: str, name: str) -> Path:
    """The file of a table."""
    return outputs_folder(client) / "tables" / f"{name}.parquet"


def yes_no(values: pd.Series, all_of_it: bool = True) -> pd.Series:
    """yes and no for the many ways to write them: where a column holds nothing else, or whatever else it holds."""
    words = values.map(
        lambda value: f"{value:g}" if isinstance(value, float) else str(value).strip().lower(), na_action="ignore"
    )
    known = {word: level for level, ways in YES_NO.items() for word in ways}
    said = words.map(known)
    if all_of_it:
        return said.astype("str") if words.dropna().isin(list(known)).all() else values
    return said.where(said.notna(), values).astype("str")


def of_draws(share: float) -> str:
    """A share of draws: all and none are said only where it is all or none.

    >>> of_draws(0.998), of_draws(1.0), of_draws(0.52), of_draws(0.002)
    ('over 99%', '100%', '52%', 'under 1%')
    """
    return "over 99%" if 0.995 <= share < 1 else "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def in_words(name: str) -> str:
    """A column's name as a person reads it."""
    return {"clv_12m": "value in twelve months"}.get(name, name.replace("_", " "))


def money(amount: float, currency: str = "", digits: int = 0) -> str:
    """An amount as a person reads it; to the cent where digits are asked for.

    >>> money(1240.4, "£"), money(3_120_000, "EUR"), money(-5, "$", 2)
    ('£1,240', 'EUR 3.12m', '-$5.00')
    """
    sign = "-" if amount < 0 else ""
    short = abs(amount) >= 1e6 and not digits
    number = f"{abs(amount) / 1e6:,.2f}m" if short else f"{abs(amount):,.{digits}f}"
    return f"{sign}{currency}{' ' if currency.isalpha() else ''}{number}"


def format_value(value: float, unit: str, currency: str = "") -> str:
    """A figure as a person reads it, by its unit.

    >>> format_value(0.256, "share"), format_value(12.34, "days"), format_value(1234.5, "€", "€")
    ('26%', '12 days', '€1,234')
    """
    if pd.isna(value):
        return "unknown"
    if unit == "share":
        return f"{value:.0%}" if abs(value) >= 0.0995 else f"{value:.1%}"
    if unit == "draws":
        return of_draws(value)
    if unit == "change":
        return f"{100 * value:+.1f} points"
    if currency and unit == currency:
        return money(value, currency, 0 if abs(value) >= 10 else 2)
    number = f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"
    return f"{number} {unit}" if unit and not unit.startswith("1 to") else number


def save_table(client: str, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Check a table and write it as outputs/CLIENT/tables/NAME.parquet, whole or not at all."""
    path = table_path(client, name)
    checked = check_table(name, table).reset_index(drop=True)
    _replace(path, lambda to: checked.to_parquet(to, index=False))
    return checked


def load_table(client: str, name: str) -> pd.DataFrame:
    """A table that an earlier stage left, checked."""
    path = table_path(client, name)
    if not path.is_file():
        raise DataError(f"{path.name}: not there yet; run the notebook that writes table {name} first")
    return check_table(name, pd.read_parquet(path))


def load_optional(client: str, name: str) -> pd.DataFrame | None:
    """A table that not every client has: some have no orders, some no campaigns. None where it is not there."""
    return load_table(client, name) if table_path(client, name).is_file() else None


def save_optional(client: str, made: dict[str, Any]) -> list[str]:
    """Save the tables there are; of those that are None, remove what an earlier run may have left. A table that is
    still in the engine is written in batches and checked as it goes. Returns the names of those saved."""
    for name, table in made.items():
        if table is None:
            table_path(client, name).unlink(missing_ok=True)
        elif hasattr(table, "to_pyarrow_batches"):
            _replace(table_path(client, name), lambda to, name=name, table=table: _stream(name, table, to))
        else:
            save_table(client, name, table)
    return [name for name, table in made.items() if table is not None]


def _stream(name: str, table: Any, to: Path) -> None:
    writer = None
    try:
        for batch in table.to_pyarrow_batches(chunk_size=1_000_000):
            part = pa.Table.from_pandas(check_table(name, batch.to_pandas()), preserve_index=False)
            writer = writer or pq.ParquetWriter(to, part.schema)
            writer.write_table(part)
    finally:
        if writer:
            writer.close()
    if writer is None:
        empty_table(name).to_parquet(to, index=False)


def empty_table(name: str) -> pd.DataFrame:
    """A table of this schema without rows."""
    dtypes = {"integer": "int64", "number": "float64", "flag": "bool", "date": "datetime64[us]", "list": "object"}
    return pd.DataFrame({c: pd.Series(dtype=dtypes.get(kind, "str")) for c, (kind, _) in SCHEMAS[name].items()})


def save_json(client: str, name: str, value: Any) -> None:
    """Write outputs/CLIENT/NAME.json."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    _replace(outputs_folder(client) / f"{name}.json", lambda to: to.write_text(text + "\n", "utf-8"))


def load_json(client: str, name: str) -> Any:
    """Read outputs/CLIENT/NAME.json."""
    path = outputs_folder(client) / f"{name}.json"
    if not path.is_file():
        raise DataError(f"{path.name}: not there yet; run the notebook that writes it first")
    return json.loads(path.read_text("utf-8"))


def save_text(client: str, name: str, text: str) -> None:
    """Write outputs/CLIENT/NAME, a text file."""
    _replace(outputs_folder(client) / name, lambda to: to.write_text(text, "utf-8"))


def load_optional_json(client: str, name: str) -> Any:
    """outputs/CLIENT/NAME.json where an earlier run has left one, else None."""
    return load_json(client, name) if (outputs_folder(client) / f"{name}.json").is_file() else None


def save_quarantine(client: str, made: dict[str, Any]) -> None:
    """Write outputs/CLIENT/quarantine/SOURCE.csv for each source (anything with to_csv), and remove those of an
    earlier run."""
    folder = outputs_folder(client) / "quarantine"
    for old in folder.glob("*.csv"):
        if old.stem not in made:
            old.unlink()
    for name, rows in made.items():
        _replace(folder / f"{name}.csv", rows.to_csv)


def save_audiences(client: str, made: dict[str, pd.DataFrame]) -> list[str]:
    """Write outputs/CLIENT/audiences/NAME.csv for each list, and remove those of an earlier run; returns the names."""
    folder = outputs_folder(client) / "audiences"
    for old in folder.glob("*.csv"):
        if old.stem not in made:
            old.unlink()
    for name, rows in made.items():
        safe = no_formulas(rows)
        _replace(folder / f"{name}.csv", lambda to, safe=safe: safe.to_csv(to, index=False, lineterminator="\n"))
    return list(made)


def no_formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for a CSV file that somebody may open in a spreadsheet: a text that it would take for a formula gets an apostrophe
    before it. Numbers, signed ones too, stay as they are.

    Examples
    --------
    >>> no_formulas(pd.DataFrame({"id": ["=1+1", "-5", "+44 20", "@x", "a=b"]})).id.tolist()
    ["'=1+1", '-5', "'+44 20", "'@x", 'a=b']
    """
    made = rows.copy()
    for column in made.select_dtypes(["object", "str"]):
        text = made[column].astype("str")
        risky = text.str.match(r"[=+\-@\t\r]") & ~text.str.fullmatch(r"[+-]?\d+([.,]\d+)?") & made[column].notna()
        made[column] = made[column].mask(risky, "'" + text)
    return made.rename(columns=lambda name: f"'{name}" if str(name).startswith(("=", "+", "-", "@")) else name)


def save_findings(client: str, stage: str, sentences: list[str]) -> list[str]:
    """Keep what a notebook found, beside the findings of the other notebooks."""
    kept = load_optional(client, "findings")
    new = pd.DataFrame({"stage": stage, "position": range(1, len(sentences) + 1), "finding": sentences}).astype(
        {"position": "int64"}
    )
    if kept is not None:
        new = pd.concat([kept[kept.stage != stage], new]).sort_values(["stage", "position"])
    save_table(client, "findings", new)
    return sentences


def _replace(path: Path, write: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
