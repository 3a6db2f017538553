"""Tables that 03_segment saves: table -> column -> (kind, what it holds)."""

from segtools.tables.columns.kinds import Columns

TABLES: dict[str, Columns] = {
    "choice": {
        "method": ("id", "kmeans, mixture, latent_classes or rules"),
        "n_segments": ("integer", "number of segments"),
        "silhouette": ("number", "mean silhouette width, -1 to 1, on the numbers that k-means reads"),
        "null_silhouette": (
            "number",
            "the highest that the same method and number reach in bases without structure: same margins, with and "
            "without correlations",
        ),
        "within_ss": ("number", "total within-cluster sum of squares, on the numbers that k-means reads"),
        "bic": ("number", "Bayesian information criterion, lower is better; missing where there is no likelihood"),
        "mean_ari": ("number", "mean adjusted Rand index over pairs of bootstrap samples; 1 is perfect"),
        "null_ari": ("number", "mean_ari in bases without structure"),
        "min_slsw": ("number", "mean best Jaccard over bootstraps of the segment least sure to come back"),
        "split": (
            "number",
            "sum of squares against that of one segment less, as a share of what cutting clouds in two gives; only for "
            "natural answers of k-means",
        ),
        "agreement": ("number", "adjusted Rand index with k-means for the same number"),
        "min_share": ("number", "share of the base in the smallest segment"),
        "min_size": ("integer", "customers in the smallest segment"),
        "chosen": ("flag", "whether it was chosen"),
        "why": ("text", "why it was chosen or not"),
    },
    "stability": {
        "method": ("id", "as in choice"),
        "n_segments": ("integer", "number of segments"),
        "replicate": ("integer", "pair of bootstrap samples, from 1"),
        "ari": ("number", "adjusted Rand index between the two assignments of the base"),
    },
    "segment_stability": {
        "n_segments": ("integer", "number of segments"),
        "segment_id": ("integer", "segment"),
        "slsw": ("number", "segment-level stability within solutions: mean best Jaccard over bootstraps"),
        "slsa": (
            "number",
            "across solutions: 1 where all its customers were in one segment of the answer with one less",
        ),
        "chosen": ("flag", "of the chosen answer"),
    },
    "flow": {
        "n_segments": ("integer", "number of segments of the later answer"),
        "from_id": ("integer", "segment in the answer with one less"),
        "segment_id": ("integer", "segment in this answer"),
        "customers": ("integer", "number of sampled customers in both"),
    },
    "lineage": {
        "segment_id": ("integer", "segment"),
        "segment_name": ("id", "its name"),
        "computed_name": ("id", "the name computed when it was first found"),
        "status": ("id", "first, kept, split, merged, new or gone, against the last scorecard"),
        "earlier_name": ("text", "the segment of the last scorecard that it continues, is split from, or has merged"),
        "overlap": ("number", "Jaccard index with that segment"),
    },
    "contributions": {
        "variable": ("id", "segmentation variable"),
        "weight": ("number", "its share of all variance in the numbers that k-means reads"),
        "contribution": ("number", "its share of the variance between segments"),
        "explained": ("number", "share of its own variance that lies between segments"),
        "missing_lowest": ("number", "smallest share of customers without a value in a segment"),
        "missing_highest": ("number", "largest such share"),
    },
    "tree_rules": {
        "position": ("integer", "number of the rule"),
        "segment_id": ("integer", "segment it leads to"),
        "segment_name": ("id", "segment it leads to"),
        "rule": ("text", "conditions that must all be met, in the client's units"),
        "customers": ("integer", "number of customers who meet them"),
        "right": ("number", "share of these whom the scorecard assigns to the segment"),
    },
    "short_list": {
        "position": ("integer", "order of the variables, most helpful first"),
        "variable": ("id", "segmentation variable"),
        "agreement": ("number", "share of held-out customers assigned alike by this variable and those above"),
        "of_all": ("number", "agreement as a share of that with all variables"),
    },
    "out_of_time": {
        "method": ("id", "as in choice"),
        "n_segments": ("integer", "segments found as of the earlier look"),
        "outcome": ("id", "orders or amount, from then to as_of"),
        "explained": (
            "number",
            "share of the variance of its ranks that lies between segments (epsilon squared), 0 to 1",
        ),
        "lowest": ("number", "mean of the segment with the lowest mean"),
        "highest": ("number", "mean of the segment with the highest mean"),
        "customers": ("integer", "number of customers at the earlier look"),
    },
    "rules": {
        "position": ("integer", "order in which rules are tried"),
        "segment": ("id", "segment"),
        "rule": ("text", "scores that the rule requires"),
        "matched": ("integer", "number of customers who meet it"),
        "won": ("integer", "number of these not taken by a rule above it"),
        "orders": ("integer", "orders of these in the period"),
        "amount": ("number", "net amount of these in the period, in currency"),
        "remark": ("text", "a remark if the rule wins few customers or none"),
    },
    "segments": {
        "customer_id": ("id", "customer of the base"),
        "segment_id": ("integer", "1..k, by value where there is one, else by size"),
        "segment_name": ("id", "computed from what distinguishes the segment"),
        "confidence": ("number", "posterior share of the segment under the scorecard, 1/k to 1"),
    },
}
