"""scale_order.py: the order of a scale, told by its words or numbers."""

import pytest

from segtools.collect import scale_order


def test_levels_have_the_order_that_their_words_or_numbers_tell():
    assert scale_order.ordered(["high", "low", "medium"]) == ["low", "medium", "high"]
    assert scale_order.ordered(["Agree", "Disagree", "Neutral"]) == ["Disagree", "Neutral", "Agree"]
    assert scale_order.ordered(["15-24K", "Under 15K", "250K+", "100-124K"]) == [
        "Under 15K",
        "15-24K",
        "100-124K",
        "250K+",
    ]
    often = ["Never", "Once a year", "Every three months", "Once a month", "Once a week", "More than once a week"]
    mixed = ["More than once a week", "Once a week", "Every three months", "Once a year", "Once a month", "Never"]
    assert scale_order.ordered(mixed) == often
    counted = ["Never", "Every 3 months", "Once a month", "2x a month", "3 times a week", "Daily"]
    assert scale_order.ordered(sorted(counted)) == counted
    assert scale_order.ordered(["A1", "B2", "C3"]) == [] and scale_order.ordered(["tea", "mugs", "pots"]) == []


@pytest.mark.parametrize(
    ("levels", "order"),
    [
        (["a", "b"], []),  # two are no scale
        ([f"{n}-{n + 1}" for n in range(30)][::-1], [f"{n}-{n + 1}" for n in range(30)]),
        ([f"{n}-{n + 1}" for n in range(31)], []),  # too many
        (["3", "1", "2"], ["1", "2", "3"]),
        (["+1", "-1", "0"], ["-1", "0", "+1"]),
        (["1", "x2", "y3", "z4"], []),  # fewer than half are bare numbers
        (["1", "2", "x3", "y4"], ["1", "2", "x3", "y4"]),
        (["1", "1", "2"], []),
        (["over 10", "10", "under 10"], ["under 10", "10", "over 10"]),
        (["1,000+", "500 to 999", "less than 500"], ["less than 500", "500 to 999", "1,000+"]),
        (["£20 and more", "£10-20", "up to £10"], ["up to £10", "£10-20", "£20 and more"]),
        (["über 30", "bis 20", "20-30"], ["bis 20", "20-30", "über 30"]),
        ([" NEVER", "Always ", "sometimes"], [" NEVER", "sometimes", "Always "]),
        (["never", "always", "purple"], []),
        (["large", "Small", "medium"], ["Small", "medium", "large"]),
        (["tertiary", "none", "primary"], ["none", "primary", "tertiary"]),
        (["Very good", "Poor", "Excellent"], ["Poor", "Very good", "Excellent"]),
        (["daily", "never", "once a week"], ["never", "once a week", "daily"]),
        (["less than once a month", "never", "once a month"], ["never", "less than once a month", "once a month"]),
        (
            ["every two months", "once a quarter", "several a year"],
            ["several a year", "once a quarter", "every two months"],
        ),
        (["once a day", "every day", "never"], []),  # both are 365 a year
        (["every day", "twice a month", "never"], ["never", "twice a month", "every day"]),
    ],
)
def test_levels_are_ordered_where_their_words_or_numbers_show_it(levels, order):
    assert scale_order.ordered(levels) == order


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        *[
            ("Never", 0),
            ("daily", 365),
            ("every day", 365),
            ("weekday", None),
            ("once a week", 52),
            ("twice a month", 24),
        ],
        *[("four times a quarter", 16), ("3x a year", 3), ("every six months", 2), ("every 2 weeks", 26)],
        *[("more than once a week", 78), ("less than twice a year", 1.5), ("several a month", 36), ("tea", None)],
    ],
)
def test_how_often_is_told_in_times_a_year(text, rate):
    assert scale_order._how_often(text) == rate
