"""All deliverables of a run: each made beside its place, held to the sections it promises, and then put there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import matplotlib

from segtools.deliver import cards_pdf, deck, handover, report
from segtools.deliver.cards_pdf import write_sheet
from segtools.deliver.views import MissingSectionError, load_study, logo
from segtools.deliver.workbook import make
from segtools.deliver.workbook.make import write_workbook
from segtools.params import Params
from segtools.tables import outputs_folder

# file -> who promises its sections, and who writes it and tells which it has
FILES = {
    "report.html": (report.promised, report.write_report),
    "deck.pptx": (deck.promised, deck.write_deck),
    "workbook.xlsx": (make.promised, write_workbook),
    "cards.pdf": (cards_pdf.promised, write_sheet),
    "handover.md": (handover.promised, handover.write_handover),
}


def check_look(params: Params) -> None:
    """Whether what params say of the look can be had; DataError, before anything is run, where it cannot."""
    logo(params)


def deliver(params: Params) -> dict[str, list[str]]:
    """Make every deliverable from the tables of outputs/CLIENT, all or none.

    Returns file -> its sections. Raises DataError where a table is missing, MissingSectionError, naming file and section,
    where a section that the data supports is not there.
    """
    matplotlib.use("Agg")
    study, folder = load_study(params), outputs_folder(params.client)
    made: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix=".deliver-", dir=folder) as aside:
        for name, (promised, write) in FILES.items():
            made[name] = write(study, Path(aside) / name)
            lacking = [section for section in promised(study) if section not in made[name]]
            if lacking:
                raise MissingSectionError(
                    f"{name} lacks its section {lacking[0]}; run {params.client} again from 01_collect"
                )
        for name in FILES:
            os.replace(Path(aside) / name, folder / name)
    return made
