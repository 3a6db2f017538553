"""Change the program in many small ways, and see whether a test fails each time: `mutations.py [NUMBER] [SEED]`.

Runs a sample of the mutants that mutmut makes of what [tool.mutmut] in pyproject.toml names against the tests that
touch them; prints the survivors, each as a difference, and their share. What no test notices is either the same program
or a test that is missing. A file to hand over is made once, by the first of the tests that read it, which to mutmut is
the only one that touches what makes it: what survives there meets all tests of the folder.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

MUTMUT = [sys.executable, "-m", "mutmut"]
NOBODY = "no mutant of this name"
LEFT = (0, 5, 33)  # mutmut's exit codes of a mutant that passed its tests, or that no test touches
MADE_ONCE = "segtools.deliver."
FOLDER = ["tests/deliver", "--ignore=tests/deliver/test_whole_runs.py"]
QUIETLY = ["-x", "-q", "-m", "not long", "-p", "no:xdist", "-W", "ignore"]


def verdicts():
    """Every mutant by name, with the exit code of its tests; None where they have not been run."""
    kept = [json.loads(path.read_text("utf-8")) for path in Path("mutants").rglob("*.meta")]
    return {name: code for meta in kept for name, code in meta["exit_code_by_key"].items()}


def unnoticed(name):
    """Whether a mutant passes all tests of the files to hand over."""
    tests = [sys.executable, "-m", "pytest", *QUIETLY, *FOLDER]
    there = {**os.environ, "MUTANT_UNDER_TEST": name}
    return subprocess.run(tests, cwd="mutants", env=there, capture_output=True).returncode == 0


def main(number=200, seed=1):
    """Draw, run, and show who is left."""
    subprocess.run([*MUTMUT, "run", NOBODY], capture_output=True)  # makes all, and learns which tests touch what
    names = sorted(verdicts())
    sample = random.Random(seed).sample(names, min(number, len(names)))
    if subprocess.run([*MUTMUT, "run", *sample]).returncode:
        sys.exit("mutmut stopped: the tests must pass before anything is changed")
    codes = verdicts()
    left = [name for name in sorted(sample) if codes[name] in LEFT]
    left = [name for name in left if not name.startswith(MADE_ONCE) or unnoticed(name)]
    for name in left:
        print(subprocess.run([*MUTMUT, "show", name], capture_output=True, text=True).stdout)
    print(f"{len(left)} of {len(sample)} survived ({len(left) / len(sample):.0%}), of {len(names):,} that can be made")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
