"""The example on five customers in 03_segment: its table gives the figures that its prose tells."""

import json
import re
from itertools import combinations

from sklearn.metrics import adjusted_rand_score
from support import ROOT


def test_the_indices_worked_by_hand_are_those_that_are_computed():
    cells = json.loads((ROOT / "notebooks" / "03_segment.ipynb").read_text("utf-8"))["cells"]
    (text,) = [text for cell in cells if "On five customers" in (text := "".join(cell["source"]))]
    first, second = ([cell.strip() for cell in row.split("|")[2:7]] for row in re.findall(r"\| found .*", text))
    pairs = list(combinations(range(5), 2))
    together = [{pair for pair in pairs if len({of[n] for n in pair}) == 1} for of in (first, second)]
    assert [len(found) for found in together] == [4, 4] and "puts four pairs together" in text
    assert len(together[0] & together[1]) == 2 and "two pairs are together in both" in text
    assert f"= {adjusted_rand_score(first, second):.2f}." in text
    both = [{n for n in range(5) if of[n] == name} for of, name in ((first, "B"), (second, "Y"))]
    assert f"= {len(both[0] & both[1]) / len(both[0] | both[1]):.2f}." in text
