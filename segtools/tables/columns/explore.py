"""Tables that 02_explore saves: table -> column -> (kind, what it holds)."""

from segtools.tables.columns.kinds import Columns

TABLES: dict[str, Columns] = {
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
        "customer_id": ("id", "customer (a sample if the base is large)"),
        "pca_1": ("number", "first principal component"),
        "pca_2": ("number", "second principal component"),
        "umap_1": ("number", "UMAP, for looking only"),
        "umap_2": ("number", "UMAP, for looking only"),
    },
}
