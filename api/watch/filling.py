"""Filling of sources: identifiers and fingerprints that a file proves, written into the rules line
by line, everything else as it was.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from api.watch.articles import PublishedLaw, PublishedVersion
from api.watch.comparison import EncodedVersion, covers_whole, same_days
from api.watch.faults import refused
from engine.language.project import Definition
from engine.model.law import Offence
from textfile.reader import Document, Path_, read_bytes

_EMPTY = re.compile(r"null|~")
_KEYS = ("legifrance", "text_sha256")


class ProvenSource(NamedTuple):
    """Identifier and fingerprint that a file proves of an encoded version."""

    encoded: EncodedVersion
    legifrance: str
    text_sha256: str


class UnprovenSource(NamedTuple):
    """Encoded version that the files do not prove beyond doubt, and why."""

    encoded: EncodedVersion
    why: str


def prove(encoded: Iterable[EncodedVersion], law: PublishedLaw) -> tuple[list[ProvenSource], list[UnprovenSource]]:
    """What the files prove of the sources that lack something, and what they do not."""
    proven, unproven = [], []
    for one in encoded:
        source = one.version.source
        if source.legifrance is not None and source.text_sha256 is not None:
            continue
        match, why = _proof(one, law)
        if match is None or match.id is None or match.sha256 is None:
            unproven.append(UnprovenSource(one, why))
        elif source.text_sha256 not in (None, match.sha256):
            unproven.append(UnprovenSource(one, "l'empreinte écrite n'est pas celle de ce texte"))
        else:
            proven.append(ProvenSource(one, match.id, match.sha256))
    return proven, unproven


def _proof(one: EncodedVersion, law: PublishedLaw) -> tuple[PublishedVersion | None, str]:
    """The published version that is beyond doubt that of an encoded one; else why none is."""
    if one.citation is None:
        return None, "la citation ne dit pas quel article chercher"
    written = one.version.source.legifrance
    if written is not None:
        match = law.identified.get(written)
        if match is None:
            return None, "identifiant absent des fichiers"
        if match.number is None or match.start is None:
            return None, "le fichier ne dit ni le numéro ni les dates de l'article"
        if not match.is_of(one.citation):
            return None, f"l'identifiant est celui de l'article {match.number}"
        if not covers_whole(match, one):
            return None, "cette rédaction n'est pas en vigueur tous les jours de la version"
        return _with_text(match)
    if len(one.citation.numbers) > 1:
        return None, "plusieurs articles cités : aucun identifiant ne dit lequel"
    several = law.versions_of(one.citation)
    if not several:
        return None, "article absent des fichiers, ou sans dates"
    if len({each.text_id for each in several}) > 1:
        return None, "plusieurs textes portent ce titre"
    same = [each for each in several if same_days(each, one)]
    if len(same) != 1:
        return None, "aucune rédaction n'a les mêmes dates" if not same else "plusieurs rédactions ont ces dates"
    return _with_text(same[0])


def _with_text(match: PublishedVersion) -> tuple[PublishedVersion | None, str]:
    return (match, "") if match.sha256 is not None else (None, "le fichier ne donne pas le texte de l'article")


def write_sources(root: Path, placed: Iterable[Definition[Offence]], proven: Iterable[ProvenSource]) -> list[str]:
    """Writes what is proven; gives the files that changed, as diagnostics call them.

    Every file is made and read again before the first is replaced.

    Raises:
        Unreadable: a line that cannot be changed without changing others; nothing is written.
        OSError: a file cannot be written.
    """
    by_offence = defaultdict(list)
    for one in proven:
        by_offence[one.encoded.offence].append(one)
    changed: dict[str, bytes] = {}
    for definition in placed:
        several = by_offence.get(definition.value.id)
        if several:
            changed[definition.document.file] = _edited(root, definition, several)
    for name, content in changed.items():
        _replace((root.parent / name).resolve(), content)
    return sorted(changed)


def _replace(path: Path, content: bytes) -> None:
    """Replaces a file at once: it is the former or the new one, never a part."""
    draft = path.with_name(f"{path.name}.tmp")
    try:
        draft.write_bytes(content)
        draft.chmod(path.stat().st_mode & 0o777)
        os.replace(draft, path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def _edited(root: Path, definition: Definition[Offence], several: list[ProvenSource]) -> bytes:
    """The file of an offence with its sources filled."""
    name = definition.document.file
    with (root.parent / name).open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    indexes = {version.id: i for i, version in enumerate(definition.value.versions)}
    wanted = {indexes[one.encoded.version.id]: one for one in several}
    document = read_bytes(text.encode("utf-8"), name)
    lines = text.split("\n")
    for i in sorted(wanted, reverse=True):  # from the last line: an added one moves those below
        _fill(lines, document, ("versions", i, "source"), wanted[i])
    content = "\n".join(lines).encode("utf-8")
    _refuse_other_changes(document, read_bytes(content, name), wanted)
    return content


def _fill(lines: list[str], document: Document, path: Path_, one: ProvenSource) -> None:
    """Writes both values; the last in the text first, as the earlier keep their places."""
    values = dict(zip(_KEYS, (one.legifrance, one.text_sha256), strict=True))
    written = {key: document.places[(*path, key)] for key in _KEYS if (*path, key) in document.places}
    for key in sorted(written, key=lambda key: written[key], reverse=True):
        place = document.value_place((*path, key))
        line, column = place.line - 1, place.column - 1
        end = column + len(values[key])
        rest = lines[line][column:]
        if rest.startswith(values[key]):
            stop = end
        elif empty := _EMPTY.match(rest):
            lines[line] = lines[line][:column] + values[key] + rest[empty.end() :]
            stop = end
        elif place == written[key] and (bare := re.match(rf"{key}:", rest)):  # nothing after the key
            lines[line] = f"{lines[line][: column + bare.end()]} {values[key]}{rest[bare.end() :]}"
            stop = column + bare.end() + 1 + len(values[key])
        else:
            raise _unwritable(document, line, key)
        if key == "legifrance" and "text_sha256" not in written:
            _add_digest(lines, line, written[key].column - 1, stop, values["text_sha256"])


def _add_digest(lines: list[str], line: int, key: int, stop: int, digest: str) -> None:
    """Adds the fingerprint after the identifier: on its line between braces, else on the next."""
    whole = lines[line]
    if whole[:key].strip():
        lines[line] = f"{whole[:stop]}, text_sha256: {digest}{whole[stop:]}"
    else:
        ending = "\r" if whole.endswith("\r") else ""
        lines.insert(line + 1, f"{whole[:key]}text_sha256: {digest}{ending}")


def _refuse_other_changes(old: Document, new: Document, wanted: dict[int, ProvenSource]) -> None:
    """Refuses an edit that changes anything but what was meant."""
    versions = [dict(version) for version in old.data["versions"]]
    for i, one in wanted.items():
        versions[i]["source"] = {
            **versions[i]["source"], "legifrance": one.legifrance, "text_sha256": one.text_sha256,
        }  # fmt: skip
    if new.data != {**old.data, "versions": tuple(versions)}:
        raise _unwritable(old, old.place(("versions",)).line - 1, "source")


def _unwritable(document: Document, line: int, key: str) -> Exception:
    message = f"`{key}` ne peut pas être rempli ici sans changer autre chose"
    return refused("V007", document.file, message, "écrire `legifrance: null` sur une ligne de `source`", line + 1)
