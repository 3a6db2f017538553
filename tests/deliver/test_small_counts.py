"""Nothing that stands on too few people is in any file: text, chart, the workbook behind it, alt text, notes, cell."""

import zipfile

import pytest
from deliver.files import CACHED, numbers, texts
from lxml import etree

from segtools.deliver.make import FILES

# what the tables hold of too few, or would tell how many these are; it stands in a file where nothing is withheld
SECRETS = {
    "61": "size of a segment",
    "241": "size of another, which with the base would tell it",
    "47": "members at risk",
    "4321": "what these would bring",
    "5432": "what another's would bring, which with the whole would tell it",
    "213": "an audience whose control is too small",
    "59": "who may be contacted of a small segment",
    "67": "who meets a rule of thumb",
    "73": "rows set aside for a reason",
    "53": "rows set aside of a table of people",
    "0.0432": "share of the smallest segment of an answer that was passed over",
    "0.061": "share of a segment",
    "0.083": "share of it at the earlier look",
    "0.4321": "its share of the net amount",
    "0.9508196721311475": "share of its members at a level",
    "0.4979253112033195": "share of another's, which with the base would tell it",
    "651": "members with a value, where those without are too few",
    "0.0473": "share of the base without a value",
    "42": "who stayed in a small segment",
}
NEVER = {"1.437": "an effect size from which base and share would be solved", "1.388": "the same of a level"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Every file of the small study, with nothing and with counts under 100 withheld."""
    from deliver.small_study import write_study
    from support import ROOT

    from segtools.deliver.views import views_of

    folders, found = {}, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for least in (1, 100):
            folder = tmp_path_factory.mktemp(f"least{least}")
            patch.setenv("SEGTOOLS_OUTPUTS", str(folder))
            views = views_of(write_study(folder, least=least))
            for name, (_, write) in FILES.items():
                write(views, folder / name)
            folders[least], found[least] = folder, {name: numbers(folder / name) for name in FILES}
    return folders | {"numbers": found}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_small_count_stands_in_no_file_and_would_be_seen_if_it_did(made, secret):
    where = {least: {name for name in FILES if secret in own[name]} for least, own in made["numbers"].items()}
    assert where[100] == set(), SECRETS[secret]
    assert where[1] != set() or secret == "42", SECRETS[secret]


@pytest.mark.parametrize("secret", NEVER)
def test_differences_are_charted_to_a_tenth(made, secret):
    with zipfile.ZipFile(made[100] / "deck.pptx") as held:
        charts = [name for name in held.namelist() if name.startswith("ppt/charts/chart")]
        cached = {node.text for name in charts for node in etree.fromstring(held.read(name)).iter(CACHED)}
    charted = f"{float(secret):.1f}"
    assert secret not in cached and not any(secret in text for _, text in texts(made[100] / "deck.pptx"))
    assert charted not in cached  # of the small segment nothing is charted at all
    with zipfile.ZipFile(made[1] / "deck.pptx") as held:
        cached = {node.text for name in charts for node in etree.fromstring(held.read(name)).iter(CACHED)}
    assert secret not in cached and charted in cached


def test_of_a_segment_of_too_few_only_name_role_and_play_are_told(made):
    for name in FILES:
        told = " ".join(text for _, text in texts(made[100] / name))
        assert "ninefold" not in told and "€411" not in told, name
        assert "Few" in told or name == "cards.pdf", name


def test_what_stands_on_enough_people_is_there(made):
    wanted = {"deck.pptx": {"698", "97"}, "workbook.xlsx": {"698", "307", "8765"}, "report.html": {"698", "97"}}
    for name, own in wanted.items():
        assert own <= made["numbers"][100][name], name
