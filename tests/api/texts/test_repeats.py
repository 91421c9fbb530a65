"""What is remembered of the contents of a stream, and for how long."""

from __future__ import annotations

from api.texts.repeats import Repeats
from classifiers.noise.filter import NoiseInput


def test_a_text_is_known_again_however_it_is_dressed() -> None:
    repeats = Repeats()
    assert not repeats.again("Déjà  vu à la plage")
    assert repeats.again("deja VU\nà la plage")
    assert not repeats.again("Jamais vu à la plage")


def test_an_address_is_known_again_and_is_no_text() -> None:
    repeats = Repeats()
    assert not repeats.again("un texte", "https://forum.exemple/fil/4?utm_source=x")
    assert repeats.again("un autre", "hxxps://FORUM.exemple/fil/4#bas")
    assert not repeats.again("forum.exemple/fil/4", "pas une adresse")


def test_no_text_at_all_is_nothing_to_know() -> None:
    repeats = Repeats()
    assert not any(repeats.again(text) for text in ("", " \n", None, ""))
    assert not any(repeats.again("\ud83d" * (n + 1)) for n in range(2))


def test_what_was_read_before_counts_as_two_reports_at_least() -> None:
    repeats = Repeats()
    assert [repeats.count(NoiseInput(n, "un texte", n)).reports for n in (1, 1, 5)] == [1, 2, 5]


def test_memory_is_bounded_and_the_latest_are_remembered() -> None:
    repeats = Repeats(at_least=10)
    for number in range(100):
        repeats.again(f"texte {number}")
    assert len(repeats._latest) + len(repeats._before) <= 20
    assert all(repeats.again(f"texte {number}") for number in range(90, 100))
    assert not repeats.again("texte 3")
