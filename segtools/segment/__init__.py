"""03_segment: are there segments, how many, and would we find them again?"""

from segtools.scorecard.engine import sql
from segtools.scorecard.rule import assign
from segtools.segment.across_numbers import segment_sizes, segment_stability, similarities
from segtools.segment.choice import choose
from segtools.segment.contributions import assigned_base, contributions, markers
from segtools.segment.evidence import beside_null, gather_evidence
from segtools.segment.findings import findings
from segtools.segment.methods import candidates
from segtools.segment.numbers import comparable_numbers, segmentation_base, spread_of_numbers
from segtools.segment.out_of_time import out_of_time
from segtools.segment.rules import rules_report
from segtools.segment.scorecard import build_scorecard, same_question
from segtools.segment.short_list import short_list
from segtools.segment.tree import tree

__all__ = ["assign", "assigned_base", "beside_null", "build_scorecard", "candidates", "choose", "comparable_numbers"]
__all__ += ["contributions", "findings", "gather_evidence", "markers", "out_of_time", "rules_report", "same_question"]
__all__ += ["segment_sizes", "segment_stability", "segmentation_base", "short_list", "similarities"]
__all__ += ["spread_of_numbers", "sql", "tree"]
