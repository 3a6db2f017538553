"""look.py: one colour a segment, the client's colour and font, rules that outrank a notebook's theme."""

import logging
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text
from show.small_tables import BASE, CARDS, PLAIN, TARGETS, VARIABLES, figure_of

from segtools import show
from segtools.show import look
from segtools.words import Style

BRAND = Style("€", colour="#0b3c5d", font="DejaVu Serif")


def test_a_segment_has_one_colour_in_every_figure():
    assert look.segment_colour(1) == look.SEGMENT_COLOURS[0] and look.segment_colour(0) == look.GREY
    worth, matrix = show.plot_worth(CARDS), show.plot_matrix(TARGETS, CARDS)
    bars = {tuple(np.round(patch.get_facecolor()[:3], 3)) for patch in worth[0].patches}
    dots = {tuple(np.round(dot.get_facecolors()[0][:3], 3)) for dot in matrix.collections}
    wanted = {tuple(np.round(plt.matplotlib.colors.to_rgb(look.segment_colour(s)), 3)) for s in (1, 2, 3)}
    assert wanted <= bars and wanted == dots
    plt.close("all")


def test_segment_colours_are_those_that_clients_know():
    assert look.SEGMENT_COLOURS[:6] == ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
    assert len(look.SEGMENT_COLOURS) == 12 and look.segment_colour(13) == look.SEGMENT_COLOURS[0]


def test_titles_have_the_clients_colour_and_every_text_the_clients_font():
    figure = figure_of(show.plot_worth(CARDS, style=BRAND))
    figure.canvas.draw()
    headline = next(text for text in figure.findobj(Text) if text.get_text() == figure.get_suptitle())
    assert headline.get_color() == "#0b3c5d"
    written = [text for text in figure.findobj(Text) if text.get_text()]
    assert {text.get_fontfamily()[0] for text in written} == {"DejaVu Serif"}
    panel = show.plot_distributions(BASE, VARIABLES, style=BRAND)[0]
    assert panel.title.get_color() == "black" or panel._left_title.get_color() == "#0b3c5d"
    plt.close("all")


@pytest.mark.parametrize("font", ["", "Surely Not Installed", "'; } body { display: none"])
def test_a_font_that_is_not_there_is_passed_over_in_silence(font, capfd, caplog):
    with caplog.at_level(logging.DEBUG, "matplotlib.font_manager"):
        figure_of(show.plot_worth(CARDS, style=Style("€", font=font))).canvas.draw()
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert look.fonts(Style(font=font)) == [look.FONT]
    assert set(look.css_fonts(Style(font=font)).split("'")[1] if font else "") <= set(
        "Surely Not Installed body display none"
    )
    plt.close("all")


def test_drawing_leaves_the_settings_as_they_were():
    plt.ioff()
    before = {**plt.rcParams}
    show.plot_worth(CARDS, style=BRAND)
    assert {**plt.rcParams} == before
    plt.close("all")


def test_a_figure_has_a_background_of_its_own():
    with plt.rc_context({"figure.facecolor": "none", "axes.facecolor": "black", "savefig.transparent": True}):
        figure = figure_of(show.plot_worth(CARDS, style=PLAIN))
    assert figure.get_facecolor() == (1, 1, 1, 1) and figure.axes[0].get_facecolor() == (1, 1, 1, 1)
    plt.close("all")


def test_html_outranks_a_dark_theme():
    """JupyterLab colours text and every second row by rules without !important, which only !important outranks."""
    for css in (look.table_css(BRAND), look.card_css(BRAND)):
        rules = re.findall(r"([^{}]+)\{([^{}]+)\}", css.replace("<style>", ""))
        rows = [body for selector, body in rules if re.search(r"\btr\b", selector)]
        assert rows and all("background: #ffffff !important" in body for body in rows)
        assert f"color: {look.INK} !important" in css and "color: #0b3c5d !important" in css
        scoped = [
            part for selector, _ in rules for part in selector.split(",") if "gt_table" in part or "seg-cards" in part
        ]
        assert len(scoped) == sum(len(selector.split(",")) for selector, _ in rules)
