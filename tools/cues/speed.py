"""How many texts a second the cue reader reads, on one core: `python -m tools.cues.speed [--data
FOLDER] [--analyse]`.

Three kinds of texts: short messages that differ by a number; the varied texts of the own corpus,
read once, in their order; with `--data`, the public texts that the noise filter is measured on. A
pattern is compiled when a text first wakes it, so new texts are timed twice: by a reader that has
read few others, and by one that has read thousands. A reader once open is kept from the garbage
collector, as commands do.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from api.texts.lexicons import LexiconReader, open_reader
from api.texts.second_reader import open_both
from bench.clock import set_apart
from classifiers.cues.reader import Reads
from tests.shared import RULESETS
from training.corpus import own, public

_PIECES = (
    "Franchement je ne comprends pas pourquoi tout le monde s'énerve, il suffit de relire la consigne avant",
    "Je vais te retrouver et te faire la peau, tu peux prévenir qui tu veux, personne ne t'aidera demain soir",
    "Dehors les gens comme lui, on n'en veut plus ici, et que ceux qui le défendent fassent leurs valises !!!",
    "Il m'a écrit « je vais te tuer » hier soir, j'ai porté plainte ce matin au commissariat de mon quartier.",
    "Vends vélo de ville, très bon état, révisé en mars 2024, 120 euros à débattre, à venir chercher à Nantes",
)

_VARIED = ("own:commentaires", "own:parler_brut", "own:conversations", "own:debats")
FEW, LAST = 300, 3_000


def texts(count: int) -> Iterator[str]:
    """Texts of about a hundred characters, all different."""
    for number in range(count):
        yield f"{_PIECES[number % len(_PIECES)]} {number}"


def texts_a_second(reader: Reads, before: Sequence[str], given: Sequence[str], *, one_by_one: bool = False) -> float:
    """The rate over some texts, in processor time, after others."""
    for _ in reader.read_many(before):
        pass
    start = time.process_time()
    if one_by_one:
        for text in given:
            reader.read(text)
    else:
        for _ in reader.read_many(given):
            pass
    return len(given) / (time.process_time() - start)


def _opened(*, linguistic: bool = False) -> LexiconReader:
    reader = open_reader(RULESETS, linguistic=linguistic)
    set_apart()
    return reader


def _own() -> tuple[list[str], list[str]]:
    """The varied texts, and the others."""
    examples = own()
    varied = [example.text for source in _VARIED for example in examples if example.source == source]
    return varied, [example.text for example in examples if example.source not in _VARIED]


def _public(folder: Path) -> list[str]:
    """The texts of the public sets, in an order that chance gives, always the same."""
    found = [example.text for example in public(folder)]
    random.Random(1).shuffle(found)
    return found


def main() -> None:
    """Prints the rates of the rule path; of the linguistic path with `--analyse`."""
    asked = argparse.ArgumentParser(description="Vitesse de la lecture des indices.")
    asked.add_argument("--data", type=Path, help="dossier de textes publics (JSON Lines, clé text)")
    asked.add_argument("--analyse", action="store_true", help="mesurer aussi avec l'analyse linguistique")
    given = asked.parse_args()
    varied, others = _own()

    def told(what: str, rate: float) -> None:
        print(f"{what:<58}{rate:>8.0f} textes/s")

    told(f"textes variés, nouveaux, après {FEW} autres", texts_a_second(_opened(), others[:FEW], varied))
    reader = _opened()
    told(f"textes variés, nouveaux, après {len(others)} autres", texts_a_second(reader, others, varied))
    if given.data is not None:
        found = _public(given.data)
        told("textes publics, les mille premiers", texts_a_second(_opened(), (), found[:1_000]))
        told(
            f"textes publics, nouveaux, après {len(found) - LAST} autres",
            texts_a_second(_opened(), found[:-LAST], found[-LAST:]),
        )
    short = list(texts(5_000))
    told("messages courts, par lots", texts_a_second(reader, short[:200], short))
    told("messages courts, un par un", texts_a_second(reader, short[:200], short, one_by_one=True))
    both = open_both(RULESETS, _opened())
    if both is not None:
        told("messages courts, avec le second lecteur, par lots", texts_a_second(both, short[:200], short[:1_000]))
    if given.analyse:
        linguistic = _opened(linguistic=True)
        told("messages courts, avec analyse, par lots", texts_a_second(linguistic, short[:200], short[:1_000]))


if __name__ == "__main__":
    main()
