"""A small, safe expression language over a client's columns: `quantity * price`, `StockCode in ['POST', 'DOT']`.

Names (in backticks where they hold a space), numbers, quoted text, + - * /, comparisons, `in`, and, or, not,
and a dozen functions are understood; nothing is ever evaluated as code.
"""

from __future__ import annotations

import ast
import difflib
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from functools import reduce

import ibis

from segtools.collect.row_batches import FILE, OURS, ROW
from segtools.tables import DataError

MONEY = "decimal(18,4)"
_ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_TESTS = {  # a condition on text: how many arguments, and what it is
    "startswith": (2, lambda value, start: value.startswith(start)),
    "endswith": (2, lambda value, end: value.endswith(end)),
    "contains": (2, lambda value, part: value.contains(part)),
    "missing": (1, lambda value: value.isnull() | (value.strip() == "")),
}
_TIMES = {  # a part of a day and time: the number it is
    "hour": lambda when: when.hour(),
    "weekday": lambda when: when.day_of_week.index() + 1,
    "month": lambda when: when.month(),
    "year": lambda when: when.year(),
}
_CHOOSE = {"default": 2, "if": 3, "first": 2, "above": 1, "split": 3, "lower": 1}  # values, by their arguments
WORDS = ("startswith", "endswith", "contains", "missing", *_CHOOSE, *_TIMES)
_IF = "if_"  # stands for `if`, which is no name in Python


@ibis.udf.agg.builtin
def arg_min(value: str, by: int) -> str:
    """DuckDB's function: of the values that are known, the one with the smallest `by`."""


@ibis.udf.agg.builtin
def arg_max(value: str, by: int) -> str:
    """DuckDB's function: of the values that are known, the one with the largest `by`."""


def columns_of(expression: str, known: list[str]) -> list[str]:
    """The existing columns that an expression uses.

    >>> columns_of("quantity * `unit price` - discount", ["quantity", "unit price", "discount", "day"])
    ['quantity', 'unit price', 'discount']
    """
    if expression in known:
        return [expression]
    words = [quoted or word for quoted, word in re.findall(r"`([^`]+)`|'[^']*'|\"[^\"]*\"|([^\W\d]\w*)", expression)]
    return [word for word in dict.fromkeys(words) if word in known]


def names_in(expression: str) -> list[str]:
    """Every name that an expression uses as a column, whether it exists or not. A text that is no expression is itself
    the name of a column.

    >>> names_in("default(Total, 0) - `Refunded Amount`")
    ['Total', 'Refunded Amount']
    >>> names_in("Created (UTC)")
    ['Created (UTC)']
    """
    node, quoted = _parsed(expression)
    parts = list(ast.walk(node)) if node else []
    foreign = [part for part in parts if isinstance(part, ast.Call) and _called(part) not in WORDS]
    foreign += [part for part in parts if isinstance(part, ast.Attribute)]
    if node is None or foreign or "#" in re.sub("'[^']*'|`[^`]*`", "", expression):
        return [expression]
    called = {part.func for part in parts if isinstance(part, ast.Call)}
    names = [part for part in parts if isinstance(part, ast.Name) and part not in called]
    names = [part.id for part in sorted(names, key=lambda part: (part.lineno, part.col_offset))]
    return list(dict.fromkeys(quoted.get(name, name) for name in names))


def numbers_of(expression: str, known: list[str]) -> dict[str, bool]:
    """The columns that an expression reads as numbers, and whether each may be blank: where it has a default, is one of
    two choices, or is taken from another line.

    >>> numbers_of("Total - default(Refunded, 0)", ["Total", "Refunded", "Name"])
    {'Total': False, 'Refunded': True}
    """
    if expression in known:
        return {expression: False}
    node, quoted = _parsed(expression)
    found: dict[str, bool] = {}

    def look(node: ast.expr | None, may_be_blank: bool) -> None:
        if isinstance(node, ast.Name) and quoted.get(node.id, node.id) in known:
            name = quoted.get(node.id, node.id)
            found[name] = found.get(name, True) and may_be_blank
        elif isinstance(node, ast.BinOp | ast.UnaryOp):
            for part in ast.iter_child_nodes(node):
                if isinstance(part, ast.expr):
                    look(part, may_be_blank)
        elif _called(node) in ("default", "if", "first", "above"):
            parts = {"if": node.args[1:], "default": node.args}.get(_called(node), node.args[:1])
            for part in parts:
                look(part, True)

    look(node, False)
    return found


Read = Callable[[ibis.Value], ibis.Value]


def evaluate(expression: str, rows: ibis.Table, number: Read, moment: Read, key: str) -> ibis.Value:
    """A client's column, or an expression over several, as an Ibis value.

    Parameters
    ----------
    expression : a column's name, or an expression
    rows : the table with those columns
    number : reads a column as a decimal, by the source's own way of writing numbers
    moment : reads a column as a day and time, by the source's own way of writing them
    key : where the expression stands in params, for the message

    Notes
    -----
    The result of each arithmetic step is a decimal with four places, missing where it does not fit. A column
    compared with a number is read as a number, with text as text. What is missing fulfils no comparison.

    default(x, y) is x, or y where x is blank. if(condition, x, y) is x or y. first(x, order) is the first x that is
    not blank among the rows of an order, above(x) the x of the row or, where it is blank, of the nearest row above
    in the file. split(x, ';', 2) is the second part of x, lower(x) is x in small letters. hour (0 to 23), weekday
    (1 is Monday), month and year are numbers of a day and time.

    Raises
    ------
    DataError : an unknown column, with the nearest there is, or something that is not of the language
    """
    if expression in rows.columns:
        return rows[expression]
    node, quoted = _parsed(expression)
    language = _Language(rows, number, moment, key, quoted)
    if node is not None:
        for read in (language.column_in_backticks, language.flag, language.choice, language.decimal, language.text):
            try:
                return read(node)
            except DataError:
                raise
            except ValueError:
                continue
    if re.fullmatch(r"[\w .#/%-]+", expression) and not re.search(r"[-+*/]|\s(in|and|or|not)\s", expression):
        raise language.no_column(expression)
    raise DataError(
        f"{key}: {expression!r} is not understood; use columns (in `backticks` where a name holds a space), numbers, "
        f"'text', + - * /, == != < > in, and, or, not, {', '.join(WORDS)}"
    )


def _parsed(expression: str) -> tuple[ast.expr | None, dict[str, str]]:
    """The expression as a syntax tree (None if it is not one), and the names that stood in backticks."""
    quoted: dict[str, str] = {}

    def stand_in(match: re.Match) -> str:
        if match.group(2) is None:
            return match.group()  # a text in quotes
        name = f"__quoted_{len(quoted)}"
        quoted[name] = match.group(2)
        return name

    text = re.sub(r"('[^']*'|\"[^\"]*\")|`([^`]+)`", stand_in, expression)
    text = re.sub(r"('[^']*'|\"[^\"]*\")|\bif\s*(?=\()", lambda match: match.group(1) or _IF, text)
    try:
        return ast.parse(text.strip(), mode="eval").body, quoted
    except SyntaxError:
        return None, quoted


def _called(node: ast.expr | None) -> str:
    """The function of a call with plain arguments; empty for anything else."""
    plain = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords
    return node.func.id.removesuffix("_") if plain else ""


class _NotOfTheLanguageError(ValueError):
    """A part of an expression cannot be read as the type that is needed."""


class _Language:
    """Reads a parsed expression as a condition, a number or a text over a table's columns."""

    def __init__(self, rows: ibis.Table, number: Read, moment: Read, key: str, quoted: dict[str, str]):
        self._rows, self._number, self._moment, self._key, self._quoted = rows, number, moment, key, quoted

    def no_column(self, name: str) -> DataError:
        """The error for a column that does not exist, with the nearest name that does."""
        near = difflib.get_close_matches(name, [n for n in self._rows.columns if n not in OURS], n=1)
        return DataError(f"{self._key}: no column {name!r}" + (f", did you mean {near[0]!r}?" if near else ""))

    def column_in_backticks(self, node: ast.expr) -> ibis.Value:
        """A column without anything around it."""
        if isinstance(node, ast.Name) and node.id in self._quoted:
            return self._column(node)
        raise _NotOfTheLanguageError

    def _column(self, node: ast.Name) -> ibis.Value:
        name = self._quoted.get(node.id, node.id)
        if name not in self._rows.columns:
            raise self.no_column(name)
        return self._rows[name]

    def decimal(self, node: ast.expr) -> ibis.Value:
        """Read a number: arithmetic on columns and numbers."""
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            left, right = self.decimal(node.left), self.decimal(node.right)
            right = right.nullif(0) if isinstance(node.op, ast.Div) else right
            return _ARITHMETIC[type(node.op)](left, right).try_cast(MONEY)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return (-self.decimal(node.operand)).try_cast(MONEY)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return ibis.literal(Decimal(str(node.value)), MONEY)
        if isinstance(node, ast.Name):
            return self._number(self._column(node))
        if _called(node) in _TIMES and len(node.args) == 1:
            return _TIMES[_called(node)](self._moment(self._raw(node.args[0]))).cast(MONEY)
        if _called(node) == "if" and len(node.args) == 3:
            return self.flag(node.args[0]).ifelse(self.decimal(node.args[1]), self.decimal(node.args[2]))
        if _called(node) == "default" and len(node.args) == 2:
            raw = self._raw(node.args[0])
            return _blank(raw).ifelse(self.decimal(node.args[1]), self._number(raw))
        if _called(node) in ("first", "above", "split"):
            return self._number(self._raw(node))
        raise _NotOfTheLanguageError

    def choice(self, node: ast.expr) -> ibis.Value:
        """Read a function whose result is a column's cell or a text, as it is written."""
        if _called(node) in _CHOOSE:
            return self._raw(node)
        raise _NotOfTheLanguageError

    def _raw(self, node: ast.expr) -> ibis.Value:
        """A column, a text, or a choice among them, as it is written."""
        if isinstance(node, ast.Name):
            return self._column(node)
        if _is_text(node):
            return ibis.literal(node.value)
        name = _called(node)
        if _CHOOSE.get(name) != len(getattr(node, "args", ())) or name not in _CHOOSE:
            raise _NotOfTheLanguageError
        return getattr(self, f"_{name}")(*node.args)

    def _default(self, value: ast.expr, other: ast.expr) -> ibis.Value:
        raw, beside = _same_type(self._raw(value), self._raw(other))
        return _blank(raw).ifelse(beside, raw)

    def _if(self, condition: ast.expr, value: ast.expr, other: ast.expr) -> ibis.Value:
        return self.flag(condition).ifelse(*_same_type(self._raw(value), self._raw(other)))

    def _first(self, value: ast.expr, order: ast.expr) -> ibis.Value:
        raw = self._looked_up(value, order)
        return arg_min(_known(raw), self._rows[ROW]).over(ibis.window(group_by=self._raw(order)))

    def _above(self, value: ast.expr) -> ibis.Value:
        raw = self._looked_up(value)
        return arg_max(_known(raw), self._rows[ROW]).over(
            ibis.cumulative_window(group_by=self._rows[FILE], order_by=self._rows[ROW])
        )

    def _looked_up(self, value: ast.expr, *beside: ast.expr) -> ibis.Value:
        """What is looked up in other rows; engines allow no such search inside another."""
        if any(_called(part) in ("first", "above") for node in (value, *beside) for part in ast.walk(node)):
            raise DataError(f"{self._key}: first and above cannot stand inside each other; above alone often suffices")
        return self._raw(value)

    def _split(self, value: ast.expr, mark: ast.expr, position: ast.expr) -> ibis.Value:
        whole = isinstance(position, ast.Constant) and type(position.value) is int and position.value >= 1
        if not _is_text(mark) or not mark.value or not whole:
            raise _NotOfTheLanguageError
        return self.text(value).split(mark.value)[position.value - 1].strip().nullif("")

    def _lower(self, value: ast.expr) -> ibis.Value:
        return self.text(value).lower()

    def text(self, node: ast.expr) -> ibis.Value:
        """Read a text: a column as text, or text in quotes."""
        if _is_text(node):
            return ibis.literal(node.value)
        if isinstance(node, ast.Name) or _called(node) in _CHOOSE:
            return self._raw(node).cast("string")
        raise _NotOfTheLanguageError

    def flag(self, node: ast.expr) -> ibis.Value:
        """Read a condition."""
        if isinstance(node, ast.BoolOp):
            join = operator.and_ if isinstance(node.op, ast.And) else operator.or_
            return reduce(join, [self.flag(part) for part in node.values])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ~self.flag(node.operand)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._comparison(node.left, node.ops[0], node.comparators[0])
        if _called(node) in _TESTS:
            arguments, function = _TESTS[_called(node)]
            if len(node.args) == arguments:
                return function(*[self.text(part) for part in node.args]).fill_null(False)
        raise _NotOfTheLanguageError

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> ibis.Value:
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.List | ast.Tuple) and right.elts:
            values = [self._side(part, [left]) for part in right.elts]
            found = self._side(left, right.elts).isin(values)
            return (~found if isinstance(op, ast.NotIn) else found).fill_null(False)
        if type(op) in _COMPARE:
            return _COMPARE[type(op)](self._side(left, [right]), self._side(right, [left])).fill_null(False)
        raise _NotOfTheLanguageError

    def _side(self, node: ast.expr, others: list[ast.expr]) -> ibis.Value:
        """One side of a comparison: a number if either side is a number, else a text."""
        numeric = any(_is_numeric(part) for part in [node, *others])
        return self.decimal(node) if numeric else self.text(node)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_numeric(node: ast.expr) -> bool:
    if _called(node) in _TIMES:
        return True
    if _called(node) in ("if", "default"):
        return any(_is_numeric(part) for part in node.args[1:])
    return isinstance(node, ast.BinOp | ast.UnaryOp | ast.Constant) and not _is_text(node)


def _blank(raw: ibis.Value) -> ibis.Value:
    return raw.isnull() | (raw.strip() == "") if raw.type().is_string() else raw.isnull()


def _known(raw: ibis.Value) -> ibis.Value:
    """A value as text, missing where it is blank."""
    return _blank(raw).ifelse(None, raw.cast("string"))


def _same_type(value: ibis.Value, other: ibis.Value) -> tuple[ibis.Value, ibis.Value]:
    """Two values between which one may choose: both as text, if their types differ."""
    return (value, other) if value.type() == other.type() else (value.cast("string"), other.cast("string"))
