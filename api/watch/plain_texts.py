"""Plain texts: one article a file, named by its identifier or its citation."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from api.watch.articles import PublishedLaw, PublishedVersion, fingerprint
from api.watch.citations import IDENTIFIER, read_citation
from api.watch.faults import refused
from textfile.quoting import printable

MAX_BYTES = 1024 * 1024


def read_plain_text(path: Path, law: PublishedLaw) -> None:
    """Reads an article. A name that is a citation says the text of today; no name says dates.

    Raises:
        Unreadable: too large, not UTF-8, empty, or under a name that says no article.
        OSError: it cannot be read.
    """
    name = printable(str(path))
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise refused("V004", name, f"texte de plus de {MAX_BYTES // 1024} Kio", "un seul article par fichier")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refused(
            "V005", name, "octets qui ne sont pas de l'UTF-8", "enregistrer le fichier en UTF-8", line
        ) from error
    markup = "<br/>".join(_escaped(text).splitlines())
    digest = fingerprint(_escaped(text))
    if digest is None:
        raise refused("V005", name, "fichier vide", "y mettre le texte de l'article, ou l'ôter")
    stem = unicodedata.normalize("NFC", path.stem).strip()
    if IDENTIFIER.fullmatch(stem):
        law.add(PublishedVersion(stem, None, (), None, None, None, None, digest, name, markup))
        return
    citation = read_citation(stem)
    if citation is None or len(citation.numbers) != 1:
        hint = "le nommer par son identifiant (LEGIARTI et douze chiffres) ou sa citation (« Code pénal, art. 227-24 »)"
        raise refused("V006", name, "le nom du fichier ne dit pas quel article c'est", hint)
    law.add(PublishedVersion(None, None, (citation.text,), citation.numbers[0], None, None, None, digest, name, markup))


def _escaped(text: str) -> str:
    """A plain text as HTML: what looks like a tag is words."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
