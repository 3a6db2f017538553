"""run/clients.py: many clients, each apart from the others."""

import pytest

from segtools.run import clients
from segtools.run.ledger import Outcome


@pytest.fixture
def faulty(monkeypatch):
    """Runs that end at once, but that of a client named broken, which meets a bug."""

    def run(client, settings, progress, delivered):
        if client == "broken":
            raise KeyError("no such thing")
        progress(client, "01_collect", "done", 1.0)
        return Outcome(client, status="done")

    monkeypatch.setattr(clients, "run_client", run)


def test_the_fault_of_one_client_is_that_clients_alone(faulty):
    lines = []
    outcomes = list(clients.run_clients(["a", "broken", "b"], {}, 1, lambda *line: lines.append(line)))
    assert [(outcome.client, outcome.status) for outcome in outcomes] == [
        ("a", "done"),
        ("broken", "failed"),
        ("b", "done"),
    ]
    assert outcomes[1].failed_stage == "run"
    assert outcomes[1].cause == "KeyError: 'no such thing'; this is a bug in segtools, please report it"
    assert [line[0] for line in lines] == ["a", "b"]


def test_clients_end_one_by_one(faulty):
    outcomes = clients.run_clients(["a", "b"], {}, 1, lambda *_: None)
    assert next(outcomes).client == "a"
