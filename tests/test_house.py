"""The house: its walls, its lock, its notebooks, its demo data."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support import ROOT

from segtools.params import schema

# floors, lowest first: a room imports rooms of lower floors and of its own folder; no stage imports another
FLOORS = [
    {"params", "people", "words", "stages"},
    {"tables"},
    {"show"},
    {"collect"},
    {"scorecard"},
    {"campaigns"},
    {"explore", "segment", "profile", "target", "monitor", "score_file"},
    {"deliver"},
    {"run"},
    {"cli"},
]
BESIDE = {("people", "params"), ("params", "stages")}  # on one floor, and one may see the other


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "segtools":
            room = node.module.split(".")[1:2]
            found |= set(room) if room else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("segtools.")}
    return found


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "segtools").parts[0].removesuffix(".py")


def modules():
    return sorted(path for path in (ROOT / "segtools").rglob("*.py") if room_of(path) != "__init__")


def test_imports_run_one_way():
    floor = {room: n for n, rooms in enumerate(FLOORS) for room in rooms}
    assert {room_of(path) for path in modules()} == set(floor)
    wrong = {
        (str(path.relative_to(ROOT)), seen)
        for path in modules()
        for seen in imports(path) - {room_of(path)}
        if floor[seen] >= floor[room_of(path)] and (room_of(path), seen) not in BESIDE
    }
    assert wrong == set()


def test_umap_is_imported_only_where_it_is_drawn():
    command = "import sys, segtools.explore.views, segtools.segment.evidence, segtools.show.explore_figures; print('umap' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_environment_yml_installs_the_lock_that_make_installs():
    made = YAML(typ="safe").load((ROOT / "environment.yml").read_text("utf-8"))
    pip = next(entry["pip"] for entry in made["dependencies"] if isinstance(entry, dict))
    make = (ROOT / "Makefile").read_text("utf-8")
    install = re.search(r"-c (\S+) -e '(.+)'", make)
    assert pip == [f"-c {install.group(1)}", f"-e {install.group(2)}"]


def test_the_lock_pins_every_dependency_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock and "index" not in lock
    pinned = {re.split(r"[=<>]", line)[0].lower() for line in lock.splitlines() if "==" in line}
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    asked = re.findall(r'"([a-z][\w.-]*)(?:\[[\w,]+\])?[><=]', project.split("[tool", 1)[0])
    asked = {name.replace(".", "-") for name in asked if name != "hatchling"}
    assert asked - {name.replace(".", "-") for name in pinned} == set()


def test_the_schema_for_editors_is_the_one_of_the_code():
    assert json.loads((ROOT / "params" / "schema.json").read_text("utf-8")) == json.loads(json.dumps(schema()))


@pytest.mark.parametrize("book", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_an_argument(book):
    cells = json.loads(book.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1 and '"demo"' in "".join(tagged[0]["source"])
    for cell in code:
        assert not cell["outputs"] and cell["execution_count"] is None
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= 18
        assert not [
            node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.For | ast.While)
        ]
        assert "outputs/" not in source and "data/" not in source
    prose = [cell for cell in cells if cell["cell_type"] == "markdown"]
    assert "".join(prose[0]["source"]).splitlines()[0].endswith("?")
    assert len(prose) >= len(code) - 2


def test_the_demo_client_is_what_its_script_makes(tmp_path):
    subprocess.run([sys.executable, ROOT / "data" / "demo" / "make_demo.py", tmp_path], check=True)
    for path in sorted((ROOT / "data" / "demo").glob("*.csv")):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
