"""05_target: which segments do we target, with what, at what return?"""

from segtools.params import load_plays
from segtools.scorecard.base import members
from segtools.target.audiences import audience_lists
from segtools.target.criteria import contactable, score_criteria
from segtools.target.findings import findings
from segtools.target.plays import figures, judged_plays, library_report, marketing_plan
from segtools.target.returns import with_economics
from segtools.target.steps import measured_criteria, ranked_segments, segment_economics

__all__ = ["audience_lists", "contactable", "figures", "findings", "judged_plays", "library_report", "load_plays"]
__all__ += ["marketing_plan", "measured_criteria", "members", "ranked_segments", "score_criteria"]
__all__ += ["segment_economics", "with_economics"]
