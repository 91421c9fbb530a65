"""The notation of patterns: what each sign finds, and what it leaves."""

from __future__ import annotations

import pytest

from classifiers.cues.notation import BadPattern, parse
from tests.classifiers.cues.lexicons import one, shown

WORDS = {
    "groupe": ["voleur(s)|voleuse(s)", "pirate(s)", "t'", "🐒"],
    "tous": ["{groupe}", "escroc(s)"],
}
FOUND = [
    ("sale voleur", "Sale, VOLEUR !", "Sale, VOLEUR"),
    ("sale voleur", "s a l e   voleur", "s a l e   voleur"),
    ("mort", "à mooooort", "mooooort"),
    ("créée", "une société créée hier", "créée"),
    ("voleur(s)", "les voleurs", "voleurs"),
    ("je (ne) te (le) dis (pas)", "je te dis", "je te dis"),
    ("je (ne) te (le) dis (pas)", "Je ne te le dis pas.", "Je ne te le dis pas"),
    ("(je|tu) (vais|vas)", "tu vas voir", "tu vas"),
    ("sale (petit|gros|) {groupe}", "sale petit pirate", "sale petit pirate"),
    ("sale (petit|gros|) {groupe}", "sale voleuse", "sale voleuse"),
    ("sale {groupe}", "sale🐒", "sale🐒"),
    ("sale (petit |gros |) {groupe}", "sale petit pirate", "sale petit pirate"),
    ("sale (petit (gros |) |) {groupe}", "sale petit gros pirate", "sale petit gros pirate"),
    ("sale (petit |gros |){groupe}", "sale gros pirate", "sale gros pirate"),
    ("{tous} dehors", "escrocs, dehors", "escrocs, dehors"),
    ("dehors … {groupe}", "Dehors tous ces vilains pirates", "Dehors tous ces vilains pirates"),
    (
        "dehors …* {groupe}",
        "dehors un deux trois quatre cinq six sept pirates",
        "dehors un deux trois quatre cinq six sept pirates",
    ),
    ("vol*", "une voleuse", "voleuse"),
    ("dehors <les {groupe}>", "dehors les pirates", "les pirates"),
    ("^ dehors", "Bien. « Dehors »", "« Dehors"),
    ("dehors $", "Allez, dehors !\nMerci", "dehors !"),
    ("dehors (vite) $", "Allez dehors", "dehors"),
    ("dehors (vite) $", "Allez dehors vite", "dehors vite"),
    ("dehors (demain|$)", "Allez dehors", "dehors"),
    ("dehors (demain|$)", "Allez, dehors !\nMerci", "dehors !"),
    ("dehors …2 (demain|$)", "Allez dehors un peu", "dehors un peu"),
    ("dehors …2 (demain|$)", "Allez dehors un peu.", "dehors un peu."),
    ("dehors (…2 )(a|demain)", "Allez dehors un peu demain", "dehors un peu demain"),
    ("envoie (…1 )(moi |nous |) …2 photo", "envoie une photo", "envoie une photo"),
    ("envoie (…1 )(moi |nous |) …2 photo", "envoie donc nous une photo", "envoie donc nous une photo"),
    ("dehors …2 (demain|$)", "Allez dehors donc demain", "dehors donc demain"),
    ("pourquoi … ?", "pourquoi tu fais ça ?", "pourquoi tu fais ça ?"),
    ('dit "', "il a dit « non »", "dit «"),
    ("{groupe} attraper", "je vais t'attraper", "t'attraper"),
    ("vas-y", "vas y", "vas y"),
    ("mort aux voleurs", "#MortAuxVoleurs", "MortAuxVoleurs"),
    ("{nom_propre} est un {groupe}", "Jean-Luc est un pirate", "Jean-Luc est un pirate"),
    ("{nom_propre} est un {groupe}", "DUPONT est un pirate", "DUPONT est un pirate"),
    ("{nom_propre} est un {groupe}", "NON ! NON ! Dupont est un PIRATE", "Dupont est un PIRATE"),
    ("(100|200) \\$", "donne 100 $", "100 $"),
]
LEFT = [
    ("sale voleur", "sale. Voleur"),
    ("sale voleur", "une salle voleur"),
    ("voleur", "voleurs"),
    ("mort", "amorti"),
    ("sale {groupe}", "salepirate"),
    ("dehors … {groupe}", "dehors un deux trois quatre cinq six pirates"),
    ("dehors …* {groupe}", "Dehors. Les pirates"),
    ("dehors (…2 )(a|demain)", "Allez dehors comme ça"),
    ("dehors (demain|$)", "Allez dehors, vite !"),
    ("dehors …* {groupe}", "dehors et partout"),
    ("vol*", "envoler"),
    ("^ dehors", "allez dehors"),
    ("{nom_propre} est un {groupe}", "il est un pirate"),
    ("{nom_propre} est un {groupe}", "CE TYPE EST UN PIRATE"),
]


@pytest.mark.parametrize(("pattern", "text", "words"), FOUND)
def test_a_pattern_finds_its_words(pattern: str, text: str, words: str) -> None:
    assert shown(one(pattern, words=WORDS), text) == [words]


@pytest.mark.parametrize(("pattern", "text"), LEFT)
def test_a_pattern_leaves_what_is_near_it(pattern: str, text: str) -> None:
    assert shown(one(pattern, words=WORDS), text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("j'ai 14 ans", 14),
        ("J'ai quatorze ans", 14),
        ("j ai 14ans", 14),
        ("j'ai vingt-et-un ans", 21),
        ("j'ai soixante-dix-sept ans", 77),
    ],
)
def test_a_number_is_read_in_digits_and_in_words(text: str, value: int) -> None:
    (cue,) = one("j'ai {nombre} ans", {"age_victime": "{nombre}"}).read(text)
    assert cue.value == value


def test_a_number_out_of_its_bounds_is_left() -> None:
    found = one("j'ai {nombre} ans", between=[0, 14])
    assert [bool(found.read(f"j'ai {age} ans")) for age in (14, 15)] == [True, False]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("publié le 3 mars 2024.", "2024-03-03"),
        ("Publié le 1er août 2000", "2000-08-01"),
        ("publié le 03/04/2024", "2024-04-03"),
        ("publié le 2024-04-03", "2024-04-03"),
    ],
)
def test_a_written_date_is_read(text: str, value: str) -> None:
    (cue,) = one("publié le {date}", {"date_premiere_mise_en_ligne": "{date}"}).read(text)
    assert cue.value == value


def test_a_day_that_is_none_is_left() -> None:
    assert one("publié le {date}").read("publié le 31 février 2024") == ()


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "(a",
        "a)",
        "()",
        "a | ",
        "… a",
        "a …",
        "…99 a",
        "a …99 b",
        "{a",
        "{}",
        "<a> <b>",
        "a" * 1_001,
        "(" * 13 + "a" + ")" * 13,
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_a_remedy(pattern: str) -> None:
    with pytest.raises(BadPattern) as refused:
        parse(pattern)
    assert refused.value.hint
