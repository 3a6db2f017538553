"""Worlds made once for all tests, and read as clients."""

import functools
import importlib

import pytest
from worlds.world import Asked, write

from segtools.collect.customers import customer_tables
from segtools.collect.data_check import usable
from segtools.collect.period import study_period
from segtools.collect.row_rules import check_rows
from segtools.collect.sources import read_sources
from segtools.params import load_params


@functools.cache
def make(world, **asked):
    return importlib.import_module(f"worlds.{world}").make(Asked("client", **asked))


@pytest.fixture
def made():
    """A world as asked; of two that are alike, the first."""
    return make


@pytest.fixture
def sent(tmp_path):
    """The folder of a world's files, written as make.py writes them."""

    def written(world, **asked):
        write(make(world, **asked), tmp_path / "data" / "client")
        return tmp_path / "data" / "client"

    return written


@pytest.fixture
def counted(project, sent):
    """What segtools makes of a world with its own params: faults, accepted rows by source, table customers."""

    def read(world, params="params.yaml", **asked):
        folder = sent(world, **asked)
        (project / "params" / "client.yaml").write_bytes((folder / params).read_bytes())
        known = load_params("client")
        _, bad = usable(known)
        checked = check_rows(read_sources(known), known)
        customers = customer_tables(checked, study_period(checked, known))["customers"]
        return bad, {name: table.accepted.execute() for name, table in checked.items()}, customers

    return read
