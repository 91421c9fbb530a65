"""A certificate counts each content once: what is a copy, what is not, and which score it counts with."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from classifiers.noise import contents as read_contents
from classifiers.noise.contents import Contents, contents, firsts
from classifiers.text import likeness as likeness_of
from classifiers.text.likeness import NEAR, bands, likeness, plain_words, signature, stored_bits
from tests.work import Work, check_linear, stepped

SAID = "Ces parasites, il faut tous les chasser du village dès samedi, dehors la vermine"
LONG = (
    "Bonsoir à tous, je voulais vous raconter ce qui est arrivé hier devant la boulangerie de la place, quand mon voisin est sorti en "
    "criant que les gens du camp n'avaient rien à faire ici, que la mairie devait les mettre dehors avant dimanche et que lui s'en "
    "chargerait sinon avec ses amis du club de chasse, ce dont tout le monde a bien ri sauf le boulanger"
)


@pytest.mark.parametrize(
    "copy",
    [
        f"  {SAID.upper()} !!!",
        SAID.replace("é", "e").replace("è", "e"),
        f"{SAID} https://exemple.fr/fil?p=9",
        f"www.exemple.fr {SAID}",
        f"exemple.net/fil/8 {SAID}",
        f"@jean_du_93 {SAID} @marie",
        f"{SAID} jean.dupont@exemple.fr",
        f"{SAID} 12 345",
        f"🔥 {SAID} 🔥",
    ],
)
def test_what_a_copy_changes_counts_for_nothing(copy: str) -> None:
    assert firsts([SAID, copy]) == firsts([copy, SAID]) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dehors les parasites", "Dehors les vermines"),  # too few words to be alike: only the same words
        (SAID, "Ces gens, je voudrais tous les voir au village dès samedi pour la fête"),
        ("https://exemple.fr/a", "https://exemple.fr/b"),
        ("06 12 34 56 78", "06 12 34 56 79"),
        ("🔥🔥", "🙂"),
        ("", "🙂"),
    ],
)
def test_other_words_are_another_content(one: str, other: str) -> None:
    assert firsts([one, other]) == [0, 1]


def test_numbered_copies_of_a_short_text_are_one() -> None:
    assert set(firsts([f"sale race, numéro {i}" for i in range(400)])) == {0}


def test_a_copy_of_a_near_copy_goes_with_the_first() -> None:
    assert firsts([LONG, "Autre chose ici", f"{LONG} ce soir", f"{LONG} CE SOIR"]) == [0, 1, 0, 0]


def test_a_content_somebody_kept_is_to_keep_with_the_least_of_its_scores() -> None:
    texts = ["rien à voir", SAID, SAID.upper(), "rien à voir !", f"{SAID} !"]
    keep = [False, False, True, False, True]
    assert contents(texts, keep, [0.3, 0.1, 0.9, 0.2, 0.8]) == Contents([0, 2], [0.2, 0.8])
    assert contents([], [], []) == Contents([], [])


def test_near_copies_are_those_that_the_service_knows() -> None:
    """A report is known by a text when they share a band, and enough of their signatures."""
    words, seen = LONG.split(), []
    for at in range(0, len(words), 3):
        for length in (1, 2, 4, 8):
            other = " ".join(
                [
                    *words[:at],
                    *["autre", "chose", "encore", "et", "plus", "loin", "que", "cela"][:length],
                    *words[at + length :],
                ]
            )
            one, two = (signature(plain_words(text)) or [] for text in (LONG, other))
            known = bool(set(bands(one)) & set(bands(two))) and likeness(stored_bits(one), stored_bits(two)) >= NEAR
            assert (firsts([LONG, other]) == [0, 0]) == known
            seen.append(known)
    assert 0 < sum(seen) < len(seen)


def test_few_texts_that_share_half_their_words_are_compared() -> None:
    chance = np.random.default_rng(0)
    ends = chance.integers(0, 400, (3_000, 15))
    texts = [" ".join([LONG[:90], *(f"m{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in end)]) for end in ends.tolist()]
    assert len(set(firsts(texts))) > 2_900
    sharing = Counter(key for text in texts for key in bands(signature(plain_words(text)) or []))
    compared = sum(count * (count - 1) // 2 for count in sharing.values())
    assert compared < len(texts) * len(texts) / 2 / 4


@pytest.mark.parametrize("unit", ["a-", "a.", "@", "a@", "1", "é ", "/", "\ud800"])
def test_any_text_is_compared_with_linear_work(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert firsts([unit * 200_000, unit * 200_000]) == [0, 0]
    work = Work()
    for module in (read_contents, likeness_of):
        stepped(work, module, monkeypatch)
    check_linear(work, lambda text: firsts([text]), unit)
