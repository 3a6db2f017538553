"""All deliverables of a study. Each is written beside its place, checked for its promised sections, and moved there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import matplotlib

from segtools.deliver import cards_pdf, deck, handover, report
from segtools.deliver.views import MissingSectionError, logo, views_of
from segtools.deliver.workbook import make as workbook
from segtools.params import Params
from segtools.tables import Study

__all__ = ["FILES", "MissingSectionError", "check_look", "deliver"]

# file -> who promises its sections, and who writes it and tells which it has
FILES = {
    "report.html": (report.promised, report.write_report),
    "deck.pptx": (deck.promised, deck.write_deck),
    "workbook.xlsx": (workbook.promised, workbook.write_workbook),
    "cards.pdf": (cards_pdf.promised, cards_pdf.write_sheet),
    "handover.md": (handover.promised, handover.write_handover),
}


def check_look(params: Params) -> None:
    """Raise DataError, before anything is run, if the logo named in params cannot be found or used."""
    logo(params)


def deliver(study: Study) -> dict[str, list[str]]:
    """Make every deliverable from the tables of outputs/CLIENT, all or none.

    Parameters
    ----------
    study : as a reader opens it: `open_study(client, settings)`

    Returns
    -------
    File to its sections.

    Raises
    ------
    DataError : where a table is missing, or does not match those it was made from
    MissingSectionError : naming file and section, where a section that the data supports is not there
    """
    matplotlib.use("Agg")
    views, folder = views_of(study), study.folder
    sections: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix=".deliver-", dir=folder) as aside:
        for name, (promised, write) in FILES.items():
            sections[name] = write(views, Path(aside) / name)
            lacking = [section for section in promised(views) if section not in sections[name]]
            if lacking:
                raise MissingSectionError(
                    f"{name} lacks its section {lacking[0]}; run {study.client} again from 01_collect"
                )
        for name in FILES:
            os.replace(Path(aside) / name, folder / name)
    return sections
