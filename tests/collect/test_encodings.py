"""encodings.py: how the bytes of a file are encoded."""

import pytest
from collect.small_clients import read

from segtools.collect.encodings import encoding_of
from segtools.collect.guess_dialect import dialect
from segtools.tables import DataError

TEXTS = {
    "German": ("id;Name;Ort\n1;Müller;Köln\n2;Schäfer;Düsseldorf\n3;Weiß;München\n", "cp1252"),
    "French": ("id;nom;ville\n1;Hélène;Orléans\n2;François;Besançon\n3;Zoë;Évry\n", "cp1252"),
    "Spanish": ("id;nombre;ciudad\n1;José;Málaga\n2;Íñigo;Logroño\n3;Núñez;León\n", "cp1252"),
    "names of many countries": ("id;name\n1;Åsa\n2;José\n3;Müller\n4;François\n5;João\n6;Bjørn\n7;Óðinn\n", "cp1252"),
    "euros": ("id;paid\n1;€ 5\n2;6€\n", "cp1252"),
    "pounds": ("id,paid\n1,£5\n2,£6\n", "cp1252"),
    "one accent in many lines": ("id;name\n1;José\n" + "".join(f"{n};Anna\n" for n in range(900)), "cp1252"),
    "Polish": ("id;imię;miasto\n1;Łukasz;Łódź\n2;Małgorzata;Wrocław\n3;Grażyna;Częstochowa\n", "cp1250"),
    "Czech": ("id;jméno;město\n1;Jiří;Plzeň\n2;Tomáš;Třebíč\n3;Růžena;Ústí\n", "cp1250"),
    "Hungarian": ("id;név;város\n1;Győző;Győr\n2;Ödön;Hódmezővásárhely\n3;Szűcs;Pécs\n", "cp1250"),
    "Turkish": ("id;ad;şehir\n1;Ayşe;İzmir\n2;Oğuz;Muğla\n3;Çağrı;Eskişehir\n", "cp1254"),
    "Russian": ("ид;имя;город\n1;Иван;Москва\n2;Ольга;Казань\n3;Пётр;Самара\n", "cp1251"),
    "Ukrainian": ("ід;місто\n1;Київ\n2;Їжакове\n3;Ґанок\n", "cp1251"),
    "Russian of old Unix": ("ид;имя;город\n1;Иван;Москва\n2;Ольга;Казань\n", "koi8-r"),
    "Japanese": ("顧客,名前,都市\n1,田中,東京\n2,鈴木,大阪\n3,ヤマダ,キョウト\n", "shift_jis"),
    "Chinese": ("客户,姓名,城市\n1,王伟,北京\n2,李娜,上海\n3,张敏,广州\n", "gb18030"),
    "Greek": ("α;όνομα;πόλη\n1;Γιώργος;Αθήνα\n2;Μαρία;Πάτρα\n", "cp1253"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_encoding_of_a_language_is_told_with_a_word_to_check(tmp_path, language):
    text, encoding = TEXTS[language]
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    found, why = encoding_of(tmp_path / "t.csv")
    assert text.encode(encoding).decode(found) == text  # another name may stand for the same letters
    word = why.split("'")[1]
    assert word in text and not word.isascii()
    (tmp_path / "t.csv").write_bytes(text.encode("utf-8"))
    assert encoding_of(tmp_path / "t.csv") == ("utf-8", "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("language", ["German", "Russian", "Japanese"])
def test_utf_16_is_told_with_a_mark_and_without_and_read(tmp_path, encoding, language):
    text, _ = TEXTS[language]
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    how = {key: value for key, (value, _) in dialect(tmp_path / "t.csv", "t.csv").items()}
    assert how["encoding"] == encoding
    found = read(tmp_path / "t.csv", **how)
    lines = text.splitlines()
    mark = how.get("delimiter", ",")
    assert list(found)[: lines[0].count(mark) + 1] == lines[0].split(mark) and len(found) == len(lines) - 1


def test_a_mark_is_no_part_of_the_first_name_whichever_way_the_encoding_is_named(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"\xff\xfe" + "id,no\n1,2\n".encode("utf-16-le"))
    assert list(read(tmp_path / "t.csv", encoding="utf-16-le"))[:2] == ["id", "no"]


@pytest.mark.parametrize("written", ["utf-8", "utf-16", "utf-16-le", "cp1252", "shift_jis", "cp1251"])
@pytest.mark.parametrize(
    "named", ["utf-8", "utf-16", "utf-16-le", "utf-32", "ascii", "shift_jis", "latin-1", "idna", "hex"]
)
def test_a_wrong_encoding_is_read_or_refused_in_one_line(tmp_path, written, named):
    language = {"shift_jis": "Japanese", "cp1251": "Russian"}.get(written, "German")
    (tmp_path / "t.csv").write_bytes((TEXTS[language][0] * 3).encode(written))
    try:
        read(tmp_path / "t.csv", encoding=named, delimiter=";")
    except DataError as error:
        assert "\n" not in str(error) and "t.csv" in str(error)


@pytest.mark.parametrize(
    ("written", "named", "mend"),
    [
        ("utf-16-le", "utf-8", "set encoding: utf-16-le"),
        ("utf-16", "utf-8", "set encoding: utf-16 "),
        ("utf-16-le", "latin-1", "set encoding: utf-16-le"),
        ("cp1252", "utf-8", "set encoding: cp1252 .*'Düsseldorf'"),
        ("utf-8", "utf-16", "set encoding: utf-8"),
    ],
)
def test_the_mend_of_a_wrong_encoding_is_the_right_one(tmp_path, written, named, mend):
    (tmp_path / "t.csv").write_bytes(TEXTS["German"][0].encode(written))
    with pytest.raises(DataError, match=rf"t\.csv.*: not encoded as {named} .*{mend}"):
        read(tmp_path / "t.csv", encoding=named, delimiter=";")
