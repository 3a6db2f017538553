"""A client's params: their types, the YAML reader, and the places of files and folders."""

from segtools.params.model import Kind, Params, People, Variable
from segtools.params.places import ParamsError, all_clients, data_folders, nearest, params_path, project_root
from segtools.params.plays import Play
from segtools.params.reading import COMMAND_LINE, load_params, load_plays, parse_setting
from segtools.params.reference import schema
from segtools.params.settings import (
    Contract,
    Deliver,
    Economics,
    Explore,
    Monitor,
    Rule,
    Rules,
    Segment,
    Target,
    Value,
)
from segtools.params.sources import (
    EVENT_FIELDS,
    RESPONSE_FIELDS,
    TRANSACTION_FIELDS,
    Attributes,
    Events,
    LineAttribute,
    Lookup,
    Responses,
    Source,
    Sources,
    Transactions,
)
from segtools.params.strict import Family

__all__ = [
    "COMMAND_LINE",
    "EVENT_FIELDS",
    "RESPONSE_FIELDS",
    "TRANSACTION_FIELDS",
    "Attributes",
    "Contract",
    "Deliver",
    "Economics",
    "Events",
    "Explore",
    "Family",
    "Kind",
    "LineAttribute",
    "Lookup",
    "Monitor",
    "Params",
    "ParamsError",
    "People",
    "Play",
    "Responses",
    "Rule",
    "Rules",
    "Segment",
    "Source",
    "Sources",
    "Target",
    "Transactions",
    "Value",
    "Variable",
    "all_clients",
    "data_folders",
    "load_params",
    "load_plays",
    "nearest",
    "params_path",
    "parse_setting",
    "project_root",
    "schema",
]
