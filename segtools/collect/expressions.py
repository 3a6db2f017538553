"""A small safe language over a client's columns: `quantity * price`, `StockCode in ['POST', 'DOT']`.

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
_FUNCTIONS = {
    "startswith": lambda value, with_: value.startswith(with_),
    "endswith": lambda value, with_: value.endswith(with_),
    "contains": lambda value, with_: value.contains(with_),
    "missing": lambda value: value.isnull() | (value.strip() == ""),
}


def columns_of(expression: str, known: list[str]) -> list[str]:
    """The columns that an expression names, of those there are.

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
    names: dict[str, str] = {}

    def quoted(match: re.Match) -> str:
        name = f"__quoted_{len(names)}"
        names[name] = match.group(1)
        return name

    text = re.sub(r"`([^`]+)`", quoted, expression)

    def column(node: ast.Name) -> ibis.Value:
        name = names.get(node.id, node.id)
        if name not in rows.columns:
            near = difflib.get_close_matches(name, rows.columns, n=1)
            raise DataError(f"{key}: no column {name!r}" + (f", did you mean {near[0]!r}?" if near else ""))
        return rows[name]

    def decimal(node: ast.AST) -> ibis.Value:
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            left, right = decimal(node.left), decimal(node.right)
            right = right.nullif(0) if isinstance(node.op, ast.Div) else right
            return _ARITHMETIC[type(node.op)](left, right).try_cast(MONEY)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return (-decimal(node.operand)).try_cast(MONEY)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return ibis.literal(Decimal(str(node.value)), MONEY)
        if isinstance(node, ast.Name):
            return number(column(node))
        raise ValueError

    def words(node: ast.AST) -> ibis.Value:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return ibis.literal(node.value)
        if isinstance(node, ast.Name):
            return column(node).cast("string")
        raise ValueError

    def is_text(node: ast.AST) -> bool:
        return isinstance(node, ast.Constant) and isinstance(node.value, str)

    def side(node: ast.AST, others: list[ast.AST]) -> ibis.Value:
        numeric = any(isinstance(part, ast.BinOp | ast.UnaryOp) or
                      (isinstance(part, ast.Constant) and not is_text(part)) for part in [node, *others])  # fmt: skip
        return decimal(node) if numeric else words(node)

    def flag(node: ast.AST) -> ibis.Value:
        if isinstance(node, ast.BoolOp):
            join = operator.and_ if isinstance(node.op, ast.And) else operator.or_
            return reduce(join, [flag(part) for part in node.values])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ~flag(node.operand)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, op, right = node.left, node.ops[0], node.comparators[0]
            if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.List | ast.Tuple) and right.elts:
                values = [side(part, [left]) for part in right.elts]
                found = side(left, right.elts).isin(values)
                return (~found if isinstance(op, ast.NotIn) else found).fill_null(False)
            if type(op) in _COMPARE:
                return _COMPARE[type(op)](side(left, [right]), side(right, [left])).fill_null(False)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            call = _FUNCTIONS.get(node.func.id)
            if call and len(node.args) == call.__code__.co_argcount:
                return call(*[words(part) for part in node.args]).fill_null(False)
        raise ValueError

    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        node = None
    if isinstance(node, ast.Name) and node.id in names:
        return column(node)
    if node is not None:
        for read in (flag, decimal, words):
            try:
                return read(node)
            except ValueError as error:
                if isinstance(error, DataError):
                    raise
    if re.fullmatch(r"[\w .#/%-]+", expression) and not re.search(r"[-+*/]|\s(in|and|or|not)\s", expression):
        near = difflib.get_close_matches(expression, rows.columns, n=1)
        raise DataError(f"{key}: no column {expression!r}" + (f", did you mean {near[0]!r}?" if near else ""))
    raise DataError(
        f"{key}: {expression!r} is not understood; use columns (in `backticks` where a name holds a space), numbers, "
        "'text', + - * /, == != < > in, and, or, not, startswith, endswith, contains, missing"
    )
