"""guess_delimiter.py: what separates the cells, told on files of many habits."""

import pytest

from segtools.collect import sources
from segtools.collect.guess_dialect import dialect
from segtools.params import Source

ROWS = [(n, f"2026-06-{n + 1:02d}", ("tea", "jam", "figs")[n % 3], f"{n * 1.25 + 3:.2f}") for n in range(12)]
NAMES = ("no", "day", "what", "paid")


def table(mark, rows=ROWS, names=NAMES, end="\n"):
    return end.join(mark.join(map(str, row)) for row in [names, *rows]) + end


COMMAS = [(n, day, what, paid.replace(".", ",")) for n, day, what, paid in ROWS]
QUOTED = [(n, day, f"'{what}, sweet'", paid) for n, day, what, paid in ROWS]
ALIGNED = "".join(f"{a:>6} {b:>12}  {c:<6} {d:>8}\n" for a, b, c, d in [NAMES, *ROWS])

HABITS = {  # name: (text, settings that it needs, columns, rows)
    "commas": (table(","), {}, 4, 12),
    "semicolons": (table(";"), {"delimiter": ";"}, 4, 12),
    "tabs": (table("\t"), {"delimiter": "tab"}, 4, 12),
    "pipes": (table("|"), {"delimiter": "|"}, 4, 12),
    "line ends of Windows": (table(";", end="\r\n"), {"delimiter": ";"}, 4, 12),
    "line ends of old Macs": (table(",", end="\r"), {}, 4, 12),
    "a mark of the encoding": ("\ufeff" + table(";"), {"delimiter": ";"}, 4, 12),
    "decimal commas behind semicolons": (table(";", COMMAS), {"delimiter": ";"}, 4, 12),
    "decimal commas in two columns only": (
        "paid;less\n" + "".join(f"{n},50;{n},25\n" for n in range(9)),
        {"delimiter": ";"},
        2,
        9,
    ),
    "decimal commas behind tabs": (table("\t", COMMAS), {"delimiter": "tab"}, 4, 12),
    "thousands in quotes": ('id,paid\n1,"1,250.00"\n2,"3,100.50"\n3,"9"\n', {}, 2, 3),
    "items in one column": ("id,items,paid\n" + "".join(f"{n},a;b;c;d;e;f,{n}.5\n" for n in range(9)), {}, 3, 9),
    "items of different number": (
        "id,items\n" + "".join(f"{n},{';'.join('abcdefg'[: n % 5 + 1])}\n" for n in range(9)),
        {},
        2,
        9,
    ),
    "items between pipes": ("id;items\n" + "".join(f"{n};a|b|c\n" for n in range(9)), {"delimiter": ";"}, 2, 9),
    "a list with commas": (
        "id;likes\n" + "".join(f"{n};tea, jam, figs, rye\n" for n in range(9)),
        {"delimiter": ";"},
        2,
        9,
    ),
    "single quotes around every cell with a comma": (table(",", QUOTED), {"quote": "'"}, 4, 12),
    "apostrophes inside": (
        "id,name,town\n" + "".join(f"{n},O'Brien,St John's\n" for n in range(9)),
        {},
        3,
        9,
    ),
    "names that begin and end with an apostrophe here and there": (
        "id,name\n1,'Ndrangheta\n2,Jones'\n3,Smith\n4,Brown\n",
        {},
        2,
        4,
    ),
    "commas inside double quotes": ('id,name\n1,"Smith, Jo"\n2,"Poe, Al"\n3,"Fox, Di"\n', {}, 2, 3),
    "semicolons inside double quotes": ('id,note\n1,"a; b; c"\n2,"d; e; f"\n3,"g; h; i"\n', {}, 2, 3),
    "line breaks in quotes": ('id,note,paid\n1,"two\nlines",3\n2,"one",4\n3,"two\n\nmore",5\n', {}, 3, 3),
    "a header in quotes": ('"id","paid, in all"\n1,2\n3,4\n5,6\n', {}, 2, 3),
    "a preamble": ("Sales\nMay 2026, all shops\n\n" + table(","), {"skip_lines": 3}, 4, 12),
    "a preamble of cells": ("Sales;;;\nMay 2026;;;\n;;;\n" + table(";"), {"delimiter": ";", "skip_lines": 3}, 4, 12),
    "a total at the end": (table(";") + "Total;;;117,0\n", {"delimiter": ";"}, 4, 13),
    "a total of one cell": (table(",") + "12 rows\n", {}, 4, 13),
    "a last delimiter on each line": (table(";").replace("\n", ";\n"), {"delimiter": ";"}, 5, 12),
    "a last delimiter that the header lacks": (
        "no;day;paid\n" + "".join(f"{n};2026-06-0{n + 1};{n},5;\n" for n in range(9)),
        {"delimiter": ";"},
        4,
        9,
    ),
    "one column of words": ("town\nBath\nYork\nHull\n", {}, 1, 3),
    "one column of numbers with decimal commas": ("paid\n1,5\n2,5\n3,5\n4,5\n", {"delimiter": "tab"}, 1, 4),
    "one column of names": ("name\nSmith, John\nPoe, Al\nFox, Di\nRay, Lou\n", {"delimiter": "tab"}, 1, 4),
    "one column of prose": (
        "comment\nGood, I think\nNo; never, ever\nYes\nWell, well, well\n",
        {"delimiter": "tab"},
        1,
        4,
    ),
    "one column of two words": ("full name\nAnna Meier\nJo Poe\nDi Fox\nAl Ray\n", {}, 1, 4),
    "one column of days and times": ("date time\n2026-06-01 10:00\n2026-06-02 10:30\n2026-06-03 11:00\n", {}, 1, 3),
    "spaces": (ALIGNED, {"delimiter": "spaces"}, 4, 12),
    "spaces before each line": (
        "  id  day       n\n" + "".join(f"   {n:03d}  1997010{n}  {n}  \n" for n in range(1, 9)),
        {"delimiter": "spaces"},
        3,
        8,
    ),
    "an index without a name": (
        ",age,town\n" + "".join(f"{n},{n + 20},Bath\n" for n in range(9)),
        {},
        3,
        9,
    ),
    "tick boxes that hold their name": (
        "id,tea,jam\n" + "".join(f"{n},{'tea' * (n % 2)},{'jam' * (n % 3 == 0)}\n" for n in range(9)),
        {},
        3,
        9,
    ),
    "numbers only": ("2024,2025\n1,2\n3,4\n5,6\n", {}, 2, 3),
    "text only": ("name;town\nAnna;Bath\nJo;York\nDi;Hull\n", {"delimiter": ";"}, 2, 3),
    "text only, the header not unlike it": ("Anna,Bath\nJo,York\nDi,Hull\nAl,Rye\n", {}, 2, 3),
    "the header repeated": (table(";") + table(";"), {"delimiter": ";"}, 4, 25),
    "blank lines": (table(",").replace("\n", "\n\n"), {}, 4, 12),
    "web addresses": ("id,page\n" + "".join(f"{n},https://a.b/c?d={n};e|f\n" for n in range(9)), {}, 2, 9),
    "clock times and ratios": (
        "id;at;odds\n" + "".join(f"{n};10:0{n};1:{n}\n" for n in range(9)),
        {"delimiter": ";"},
        3,
        9,
    ),
    "a comma in a name of the header": (
        "name, first;paid, in all\n" + "".join(f"Jo{n};{n}\n" for n in range(9)),
        {"delimiter": ";"},
        2,
        9,
    ),
    "JSON in a cell": ("id,about\n" + "".join(f'{n},"{{""a"":1,""b"":[1;2]}}"\n' for n in range(9)), {}, 2, 9),
}


@pytest.mark.parametrize("habit", HABITS)
def test_a_file_of_any_habit_is_cut_into_its_columns(tmp_path, habit):
    text, needed, columns, rows = HABITS[habit]
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode())
    how = {key: value for key, (value, _) in dialect(file, file.name).items()}
    assert how == needed
    found = sources.read_rows(sources.connect(), "t", Source(path=str(file), **how), [])
    assert found.filter(found._fault.notnull()).count().execute() == habit.count("total of one") + habit.count(
        "repeated"
    )
    assert (len(found.columns) - 5, found.count().execute()) == (columns, rows)
