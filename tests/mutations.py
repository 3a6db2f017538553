"""Change the program in many small ways, and see whether a test fails each time: `mutations.py [NUMBER] [SEED]`.

Runs a sample of the mutants that mutmut makes of what [tool.mutmut] in pyproject.toml names against the tests that
touch them; prints the survivors, each as a difference, and their share. What no test notices is either the same program
or a test that is missing.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

MUTMUT = [sys.executable, "-m", "mutmut"]
NOBODY = "no mutant of this name"
LEFT = (0, 5, 33)  # mutmut's exit codes of a mutant that passed its tests, or that no test touches


def verdicts():
    """Every mutant by name, with the exit code of its tests; None where they have not been run."""
    kept = [json.loads(path.read_text("utf-8")) for path in Path("mutants").rglob("*.meta")]
    return {name: code for meta in kept for name, code in meta["exit_code_by_key"].items()}


def main(number=200, seed=1):
    """Draw, run, and show who is left."""
    subprocess.run([*MUTMUT, "run", NOBODY], capture_output=True)  # makes all, and learns which tests touch what
    names = sorted(verdicts())
    sample = random.Random(seed).sample(names, min(number, len(names)))
    if subprocess.run([*MUTMUT, "run", *sample]).returncode:
        sys.exit("mutmut stopped: the tests must pass before anything is changed")
    codes = verdicts()
    left = [name for name in sorted(sample) if codes[name] in LEFT]
    for name in left:
        print(subprocess.run([*MUTMUT, "show", name], capture_output=True, text=True).stdout)
    print(f"{len(left)} of {len(sample)} survived ({len(left) / len(sample):.0%}), of {len(names):,} that can be made")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
