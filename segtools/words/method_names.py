"""The methods that segments are sought with: the name in params and tables, and the label that people read."""

METHOD_LABELS = {
    "kmeans": "k-means",
    "mixture": "Gaussian mixture",
    "latent_classes": "latent classes",
    "rules": "RFM rules",
}
METHOD_NAMES = tuple(METHOD_LABELS)
