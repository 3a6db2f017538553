"""The small study, opened where its outputs are."""

import pytest
from deliver.small_study import write_study
from support import ROOT

from segtools.deliver.views import views_of


@pytest.fixture
def views(outputs, monkeypatch):
    """The views of the small study: `views(least=…, tables=…, found=…, card=…)`."""
    monkeypatch.chdir(ROOT)

    def made(**given):
        return views_of(write_study(outputs, **given))

    return made
