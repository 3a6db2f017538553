"""The house: its walls, its lock, its notebooks, its demo data."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

from segtools.params import schema

STAGES = ["collect", "explore", "segment", "profile", "target", "monitor"]
# a module may import those of the floors below its own, and none beside it unless listed
MAY_IMPORT = {
    "params": set(),
    "tables": {"params"},
    "clusters": set(),
    "stability": {"clusters"},
    "people": set(),
    "expressions": {"tables"},
    "sources": {"params", "tables", "people", "expressions"},
    "checks": {"params", "tables", "people", "expressions", "sources"},
    "features": {"params", "tables", "sources"},
    "price": set(),
    "scorecard": {"params", "tables", "sources", "features"},
    "identity": set(),
    "rules": {"params", "clusters"},
    "evidence": {"params", "tables", "scorecard", "clusters", "stability", "rules"},
    "explain": {"tables", "scorecard"},
    "value": {"params", "tables", "scorecard"},
    "voice": {"tables", "people"},
    "plan": {"params", "tables"},
    **{stage: {"params", "tables", "sources", "checks", "features", "scorecard"} for stage in STAGES},
    "collect": {"params", "tables", "sources", "checks", "features", "price", "voice"},
    "segment": {"params", "scorecard", "clusters", "stability", "identity", "evidence"},
    "scoring": {"params", "tables", "scorecard", "sources", "checks", "collect"},
    "colours": set(),
    "withhold": set(),
    "blocks": {"tables", "colours", "withhold"},
    "plots": {"tables", "colours", "blocks", "withhold"},
    "deliver": {"params", "tables", "scorecard", "sources", "colours", "withhold", "blocks", "plots"},
    "run": {"params", "tables", "sources", "deliver"},
    "guess": {"params", "tables", "people", "sources", "checks", "collect"},
    "cli": {"params", "tables", "collect", "guess", "run", "scoring"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("segtools"):
            room = node.module.split(".")[1:2]
            found |= set(room) if room else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("segtools.")}
    return found


def test_imports_run_one_way():
    rooms = {path.relative_to(ROOT / "segtools").parts[0].removesuffix(".py"): set() for path in modules()}
    for path in modules():
        rooms[path.relative_to(ROOT / "segtools").parts[0].removesuffix(".py")] |= imports(path)
    rooms.pop("__init__")
    assert set(rooms) <= set(MAY_IMPORT)
    wrong = {room: seen - MAY_IMPORT[room] - {room} for room, seen in rooms.items()}
    assert {room: seen for room, seen in wrong.items() if seen} == {}


def modules():
    return sorted((ROOT / "segtools").rglob("*.py"))


def test_umap_is_imported_only_where_it_is_drawn():
    command = "import sys, segtools.explore, segtools.segment, segtools.plots; print('umap' in sys.modules)"
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
        assert len(source.splitlines()) <= 15
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
