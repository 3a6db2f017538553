"""report.html: one self-contained page that a client can read without having seen a notebook."""

from __future__ import annotations

import base64
import contextlib
import functools
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import pandas as pd
from matplotlib.axes import Axes
from nbconvert import HTMLExporter

from segtools import show
from segtools.deliver.views import Views, logo, pseudonyms
from segtools.show.axes import close
from segtools.show.look import SEGMENT_COLOURS, VERDICTS, WHITE, css_colours, css_fonts
from segtools.stages import STAGES

SECTIONS = ("answer", "segments", "targets", "plan", "change", "evidence", "quality", "notebooks")
_RANKING = {  # columns of table `targets` to what the page calls them
    "rank": "rank",
    "segment_name": "segment",
    "role": "role",
    "attractiveness": "what it offers",
    "competitiveness": "our strength",
    "p_target": "a target in",
    "p_first": "first in",
    "knocked_out": "ruled out",
}
_TREE_UNITS = {"customers": "people", "right": ("share", "correct")}
_LEDGER_UNITS = {
    "rows_read": "count",
    "rows_accepted": ("count", "rows_quarantined"),
    "rows_quarantined": "people",  # a row may be a person
    "rows_dropped": "people",
    "amount_read": "cents",
    "amount_accepted": ("cents", "rows_quarantined"),
    "amount_quarantined": ("cents", "rows_quarantined"),
    "amount_dropped": ("cents", "rows_dropped"),
}
_SCREEN_DPI, _FIGURE_DPI = 96, 160


def promised(views: Views) -> list[str]:
    """The sections of every client: one that does not apply says so in a line."""
    return list(SECTIONS)


def write_report(views: Views, path: Path) -> list[str]:
    """Write the page from the client's tables and executed notebooks; returns the sections that hold something."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("segtools.deliver"), autoescape=True)
    content = report_content(views)
    content["notebooks"] = [
        {"number": stage.name[:2], "question": stage.question, "body": notebook_body(views.study.folder, stage.name)}
        for stage in STAGES
        if (views.study.folder / f"{stage.name}.ipynb").is_file()
    ]
    page = environment.get_template("report.html.j2").render(views=views, look=page_look(views), **content)
    path.write_text(page, encoding="utf-8")
    return [name for name in SECTIONS if content.get(name) or name == "notebooks"]  # where none is kept, a line says so


def page_look(views: Views) -> dict[str, Any]:
    """Colours, fonts and logo of the page: the client's own, and the house's."""
    picture = logo(views.study.params)
    return {
        "variables": css_colours(),
        "brand": views.style.colour,
        "fonts": css_fonts(views.style),
        "white": WHITE,
        "verdict": VERDICTS.get(views.verdict, SEGMENT_COLOURS[0]),
        "logo": "" if picture is None else _data_uri(picture),
    }


def _data_uri(picture: Path) -> str:
    """A picture as part of the page."""
    content = picture.read_bytes()
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def report_content(views: Views) -> dict[str, Any]:
    """What the page shows, section by section, from the tables alone."""
    return {
        "answer": views.in_short,
        "pseudonyms": pseudonyms(views.study.params),
        **_segments(views),
        **_evidence(views),
        **_targets(views),
        **_change(views),
        **_quality(views),
    }


def _segments(views: Views) -> dict[str, Any]:
    study, style = views.study, views.style
    return {
        "segments": show.cards(study.cards, style=style).data,
        "worth": _figure(show.plot_worth, study.cards, style=style),
        "worth_texts": views.texts("04_profile", "finding"),
        "worth_notes": views.texts("04_profile", "note"),
        "trust": _figure(show.plot_calibration, study.calibration, style=style) if len(study.calibration) else "",
    }


def _evidence(views: Views) -> dict[str, Any]:
    study, style = views.study, views.style
    sizes = study.cards[["segment_id", "segment_name", "size", "share"]]
    rules = study.tree_rules[["segment_name", "rule", "customers", "right"]]
    rules = rules.assign(correct=(rules.right * rules.customers).round())
    return {
        "evidence": _figure(show.plot_choice, study.choice, study.stability, style=style),
        "evidence_texts": views.evidence,
        "views_figure": _figure(show.plot_views, study.embedding, study.segments, style=style),
        "sure": _figure(show.plot_segment_stability, sizes, study.segment_stability, style=style),
        "flow": _figure(show.plot_flow, study.flow, study.segment_stability, sizes, style=style)
        if len(study.flow)
        else "",
        "tree": _table(rules, "Rules of thumb, and how often each is right", _TREE_UNITS, views, hide=["correct"]),
    }


def _targets(views: Views) -> dict[str, Any]:
    study, style = views.study, views.style
    ranked = study.targets.sort_values("rank")
    ranked = ranked.assign(segment_name=[f"{row.segment_id}  {row.segment_name}" for row in ranked.itertuples()])
    ranked = ranked.rename(columns=_RANKING)[list(_RANKING.values())]
    units = dict(zip(_RANKING.values(), ("", "", "", "score", "score", "draws", "draws", ""), strict=True))
    return {
        "targets": _figure(show.plot_matrix, study.targets, study.cards, style=style),
        "criteria": _figure(show.plot_criteria, study.criteria, study.targets, study.cards, style=style),
        "ranking": _table(ranked, "", units, views),
        "plan": show.plan(study.plan, style=style).data,
        "returns": _figure(show.plot_returns, study.plan, style=style) if views.returns_known else "",
        "plan_texts": views.texts("05_target", "note"),
    }


def _change(views: Views) -> dict[str, Any]:
    study, style = views.study, views.style
    figures = []
    if views.moved:
        figures.append(_figure(show.plot_migration, study.migration, study.kpis, study.when, style=style))
        figures.append(_figure(show.plot_share_change, study.kpis, style=style))
    if len(study.campaign_results):
        figures.append(_figure(show.plot_campaign, study.campaign_results, style=style))
    return {
        "change": [figure for figure in figures if figure] or ["<p>The data covers one point in time only.</p>"],
        "decision": _table(study.decision, "", {}, views),
    }


def _quality(views: Views) -> dict[str, Any]:
    study, style = views.study, views.style
    dictionary = study.dictionary[["variable", "meaning", "unit", "family", "kind"]]
    dictionary = dictionary.merge(study.variables[["variable", "role"]])
    return {
        "quality_texts": views.texts(("01_collect", "02_explore")),
        "quality": _figure(show.plot_ledger, study.quality, study.reasons, style=style),
        "ledger": _table(study.quality, "", _LEDGER_UNITS, views),
        "dictionary": _table(dictionary, "", {}, views),
    }


# --- pieces of the page -------------------------------------------------------------------------------


def _table(data: pd.DataFrame, title: str, units: dict[str, Any], views: Views, hide: list[str] | None = None) -> str:
    """A table in HTML; columns to hide only count the people of others."""
    shown = show.table(data, title, units, style=views.style)
    return (shown.cols_hide(hide) if hide else shown).as_raw_html()


def _figure(draw: Callable[..., Axes | Any], *tables: Any, **style: Any) -> str:
    """A figure as an image under its finding, which is text: it wraps on a phone and can be found. Empty where the
    client's data has nothing to draw, which the figure says in a notebook only."""
    with contextlib.redirect_stdout(io.StringIO()):
        axes = draw(*tables, **style)
    if axes is None:
        return ""
    figure = axes.figure if isinstance(axes, Axes) else axes.flat[0].figure
    words = " ".join(figure.get_suptitle().split())
    figure.suptitle("")
    image = io.BytesIO()
    figure.savefig(image, format="png", dpi=_FIGURE_DPI, bbox_inches="tight")
    close(figure)
    source = f"data:image/png;base64,{base64.b64encode(image.getvalue()).decode()}"
    width, alt = int(figure.get_figwidth() * _SCREEN_DPI), jinja2.filters.escape(words)
    return f'<figure><figcaption>{alt}</figcaption><img alt="{alt}" style="width:{width}px" src="{source}"></figure>'


def notebook_body(folder: Path, name: str) -> str:
    """A notebook's prose, tables and figures, without code, and without what its code said on the error stream."""
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    if notebook.cells and notebook.cells[0].cell_type == "markdown":  # its title stands on the fold
        notebook.cells[0].source = notebook.cells[0].source.partition("\n")[2]
    heading = ""
    for cell in notebook.cells:  # a figure is called by the heading that it stands under
        if cell.cell_type == "markdown":
            heads = [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
            heading = heads[-1] if heads else heading
        else:
            cell.outputs = [output for output in cell.outputs if not _is_error_stream(output)]
            cell.metadata["alt"] = f"Figure: {heading}" if heading else "Figure"
    return _exporter().from_notebook_node(notebook)[0]


@functools.cache
def _exporter() -> HTMLExporter:
    """One for all notebooks: it compiles its templates once."""
    return HTMLExporter(
        template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True
    )


def _is_error_stream(output: Any) -> bool:
    """Whether an output is what code wrote for its programmer, not for the reader: warnings with paths, progress."""
    return output.output_type == "stream" and output.name == "stderr"
