"""Labelled texts to learn from: the public sets, read from a folder outside the project, and the
own corpus of its checkout.

Each text keeps its source; each source its licence. No text of a public set is ever written by this
project. Neither the own corpus nor this module is in an installed package: hateful sentences have
no place on a hotline's machine that only reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LABELS = ("keep", "grey", "noise")


@dataclass(frozen=True, slots=True)
class PublicCorpus:
    """A file of the public sets: its licence as its authors state it, and what that asks of a
    model.
    """

    file: str
    licence: str
    non_commercial: bool = False
    copyleft: bool = False


SOURCES = (
    PublicCorpus("kwtweets", "dépôt sous GNU GPL v3", copyleft=True),
    PublicCorpus("ftr", "MIT"),
    PublicCorpus("mlma_fr", "MIT"),
    PublicCorpus("jigsaw_fr_mt", "dépôt MIT ; étiquettes CC0, textes CC BY-SA 3.0"),
    PublicCorpus("cyberagressionado", "CC BY-NC 4.0", non_commercial=True),
    PublicCorpus("fresada", "CC BY-NC-SA 4.0", non_commercial=True),
    PublicCorpus("ud_french_gsd", "CC BY-SA 4.0"),
    PublicCorpus("blagues_api", "MIT"),
    PublicCorpus("synthetic_fr", "CC0, gabarits écrits"),
)
CORPUS = Path(__file__).parents[1] / "data" / "annotated"
"""The annotated data of a checkout of the project."""
TEMPLATES = "synthetic_fr"


class BadCorpus(Exception):
    """A corpus that cannot be used: which file, which line, why."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One labelled text. `ground` names the protected ground of an own text, or is empty."""

    id: str
    text: str
    label: str
    source: str
    kind: str = ""
    ground: str = ""

    @property
    def own(self) -> bool:
        """Written for this project."""
        return self.source.startswith("own:")


def public(folder: Path, *, commercial: bool = True, copyleft: bool = True) -> list[LabelledText]:
    """The public sets found in a folder, unlabelled rows left out.

    `commercial`: leave out the sets whose licence forbids commercial use; `copyleft=False` also
    leaves out the one under the GPL.

    Raises:
        BadCorpus: the folder holds none of them, or a line is damaged.
    """
    taken = [s for s in SOURCES if not (commercial and s.non_commercial) and not (s.copyleft and not copyleft)]
    found = [
        e for s in taken if (folder / f"{s.file}.jsonl").is_file() for e in _read(folder / f"{s.file}.jsonl", s.file)
    ]
    if not found:
        raise BadCorpus(
            f"{folder} : aucun des fichiers attendus ({', '.join(s.file for s in taken)}) ; indiquer `--data DOSSIER`"
        )
    return found


def own(corpus: Path = CORPUS) -> list[LabelledText]:
    """The own corpus; the batch of a text is its source.

    Raises:
        BadCorpus: the folder does not hold it, or a line is damaged.
    """
    return list(_read(own_file(corpus, "noise")))


def own_file(corpus: Path, kind: str) -> Path:
    """The file of the annotated data that teaches from one kind of line.

    Raises:
        BadCorpus: there is none.
    """
    path = corpus / "train" / f"{kind}.jsonl"
    if not path.is_file():
        raise BadCorpus(
            f"{path} : ce fichier n'existe pas ; les textes annotés sont dans le dépôt du projet (`data/annotated/`), "
            "jamais dans le paquet installé ; indiquer `--corpus DOSSIER`"
        )
    return path


def _read(path: Path, source: str | None = None) -> Iterator[LabelledText]:
    """The texts of a file, of one source, or each of the batch it names."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row: dict[str, Any] = json.loads(line)
                label, text, name = row["label"], row["text"], str(row["id"])
                origin = f"own:{row['batch']}" if source is None else source
            except (ValueError, KeyError, TypeError) as error:
                raise BadCorpus(f"{path.name}:{number} : ligne illisible ({error})") from error
            if label == "unlabelled":
                continue
            if label not in LABELS or not isinstance(text, str):
                raise BadCorpus(f"{path.name}:{number} : étiquette ou texte incorrect")
            yield LabelledText(
                name,
                text,
                label,
                origin,
                str(row.get("kind") or row.get("subtype") or ""),
                str(row.get("ground") or ""),
            )
