"""workbook/typing_tool.py, scorecard_sheet.py and typed_examples.py: a scorecard of a number, an answer and a grade, in
cells and formulas that give what the package gives."""

import math

import numpy as np
import openpyxl
import pytest
from deliver.small_study import CUSTOMERS, IDS, NAMES, SIZES

from segtools.deliver.workbook import typing_tool
from segtools.deliver.workbook.make import write_workbook

# orders between 1 and 7, their log taken; an answer, 1 or 0 for each of its words; a grade, by its place among three
VARIABLES = [
    {"variable": "orders", "kind": "numeric", "levels": [], "impute": 3.0, "clip": [1.0, 7.0], "log": True}
    | {"center": 1.0, "scale": 0.5},
    {"variable": "pet", "kind": "binary", "columns": {"no": [0.75, 0.5], "yes": [0.25, 0.25]}},
    {"variable": "grade", "kind": "ordinal", "levels": ["low", "mid", "high"], "impute": 2.0, "clip": [1.0, 3.0]}
    | {"log": False, "center": 1.5, "scale": 0.5},
]
WEIGHTS = {
    "orders": [1.0, 0.0, -1.0],
    "pet=no": [-0.1, 0.2, 0.1],
    "pet=yes": [0.3, 0.1, 0.0],
    "grade": [0.5, 0.25, 0.0],
}
CONSTANTS = [-2.0, 0.5, 1.0]
CARD = {
    "client": "demo",
    "format": 2,
    "method": "kmeans",
    "n_segments": 3,
    "verdict": "natural",
    "because": "",
    "settings": {},
    "variables": VARIABLES,
    "segments": [
        {"segment_id": number, "segment_name": name, "constant": CONSTANTS[n]}
        | {"weights": {column: own[n] for column, own in WEIGHTS.items()}}
        for n, (number, name) in enumerate(zip(IDS, NAMES, strict=True))
    ],
}
# whoever is in Many has no pet that is known
PEOPLE = CUSTOMERS.assign(pet=np.repeat(["yes", "no", None], SIZES), grade=np.repeat(["high", "mid", "low"], SIZES))
BOOKS = {}


@pytest.fixture
def sheets(views, tmp_path, monkeypatch):
    """The sheets Typing tool and Scorecard, of four rows: as values, or as formulas."""

    def of(formulas=False):
        if not BOOKS:
            monkeypatch.setattr(typing_tool, "TYPED", 4)
            write_workbook(views(card=CARD, customers=PEOPLE, least=10), tmp_path / "workbook.xlsx")
            for kind in (False, True):
                book = openpyxl.load_workbook(tmp_path / "workbook.xlsx", data_only=not kind)
                BOOKS[kind] = book["Typing tool"], book["Scorecard"]
        return BOOKS[formulas]

    return of


def row_of(sheet, row, first, last):
    return [cell.value if cell.value != "" else None for cell in sheet[f"{first}{row}:{last}{row}"][0]]


def test_the_scorecard_has_a_column_for_each_number_that_is_weighed(sheets):
    _, card = sheets()
    assert [row_of(card, row, "B", "F") for row in range(5, 14)] == [
        [None, "orders", "pet=no", "pet=yes", "grade"],
        ["variable", "orders", "pet", "pet", "grade"],
        ["level", None, "no", "yes", None],
        ["if not known", 3, None, None, 2],
        ["lowest", 1, None, None, 1],
        ["highest", 7, None, None, 3],
        ["log(1 + x)", 1, None, None, 0],
        ["centre", 1, 0.75, 0.25, 1.5],
        ["scale", 0.5, 0.5, 0.25, 0.5],
    ]
    assert [row_of(card, row, "A", "G") for row in range(14, 18)] == [
        ["segment id", "segment name", "orders", "pet=no", "pet=yes", "grade", "constant"],
        [1, "Few", 1, -0.1, 0.3, 0.5, -2],
        [2, "Some", 0, 0.2, 0.1, 0.25, 0.5],
        [3, "Many", -1, 0.1, 0, 0, 1],
    ]
    assert row_of(card, 20, "B", "E") == ["grade", "low", "mid", "high"] and card["B20"].font.bold
    assert card.max_row == 20 and int(card.column_dimensions["C"].width) == 14


def test_an_example_is_typed_read_weighed_and_scored_as_worked_by_hand(sheets):
    tool, _ = sheets()
    assert row_of(tool, 5, "A", "R") == [
        *("customer_id", "orders", "pet", "grade", "segment_id", "segment_name", "confidence", "known"),
        *("orders as read", "pet as read", "grade as read", "orders", "pet=no", "pet=yes", "grade"),
        *("score 1", "score 2", "score 3"),
    ]
    assert row_of(tool, 6, "A", "D") == ["example 1", 9, "yes", "high"]
    assert row_of(tool, 6, "I", "K") == [9, "yes", 3]
    orders = (math.log(1 + 7) - 1) / 0.5  # nine are cut at seven
    weighed = [orders, (0 - 0.75) / 0.5, (1 - 0.25) / 0.25, (3 - 1.5) / 0.5]
    assert row_of(tool, 6, "L", "O") == pytest.approx(weighed)
    scores = [orders + 0.15 + 0.9 + 1.5 - 2, -0.3 + 0.3 + 0.75 + 0.5, -orders - 0.15 + 1]
    assert row_of(tool, 6, "P", "R") == pytest.approx(scores)
    sure = 1 / sum(math.exp(score - scores[0]) for score in scores)
    assert row_of(tool, 6, "E", "H") == [1, "Few", pytest.approx(sure), 1]


def test_what_is_not_known_of_an_example_is_empty_and_weighs_nothing(sheets):
    tool, _ = sheets()
    assert row_of(tool, 8, "A", "D") == ["example 3", 2, None, "low"]
    assert row_of(tool, 8, "I", "O") == [2, None, 1, pytest.approx((math.log(3) - 1) / 0.5), 0, 0, -1]
    assert row_of(tool, 8, "H", "H") == [pytest.approx(2 / 3)] and row_of(tool, 8, "F", "F") == ["Many"]


def test_an_empty_row_carries_what_the_formulas_give_where_nothing_is_typed(sheets):
    tool, _ = sheets()
    assert row_of(tool, 9, "A", "G") == [None] * 7 and row_of(tool, 9, "H", "K") == [0, None, None, None]
    orders = (math.log(1 + 3) - 1) / 0.5
    assert row_of(tool, 9, "L", "O") == pytest.approx([orders, 0, 0, 1])
    assert row_of(tool, 9, "P", "R") == pytest.approx([orders + 0.5 - 2, 0.25 + 0.5, -orders + 1])
    assert tool.max_row == 9


def test_the_formulas_of_a_row_read_its_cells_and_those_of_the_scorecard(sheets):
    tool, _ = sheets(formulas=True)
    enough, scores = "$H7>=0.5", "$P7:$R7"
    best = f"MATCH(MAX({scores}),{scores},0)"
    assert row_of(tool, 7, "E", "H") == [
        f'=IF({enough},INDEX(Scorecard!$A$15:$A$17,{best}),"")',
        f'=IF({enough},INDEX(Scorecard!$B$15:$B$17,{best}),"")',
        f'=IF({enough},1/SUMPRODUCT(EXP({scores}-MAX({scores}))),"")',
        '=SUMPRODUCT(($I7:$K7<>"")*1)/3',
    ]
    assert row_of(tool, 7, "P", "R") == [
        f"=ROUND(Scorecard!$G${row}+SUMPRODUCT($L7:$O7,Scorecard!$C${row}:$F${row}),9)" for row in (15, 16, 17)
    ]
    text = 'IF(ISNUMBER({0}),SUBSTITUTE({0}&"",",","."),{0}&"")'
    grades = "Scorecard!$C$20:$E$20"
    place = f"SUMPRODUCT(EXACT({text.format('$D7')},{grades})*(COLUMN({grades})-2))"
    answer = text.format("$C7")
    for level, ways in (("yes", '"yes","y","true","t","1"'), ("no", '"no","n","false","f","0"')):
        answer = f'IF(SUMPRODUCT((LOWER(TRIM($C7&""))={{{ways}}})*1)>0,"{level}",{answer})'
    assert row_of(tool, 7, "I", "K") == [
        '=IF(ISNUMBER($B7),$B7,IF(TRIM($B7&"")="","",IFERROR(VALUE($B7),"")))',
        f'=IF(SUMPRODUCT(EXACT({answer},Scorecard!$D$7:$E$7)*1)>0,{answer},"")',
        f'=IF({place}>0,{place},"")',
    ]
    cut = 'MIN(MAX(IF($I7="",Scorecard!$C$8,$I7),Scorecard!$C$9),Scorecard!$C$10)'
    level = '=IF($J7="",0,(EXACT($J7,Scorecard!$D$7)-Scorecard!$D$12)/Scorecard!$D$13)'
    assert row_of(tool, 7, "L", "N") == [
        f"=(IF(Scorecard!$C$11=1,LN(1+{cut}),{cut})-Scorecard!$C$12)/Scorecard!$C$13",
        level,
        level.replace("$D$", "$E$"),
    ]


def test_levels_are_chosen_from_a_list_that_only_warns(sheets):
    tool, _ = sheets()
    rules = {str(rule.sqref): rule for rule in tool.data_validations.dataValidation}
    assert {place: (rule.type, rule.formula1) for place, rule in rules.items()} == {
        "C6:C9": ("list", '"no,yes"'),
        "D6:D9": ("list", '"low,mid,high"'),
    }
    rule = rules["C6:C9"]
    assert (rule.errorStyle, rule.errorTitle) == ("information", "Not a level")
    assert rule.error == "The segments were not found on this level: it counts as not known."


@pytest.mark.parametrize(
    ("levels", "fits"),
    [
        (["a", "b"], True),
        (["a,b"], False),
        (["=a"], False),
        (["a="], True),
        (["a" * 249, ""], True),
        (["a" * 251], False),
    ],
)
def test_a_list_to_choose_from_holds_250_signs_and_no_comma_or_formula(levels, fits):
    assert typing_tool._fits_a_list(levels) == fits


def test_whoever_has_never_ordered_is_not_assigned_where_a_count_of_orders_is_among_the_variables():
    variables = [{**VARIABLES[2], "variable": "grade"}, {**VARIABLES[0], "variable": "frequency"}]
    segments = [{"segment_id": 1, "segment_name": "A", "constant": 0.0, "weights": {"grade": 1.0, "frequency": 1.0}}]
    card = {"variables": variables, "segments": segments}
    formulas = typing_tool._Formulas(typing_tool._Places(card))
    assert formulas.ready(6) == "AND($G7>=0.5,N($I7)>0)"  # known, and the second of those as read


def test_the_formula_knows_the_client_s_own_words_for_yes_and_no_and_no_others():
    pet = {**VARIABLES[1], "ways": {"yes": ["ja"], "no": ["nein"]}}
    formula = typing_tool._read({**CARD, "variables": [pet]}, pet, 0)
    assert '{"yes","y","true","t","1","ja"}' in formula and '{"no","n","false","f","0","nein"}' in formula
    assert len(formula) < 600 and "oui" not in formula
