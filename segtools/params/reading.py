"""The one reader of YAML: a client's params file, and the library of plays, into frozen types.

Every fault is one line: what, where (file, line, key), and how to fix it. YAML 1.2 is read, so `no`
stays a word and 12:30 is not 750; a key written twice is refused, not silently overwritten.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from segtools.params.model import Params
from segtools.params.places import ParamsError, all_clients, nearest, params_path, project_root
from segtools.params.plays import Library, Play
from segtools.params.sources import Transactions

_GUESS = re.compile(r"\s#\s*(?:guess|unclear)\b:?(.*)$")
COMMAND_LINE = "--set "  # how a setting of the command line is named where it is wrong


def load_params(client: str, settings: Mapping[str, Any] | None = None, label: str = "settings: ") -> Params:
    """Read params/CLIENT.yaml.

    Parameters
    ----------
    client : name of the file, without .yaml
    settings : dotted key to value, for instance ``{"segment.n_segments": 5}`` or ``{"as_of": "2026-06-30"}``;
        they overrule the file
    label : what a wrong setting is called in messages, before its key

    Raises
    ------
    ParamsError : with one line for every fault found, in the file or in its library of plays
    """
    path = params_path(client)
    shown = f"params/{path.name}"
    if not path.is_file():
        raise ParamsError([f"{shown}: no such file{nearest(client, all_clients())}"])
    tree, lines = _read_yaml(path.read_bytes(), shown)
    if "client" in tree:
        raise ParamsError(
            [f"{shown}:{lines.get(('client',), 1)}: client: the file's name is the client's name; delete this key"]
        )
    settings = settings or {}
    for key, value in settings.items():
        _put(tree, key.split("."), _day(value))
    try:
        params = Params.model_validate({**tree, "client": client})
    except ValidationError as error:
        named = {key: f"{label}{key}" for key in settings}
        raise ParamsError(list(_faults(error, shown, lines, named, Params))) from None
    params._unconfirmed = dict(_guesses(path.read_text("utf-8-sig"), lines))
    load_plays(params)  # a fault in the library is one of params: nothing is started with it
    return params if params.title else params.model_copy(update={"title": client.replace("_", " ").title()})


def load_plays(params: Params) -> dict[str, Play]:
    """The library of plays that target.plays names, by play. Raises ParamsError, one line for every fault."""
    path = project_root() / params.target.plays
    if not path.is_file():
        raise ParamsError([f"target.plays: {params.target.plays}: no such file in the project"])
    return dict(_plays(path.read_bytes(), params.target.plays))


@functools.cache
def _plays(raw: bytes, shown: str) -> dict[str, Play]:
    """The plays in the bytes of a library: it is asked for often, and changes seldom."""
    tree, lines = _read_yaml(raw, shown)
    try:
        return Library.model_validate({"plays": tree}).plays
    except ValidationError as error:
        below = {("plays", *at): line for at, line in lines.items()}
        raise ParamsError(list(_faults(error, shown, below, {}, Library))) from None


def parse_setting(text: str) -> tuple[str, Any]:
    """One ``key=value`` of the command line. The value is read as YAML; a date stays text, because JSON and notebook
    parameters need text.

    >>> parse_setting("segment.n_segments=5"), parse_setting("as_of=2026-06-30")
    (('segment.n_segments', 5), ('as_of', '2026-06-30'))
    """
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise ParamsError([f"--set {text}: write it as key=value, for instance segment.n_segments=5"])
    try:
        read = _plain(YAML(typ="safe", pure=True).load(value))
    except (MarkedYAMLError, ValueError) as error:
        why = getattr(error, "problem", None) or error
        raise ParamsError([f"--set {text}: {value!r} cannot be read ({why}); correct it or put it in quotes"]) from None
    return key, read.isoformat() if isinstance(read, dt.date) else read


def _read_yaml(raw: bytes, shown: str) -> tuple[dict, dict[tuple, int]]:
    try:
        loaded = YAML(typ="rt", pure=True).load(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ParamsError([f"{shown}: byte {error.start} is not UTF-8; save the file as UTF-8"]) from None
    except DuplicateKeyError as error:
        key = re.search(r'duplicate key "([^"]*)"', str(error.problem))
        line = error.problem_mark.line + 1
        raise ParamsError([f"{shown}:{line}: {key.group(1) if key else 'a key'} is given twice; keep one"]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise ParamsError([f"{shown}{line}: not valid YAML ({error.problem}); correct this line"]) from None
    except ValueError as error:
        raise ParamsError([f"{shown}: a date or number in it does not exist ({error}); correct it"]) from None
    if not isinstance(loaded, dict):
        raise ParamsError([f"{shown}: the file has no settings; start with `sources:`"])
    return _plain(loaded), dict(_lines(loaded))


def _lines(node: Any, at: tuple = ()) -> Iterator[tuple[tuple, int]]:
    """Path of keys -> line number."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        place = node.lc.data.get(key) if hasattr(node, "lc") and node.lc.data else None
        if place:
            yield (*at, key), place[0] + 1
        yield from _lines(value, (*at, key))


def _guesses(text: str, lines: dict[tuple, int]) -> Iterator[tuple[str, str]]:
    """Dotted key -> what its note says, for each key whose own lines end with the note of a guess. A line that is all
    comment belongs to no key."""
    starts = sorted(set(lines.values()))
    written = text.splitlines()
    for key, first in lines.items():
        if lines.get(key[:-1]) == first:  # inside braces: the note is that of the whole
            continue
        after = next((line for line in starts if line > first), len(written) + 1)
        for line in written[first - 1 : after - 1]:
            note = None if line.lstrip().startswith("#") else _GUESS.search(line)
            if note:
                yield ".".join(map(str, key)), note[1].strip()


def _plain(node: Any) -> Any:
    """ruamel's round-trip types as plain Python ones."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, dt.datetime | dt.date | bool) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _day(value: Any) -> Any:
    """A setting that is written as a day, as a date; any other unchanged."""
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _put(tree: dict, keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        child = tree.get(key)
        tree[key] = child if isinstance(child, dict) else {}
        tree = tree[key]
    tree[keys[-1]] = value


def _known_keys(at: tuple, model: Any) -> list[str]:
    """Keys that are allowed at a place in the file."""
    for key in at:
        field = getattr(model, "model_fields", {}).get(key)
        if field is None:
            continue
        model = next((t for t in _types(field.annotation) if isinstance(t, type) and issubclass(t, BaseModel)), None)
        if model is None:
            return []
    return [name for name in model.model_fields if name != "client"]


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def _faults(
    error: ValidationError, shown: str, lines: dict, settings: Mapping[str, str], model: type[BaseModel]
) -> Iterator[str]:
    """One sentence per fault; `settings` gives the name that messages use for each changed key."""
    for fault in error.errors():
        at = tuple(fault["loc"])
        key = ".".join(str(part) for part in at)
        line = next((lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in lines), None)
        place = f"{shown}:{line}: {key}" if line else f"{shown}: {key}".rstrip(": ")
        overruled = (label for name, label in settings.items() if key == name or key.startswith(f"{name}."))
        yield f"{next(overruled, place)}: {_sentence(fault, at, model)}"


def _sentence(fault: dict, at: tuple, model: type[BaseModel]) -> str:
    given, kind = fault["input"], fault["type"]
    if kind == "extra_forbidden" and len(at) == 1 and at[0] in Transactions.model_fields:
        return f"belongs under a source, for instance sources.transactions.{at[0]}"
    if kind == "extra_forbidden":
        return f"unknown key{nearest(str(at[-1]), _known_keys(at[:-1], model))}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "value_error":
        return str(fault["ctx"]["error"])
    if kind.startswith(("int_", "float_")) and isinstance(given, str):
        return f"{given!r} is text; write the number without quotes"
    if kind == "string_type" and isinstance(given, bool | int | float | dt.date):
        return f"{given!r} is read as a {type(given).__name__}, not as text; put it in quotes"
    if kind == "bool_type":
        return f"{given!r} is not true or false; write one of the two"
    if kind.startswith("date"):
        return f"{given!r} is not a date; write it as 2026-06-30, without quotes"
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", fault["ctx"]["expected"])
        return f"{given!r} is not one of {', '.join(allowed)}"
    return f"{fault['msg'][:1].lower()}{fault['msg'][1:]}, not {given!r}{_meant(at, model)}"


def _meant(at: tuple, model: type[BaseModel]) -> str:
    """What the key means, from its docstring; empty if it has none."""
    meaning, inside = "", model
    for part in at:
        if inside is not None and part in inside.model_fields:
            field = inside.model_fields[part]
            meaning, inside = field.description or "", _model_of(field.annotation)
    first = " ".join(meaning.split()).partition(". ")[0]
    return f"; it is: {first[:1].lower()}{first[1:].rstrip('.')}" if first else ""


def _model_of(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation holds, Optional or not."""
    types = [annotation, *get_args(annotation)]
    return next((part for part in types if isinstance(part, type) and issubclass(part, BaseModel)), None)
