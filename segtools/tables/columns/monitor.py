"""Tables that 06_monitor saves: table -> column -> (kind, what it holds)."""

from segtools.tables.columns.kinds import Columns

TABLES: dict[str, Columns] = {
    "migration": {
        "earlier_name": ("id", "segment at the earlier look, or why the customer had none"),
        "segment_name": ("id", "segment now, or why the customer has none"),
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
        "change": ("number", "share_now minus share_earlier"),
        "change_low": ("number", "lower end of its 95% interval"),
        "change_high": ("number", "upper end"),
        "stayed": ("number", "share of the earlier members who are still in it"),
    },
    "drift": {
        "variable": ("id", "segmentation variable"),
        "psi": ("number", "population stability index between the two looks; 0 is no change"),
        "mean_earlier": ("number", "mean at the earlier look, in the client's unit"),
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
        "rate_control": ("number", "share of those held back who responded"),
        "effect": ("number", "uplift: difference of the rates; without a control, the rate itself"),
        "effect_low": ("number", "lower end of its 95% interval (Newcombe; Wilson for a rate)"),
        "effect_high": ("number", "upper end"),
        "has_control": ("flag", "whether effect is an uplift"),
        "spend_effect": (
            "number",
            "revenue per contacted customer minus that per customer held back, in currency; missing if unknown",
        ),
        "spend_low": ("number", "lower end of its 95% interval (Welch)"),
        "spend_high": ("number", "upper end"),
    },
    "decision": {
        "question": ("id", "the question to decide"),
        "figure": ("text", "the figure it is based on"),
        "decision": ("id", "what follows"),
    },
}
