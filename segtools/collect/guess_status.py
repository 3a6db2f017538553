"""Guess which rows are no sales or no answers: cancelled, failed, lost, refunded, tests and previews."""

from __future__ import annotations

import pandas as pd

from segtools.collect.expressions import columns_of
from segtools.collect.guess_columns import Column, Table, in_quotes, quoted
from segtools.collect.guess_names import named, value_words, words_of
from segtools.words import is_yes_no, yes_no

_LEVELS = 25
_FEW_STATES = 12
_KINDS = {"type", "typ", "kind", "art", "tipo", "tyyppi", "тип", "document", "doc", "beleg", "belegart", "soort"}
_MARKS = {"test", "deleted", "void", "voided", "cancelled", "canceled", "storno", "storniert", "annule", "anulado"}
_MOST_OF_NOBODY = 0.6


def map_status(table: Table, amount: pd.Series | None = None) -> None:
    """Propose drops by a column of states, in place.

    amount : what each row of the frame amounts to; rows of a state whose amounts are below nought are returns and stay
    """
    taken = {theirs for theirs, _ in table.mapped.values()}
    for name, column in table.columns.items():
        if name in taken or column.is_date or not 1 < column.distinct <= _LEVELS or name in table.personal:
            continue
        states = {level: _state(level) for level in column.values}
        told = [level for level, state in states.items() if state]
        if amount is not None and _is_mark(table, column):
            continue
        if not told and named("status", name) == 3 and amount is not None and column.distinct <= _FEW_STATES:
            table.asks.append(f"are all of {', '.join(map(repr, column.values))} in {name} sales? Here all of them are")
        if not told or (not named("status", name) and len(told) < len(states)):
            continue
        if _propose(table, column, states, amount):
            return


def _is_mark(table: Table, column: Column) -> bool:
    """Whether a column marks rows that are no sales, by yes and no (is_test, cancelled); if so, a drop is proposed."""
    marked = set(words_of(column.name).split()) & _MARKS
    if not marked or not is_yes_no(column.values):
        return False
    cells = table.frame[column.name]
    values = pd.Series(column.values)
    yes = values[yes_no(values) == "yes"].tolist()
    count = int(cells.isin(yes).sum())
    if count > 0.5 * len(cells):
        return False
    table.drop[f"{min(marked)} rows"] = (f"{quoted(column.name)} {_among(yes)}", f"{count:,} rows, by {column.name}")
    return True


def _state(level: str) -> str:
    """What a level says of its rows: no sale, refunded, sale, or nothing that is known."""
    words = words_of(level)
    whole = next((which for which in ("no sale", "refunded", "sale") if words in value_words(which)), "")
    if whole:
        return whole
    return "no sale" if any(word in value_words("no sale") and len(word) > 3 for word in words.split()) else ""


def _propose(table: Table, column: Column, states: dict[str, str], amount: pd.Series | None) -> bool:
    """Whether a drop, or a question on it, was written."""
    name, rows = column.name, table.frame[column.name]
    gone = [level for level, state in states.items() if state == "no sale"]
    if any("won" in words_of(level).split() for level in states):  # deals: what is not won is open or lost
        won = [level for level in states if "won" in words_of(level).split()]
        others = int((rows.notna() & ~rows.isin(won)).sum())
        table.drop["not won"] = (f"not {quoted(name)} {_among(won)}", f"{others:,} rows are open or lost by {name}")
        return True
    back = [level for level, state in states.items() if state == "refunded"]
    of_kinds = bool(set(words_of(name).split()) & _KINDS)  # a kind of document, not the state of an order
    returns = [level for level in states if of_kinds and words_of(level) in value_words("a return")]
    if amount is not None and returns and (amount[rows.isin(returns)].dropna() > 0).mean() > 0.5:
        _turn(table, name, returns, int(rows.isin(returns).sum()))
        back = [level for level in back if level not in returns]
    if back and amount is not None and not _taken_off(table):
        full = [level for level in back if (amount[rows == level].dropna() > 0).mean() > 0.5]
        if full and rows.isin(full).mean() < 0.5:
            count = int(rows.isin(full).sum())
            table.drop["refunded"] = (
                f"{quoted(name)} {_among(full)}",
                f"{count:,} rows whose money went back, by {name}",
            )
    if gone:
        count = int(rows.isin(gone).sum())
        why = f"{count:,} rows that are no {'sales' if amount is not None else 'answers'}, by {name}"
        table.drop["cancelled or failed" if amount is not None else "no answers"] = (
            f"{quoted(name)} {_among(gone)}",
            why,
        )
    unclear = [level for level, state in states.items() if not state and named("status", name)]
    if unclear and (gone or back) and amount is not None:
        table.asks.append(f"which of {', '.join(map(repr, unclear[:8]))} in {name} are sales? Here all of them are")
    return bool(gone or back or returns)


def _turn(table: Table, name: str, returns: list[str], count: int) -> None:
    """Rows of a kind that is a return, written above nought: their amounts are taken off."""
    expression, why = table.mapped["amount"]
    plain = expression if expression not in table.columns else quoted(expression)
    sign = plain if expression in table.columns else f"({plain})"
    turned = f"if({quoted(name)} {_among(returns)}, -{sign}, {plain})"
    table.mapped["amount"] = (turned, f"{why}; {count:,} rows are returns by {name}, and are taken off")
    table.asks.append(
        f"are rows whose {name} is {', '.join(map(repr, returns))} money that went back? Here they are taken off"
    )


def _among(levels: list[str]) -> str:
    texts = [in_quotes(level) for level in sorted(levels)]
    return f"== {texts[0]}" if len(texts) == 1 else f"in [{', '.join(texts)}]"


def _taken_off(table: Table) -> bool:
    """Whether the amount is already less what was refunded."""
    return any(named("refund", name) for name in columns_of(table.mapped["amount"][0], list(table.columns)))


def _is_filler(value: str, ids: pd.Index) -> bool:
    """Whether an id is all nines, far above every other: 99999 beside ids up to 18,000."""
    if not (len(value) >= 4 and set(value) == {"9"}):
        return False
    others = pd.to_numeric(pd.Series(ids[ids != value]), errors="coerce")
    return bool(others.notna().mean() > 0.9 and others.max() < 0.9 * float(value))


def map_nobody(table: Table, customer: str) -> None:
    """Propose to drop rows whose customer id stands for nobody, in place: a word such as guest, test or total, and a
    number such as 0 where it has many more rows than others."""
    if customer not in table.frame:
        return
    rows = table.frame[customer]
    counts = rows.value_counts()
    hollow = [value for value in counts.index if {words_of(value), value.strip()} & value_words("nobody")]
    usual = len(rows) / max(len(counts), 1)
    words = [value for value in hollow if not value.strip("-").isdigit() and any(letter.isalpha() for letter in value)]
    odd = words + [value for value in hollow if value not in words and counts[value] > 5 * usual]
    odd += [value for value in counts.index if value not in odd and _is_filler(value, counts.index)]
    share = rows.isin(odd).mean() if odd else 0.0
    if odd and share < _MOST_OF_NOBODY:
        why = f"{int(rows.isin(odd).sum()):,} rows ({share:.1%}) have an id that stands for nobody"
        table.drop["nobody's"] = (f"{quoted(customer)} {_among(odd)}", why)
