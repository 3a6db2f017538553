"""A small, safe expression language over a client's columns: `quantity * price`, `StockCode in ['POST', 'DOT']`.

Names (in backticks where they hold a space), numbers, quoted text, + - * /, comparisons, `in`, and, or, not,
and four functions are understood; nothing is ever evaluated as code.
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
_FUNCTIONS = {  # name: how many arguments, and what it is
    "startswith": (2, lambda value, start: value.startswith(start)),
    "endswith": (2, lambda value, end: value.endswith(end)),
    "contains": (2, lambda value, part: value.contains(part)),
    "missing": (1, lambda value: value.isnull() | (value.strip() == "")),
}


def columns_of(expression: str, known: list[str]) -> list[str]:
    """The existing columns that an expression uses.

    >>> columns_of("quantity * `unit price` - discount", ["quantity", "unit price", "discount", "day"])
    ['quantity', 'unit price', 'discount']
    """
    if expression in known:
        return [expression]
    words = [quoted or word for quoted, word in re.findall(r"`([^`]+)`|'[^']*'|([^\W\d]\w*)", expression)]
    return [word for word in dict.fromkeys(words) if word in known]


def evaluate(expression: str, rows: ibis.Table, number: Callable[[ibis.Value], ibis.Value], key: str) -> ibis.Value:
    """A client's column, or an expression over several, as an Ibis value.

    Parameters
    ----------
    expression : a column's name, or an expression
    rows : the table with those columns
    number : reads a column as a decimal, by the source's own way of writing numbers
    key : where the expression stands in params, for the message

    Notes
    -----
    The result of each arithmetic step is a decimal with four places, missing where it does not fit. A column
    compared with a number is read as a number, with text as text. What is missing fulfils no comparison.

    Raises
    ------
    DataError : an unknown column, with the nearest there is, or something that is not of the language
    """
    if expression in rows.columns:
        return rows[expression]
    language = _Language(rows, number, key)
    node = language.parsed(expression)
    if node is not None:
        for read in (language.column_in_backticks, language.flag, language.decimal, language.text):
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
        "'text', + - * /, == != < > in, and, or, not, startswith, endswith, contains, missing"
    )


class _NotOfTheLanguageError(ValueError):
    """A part of an expression cannot be read as the type that is needed."""


class _Language:
    """Reads a parsed expression as a condition, a number or a text over a table's columns."""

    def __init__(self, rows: ibis.Table, number: Callable[[ibis.Value], ibis.Value], key: str):
        self._rows, self._number, self._key = rows, number, key
        self._quoted: dict[str, str] = {}  # what stands for a name in backticks, to that name

    def parsed(self, expression: str) -> ast.expr | None:
        """The expression as a syntax tree; None if it is not an expression."""

        def stand_in(match: re.Match) -> str:
            name = f"__quoted_{len(self._quoted)}"
            self._quoted[name] = match.group(1)
            return name

        try:
            return ast.parse(re.sub(r"`([^`]+)`", stand_in, expression), mode="eval").body
        except SyntaxError:
            return None

    def no_column(self, name: str) -> DataError:
        """The error for a column that does not exist, with the nearest name that does."""
        near = difflib.get_close_matches(name, self._rows.columns, n=1)
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
        raise _NotOfTheLanguageError

    def text(self, node: ast.expr) -> ibis.Value:
        """Read a text: a column as text, or text in quotes."""
        if _is_text(node):
            return ibis.literal(node.value)
        if isinstance(node, ast.Name):
            return self._column(node).cast("string")
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
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            arguments, function = _FUNCTIONS.get(node.func.id, (None, None))
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
    return isinstance(node, ast.BinOp | ast.UnaryOp | ast.Constant) and not _is_text(node)
