"""A small law, the same with two edits, and archives of reports on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from api.backtest.archive import ArchiveShard, shards_of
from api.backtest.laws import LawPair, law_of_folder
from api.backtest.shards import ShardTask
from tests.shared import ROOT

SMALL = ROOT / "docs/examples/petite-loi"
WORDS = "des mots qui ne doivent sortir nulle part"


def edited(folder: Path) -> Path:
    """The small law where a threat needs no publicity any more to be one to a minor, and mockery is punished of adults only."""
    shutil.copytree(SMALL, folder)
    file = folder / "offences/exemple/menace-mineur/offence.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("condition: {fact: victime_mineure}") == 1
    file.write_text(
        text.replace(
            "condition: {fact: victime_mineure}", "condition: {any: [{fact: victime_mineure}, {fact: menace}]}"
        ),
        encoding="utf-8",
    )
    return folder


def law_pair(tmp_path: Path) -> LawPair:
    """The small law and its edit."""
    return LawPair(law_of_folder(SMALL), law_of_folder(edited(tmp_path / "new")))


def records(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Reports of any facts, decided or not, with words that nothing may repeat."""
    dice = Random(seed)
    for number in range(count):
        facts: dict[str, Any] = {}
        for fact in ("menace", "intention", "victime_mineure", "fichier_conserve"):
            if dice.random() < 0.5:
                facts[fact] = {
                    "value": dice.random() < 0.6,
                    "standing": dice.choice(("confirmed", "presumed")),
                    "source": WORDS,
                }
        if dice.random() < 0.6:
            facts["acces"] = dice.choice(("ouvert", "groupe_ferme", "message_direct"))
        beside = {"decision": {"kind": "correct", "offence": dice.choice(("menace", "moquerie", None))}}
        yield {
            "id": f"r{number}",
            "text": WORDS,
            "comment": WORDS,
            "url": f"https://exemple.invalid/{number}",
            "date_of_facts": dice.choice(("2012-05-01", "2019-02-03", None)),
            "date_of_decision": "2024-01-15",
            "facts": facts,
            **(beside if dice.random() < 0.3 else {}),
        }


def archive(path: Path, lines: Sequence[dict[str, Any] | str]) -> Path:
    """An archive of these lines."""
    said = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(said) + "\n", encoding="utf-8")
    return path


def shards(path: Path, most: int = 40) -> list[ArchiveShard]:
    """Its shards, smaller than usual."""
    return list(shards_of(path, most))


def tasks(laws: LawPair, cut: Sequence[ArchiveShard]) -> list[ShardTask]:
    """A task for each shard."""
    return [ShardTask(laws, shard, shard.first) for shard in cut]
