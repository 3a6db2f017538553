"""Make a world: a made-up client's files, its params, and beside them the truth.

    python data/worlds/make.py WORLD FOLDER [--customers N] [--seed N] [--segments N] [--dirt none|light|heavy]
                               [--history MONTHS] [--drift] [--no-ids]

README.md tells what each world is like. Same arguments, same bytes.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from worlds import gym, mailing, noise, panel, shop, wholesaler
from worlds.dirt import TIMES
from worlds.world import Asked, WorldError, write

WORLDS = {"shop": shop, "gym": gym, "panel": panel, "mailing": mailing, "wholesaler": wholesaler, "noise": noise}


def main(arguments: list[str]) -> None:
    """Make the world that a command line asks for."""
    parser = argparse.ArgumentParser(prog="make.py", description="Make a made-up client with planted truth.")
    parser.add_argument("world", choices=WORLDS)
    parser.add_argument("folder", type=Path, help="where to write; paths in params.yaml begin with this folder's name")
    parser.add_argument("--customers", type=int, help="number of people (default: the world's own)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--segments", type=int, help="number of planted segments; 1 plants no structure")
    parser.add_argument("--dirt", choices=TIMES, default="light")
    parser.add_argument("--history", type=int, help="months of data")
    parser.add_argument("--drift", action="store_true", help="from the middle on, one segment grows, another changes")
    parser.add_argument("--no-ids", dest="ids", action="store_false", help="mailing: a table without a customer id")
    given = vars(parser.parse_args(arguments))
    world, folder = given.pop("world"), given.pop("folder").resolve()
    try:
        for name, least in {"customers": 20, "history": 3, "seed": 0}.items():
            if given[name] is not None and given[name] < least:
                raise WorldError(f"--{name} {given[name]}: must be at least {least}")
        write(WORLDS[world].make(Asked(folder.name, **given)), folder)
    except WorldError as error:
        parser.exit(2, f"make.py {world}: {error}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
