"""scale_order.py: the order of a scale, told by its words or numbers."""

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
