"""What every deliverable is made from: the tables of a run, loaded once, so that all of them show the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from segtools.collect.files import find_files
from segtools.params import Params
from segtools.tables import DataError, load_json, load_optional, load_table
from segtools.words import format_value

TABLES = ("cards", "targets", "criteria", "plan", "choice", "stability", "segment_stability", "profile", "period", "quality",
          "reasons", "remarks", "dictionary", "variables", "segments", "kpis", "migration", "campaign_results", "calibration",
          "decision", "tree_rules", "short_list", "flow", "embedding", "findings", "value_models", "customers", "value")  # fmt: skip
OPTIONAL = ("affinity", "months")


class MissingSectionError(RuntimeError):
    """A deliverable lacks a section that it promises and the data supports. One line: what, where, how to mend it."""


@dataclass(frozen=True)
class Study:
    """One client's run.

    params : of the run
    card : scorecard.json
    tables : name to table; of OPTIONAL, None where the data has none
    """

    params: Params
    card: dict
    tables: dict[str, pd.DataFrame | None]

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def title(self) -> str:
        """The client's name."""
        return self.params.title or self.params.client

    @property
    def when(self) -> pd.Series:
        """The row of table `period`."""
        return self.tables["period"].iloc[0]

    @property
    def measured(self) -> str:
        """Over which days, in words; empty without orders."""
        row = self.when
        return f"measured over the {row.window_days:,} days to {row.as_of:%d %B %Y}" if row.window_days else ""

    def said(self, stage: str) -> list[str]:
        """The findings of a notebook, in their order."""
        rows = self.tables["findings"]
        return rows[rows.stage == stage].sort_values("position").finding.tolist()

    @property
    def cautions(self) -> list[str]:
        """What the notebooks warn of."""
        return [one for one in self.tables["findings"].finding if one.startswith("Caution")]

    @property
    def ahead(self) -> bool:
        """Whether what each segment is worth in the next twelve months is known."""
        return bool(self.tables["cards"].clv_12m.notna().all())

    @property
    def valued(self) -> bool:
        """Whether the net amount of the window is known."""
        return bool(self.tables["cards"].value_share.notna().all())

    @property
    def returns(self) -> bool:
        """Whether what an audience may return is known of any."""
        return bool(self.tables["plan"].expected_return.notna().any())

    @property
    def moved(self) -> bool:
        """Whether there was an earlier look."""
        return len(self.tables["kpis"]) > 0

    @property
    def margin(self) -> float:
        """The contribution margin that the plan's worth of an order holds; 1 where none is known."""
        amounts = (
            self.tables["value"]
            .merge(self.tables["segments"], on="customer_id")
            .groupby("segment_id")
            .expected_amount.mean()
        )
        found = (self.tables["plan"].set_index("segment_id").worth / amounts).median()
        return 1.0 if pd.isna(found) else float(round(found, 6))

    @staticmethod
    def told_by(row) -> str:
        """Where the response of a row of table `plan` comes from, in words."""
        return "as given in params" if row.response_from == "params" else row.response_from

    def amount(self, value: float) -> str:
        """Money as a person reads it."""
        return format_value(value, self.params.currency, self.params.currency)


def load_study(params: Params) -> Study:
    """The tables of the client's last run. Raises DataError where there is none, or a table is not what it should be."""
    client = params.client
    made = {name: load_table(client, name) for name in TABLES}
    made |= {name: load_optional(client, name) for name in OPTIONAL}
    return Study(params, load_json(client, "scorecard"), made)


def logo(params: Params) -> Path | None:
    """The file of the client's logo; None where params name none. Raises DataError where it is not there, or no picture."""
    named = params.deliver.logo
    if not named:
        return None
    try:
        path = Path(find_files(named)[0][0])
    except DataError as error:
        raise DataError(f"deliver.logo: {error}") from None
    if not path.read_bytes().startswith((b"\x89PNG", b"\xff\xd8")):
        raise DataError(f"deliver.logo {named}: neither PNG nor JPEG; save it as one of these")
    return path
