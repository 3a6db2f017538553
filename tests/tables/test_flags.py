"""flags.py: columns asked for yes or no."""

import pandas as pd
import pytest

from segtools.tables import DataError, is_yes, why_not_yes_no


def test_only_what_means_yes_is_true_and_a_stranger_is_named_with_the_way_to_mend_it():
    assert is_yes(pd.Series(["Tak", "nie", None]), "value.contract.ended").tolist() == [True, False, False]
    assert is_yes(pd.Series(["x", None, ""]), "value.contract.ended").tolist() == [True, False, False]
    gone = pd.Series(["ja", "nein", "a", "b", "c", "d"], name="gone")
    assert why_not_yes_no(gone, "value.contract.ended") == (
        "value.contract.ended: gone: 'a', 'b', 'c' and 1 more are neither yes nor no; list them under "
        "variables.gone.missing, or map the column with an expression"
    )
    with pytest.raises(DataError, match="gone: 'a', 'b'"):
        is_yes(gone, "value.contract.ended")
    empty = pd.Series([None, None], dtype="str", name="gone")
    assert why_not_yes_no(empty, "k") == "k: gone has no value; name a column of yes and no"
    assert why_not_yes_no(pd.Series([1.0, 0.0]), "k") == ""
