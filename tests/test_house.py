"""The house: its walls, its lock, its notebooks, its demo data."""

import ast
import importlib
import json
import re
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from support import ROOT

from segtools import show
from segtools.params import schema
from segtools.stages import STAGES

# floors, lowest first: a room imports rooms of lower floors and of its own folder; no stage imports another
FLOORS = [
    {"params", "people", "words", "stages"},
    {"tables"},
    {"show"},
    {"collect"},
    {"scorecard"},
    {"campaigns", "worth"},
    {"explore", "segment", "profile", "target", "monitor", "score_file"},
    {"deliver"},
    {"run"},
    {"cli"},
]
MOST_LINES, MOST_IN_A_FUNCTION, MOST_SKIPPED = 500, 60, 9
MEDIAN_OF_A_CELL, MOST_IN_A_CELL = 4, 10
BESIDE = {("params", "words")}  # on one floor, and one may see the other


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
    command = "import sys; from segtools import explore, segment, show; print('umap' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- the size of things -----------------------------------------------------------------------------------


def functions(path: Path):
    """Every function of a module with the number of its lines, decorators and docstring counted."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min(part.lineno for part in (node, *node.decorator_list))
            yield node.name, node.end_lineno - first + 1


def sources():
    """Every file of Python in the project, and the notebooks."""
    rooms = ("segtools", "tests", "benchmarks", "data", "notebooks")
    return [path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".ipynb")]


def test_no_file_is_too_long_to_be_read_whole():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_function_is_longer_than_a_page():
    lengths = {f"{path.relative_to(ROOT)}: {name}": length for path in modules() for name, length in functions(path)}
    assert {name: length for name, length in lengths.items() if length > MOST_IN_A_FUNCTION} == {}


def test_the_formatter_is_hardly_ever_switched_off():
    switch = "fmt: " + "skip"
    skipped = {str(path.relative_to(ROOT)): path.read_text("utf-8").count(switch) for path in sources()}
    assert sum(skipped.values()) <= MOST_SKIPPED, {name: count for name, count in skipped.items() if count}


def test_ruff_holds_complexity_and_the_length_of_lines():
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    assert ruff["line-length"] == 120 and ruff["lint"]["mccabe"]["max-complexity"] == 15
    assert "C901" in ruff["lint"]["select"] and "E501" not in ruff["lint"]["ignore"]


# --- what is installed ------------------------------------------------------------------------------------


def test_environment_yml_installs_the_lock_that_make_installs():
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text("utf-8"))
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
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


# --- notebooks --------------------------------------------------------------------------------------------

BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(book: Path, kind: str):
    """The cells of one kind, in their order, as read from the file."""
    return [cell for cell in json.loads(book.read_text("utf-8"))["cells"] if cell["cell_type"] == kind]


def code(book: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(book, "code")]


def called(book: Path, room: str) -> set[str]:
    """The names that a notebook's code takes from a room, as in `segment.choose`."""
    nodes = [node for source in code(book) for node in ast.walk(ast.parse(source))]
    taken = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    return {node.attr for node in taken if node.value.id == room}


def test_there_is_a_notebook_a_stage():
    assert [book.stem for book in BOOKS] == [stage.name for stage in STAGES]


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_an_argument(book):
    prose = ["".join(cell["source"]) for cell in cells(book, "markdown")]
    assert prose[0].splitlines()[0].endswith("?")
    assert len(prose) >= len(code(book)) - 2
    tagged = [cell for cell in cells(book, "code") if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1 and '"demo"' in "".join(tagged[0]["source"])
    for cell in cells(book, "code"):
        assert not cell["outputs"] and cell["execution_count"] is None
        source = "".join(cell["source"])
        assert not [
            node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.For | ast.While)
        ]
        assert "outputs/" not in source and "data/" not in source


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_calls_what_its_stage_names_and_nothing_else(book):
    room = book.stem.split("_")[1]
    assert called(book, room) == set(importlib.import_module(f"segtools.{room}").__all__)
    assert called(book, "show") <= set(show.__all__)


def test_every_name_of_show_is_called_by_some_notebook():
    assert set().union(*(called(book, "show") for book in BOOKS)) == set(show.__all__)


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_the_second_cell_opens_the_study_and_imports_all_that_is_used(book):
    room = book.stem.split("_")[1]
    first, second = sorted([room, "show"])
    assert code(book)[1].splitlines() == [
        f"from segtools import {first}, {second}",
        "from segtools.tables import open_study",
        "",
        f'study = open_study(client, settings, "{book.stem}")',
    ]
    assert not [source for source in (code(book)[0], *code(book)[2:]) if "import " in source]


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_the_cells_of_a_notebook_are_short(book):
    lengths = [len(source.splitlines()) for source in code(book)]
    assert statistics.median(lengths) <= MEDIAN_OF_A_CELL and max(lengths) <= MOST_IN_A_CELL


@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_every_heading_is_at_the_top_of_a_cell_of_its_own(book):
    for cell in cells(book, "markdown"):
        _, *others = "".join(cell["source"]).splitlines()
        assert not [line for line in others if re.match(r"#{1,6} ", line)]


# --- the demo ---------------------------------------------------------------------------------------------


def test_the_demo_client_is_what_its_script_makes(tmp_path):
    subprocess.run([sys.executable, ROOT / "data" / "demo" / "make_demo.py", tmp_path], check=True)
    for path in sorted((ROOT / "data" / "demo").glob("*.csv")):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_git_leaves_a_client_s_tables_and_settings_alone_and_keeps_the_examples():
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")

    def left_alone(paths):
        command = ["git", "-C", str(ROOT), "check-ignore", "--no-index", "--stdin"]
        return subprocess.run(command, input="\n".join(paths), capture_output=True, text=True).stdout.splitlines()

    theirs = [
        "data/acme/orders.csv",
        "data/acme.xlsx",
        "data/gym/truth/segments.csv",
        "data/worlds/gym/Besuche.csv",
        "data/worlds/params.yaml",
        "params/acme.yaml",
        "params/acme_2026.yml",
        "outputs/acme/run.json",
    ]
    assert left_alone(theirs) == theirs
    kept = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True).stdout
    assert left_alone(kept.splitlines()) == [] and "data/demo/orders.csv" in kept and "params/demo.yaml" in kept
