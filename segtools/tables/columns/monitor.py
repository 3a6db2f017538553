"""Tables that 06_monitor saves: table -> column -> (kind, what it holds)."""

from segtools.tables.columns.kinds import Columns

TABLES: dict[str, Columns] = {
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
}
