"""A study: one client's params and tables, opened by a notebook or by a reader of what notebooks saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from segtools.params import Params, ParamsError, load_params
from segtools.stages import SCORECARD, maker_of, place_of
from segtools.tables import stamps, store
from segtools.tables.findings import findings_table, replaced
from segtools.tables.schemas import SCHEMAS, DataError, check_table
from segtools.words import Finding, Style, style_of

_STAMPS, _FINDINGS = "tables/stamps", "findings"


class Study:
    """One client's params and tables. Each table is an attribute by its name, loaded and checked when first used.

    client, stage : as opened; `stage` is "" for a reader that is no notebook
    params, style : what params and settings ask for, and how figures are written and drawn
    settings : those given here, and those that the notebooks before this one were given

    A table that not every client has is None where it is not there. A table that does not fit those it was made from is
    refused by a DataError that names the notebook to run again.
    """

    def __init__(self, client: str, params: Params, settings: Mapping[str, Any], stage: str = ""):
        self.client, self.params, self.settings, self.stage = client, params, dict(settings), stage
        self.style: Style = style_of(params)
        self._tables: dict[str, pd.DataFrame | None] = {}
        self._read: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in SCHEMAS:
            raise AttributeError(f"a study has no table {name!r}")
        if name not in self._tables:
            self._tables[name] = self._load(name)
        return self._tables[name]

    def __repr__(self) -> str:
        return f"Study of {self.client}, in {self.folder}"

    @property
    def folder(self) -> Path:
        """The folder of this client's outputs."""
        return store.outputs_folder(self.client)

    @property
    def title(self) -> str:
        """The client's name."""
        return self.params.title

    @property
    def when(self) -> pd.Series:
        """The row of table `period`: as_of, window_days, earlier, first_order, last_order."""
        return self.period.iloc[0]

    # --- reading ----------------------------------------------------------------------------------------

    @property
    def scorecard(self) -> dict[str, Any]:
        """scorecard.json, the rule that assigns customers to segments."""
        self._note(SCORECARD)
        if not (self.folder / f"{SCORECARD}.json").is_file():
            raise DataError(f"{SCORECARD}.json is not there yet; run notebook {maker_of(SCORECARD)} first")
        return store.load_json(self.client, SCORECARD)

    @property
    def last_scorecard(self) -> dict[str, Any] | None:
        """scorecard.json of an earlier run, to find segments again; None if there is none."""
        return store.load_optional_json(self.client, SCORECARD)

    def _load(self, name: str) -> pd.DataFrame | None:
        if name == _FINDINGS:
            return store.load_optional(self.client, name)
        self._note(name)
        return (store.load_optional if store.is_optional(name) else store.load_table)(self.client, name)

    def _note(self, name: str) -> None:
        known = self._stamps()
        stamps.check_stale(known, name)
        self._read[name] = known.get(name, {}).get("hash", stamps.ABSENT)

    def _stamps(self) -> dict[str, Any]:
        return store.load_optional_json(self.client, _STAMPS) or {}

    def check(self) -> None:
        """Raise DataError if any table of this study does not match the tables it was made from."""
        known = self._stamps()
        for name in sorted(known, key=lambda name: (place_of(maker_of(name)), name)):
            stamps.check_stale(known, name)

    # --- saving -----------------------------------------------------------------------------------------

    def save(self, name: str, table: Any) -> Any:
        """Check a table and write it with its stamp, completely or not at all. If it is None, remove the file of an
        earlier run. A table that is still in the engine is written in batches. Returns the table."""
        saved = store.save_table(self.client, name, table)
        self._tables[name] = saved if isinstance(saved, pd.DataFrame) else None
        if not isinstance(saved, pd.DataFrame):
            self._tables.pop(name)
        self._stamp(name, store.table_path(self.client, name))
        return saved

    def save_all(self, tables: Mapping[str, Any]) -> None:
        """Save several tables; some may be None."""
        for name, table in tables.items():
            self.save(name, table)

    def save_scorecard(self, card: Mapping[str, Any], sql: str) -> None:
        """Write scorecard.json and scoring.sql."""
        store.save_json(self.client, SCORECARD, card)
        store.save_text(self.client, "scoring.sql", sql)
        self._stamp(SCORECARD, self.folder / f"{SCORECARD}.json")

    def save_quarantine(self, rows: Mapping[str, Any]) -> None:
        """Write the rows set aside, one CSV file per source."""
        store.save_quarantine(self.client, dict(rows))

    def save_audiences(self, lists: Mapping[str, pd.DataFrame]) -> list[str]:
        """Write whom to contact and whom to hold back, one CSV file per audience; returns the file names."""
        return [f"audiences/{name}.csv" for name in store.save_audiences(self.client, dict(lists))]

    def conclude(self, found: Sequence[Finding]) -> pd.DataFrame:
        """Save what this notebook has found, as sentences, in place of its earlier findings. Returns table `findings`
        of this notebook."""
        new = check_table(_FINDINGS, findings_table(self.stage, found, self.style))
        store.save_table(self.client, _FINDINGS, replaced(self.findings, new, self.stage))
        self._tables.pop(_FINDINGS, None)
        return new

    def _stamp(self, name: str, path: Path) -> None:
        known, stage = self._stamps(), self.stage or maker_of(name)
        made_from = {source: digest for source, digest in self._read.items() if maker_of(source) != stage}
        known.pop(name, None)
        if path.is_file():
            known[name] = stamps.stamp_of(path, made_from, self.settings, stage, self.params)
        store.save_json(self.client, _STAMPS, dict(sorted(known.items())))


def open_study(client: str, settings: Mapping[str, Any] | None = None, stage: str = "") -> Study:
    """Open a client's study.

    Parameters
    ----------
    client : name of the params file, without .yaml
    settings : dotted key of params to value, which overrule the file; those that earlier notebooks were given hold too
    stage : name of the notebook that opens it, for instance "03_segment"; "" for a reader of what all have left

    Raises
    ------
    ParamsError : where params or settings are wrong, or are not those that an earlier notebook was run with
    """
    known = store.load_optional_json(client, _STAMPS) or {}
    all_settings = {**stamps.settings_before(known, stage), **(settings or {})}
    params = load_params(client, all_settings)
    if why := stamps.other_params(known, params, stage):
        raise ParamsError([f"{client}: {why}"])
    return Study(client, params, all_settings, stage)
