"""The names that clients give to their columns, in many languages: they break ties between columns that could be the
same of our fields."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from ruamel.yaml import YAML

from segtools.people.personal_data import plain

WORDS = Path(__file__).with_name("names.yaml")
_WITH_IDS = (
    "customer",
    "stands for a customer",
    "order",
    "line",
    "product_id",
    "campaign",
)  # fields that are ids: an id word may stand beside
_STEM = 5  # letters that are left when an ending is taken off
_SHORT = 4  # letters; a shorter word is looked for as a whole name only


def named(ours: str, theirs: str) -> int:
    """How well a column's name fits one of our fields: 3 it is a word for it, 1 it contains one, 0 neither. A name may
    also stand for a customer (a card, a device): 2.

    >>> [named("customer", name) for name in ("CustomerKey", "KdNr", "customer age", "Price")]
    [3, 3, 1, 0]
    >>> [named("order_date", name) for name in ("Bestelldatum", "Order Date (UTC)", "order id")]
    [3, 1, 0]
    """
    words, ids = _words()
    name = words_of(theirs)
    core = " ".join(word for word in name.split() if word not in ids) if ours in _WITH_IDS else name
    forms = {name, core, name.replace(" ", "")} | ({_without_id(name, ids)} & words[ours])
    forms |= {core[:-1], core[:-2]} if len(core) > _STEM else set()  # klienta, customers
    if core != "" and forms & words[ours]:
        return 3
    if ours == "customer" and named("stands for a customer", theirs) == 3:
        return 2
    if ours in _WITH_IDS and not core:
        return 1 if ours == "customer" else 0
    apart = f" {name} "
    inside = any(f" {word} " in apart for word in words[ours] if len(word) >= _SHORT or not word.isascii())
    joined = any(word in name for word in words[ours] if not word.isascii() and len(word) > 1)
    return 1 if inside or joined else 0


def is_id_word(theirs: str) -> bool:
    """Whether a name is only that of an id, whatever it is the id of: Id, No, UUID, #."""
    name = words_of(theirs)
    return theirs.strip() == "#" or (bool(name) and all(word in _words()[1] for word in name.split()))


def ends_as_id(theirs: str) -> bool:
    """Whether a name ends in the word of an id, alone or joined: respid, case no."""
    last = (words_of(theirs).split() or [""])[-1]
    return last in _words()[1] or any(last.endswith(word) for word in ("id", "nr", "key", "uuid"))


def words_of(theirs: str) -> str:
    """A name in words: lower case, without accents, apart by one blank."""
    apart = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", theirs.strip())
    return re.sub(r"[\W_]+", " ", plain(apart)).strip()


def _without_id(name: str, ids: frozenset[str]) -> str:
    """A name written in one word, without an id word at its end: of kundennr, kunden."""
    end = max((word for word in ids if name.endswith(word) and len(word) < len(name)), key=len, default="")
    return name.removesuffix(end).strip() if end else name


@functools.cache
def _words() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Our field: its words; and the words of ids."""
    given = YAML(typ="safe", pure=True).load(WORDS)
    lists = {field: frozenset(plain(str(word)) for word in words) for field, words in given.items()}
    ids = lists.pop("id words")
    return lists, ids


def value_words(which: str) -> frozenset[str]:
    """Values that tell something of a row, whatever their column: nobody, no sale, refunded, sale."""
    return _words()[0][which]
