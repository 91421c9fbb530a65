"""Official texts of articles, beside the rules that cite them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.http.services import Services
from api.watch.citations import read_citation
from api.watch.official_texts import OfficialText
from api.watch.text_reading import TextsState
from textfile.text import Text

WHY_NONE: dict[TextsState, Text] = {
    TextsState.ABSENT: Text(fr="Aucun texte officiel fourni.", en="No official text was given."),
    TextsState.READING: Text(
        fr="Le fichier des textes officiels est en cours de lecture.", en="The file of official texts is being read."
    ),
    TextsState.FAILED: Text(
        fr="Le fichier des textes officiels ne se lit pas : l'administrateur doit le remplacer.",
        en="The file of official texts cannot be read: the administrator must replace it.",
    ),
    TextsState.READY: Text(
        fr="Le fichier fourni ne donne pas cet article à cette date.",
        en="The file that was given does not have this article on this day.",
    ),
}
"""Why an article has no text here, by the state of the file."""
UNREAD = Text(
    fr="Cette citation ne se lit pas : écrire, par exemple, « Code pénal, art. 227-24 ».",
    en="This citation cannot be read: write, for instance, “Code pénal, art. 227-24”.",
)


@dataclass(frozen=True, slots=True)
class OfficialArticles:
    """Official texts of a citation on a day, the state of the file, and why there is none."""

    state: TextsState
    texts: tuple[OfficialText, ...] = ()
    why_none: Text | None = None


def official_articles(services: Services, citation: str, day: date) -> OfficialArticles:
    """The official texts of the articles that a citation names, on a day; nothing is invented."""
    state, texts = services.law_texts.of(services.editions.current().ruleset)
    if state is not TextsState.READY or texts is None:
        return OfficialArticles(state, why_none=WHY_NONE[state])
    named = read_citation(citation)
    if named is None:
        return OfficialArticles(state, why_none=UNREAD)
    found = texts.on(named, day)
    return OfficialArticles(state, found, None if found else WHY_NONE[state])
