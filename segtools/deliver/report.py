"""report.html: one self-contained page that a client can read without having seen a notebook."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import pandas as pd
from matplotlib.axes import Axes
from nbconvert import HTMLExporter

from segtools.deliver.handover import pseudonyms
from segtools.deliver.views import Study
from segtools.show.axes import close
from segtools.show.collect_figures import plot_ledger
from segtools.show.explore_figures import plot_views
from segtools.show.html_cards import show_cards, show_plan
from segtools.show.html_tables import show_table
from segtools.show.monitor_figures import plot_campaign, plot_migration, plot_share_change
from segtools.show.profile_figures import plot_calibration, plot_worth
from segtools.show.segment_figures import plot_choice, plot_flow, plot_segment_stability
from segtools.show.target_figures import plot_criteria, plot_matrix, plot_returns
from segtools.tables import outputs_folder

SECTIONS = ("answer", "segments", "evidence", "targets", "plan", "change", "quality", "notebooks")
_QUESTIONS = {
    "01_collect": "What do we know about whom, and can we trust it?",
    "02_explore": "Is this base fit to be segmented, and on what?",
    "03_segment": "Are there segments, how many, and would we find them again?",
    "04_profile": "Who is in each segment, and what is each worth?",
    "05_target": "Which segments do we court, and with what?",
    "06_monitor": "Did the segments hold, did the campaign work, what must change?",
}


def promised(study: Study) -> list[str]:
    """The sections of every client: one that does not apply says so in a line."""
    return list(SECTIONS)


def write_report(study: Study, path: Path) -> list[str]:
    """Write the page from the client's tables and executed notebooks; returns the sections that hold something."""
    client, folder = study.params.client, outputs_folder(study.params.client)
    environment = jinja2.Environment(loader=jinja2.PackageLoader("segtools.deliver"), autoescape=True)
    content = report_content(study)
    content["notebooks"] = [
        {"name": name, "question": question, "body": _notebook(folder / f"{name}.ipynb")}
        for name, question in _QUESTIONS.items()
        if (folder / f"{name}.ipynb").is_file()
    ]
    page = environment.get_template("report.html.j2").render(params=study.params, client=client, **content)
    path.write_text(page, encoding="utf-8")
    return [name for name in SECTIONS if content.get(name)]


def report_content(study: Study) -> dict[str, Any]:
    """What the page shows, section by section, from the tables alone."""
    params, currency, least = study.params, study.params.currency, study.params.deliver.least_count
    card, cards, targets, kpis, flow = study.card, study.cards, study.targets, study.kpis, study.flow
    said = study.findings.groupby("stage").finding.apply(list).to_dict()
    sizes = cards[["segment_id", "segment_name", "size", "share"]]
    ranked = targets.sort_values("rank")
    ranked = ranked.assign(segment_name=[f"{row.segment_id}  {row.segment_name}" for row in ranked.itertuples()])
    ranking = ranked[
        ["rank", "segment_name", "role", "attractiveness", "competitiveness", "p_target", "p_first", "knocked_out"]
    ]
    results, held, plan = study.campaign_results, study.calibration, study.plan
    row = study.when
    exact = dict.fromkeys(["amount_read", "amount_accepted", "amount_quarantined"], "exact")
    change = [
        _figure(plot_migration(study.migration, kpis, row.earlier, row.as_of, params.deliver.least_count))
        if len(kpis)
        else "",
        _figure(plot_share_change(kpis)) if len(kpis) else "",
        _figure(plot_campaign(results)) if len(results) else "",
    ]
    return {
        "verdict": card["verdict"],
        "because": card["because"],
        "period": row,
        "n_base": len(study.segments),
        "said": said,
        "answer": said["05_target"],
        "cautions": study.cautions,
        "pseudonyms": pseudonyms(study),
        "segments": show_cards(cards, params.customers_are, currency).data,
        "worth": _figure(plot_worth(cards, margin=_basis(cards), currency=currency)),
        "trust": _figure(plot_calibration(held)) if len(held) else "",
        "evidence": _figure(plot_choice(study.choice, study.stability)),
        "views": _figure(plot_views(study.embedding, study.segments)),
        "sure": _figure(plot_segment_stability(sizes, study.segment_stability)),
        "flow": _figure(plot_flow(flow, study.segment_stability, sizes)) if len(flow) else "",
        "tree": show_table(
            study.tree_rules[["segment_name", "rule", "customers", "right"]],
            "Rules of thumb, and how often each is right",
            {"customers": "people", "right": "share"},
            least=least,
        ).as_raw_html(),
        "targets": _figure(plot_matrix(targets, cards)),
        "criteria": _figure(plot_criteria(study.criteria, targets, currency)),
        "ranking": show_table(ranking, "", {"p_target": "draws", "p_first": "draws"}).as_raw_html(),
        "plan": show_plan(plan, currency).data,
        "returns": _figure(plot_returns(plan, currency)) if plan.expected_return.notna().any() else "",
        "change": [figure for figure in change if figure] or ["<p>The data holds one look only.</p>"],
        "decision": show_table(study.decision).as_raw_html(),
        "quality": _figure(plot_ledger(study.quality, study.reasons)),
        "ledger": show_table(study.quality, "", exact, currency).as_raw_html(),
        "dictionary": _dictionary(study.dictionary, study.variables),
    }


def _basis(cards: pd.DataFrame) -> str:
    return cards.clv_basis.iloc[0]


def _dictionary(dictionary: pd.DataFrame, variables: pd.DataFrame) -> str:
    shown = dictionary[["variable", "meaning", "unit", "family", "kind"]]
    return show_table(shown.merge(variables[["variable", "role"]])).as_raw_html()


def _figure(axes: Axes | Any) -> str:
    """A drawn figure as an image under its finding, which is text: it wraps on a phone and can be found."""
    figure = axes.figure if isinstance(axes, Axes) else axes.flat[0].figure
    words = " ".join(figure.get_suptitle().split())
    figure.suptitle("")
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=160, bbox_inches="tight")
    close(figure)
    image = base64.b64encode(held.getvalue()).decode()
    width = int(figure.get_figwidth() * 96)
    alt = jinja2.filters.escape(words)
    return (
        f"<figure><figcaption>{alt}</figcaption>"
        f'<img alt="{alt}" style="width:{width}px" src="data:image/png;base64,{image}"></figure>'
    )


def _notebook(path: Path) -> str:
    """A notebook's prose, tables and figures, without code."""
    exporter = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    if notebook.cells and notebook.cells[0].cell_type == "markdown":  # its title stands on the fold
        notebook.cells[0].source = notebook.cells[0].source.partition("\n")[2]
    heading = ""
    for cell in notebook.cells:  # a figure is called by the heading that it stands under
        if cell.cell_type == "markdown":
            heads = [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
            heading = heads[-1] if heads else heading
        else:
            cell.metadata["alt"] = f"Figure: {heading}" if heading else "Figure"
    return exporter.from_notebook_node(notebook)[0]
