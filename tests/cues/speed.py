"""How many texts a second the cue reader reads, on one core: `python -m tests.cues.speed`.

Two kinds of texts: short messages that differ by a number, and the varied texts of the own corpus, read once, in their order. A pattern is
compiled when a text first wakes it, so varied texts are timed twice: by a reader that has read few others, and by one that has read thousands.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from api.lexicons import open_reader
from classifiers.cues.reader import CueReader
from classifiers.noise.corpus import own
from tests.shared import RULESETS

_PIECES = (
    "Franchement je ne comprends pas pourquoi tout le monde s'énerve, il suffit de relire la consigne avant",
    "Je vais te retrouver et te faire la peau, tu peux prévenir qui tu veux, personne ne t'aidera demain soir",
    "Dehors les gens comme lui, on n'en veut plus ici, et que ceux qui le défendent fassent leurs valises !!!",
    "Il m'a écrit « je vais te tuer » hier soir, j'ai porté plainte ce matin au commissariat de mon quartier.",
    "Vends vélo de ville, très bon état, révisé en mars 2024, 120 euros à débattre, à venir chercher à Nantes",
)

_VARIED = ("own:commentaires", "own:parler_brut", "own:conversations", "own:debats")
FEW = 300


def texts(count: int) -> Iterator[str]:
    """Texts of about a hundred characters, all different."""
    for number in range(count):
        yield f"{_PIECES[number % len(_PIECES)]} {number}"


def texts_a_second(reader: CueReader, count: int = 5_000, *, one_by_one: bool = False) -> float:
    """The rate over `count` texts, after a warm-up."""
    given = list(texts(count))
    for _ in reader.read_many(given[:200]):
        pass
    start = time.perf_counter()
    if one_by_one:
        for text in given:
            reader.read(text)
    else:
        for _ in reader.read_many(given):
            pass
    return count / (time.perf_counter() - start)


def varied_a_second(reader: CueReader, before: int | None) -> float:
    """The rate over the varied texts, after `before` other texts of the corpus, or all of them."""
    examples = own()
    others = [example.text for example in examples if example.source not in _VARIED]
    given = [example.text for source in _VARIED for example in examples if example.source == source]
    for _ in reader.read_many(others[:before]):
        pass
    start = time.process_time()
    for _ in reader.read_many(given):
        pass
    return len(given) / (time.process_time() - start)


def main() -> None:
    """Prints the rate of the rule path, on varied texts and on short ones; of the linguistic path with `--analyse`."""
    print(f"textes variés, après {FEW} autres     {varied_a_second(open_reader(RULESETS), FEW):>8.0f} textes/s")
    reader = open_reader(RULESETS)
    print(f"textes variés, après tous les autres {varied_a_second(reader, None):>6.0f} textes/s")
    print(f"règles, par lots       {texts_a_second(reader):>8.0f} textes/s")
    print(f"règles, un par un      {texts_a_second(reader, one_by_one=True):>8.0f} textes/s")
    if "--analyse" in sys.argv[1:]:
        rate = texts_a_second(open_reader(RULESETS, linguistic=True), 1_000)
        print(f"avec analyse, par lots {rate:>8.0f} textes/s")


if __name__ == "__main__":
    main()
