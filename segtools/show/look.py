"""The project's look: every colour and font, for figures (matplotlib), HTML (CSS) and files.

A segment has the colour of its segment_id in every figure, card, slide and sheet, from a palette safe for the
colour-blind. What is neutral has one of five shades: INK and SOFT for text, GREY for axes and what belongs to no
segment, LINE for hairlines, PALE for fills. Nothing here draws.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from matplotlib import font_manager

from segtools.words import Style

INK, SOFT, GREY, LINE, PALE = "#22303c", "#5b6670", "#8a949e", "#dfe3e6", "#e6e9ec"
WHITE, PAGE, LINK = "#ffffff", "#f6f7f8", "#00568a"
SEGMENT_COLOURS = (
    *("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"),
    *("#7a68a6", "#8c6d31", "#3d8f8f", "#b2476b", "#5c6b73", "#a3a500"),
)
SHADES = ("#4c566a", "#81a1c1", "#a3be8c", "#ebcb8b", "#b48ead", "#bf616a", "#88c0d0", "#d08770")  # no segment of ours
RIVAL, MARK = SEGMENT_COLOURS[1], SEGMENT_COLOURS[5]  # what is held beside the chosen, and what is pointed at
AROUND, UPWARDS = "vlag", "Blues"  # colour maps: of what lies around a middle, of what runs from nothing to all
VERDICTS = {"natural": SEGMENT_COLOURS[2], "constructive": SEGMENT_COLOURS[1], "none": SEGMENT_COLOURS[5]}
FONT = "DejaVu Sans"  # comes with matplotlib
SCREEN_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
HATCH = "////"  # of what is withheld
INPUT = "#fff6d6"  # fill of a cell that is to be changed
BELOW, ABOVE = SHADES[1], SHADES[7]  # fills of cells below and above the base

_FIGURE = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.facecolor": WHITE,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.dpi": 110,
    "figure.edgecolor": WHITE,
    "figure.facecolor": WHITE,
    "hatch.color": GREY,
    "hatch.linewidth": 0.6,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": WHITE,
    "patch.force_edgecolor": True,
    "savefig.dpi": 160,
    "savefig.facecolor": WHITE,
    "savefig.transparent": False,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": INK,
    "xtick.labelsize": 9.5,
    "ytick.color": INK,
    "ytick.labelsize": 9.5,
}


def segment_colour(segment_id: int) -> str:
    """The colour of a segment in every figure; 0 is the whole base."""
    return GREY if segment_id == 0 else SEGMENT_COLOURS[(segment_id - 1) % len(SEGMENT_COLOURS)]


@cache
def _installed() -> frozenset[str]:
    return frozenset(font_manager.get_font_names())


def fonts(style: Style) -> list[str]:
    """Font families of a figure: the client's if it is installed, then the one that is always there."""
    return [*([style.font] if style.font in _installed() else []), FONT]


def figure_settings(style: Style) -> dict[str, Any]:
    """matplotlib's settings for a figure; `style.colour` and `style.font` are those of titles and text."""
    return {**_FIGURE, "axes.titlecolor": style.colour, "font.family": fonts(style)}


# --- HTML ---------------------------------------------------------------------------------------------


def css_fonts(style: Style) -> str:
    """Font families in CSS, the client's first; other signs than letters, digits, spaces and hyphens are removed."""
    own = re.sub(r"[^\w -]", "", style.font).strip()
    return f"'{own}', {SCREEN_FONTS}" if own else SCREEN_FONTS


def css_colours() -> str:
    """The colours as CSS variables, for a page."""
    named = {"ink": INK, "soft": SOFT, "grey": GREY, "line": LINE, "pale": PALE, "page": PAGE, "link": LINK}
    return ":root { " + " ".join(f"--{name}: {colour};" for name, colour in named.items()) + " }"


def table_css(style: Style) -> str:
    """CSS rules of a table (great_tables): its own text and background colours, whatever the theme around it.

    JupyterLab colours every second row of any table by its theme; only `!important` outranks that.
    """
    return f"""
table.gt_table, table.gt_table thead, table.gt_table tbody, table.gt_table tfoot, table.gt_table tr,
table.gt_table tr:hover {{ background: {WHITE} !important; color: {INK} !important; }}
table.gt_table td, table.gt_table th {{ color: {INK} !important; background: {WHITE} !important; }}
table.gt_table tbody td {{ border-top: 1px solid {LINE} !important; }}
table.gt_table {{ padding: 0 !important; table-layout: auto !important; }}
table.gt_table .gt_title, table.gt_table .gt_col_heading {{ color: {style.colour} !important;
  font-weight: 600 !important; }}
table.gt_table .gt_sourcenote {{ color: {SOFT} !important; text-align: left !important; }}
table.gt_table .gt_left {{ text-align: left !important; }} table.gt_table .gt_right {{ text-align: right !important; }}
table.gt_table .gt_title {{ text-align: left !important; }}
"""


def card_css(style: Style) -> str:
    """CSS rules of cards and plan, in their own `<style>`, readable in a light and in a dark theme."""
    return f"""<style>
.seg-cards {{ display: grid; gap: 14px; font: 14px/1.4 {css_fonts(style)}; color: {INK} !important;
  grid-template-columns: repeat(auto-fit, minmax(min(270px, 100%), 1fr)); }}
.seg-cards.plan {{ grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); }}
.seg-cards section {{ background: {WHITE} !important; border: 1px solid {LINE}; border-top: 5px solid;
  border-radius: 4px; padding: 12px 16px; }}
.seg-cards section p, .seg-cards section li, .seg-cards section td {{ color: {INK} !important; }}
.seg-cards h4 {{ margin: 0 0 6px !important; font-size: 16px; font-weight: 600 !important;
  color: {style.colour} !important; }}
.seg-cards h5 {{ margin: 10px 0 2px !important; font-size: 12px; font-weight: 600 !important;
  color: {SOFT} !important; text-transform: uppercase; letter-spacing: .04em; }}
.seg-cards p {{ margin: 0 0 4px; }}
.seg-cards ul {{ margin: 0; padding-left: 18px; }} .seg-cards li {{ margin: 2px 0; }}
.seg-cards svg {{ display: block; width: 100%; max-width: 340px; margin: 8px 0 2px; font-size: 10px; fill: {INK}; }}
.seg-cards small {{ font-weight: normal; color: {SOFT} !important; }}
.seg-cards table {{ border-collapse: collapse; width: 100%; margin: 0 !important; }}
.seg-cards table tr, .seg-cards table tr:hover {{ background: {WHITE} !important; }}
.seg-cards table th, .seg-cards table td {{ text-align: left !important; vertical-align: top; padding: 3px 8px 3px 0;
  border: 0; background: none !important; white-space: normal; }}
.seg-cards table th {{ color: {SOFT} !important; font-weight: 600; width: 70px; }}
</style>"""
