"""The words of the trade that stay where analysts read: in notebooks, the appendix, notes and sheets of evidence."""

import re

BARRED = (
    *("adjusted rand", "bayesian", "bg/nbd", "bic", "bootstrap", "centroid", "cohen", "eigenvalue", "elasticity"),
    *("gamma-gamma", "gaussian", "jaccard", "k-means", "kmeans", "knock-outs?", "knocked out", "latent class(?:es)?"),
    *("likelihood", "null models?", "outliers?", "p first", "p target", "p-values?", "params", "percentiles?"),
    *("principal components?", "psi", "quantiles?", "redrawn", "shrinkage", "silhouette", "slsw", "stability index"),
    *("standard deviations?", "standard errors?", "variance"),
)
_BARRED = re.compile(rf"(?<![\w_])({'|'.join(BARRED)})(?![\w_])", re.IGNORECASE)
_RAW = re.compile(r"\b[a-z]+_[a-z_0-9]+\b")


def barred(text):
    """The words of a text that an executive should not have to know, raw names of columns among them."""
    return sorted({*(found.lower() for found in _BARRED.findall(text)), *_RAW.findall(text)})
