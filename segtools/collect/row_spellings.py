"""One spelling for levels that differ only by case or blanks: Store, store and " store" are one channel."""

from __future__ import annotations

import ibis
from ibis import _

from segtools.collect.row_batches import REASON

_MOST_LEVELS = 200  # more are names or free text
_SHOWN = 3


def one_spelling(judged: ibis.Table, columns: list[str]) -> tuple[ibis.Table, list[tuple[str, int]]]:
    """Rows with each level of these columns in its most used spelling, and remarks with the rows that changed.

    Only columns of text with at most 200 levels are looked at. Ties go to the spelling first in the alphabet.
    """
    remarks = []
    for name in columns:
        if name not in judged.columns or not judged[name].type().is_string():
            continue
        known = judged.filter(judged[REASON].isnull(), judged[name].notnull())
        counts = known.group_by(level=known[name]).agg(n=_.count()).limit(_MOST_LEVELS + 1).execute()
        if len(counts) > _MOST_LEVELS:
            continue
        counts["key"] = counts.level.str.strip().str.casefold()
        counts = counts.sort_values(["n", "level"], ascending=[False, True])
        usual = counts.drop_duplicates("key").set_index("key").level.str.strip()
        counts["usual"] = counts.key.map(usual)
        other = counts[counts.level != counts.usual]
        if other.empty:
            continue
        judged = judged.mutate(**{name: judged[name].substitute(dict(zip(other.level, other.usual, strict=True)))})
        shown = ", ".join(f"{row.level!r} as {row.usual!r}" for row in other.head(_SHOWN).itertuples())
        more = ", …" if len(other) > _SHOWN else ""
        remarks.append(
            (f"levels of {name} that differ only by case or blanks are one: {shown}{more}", int(other.n.sum()))
        )
    return judged, remarks
