"""Make the files to hand over from a client's tables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from segtools.params import ParamsError
from segtools.run.kernels import StageError
from segtools.run.ledger import bug
from segtools.run.warm import WarmProcessError, warm_process

_DIED = "the process that makes the deliverables died, most likely because memory ran out; close other programs"


def make_deliverables(client: str, settings: Mapping[str, Any]) -> dict[str, list[str]]:
    """Make the files from the tables of the outputs folder: file -> its sections.

    Raises
    ------
    ParamsError : where params are no longer those that the tables were made with
    StageError : in one line, where one cannot be made
    """
    return _sections(answer_of(client, dict(settings)))


def make_deliverables_warm(client: str, settings: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same in a child of the warm process, if there is one."""
    warm = warm_process()
    if warm is None:
        return make_deliverables(client, settings)
    call, arguments = [__name__, answer_of.__name__], {"client": client, "settings": dict(settings)}
    try:
        child = warm.start(os.getcwd(), dict(os.environ), call=call, arguments=arguments)
    except WarmProcessError:
        return make_deliverables(client, settings)
    answer = child.answer()
    child.wait()
    return _sections(answer or {"fault": _DIED, "data": False})


def _sections(answer: dict[str, Any]) -> dict[str, list[str]]:
    if "wrong" in answer:
        raise ParamsError(answer["wrong"])
    if "fault" in answer:
        raise StageError(answer["fault"], answer["data"])
    return answer["sections"]


def answer_of(client: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The sections of each file, or the error, in a form that JSON can hold."""
    from segtools.deliver import make
    from segtools.tables import DataError, open_study

    try:
        return {"sections": make.deliver(open_study(client, settings))}
    except ParamsError as error:
        return {"wrong": error.faults}
    except (make.MissingSectionError, DataError) as error:
        return {"fault": str(error), "data": isinstance(error, DataError)}
    except Exception as error:
        return {"fault": bug(error), "data": False}
