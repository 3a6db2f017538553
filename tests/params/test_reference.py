"""params/reference.py: the committed reference is that of the types, and what it shows can be written."""

import re

import pytest
from ruamel.yaml import YAML
from support import ROOT

from segtools.params import load_params, schema
from segtools.params.plays import Library
from segtools.params.reference import reference

SMALL = {"path": "acme/people.csv"}
EXAMPLES = re.findall(r"```yaml\n(.*?)```", reference(), flags=re.S)


def rows(text, section):
    """The rows of one section's tables: the key to its other cells."""
    part = re.split(r"^#", text.split(f"# {section}\n", 1)[1], maxsplit=1, flags=re.M)[0]
    lines = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    return {key.strip("`"): [cell.strip() for cell in cells] for key, *cells in lines}


def test_the_reference_in_docs_is_that_of_the_types():
    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == reference(), "make schema writes it anew"


def test_every_key_of_the_schema_has_a_row_and_a_meaning():
    text = reference()
    whole = schema()
    for model in [whole, *whole["$defs"].values()]:
        for name, key in model["properties"].items():
            assert key.get("description"), f"{model.get('title')}.{name} has no docstring"
            assert f"`{name}`" in text or f"## {name}" in text, name


@pytest.mark.parametrize(
    ("section", "key", "takes", "default"),
    [
        ("At the top of the file", "as_of", "day, 2026-06-30", ""),
        ("Every source", "decimal", "`.`, `,`", "`.`"),
        ("segment", "n_segments", "whole number, 2 to 20", ""),
        ("segment", "n_pairs", "whole number, at least 2", "`20`"),
        ("value", "margin", "number, above 0, at most 1", ""),
        ("explore", "umap", "true or false", "`true`"),
        ("target.economics", "response", "list of 3 numbers, 0 to 1", ""),
        ("target", "economics", "see below", "see there"),
        ("people.exclude (each)", "path", "text", "needed"),
    ],
)
def test_a_row_tells_what_a_key_takes_and_its_default(section, key, takes, default):
    assert rows(reference(), section)[key][:2] == [takes, default]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split(":")[0])
def test_an_example_can_be_written_as_it_stands(project, example):
    tree = YAML(typ="safe", pure=True).load(example)
    if "reason" in next(iter(tree.values())):
        assert Library.model_validate({"plays": tree}).plays
        return
    with (project / "params" / "acme.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({"sources": {"customers": SMALL}} | tree, file)
    load_params("acme")


def test_there_is_an_example_of_what_values_cannot_tell():
    names = {example.split(":")[0] for example in EXAMPLES}
    assert {"sources", "people", "variables", "value", "target", "deliver"} <= names
