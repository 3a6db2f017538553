"""02_explore: is this base fit to be segmented, and on what?"""

from segtools.explore.findings import findings
from segtools.explore.variables import (
    choose_variables,
    chosen_variables,
    correlations,
    counted_twice,
    coverage,
    segmentation_matrix,
)
from segtools.explore.views import embedding, principal_components
from segtools.scorecard.base import base

__all__ = ["base", "choose_variables", "chosen_variables", "correlations", "counted_twice", "coverage", "embedding"]
__all__ += ["findings", "principal_components", "segmentation_matrix"]
