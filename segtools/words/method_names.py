"""The methods that form segments: the name in params and tables, and the label for readers."""

METHOD_LABELS = {
    "kmeans": "k-means",
    "mixture": "Gaussian mixture",
    "latent_classes": "latent classes",
    "rules": "RFM rules",
}
METHOD_NAMES = tuple(METHOD_LABELS)
