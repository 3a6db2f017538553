"""The order of a scale's levels, if their words show it."""

from __future__ import annotations

import re

SCALES = [
    "never|rarely|seldom|sometimes|occasionally|often|usually|always",
    "strongly disagree|disagree|somewhat disagree|neutral|neither|neither agree nor disagree|undecided|somewhat agree|"
    "agree|strongly agree",
    "very dissatisfied|dissatisfied|neutral|satisfied|very satisfied",
    "very poor|poor|fair|average|good|very good|excellent",
    "none|primary|secondary|tertiary",
    "none|very low|low|medium|moderate|high|very high",
    "small|medium|large",
    "not at all important|slightly important|moderately important|important|very important|extremely important",
]


def ordered(levels: list[str]) -> list[str]:
    """Text levels in their order, if the text shows it; else an empty list.

    >>> ordered(["I love it!+5", "0", "-4", "I hate it!-5", "3"])
    ['I hate it!-5', '-4', '0', '3', 'I love it!+5']
    >>> ordered(["25-34", "Under 18", "65+", "18-24"]), ordered(["Once a month", "Never", "Once a week"])
    (['Under 18', '18-24', '25-34', '65+'], ['Never', 'Once a month', 'Once a week'])
    >>> ordered(["red", "green", "blue"])
    []
    """
    if len(levels) < 3 or len(levels) > 30:
        return []
    bare = sum(bool(re.fullmatch(r"[-+]?\d+", level.strip())) for level in levels)
    for rank in ([_signed] if bare >= len(levels) / 2 else []) + [_band, _how_often]:
        ranks = [rank(level) for level in levels]
        if None not in ranks and len(set(ranks)) == len(ranks):
            return [level for _, level in sorted(zip(ranks, levels, strict=True))]
    plain = {level.lower().strip(): level for level in levels}
    for scale in SCALES:
        words = scale.split("|")
        if len(plain) >= 3 and set(plain) <= set(words):
            return [plain[word] for word in words if word in plain]
    return []


def _signed(level: str) -> float | None:
    """The number at the end of a level: of "I hate it!-5", -5."""
    found = re.fullmatch(r"\D*?([-+]?\d+)", level.strip())
    return float(found.group(1)) if found else None


def _band(level: str) -> float | None:
    found = re.search(r"\d[\d,]*(\.\d+)?", level)
    if not found or not re.match(
        r"\W*(under|over|below|above|less|more|up to|bis|unter|über|ab|<|>|[£$€]|\d)", level.lower()
    ):
        return None
    value = float(found.group().replace(",", ""))
    below, above = (
        re.match(r"\W*(under|below|less|up to|bis|unter|<)", level.lower()),
        re.search(r"over|above|more|\+|>|über", level.lower()),
    )
    return value - 0.5 if below else value + 0.5 if above else value


def _how_often(level: str) -> float | None:
    text = level.lower()
    if text == "never":
        return 0.0
    if re.search(r"(?<!w)\bevery day\b|\bdaily\b", text):
        return 365.0
    numbers = {"once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "several": 3}
    units = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
    unit = next((per for word, per in units.items() if word in text), None)
    if unit is None:
        return None
    found = next((count for word, count in numbers.items() if re.search(rf"\b{word}\b", text)), None)
    digits = re.search(r"\d+", text)
    count = float(digits.group()) if digits else found
    if count is None:
        return None
    rate = unit / count if text.startswith("every") else unit * count
    return rate * (1.5 if "more than" in text else 0.75 if "less than" in text else 1)
