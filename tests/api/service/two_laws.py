"""Two laws of a small invented world: the second renames an offence and a fact of the first, and removes another fact."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from api.law.archive import keep_law
from api.texts.readers import NO_TEXTS
from tests.api.service.world import TEXT, World
from tests.shared import ROOT

FIRST = ROOT / "docs/examples/petite-loi"
FACTS: dict[str, Any] = {
    "menace": {"value": True, "standing": "presumed", "source": "lexique", "span": [0, 24]},
    "acces": "ouvert",
    "age_victime": 30,
    "langue": "fr",
}
REPORT: dict[str, Any] = {"text": TEXT, "date_of_facts": "2024-06-01", "facts": FACTS}


def second_law(folder: Path) -> Path:
    """The second law, written under a folder: `menace` is `intimidation`, `acces` is `portee`, `moquerie` is gone with what asks it."""
    root = folder / "loi-2"
    if root.exists():
        return root
    shutil.copytree(FIRST, root)
    offences = root / "offences/exemple"
    shutil.rmtree(offences / "moquerie")
    shutil.rmtree(root / "hors_champ")
    (offences / "menace").rename(offences / "intimidation")
    for path in root.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("fact: acces", "fact: portee").replace("id: acces", "id: portee")
        text = re.sub(r"(with|continued_by): menace$", r"\1: intimidation", text, flags=re.MULTILINE)
        if path.parent.name == "intimidation":
            text = text.partition("\nrelations:")[0] + "\n"
            text = text.replace("id: menace\n", "id: intimidation\n").replace(
                "Menace publique", "Intimidation publique"
            )
        path.write_text(text, encoding="utf-8")
    facts = root / "facts/exemple.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(re.sub(r"  - id: moquerie\n(?:    .*\n)+\n?", "", text), encoding="utf-8")
    return root


def served(database_url: str, folder: Path, law: Path, **settings: Any) -> World:
    """The service started on a law, which it keeps."""
    made = World(database_url, folder, texts=NO_TEXTS, rulesets=law, **settings)
    assert keep_law(made.services)
    return made
