"""The JSON schema of params for editors and the reference for readers, both made from the types of params.

`make schema` writes both: params/schema.json and docs/reference.md.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Mapping
from typing import Any

from segtools.params.model import Params
from segtools.params.plays import Library
from segtools.params.sources import (
    EVENT_FIELDS,
    EVENTS_NEED,
    RESPONSE_FIELDS,
    RESPONSES_NEED,
    TRANSACTION_FIELDS,
    TRANSACTIONS_NEED,
    Source,
)

_WIDTH = 120
_INTRODUCTION = """\
# Reference: every key of params

<!-- Made by `make schema` from segtools/params; change the docstrings there. -->

Each client has one YAML file, `params/CLIENT.yaml`. Only `sources` is needed. The tables below give the default of each
key; if there is none, the meaning says what happens without it. An unknown key is refused: the message gives its line
and the nearest known key. Files are read as YAML 1.2: `no` is a word, and a key may be given only once. The first line

    # yaml-language-server: $schema=schema.json

lets an editor complete keys and show their meanings. A run or a notebook can change a key by its dotted name:
`segtools run acme --set segment.n_segments=5`, or `settings = {"segment.n_segments": 5}` in the notebook's cell of
parameters.
"""
_WORDS = {  # one, and more than one
    "string": ("text", "texts"),
    "integer": ("whole number", "whole numbers"),
    "number": ("number", "numbers"),
    "boolean": ("true or false", "true or false"),
}
_FIELDS = {
    "transactions": (TRANSACTION_FIELDS, TRANSACTIONS_NEED),
    "events": (EVENT_FIELDS, EVENTS_NEED),
    "responses": (RESPONSE_FIELDS, RESPONSES_NEED),
}

Schema = Mapping[str, Any]


def schema() -> dict[str, Any]:
    """The JSON schema of a params file, for editors."""
    tree = Params.model_json_schema()
    tree["properties"].pop("client")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **tree}


def reference() -> str:
    """docs/reference.md: every key of params with what it takes, its default and its meaning, section by section."""
    whole = schema()
    types = whole["$defs"] | Library.model_json_schema()["$defs"] | {"Source": Source.model_json_schema()}
    parts = [_INTRODUCTION, "## At the top of the file", _keys(whole, types, but=_sections(whole, types))]
    for name in _sections(whole, types):
        parts += _sources(types) if name == "sources" else _section(name, whole["properties"][name], types)
    parts += ["## The library of plays", *_described(types["Play"]), _keys(types["Play"], types)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _section(path: str, key: Schema, types: Schema) -> list[str]:
    """A section of params, and the sections inside it."""
    inner, suffix = _type_inside(key, types)
    level = "##" if "." not in path else "###"
    parts = [f"{level} {path}{suffix}", *_described(inner), _keys(inner, types)]
    for name in _sections(inner, types):
        parts += _section(f"{path}.{name}", inner["properties"][name], types)
    return parts


def _sources(types: Schema) -> list[str]:
    """The tables that a client brought: which there are, what all say, and what each says beside that."""
    sources, common = types["Sources"]["properties"], types["Source"]["properties"]
    rows = [[f"`{name}`", _one_line(key["description"])] for name, key in sources.items()]
    parts = ["## sources", *_described(types["Sources"]), _table(["table", "what it holds"], rows)]
    parts += ["### Every source", *_described(types["Source"]), _keys(types["Source"], types)]
    parts += ["### lookups of a source (each)", *_described(types["Lookup"]), _keys(types["Lookup"], types)]
    line = types["LineAttribute"]
    parts += ["### attributes of transactions (each)", *_described(line), _keys(line, types)]
    names: dict[str, list[str]] = {}
    for name, key in sources.items():
        names.setdefault(_type_inside(key, types)[0]["title"], []).append(name)
    for title, alike in names.items():
        parts += [f"### {' and '.join(f'sources.{name}' for name in alike)}", *_described(types[title])]
        if alike[0] in _FIELDS:
            known, needed = _FIELDS[alike[0]]
            fields = [[f"`{field}`", "yes" if field in needed else "", meaning] for field, meaning in known.items()]
            parts.append(_table(["under `columns`", "needed", "what it holds"], fields))
        if set(types[title]["properties"]) > set(common):
            parts.append(_keys(types[title], types, but=common))
    return parts


def _sections(model: Schema, types: Schema) -> list[str]:
    """The keys of a type that have keys of their own."""
    return [name for name, key in model["properties"].items() if _type_inside(key, types)[0]]


def _type_inside(key: Schema, types: Schema) -> tuple[Schema, str]:
    """The type that a key holds, on its own, by name or in a list, and how its place is written; ({}, "") for a plain
    value."""
    for option in [key, *key.get("anyOf", [])]:
        for part, suffix in (
            (option, ""),
            (option.get("additionalProperties"), ".NAME"),
            (option.get("items"), " (each)"),
        ):
            if isinstance(part, Mapping) and "$ref" in part:
                return types[part["$ref"].rpartition("/")[2]], suffix
    return {}, ""


# --- what stands in a table ------------------------------------------------------------------------------


def _keys(model: Schema, types: Schema, but: Collection[str] = ()) -> str:
    """The keys of a type as a table; `but` are left out."""
    needed = model.get("required", [])
    rows = []
    for name, key in model["properties"].items():
        if name in but:
            continue
        default = "needed" if name in needed else _default(key)
        rows.append([f"`{name}`", _takes(key, types), default, _one_line(key.get("description", ""))])
    return _table(["key", "takes", "default", "meaning"], rows)


def _takes(key: Schema, types: Schema, plural: bool = False) -> str:
    """What a key takes, in words: its type, its bounds, the words allowed."""
    if "anyOf" in key:
        return " or ".join(_takes(option, types, plural) for option in key["anyOf"] if option.get("type") != "null")
    if "$ref" in key:
        return "see below"
    if "enum" in key or "const" in key:
        return ", ".join(_code(word) for word in key.get("enum", [key.get("const")]))
    if key.get("format") == "date":
        return "day, 2026-06-30"
    if key["type"] == "array":
        return _list(key, _takes(key["items"], types, plural=True))
    if isinstance(key.get("additionalProperties"), Mapping):
        return f"name: {_takes(key['additionalProperties'], types)}"
    return f"{_WORDS[key['type']][plural]}{_bounds(key)}"


def _list(key: Schema, items: str) -> str:
    if "$ref" in key["items"]:
        return f"list, {items}"
    low = key.get("minItems")
    return f"list of {low} {items}" if low and low == key.get("maxItems") else f"list of {items}"


def _bounds(key: Schema) -> str:
    low, high = key.get("minimum"), key.get("maximum")
    if low is not None and high is not None:
        return f", {low:g} to {high:g}"
    words = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most"}
    bounds = [f"{word} {key[name]:g}" for name, word in words.items() if name in key]
    if "pattern" in key:
        bounds.append(f"of the form {_code(key['pattern'].strip('^$'))}")
    if key.get("maxLength") == 1:
        bounds.append("one character or none")
    return "".join(f", {bound}" for bound in bounds)


def _default(key: Schema) -> str:
    default = key.get("default")
    if default is None or default in ("", [], {}):
        return ""
    if "$ref" in key or (isinstance(default, dict) and any(isinstance(part, dict) for part in default.values())):
        return "see there"
    if isinstance(default, dict):
        return _code("{" + ", ".join(f"{name}: {value}" for name, value in default.items()) + "}")
    return _code(default if isinstance(default, str) else json.dumps(default))


# --- Markdown --------------------------------------------------------------------------------------------


def _described(model: Schema) -> list[str]:
    """The docstring of a type: prose, and its example as YAML."""
    prose, _, example = model.get("description", "").partition("\n\n")
    parts = ["\n".join(textwrap.wrap(_one_line(prose), _WIDTH, break_long_words=False))]
    return [*parts, f"```yaml\n{textwrap.dedent(example).rstrip()}\n```"] if example else parts


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _code(value: Any) -> str:
    text = str(value)
    return f"`` {text} ``" if "`" in text else f"`{text}`" if text.strip() else f"`{text!r}`"


def _table(head: list[str], rows: list[list[str]]) -> str:
    """Rows as a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)
