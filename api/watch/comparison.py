"""Comparison of the encoded versions with the published ones: what expired, changed, is missing or
was never verified.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from api.watch.articles import PublishedLaw, PublishedVersion, was_in_force
from api.watch.citations import ArticleCitation, read_citation
from engine.language.project import Definition
from engine.model.law import Offence, Version
from textfile.diagnostics import Place

EXPIRED, CHANGED, MISSING, UNVERIFIED = "V101", "V102", "V103", "V104"
DATES, OTHER_ARTICLE, UNCLEAR, COMING = "V105", "V106", "V107", "V108"


@dataclass(frozen=True)
class EncodedVersion:
    """Encoded version with its place in the rules, and the articles it cites."""

    offence: str
    version: Version
    place: Place
    written: str
    citation: ArticleCitation | None

    @property
    def name(self) -> str:
        """Its offence and its version."""
        return f"{self.offence}, {self.version.id}"


@dataclass(frozen=True)
class WatchFinding:
    """Point to look at of one encoded version: its code, what the files say, what to do."""

    code: str
    encoded: EncodedVersion
    message: str
    remedy: str
    published: tuple[PublishedVersion, ...] = ()


@dataclass(frozen=True)
class Matching:
    """Assignment of encoded versions to published ones, of one offence in order of time."""

    encoded: tuple[EncodedVersion, ...]
    law: PublishedLaw
    matches: tuple[PublishedVersion | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "matches", tuple(match_of(one, self.law) for one in self.encoded))

    def shares(self, i: int, j: int) -> bool:
        """Whether two neighbours follow the same published version: the rules cut it for a reason
        of theirs.
        """
        if not 0 <= j < len(self.matches) or self.matches[i] is None or self.matches[i] != self.matches[j]:
            return False
        earlier, later = (self.encoded[k].version for k in sorted((i, j)))
        return earlier.until == later.from_ - timedelta(days=1)


def encoded_versions(placed: Definition[Offence]) -> tuple[EncodedVersion, ...]:
    """The versions of an offence under which some text punished, in order of time."""
    law = placed.value
    several = [
        EncodedVersion(
            law.id,
            version,
            placed.place("versions", i, "source"),
            version.citation or law.citation,
            read_citation(version.citation or law.citation),
        )
        for i, version in enumerate(law.versions)
        if version.void is None
    ]
    return tuple(sorted(several, key=lambda one: one.version.from_))


def match_of(encoded: EncodedVersion, law: PublishedLaw) -> PublishedVersion | None:
    """The published version that an encoded one follows: that of its identifier, else the only one
    in force on its first day.
    """
    if encoded.version.source.legifrance is not None:
        return law.identified.get(encoded.version.source.legifrance)
    if encoded.citation is None or len(encoded.citation.numbers) != 1:
        return None
    found = [one for one in law.versions_of(encoded.citation) if one.covers(encoded.version.from_)]
    return found[0] if len(found) == 1 else None


def compare(encoded: Sequence[EncodedVersion], law: PublishedLaw, today: date) -> Iterator[WatchFinding]:
    """What is to be looked at in the versions of one offence."""
    matching = Matching(tuple(encoded), law)
    for i, one in enumerate(matching.encoded):
        yield from _identity(one, law)
        match = matching.matches[i]
        yield from _text(one, match, law)
        if one.citation is not None and len(one.citation.numbers) > 1:
            yield from _several(one, match, law, today)
        elif match is not None:
            yield from _time(matching, i, match, today)
        else:
            yield from _unmatched(one, law)


def _identity(one: EncodedVersion, law: PublishedLaw) -> Iterator[WatchFinding]:
    source, citation = one.version.source, one.citation
    if citation is None:
        message = f"la citation « {one.written} » ne dit pas quel article chercher"
        yield WatchFinding(UNCLEAR, one, message, "écrire `citation` sous la forme « Code pénal, art. 227-24, al. 2 »")
    else:
        texts = {found.text_id for found in law.versions_of(citation)} - {None}
        if len(texts) > 1:
            message = f"plusieurs textes du fichier répondent à « {citation.text} »"
            yield WatchFinding(UNCLEAR, one, message, "citer le texte par son titre entier")
    if source.legifrance is None or source.text_sha256 is None:
        lacking = [
            word
            for word, value in (("identifiant", source.legifrance), ("empreinte du texte", source.text_sha256))
            if value is None
        ]
        message = f"jamais vérifiée : sans {' ni '.join(lacking)}"
        yield WatchFinding(UNVERIFIED, one, message, "`--fill`, avec un fichier qui prouve l'article et ses dates")
    if source.legifrance is None:
        for article in citation.articles if citation is not None else ():
            if not law.versions_of(article) and not any(found.is_of(article) for found in law.current):
                yield WatchFinding(MISSING, one, f"{article} : absent des fichiers lus", _MISSING_REMEDY)
        return
    found = law.identified.get(source.legifrance)
    if found is None:
        message = f"{source.legifrance} : absent des fichiers lus"
        yield WatchFinding(MISSING, one, message, _MISSING_REMEDY)
    elif found.number is not None and citation is not None and not found.is_of(citation):
        message = f"{found.id} est l'article {found.number} ({found.titles[0] if found.titles else 'texte inconnu'})"
        yield WatchFinding(
            OTHER_ARTICLE, one, f"{message}, non {citation}", "corriger l'identifiant, ou la citation", (found,)
        )


_MISSING_REMEDY = "lire un fichier qui contient cet article ; sinon, vérifier l'identifiant et la citation"


def _text(one: EncodedVersion, match: PublishedVersion | None, law: PublishedLaw) -> Iterator[WatchFinding]:
    known = one.version.source.text_sha256
    if known is None:
        return
    read = [match] if match is not None else []
    read += _current(one, law)
    different = tuple(found for found in read if found.sha256 is not None and found.sha256 != known)
    if different:
        where = ", ".join(sorted({found.id or found.file for found in different}))
        message = f"le texte n'est plus celui qui a été lu ({where})"
        yield WatchFinding(CHANGED, one, message, "relire le texte, puis la version ; remplacer l'empreinte", different)


def _current(one: EncodedVersion, law: PublishedLaw) -> list[PublishedVersion]:
    """The plain texts of today that speak of a version still in force."""
    if one.citation is None or one.version.until is not None:
        return []
    return [found for found in law.current if found.is_of(one.citation)]


def _time(matching: Matching, i: int, match: PublishedVersion, today: date) -> Iterator[WatchFinding]:
    one = matching.encoded[i]
    first, until = one.version.from_, one.version.until
    differences = []
    if match.start is None:
        if match.number is not None:  # a plain text says neither number nor dates
            message = f"{_named(match)} n'a pas de jour d'entrée en vigueur"
            yield WatchFinding(DATES, one, message, _DATES_REMEDY, (match,))
        return
    if not was_in_force(match):
        differences.append(f"{_named(match)} n'est jamais entrée en vigueur")
    elif match.start > (until or today):
        differences.append(f"{_named(match)} ne commence que le {_day(match.start)}")
    elif match.last is not None and match.last < first:
        differences.append(f"{_named(match)} a pris fin le {_day(match.last)}")
    else:
        if match.start != first and not matching.shares(i, i - 1):
            differences.append(f"{_named(match)} commence le {_day(match.start)}, non le {_day(first)}")
        if until is not None and match.last is None and not matching.shares(i, i + 1):
            differences.append(f"elle n'a pas de fin, et la version finit le {_day(until)}")
        elif until is not None and match.last is not None and match.last < until:
            differences.append(
                f"elle finit le {_day(match.last)}, non le {_day(until)}{_next(one, match, matching.law)}"
            )
        elif until is not None and match.last != until and not matching.shares(i, i + 1):
            differences.append(f"elle finit le {_day(match.last)}, non le {_day(until)}")
    if differences:
        yield WatchFinding(DATES, one, " ; ".join(differences), _DATES_REMEDY, (match,))
    if until is None:
        yield from _end(one, match, matching.law, today)


_DATES_REMEDY = "lire l'article à ces dates, puis corriger les jours de la version, ou en écrire une de plus"


def _end(one: EncodedVersion, match: PublishedVersion, law: PublishedLaw, today: date) -> Iterator[WatchFinding]:
    if match.last is not None and match.last < today:
        message = f"{_named(match)} a pris fin le {_day(match.last)}{_next(one, match, law)}"
        yield WatchFinding(
            EXPIRED, one, message, "lire le texte nouveau, et écrire sa version", _after(one, match, law)
        )
    elif match.last is not None:
        message = f"{_named(match)} prendra fin le {_day(match.last)}{_next(one, match, law)}"
        yield WatchFinding(COMING, one, message, "préparer la version suivante", _after(one, match, law))
    elif match.state is not None and not match.state.startswith("VIGUEUR"):
        message = f"{_named(match)} n'a pas de fin, mais son état est {match.state}"
        yield WatchFinding(EXPIRED, one, message, "lire sur Légifrance si l'article est encore en vigueur", (match,))


def _unmatched(one: EncodedVersion, law: PublishedLaw) -> Iterator[WatchFinding]:
    """What the files say of a version of one article that no published one answers to."""
    found = law.versions_of(one.citation) if one.citation is not None else ()
    if not found or one.version.source.legifrance is not None:
        return
    day = one.version.from_
    covering = tuple(each for each in found if each.covers(day))
    message = (
        f"plusieurs rédactions en vigueur le {_day(day)} : {', '.join(map(_named, covering))}"
        if covering
        else f"aucune rédaction de l'article n'est en vigueur le {_day(day)}"
    )
    yield WatchFinding(DATES, one, message, _DATES_REMEDY, covering)


def _several(
    one: EncodedVersion, match: PublishedVersion | None, law: PublishedLaw, today: date
) -> Iterator[WatchFinding]:
    """The wordings that began since, of a version that cites several articles: each has its own
    days.
    """
    first, last = one.version.from_, one.version.until or today
    found = law.versions_of(one.citation) if one.citation is not None else ()
    inside = tuple(each for each in found if each.start is not None and first < each.start <= last)
    if inside:
        listed = ", ".join(f"article {each.number} : {_named(each)}, du {_day(each.start)}" for each in inside)
        code = EXPIRED if one.version.until is None else DATES
        remedy = "lire ces rédactions, et dire si la version change"
        yield WatchFinding(code, one, f"depuis, {listed}", remedy, inside)
    elif match is not None and one.version.until is None:
        yield from _end(one, match, law, today)


def _after(one: EncodedVersion, match: PublishedVersion, law: PublishedLaw) -> tuple[PublishedVersion, ...]:
    """The published version that follows another, of the same article."""
    if one.citation is None or match.end is None or match.number is None:
        return ()
    number = ArticleCitation(one.citation.text, (match.number,))
    return tuple(each for each in law.versions_of(number) if each.start == match.end)


def _next(one: EncodedVersion, match: PublishedVersion, law: PublishedLaw) -> str:
    following = ", ".join(map(_named, _after(one, match, law)))
    return f" ; lui succède {following}" if following else ""


def _named(version: PublishedVersion) -> str:
    return f"la rédaction {version.id}"


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else "jour inconnu"


def covers_whole(match: PublishedVersion, one: EncodedVersion) -> bool:
    """Whether a published version is in force on every day of an encoded one."""
    until = one.version.until
    if match.start is None or not was_in_force(match) or match.start > one.version.from_:
        return False
    return match.last is None or (until is not None and until <= match.last)


def same_days(match: PublishedVersion, one: EncodedVersion) -> bool:
    """Whether both are in force on the same days."""
    return was_in_force(match) and match.start == one.version.from_ and match.last == one.version.until
