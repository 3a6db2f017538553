"""cli.py: exit codes and lines, before any kernel starts."""

import json

import pytest
from support import ROOT, make_project

from segtools.cli import main


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    project = make_project(tmp_path_factory.mktemp("cli") / "project")
    text = (project / "params" / "demo.yaml").read_text("utf-8")
    (project / "params" / "typo.yaml").write_text(text.replace("currency:", "curency:"), "utf-8")
    (project / "params" / "absent.yaml").write_text(text.replace("demo/orders.csv", "demo/gone.csv"), "utf-8")
    (project / "params" / "mapped.yaml").write_text(
        text.replace("order_date: order_date", "order_date: day").replace("family: attitude", "family: atitude"),
        "utf-8",
    )
    return project


@pytest.fixture
def command(place, monkeypatch, capsys):
    """Call the command in the project: its exit code, what it printed, and what on the error stream."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("SEGTOOLS_DATA", str(ROOT / "data"))
    monkeypatch.delenv("SEGTOOLS_OUTPUTS")

    def call(*arguments):
        monkeypatch.setattr("sys.argv", ["segtools", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out.strip(), printed.err.strip()

    return call


def test_a_typo_starts_nothing_and_is_named(command, place):
    code, out, err = command("run", "demo", "typo")
    assert (code, out) == (2, "")
    assert err == "params/typo.yaml:4: curency: unknown key; did you mean currency?"
    assert not (place / "outputs").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "name a client (a file in params/, without .yaml) or use --all"),
        (["run", "nobody"], "params/nobody.yaml: no such file"),
        (
            ["run", "demo", "--set", "segment.n_segmnts=5"],
            "--set segment.n_segmnts: unknown key; did you mean n_segments?",
        ),
        (["run", "demo", "--set", "seed"], "write it as key=value"),
        (["run", "demo", "--jobs", "0"], "segtools --help"),
        (["fly"], "segtools --help"),
    ],
)
def test_a_wrong_command_line_is_refused_in_one_line(command, place, arguments, words):
    code, out, err = command(*arguments)
    assert (code, out) == (2, "") and words in err and len(err.splitlines()) == 1
    assert not (place / "outputs").exists()


def test_check_passes_what_can_be_used(command):
    code, out, err = command("check", "demo")
    assert (code, err) == (0, "")
    assert all(line.startswith("demo: ") for line in out.splitlines())
    assert "".join(out.split("\n")).isprintable()  # no bar of an engine's, which comes with control characters
    assert out.splitlines()[0] == (
        "demo: 51,029 of 51,058 rows of transactions can be used; 29 set aside (6: same as an earlier row; "
        "5: customer_id is missing; 4: 10 cells instead of 9; and 10 more reasons)"
    )


def test_check_tells_faults_of_the_data_before_a_kernel_starts(command):
    code, _, err = command("check", "demo", "absent")
    assert code == 3 and err.startswith("absent: demo/gone.csv: no such file in ")


def test_check_tells_all_faults_of_params_at_once(command):
    code, _, err = command("check", "typo", "mapped")
    assert code == 2 and len(err.splitlines()) == 2
    assert "curency" in err and "'atitude' is not one of" in err


def test_score_says_what_is_missing_before_it_starts(command, place, tmp_path):
    code, _, err = command("score", "demo", "new.csv")
    assert (code, err) == (2, "demo: no scorecard yet; make one with segtools run demo")
    card = place / "outputs" / "demo" / "scorecard.json"
    card.parent.mkdir(parents=True)
    segment = {"segment_id": 1, "segment_name": "All", "constant": 0.0, "weights": {"age": 1.0}}
    transform = {
        "variable": "age",
        "kind": "numeric",
        "levels": [],
        "impute": 40.0,
        "clip": [18, 90],
        "log": False,
        "center": 40.0,
        "scale": 9.0,
    }
    card.write_text(json.dumps({"variables": [transform], "segments": [segment]}), "utf-8")
    code, _, err = command("score", "demo", "new.csv")
    assert (code, err) == (2, "new.csv: no such file; give the file of customers to assign")
    new = tmp_path / "new.csv"
    new.write_text("customer_id,height\n1,170\n", "utf-8")
    code, _, err = command("score", "demo", str(new))
    lacking = "lacks age, which the scorecard of demo needs; add the column, or score a table that has it"
    assert (code, err) == (3, f"demo: new.csv: {lacking}")
    new.write_text("customer_id,age\n1,70\n2,\n", "utf-8")
    code, out, _ = command("score", "demo", str(new), "--out", str(tmp_path / "to" / "typed.csv"))
    assert (code, out) == (0, f"demo: 1 of 2 customers assigned, in {tmp_path / 'to' / 'typed.csv'}")
    rows = (tmp_path / "to" / "typed.csv").read_text("utf-8").splitlines()
    assert rows[2] == "2,2,,,,more than half of the variables are missing"
    _, _, err = command("score", "demo", str(new), "--out", "typed.doc")
    assert err == "--out typed.doc: give a name that ends in .csv or .parquet"
