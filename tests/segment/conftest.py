"""A textbook survey: Market Segmentation Analysis (Dolnicar, Grün and Leisch, 2018), 1,453 respondents on a fast-food
chain, eleven yes/no items."""

import numpy as np
import pandas as pd
import pytest
from support import SHARED


@pytest.fixture(scope="session")
def survey():
    path = SHARED / "mcdonalds" / "mcdonalds.csv"
    if not path.is_file():
        pytest.skip(f"real data {path.name} is not beside the project")
    return pd.read_csv(path)


@pytest.fixture(scope="session")
def answers(survey):
    return (survey.iloc[:, :11] == "Yes").to_numpy().astype("float64")


@pytest.fixture(scope="session")
def levels(answers):
    """A column for no and one for yes of each item."""
    return np.stack([1 - answers, answers], axis=2).reshape(len(answers), -1)


@pytest.fixture(scope="session")
def book():
    """The book's centres and labels of its four segments."""
    folder = SHARED / "mcdonalds"
    if not folder.is_dir():
        pytest.skip("the book's segments are not beside the project")
    return tuple(pd.read_csv(folder / f"mcdonalds_book_k4_{part}.csv") for part in ("centers", "labels"))
