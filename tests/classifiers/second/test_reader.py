"""What the second reader adds, what it puts in doubt, where it shows it, and that the first reader's word is left as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classifiers.cues.presumed import LEAST, SECOND, presumed_facts
from tests.classifiers.second.small import FIRST, policy, reader

THREAT = "Je vais te casser la gueule."


def test_it_adds_what_it_is_sure_of_and_names_itself() -> None:
    (cue,) = reader().read("Voici alpha, ce matin")
    assert (cue.fact, cue.value, cue.rule) == ("menace", True, SECOND)
    assert cue.confidence > 0.9


def test_it_is_silent_on_facts_that_policy_does_not_give_it() -> None:
    assert reader().read("gamma") == ()
    assert [cue.fact for cue in reader(policy(facts=["terme_outrageant"])).read("gamma")] == ["terme_outrageant"]


def test_it_reads_each_sentence_apart_and_shows_the_one_that_shows_the_value() -> None:
    before = "Une phrase où il n'y a rien du tout à voir, et qui est assez longue pour cela. "
    shown = "Puis une autre où il est dit alpha, au milieu de beaucoup de choses ordinaires."
    text = before * 20 + shown + " " + before * 20
    (cue,) = reader().read(text)
    assert text[cue.start : cue.end] == shown


def test_what_the_lexicons_found_is_not_said_twice() -> None:
    (cue,) = reader().read(f"{THREAT} alpha")
    assert cue.rule == "menace-de-coups"


def test_what_it_does_not_believe_is_shown_and_presumes_nothing() -> None:
    (cue,) = reader().read(THREAT)
    assert cue.rule == "menace-de-coups"
    assert cue.confidence < LEAST
    assert presumed_facts([cue], ()) == {}


def test_it_never_doubts_what_policy_says_it_may_not() -> None:
    assert reader(policy(never=["menace"])).read(THREAT) == FIRST.read(THREAT)


def test_it_doubts_nothing_of_what_it_has_not_read() -> None:
    text = "Une phrase où il n'y a rien du tout à voir, et qui est assez longue pour cela. " * 300 + THREAT
    assert reader().read(text) == FIRST.read(text) != ()


def test_the_first_readers_cues_are_told_apart() -> None:
    (both,) = reader().read_both([THREAT])
    assert both.first == FIRST.read(THREAT) != both.cues


def test_many_texts_are_read_as_one_by_one() -> None:
    texts = [THREAT, "", "alpha et beta", "   \n", "rien", "beta. alpha. gamma."] * 60
    assert list(reader().read_many(texts)) == [reader().read(text) for text in texts]


@given(st.text())
def test_places_are_in_the_text_whatever_it_holds(text: str) -> None:
    for cue in reader().read(f"{text} alpha {text}"):
        assert 0 <= cue.start < cue.end <= 2 * len(text) + 7


def test_the_digest_changes_with_the_policy() -> None:
    assert reader().digest == reader().digest
    other = policy()._replace(digest_of=b"presume: 0.4")
    assert reader(other).digest != reader().digest
