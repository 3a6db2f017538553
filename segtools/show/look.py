"""The colours of the house: a segment has the colour of its segment_id in every figure, card, slide and sheet, from a palette safe
for the colour-blind."""

from __future__ import annotations

INK, GREY, PALE = "#22303c", "#8a949e", "#e6e9ec"
SEGMENT_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a68a6", "#8c6d31",
                   "#3d8f8f", "#b2476b", "#5c6b73", "#a3a500")  # fmt: skip
SHADES = ("#4c566a", "#81a1c1", "#a3be8c", "#ebcb8b", "#b48ead", "#bf616a", "#88c0d0", "#d08770")  # no segment of ours


def segment_colour(segment_id: int) -> str:
    """The colour of a segment, wherever it is drawn; 0 is the whole base."""
    return GREY if segment_id == 0 else SEGMENT_COLOURS[(segment_id - 1) % len(SEGMENT_COLOURS)]
