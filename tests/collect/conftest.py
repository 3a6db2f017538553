"""Clients of two fields of params, written, read and held against the rules."""

import pytest
from collect.small_clients import DIRTY, HEAD, PRICED

from segtools.collect.row_rules import check_rows
from segtools.collect.sources import read_sources
from segtools.params import load_params


@pytest.fixture
def checked(project, tmp_path):
    """Write orders.csv and other tables; returns what is left of them after the rules, and the params."""

    def written(orders, head=HEAD, **files):
        (project / "params" / "acme.yaml").write_text(head, "utf-8")
        for name, text in {"orders": orders, **files}.items():
            (tmp_path / "data" / f"{name}.csv").write_text(text, "utf-8", newline="")
        params = load_params("acme")
        return check_rows(read_sources(params), params), params

    return written


@pytest.fixture
def client(project, tmp_path):
    """Write files of text or bytes; returns the params, what was received, and what is left of it after the rules."""

    def written(orders=DIRTY, head=PRICED, **files):
        (project / "params" / "acme.yaml").write_text(head, "utf-8")
        for name, text in {"orders.csv": orders, **{k.replace("_csv", ".csv"): v for k, v in files.items()}}.items():
            (tmp_path / "data" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        params = load_params("acme")
        received = read_sources(params)
        return params, received, check_rows(received, params)

    return written
