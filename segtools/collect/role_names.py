"""What columns are called, in many languages, that describe a person, number the rows, weigh a sample, or tell of a
campaign or of the end of a contract."""

from __future__ import annotations

import re

_CLASSIC = """
age ages ageband agegroup agerange ageclass agebracket birth birthyear yearofbirth yob dob gender sex income salary
wage earnings education educ schooling degree marital maritalstatus married marriage single household householdsize
hhsize hhincome hhinc kids children nchildren numkids kidscount dependents dependants familysize family job occupation
profession employment employed ethnicity race religion nationality citizenship language generation cohort homeowner
homeownership householdcomp alter altersgruppe altersklasse geburtsjahr geburtsdatum geschlecht einkommen
haushaltseinkommen bildung schulbildung schulabschluss familienstand haushalt haushaltsgröße haushaltsgroesse
haushaltsgrösse kinder kinderzahl beruf nationalität staatsangehörigkeit konfession leeftijd geslacht inkomen
opleiding burgerlijkestaat huishouden gezinsgrootte kinderen beroep ålder alder kön kjønn køn sivilstand utdanning
uddannelse utbildning inkomst yrke âge sexe genre revenu diplôme niveauétudes etatcivil étatcivil
situationmatrimoniale enfants profession csp métier foyer edad sexo género genero ingreso ingresos educación educacion
estudios estadocivil hijos hogar ocupación ocupacion profesión idade gênero renda escolaridade estadocivil filhos
ocupação profissão età eta sesso reddito istruzione statocivile figli professione wiek płeć plec dochód dochod
wykształcenie wyksztalcenie stancywilny dzieci zawód zawod věk vek pohlaví pohlavi příjem vzdělání povolání kor
életkor nem jövedelem végzettség vârstă varsta venit educație educatie studii yaş yas cinsiyet gelir eğitim egitim
meslek medenihal возраст пол доход образование семейноеположение профессия дети вік стать ηλικία φύλο εισόδημα
εκπαίδευση ikä sukupuoli tulot koulutus ammatti 
年齢 性別 収入 職業 学歴 年龄 性别 收入 教育 职业 
나이 연령 성별 소득 직업 学历 
العمر الجنس الدخل גיל
מין
"""
_PLACES = """
region city town state country county province district zip zipcode postcode postalcode postal area settlement urban
rural land bundesland ort stadt plz wohnort kanton kreis gemeinde ville pays département departement codepostal région
ciudad provincia código códigopostal codigopostal país pais comunidad cidade estado cep bairro città citta regione
cap comune stad plaats postcode provincie gemeente miasto województwo kod_pocztowy okres kraj město mesto şehir sehir
il ilçe город регион область πόλη 都道府県 
地域 市 城市 省 地区
"""
_CAMPAIGN = """
treated treatment treat exposed holdout controlgroup control testgroup mailed contacted campaign response responded
responder converted conversion outcome uplift poutcome redeemed behandelt angeschrieben kontaktiert kampagne
kontrollgruppe testgruppe reagiert traité campagne groupecontrole tratado campaña contactado respuesta trattato
campagna behandeld
"""
_ENDED = """
ended churn churned churner cancelled canceled cancellation attrition exited lapsed terminated left unsubscribed
gekündigt gekuendigt kündigung kuendigung abgewandert storniert beendet ausgetreten résilié resilie cancelado baja
cessato disdetto opgezegd rezygnacja
"""
_WEIGHTS = """
weight weights wgt wt surveyweight sampleweight sampleweights finalweight pweight rakeweight gewicht gewichtung
gewichtungsfaktor hochrechnungsfaktor poids pondération ponderation peso ponderación ponderacion weging wegingsfaktor
waga
"""
_NUMBERS = """
unnamed index idx row rownum rownumber rowid rowno nr no num number lfd lfdnr obs observation seq sequence serial pos
v1 x1 zeile numéro fila riga
"""

_PART = """
age gender sex income education marital birth kids occupation alter geschlecht einkommen bildung familienstand beruf
leeftijd geslacht inkomen ålder alder kön âge sexe revenu edad sexo género ingresos idade renda età sesso reddito wiek
płeć возраст пол доход zip postcode plz region country
"""  # that say so also as one of the words of a longer name


def _words(text: str) -> frozenset[str]:
    return frozenset(_bare(word) for word in text.split())


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


_SETS = {
    "demographic": _words(_CLASSIC),
    "geographic": _words(_PLACES),
    "campaign": _words(_CAMPAIGN),
    "ended": _words(_ENDED),
    "weight": _words(_WEIGHTS),
    "row number": _words(_NUMBERS),
}


def is_named(what: str, name: str) -> bool:
    """Whether a column's name says that it is demographic, geographic, of a campaign, the end of a contract ("ended"),
    a weight, or a row number: by its whole name, or for a person and a place by one of its words.

    >>> [is_named("demographic", name) for name in ("Age", "gender_f", "haushaltsGröße", "hh_income", "message")]
    [True, True, True, True, False]
    >>> is_named("row number", "Unnamed: 0"), is_named("row number", "#"), is_named("weight", "weight_kg")
    (True, True, False)
    """
    known, whole = _SETS[what], _bare(name)
    if what == "row number":
        return whole.rstrip("0123456789") in known or not whole
    if whole in known:
        return True
    words = [_bare(word) for word in re.split(r"[\W_]+|(?<=[a-zà-ÿ])(?=[A-Z])", name)]
    return what in ("demographic", "geographic") and bool(known & set(words) & _words(_PART))


_AGES = _words(
    "age alter edad idade âge età eta leeftijd wiek yaş yas возраст вік věk vek ikä ålder alder életkor 年齢 年龄 나이"
)
_BIRTHS = _words("birth yearbirth birthyear yearofbirth yob geburtsjahr annéenaissance añonacimiento geboortejaar")


def is_age(name: str) -> bool:
    """Whether a column is called age, in some language: the whole name, or its first or last word."""
    words = [_bare(word) for word in re.split(r"[\W_]+", name)]
    return _bare(name) in _AGES or words[0] in _AGES or words[-1] in _AGES


def is_birth_year(name: str) -> bool:
    """Whether a column is called year of birth, in some language."""
    return _bare(name) in _BIRTHS
