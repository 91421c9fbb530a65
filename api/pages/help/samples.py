"""Neutral samples for the gallery: a notice pinned to a door, about a cat."""

from __future__ import annotations

from datetime import date

from api.pages.shell.parts import ChecklistItem, Evidence, FieldError, Node, Option, Pager, Segment, Timeline
from api.pages.shell.say import Say
from api.pages.shell.timelines import TimelineSpan, timeline
from engine.model.ruleset import Ruleset
from textfile.text import Language

URL = "https://exemple.fr/annonces/chat-perdu?ref=42"
PAGER = Pager(first=21, last=40, total=128, previous="/gallery?page=1", next="/gallery?page=3")


def _either(language: Language, fr: str, en: str) -> str:
    return fr if language == "fr" else en


def checklist(language: Language) -> tuple[ChecklistItem, ...]:
    """One item of each status."""

    def say(fr: str, en: str) -> str:
        return _either(language, fr, en)

    return (
        ChecklistItem(
            say("Annonce affichée dans un lieu ouvert", "Notice shown in an open place"),
            "established",
            "art. 1",
            "lieu",
            say("« sur la porte du hall »", "“sur la porte du hall”"),
            core=True,
            evidence=(1,),
        ),
        ChecklistItem(
            say("Animal désigné avec précision", "Animal precisely described"),
            "to_confirm",
            "art. 2",
            "animal",
            say("Le texte parle d'un chat roux ; à confirmer.", "The text speaks of a ginger cat; to be confirmed."),
            evidence=(2,),
        ),
        ChecklistItem(
            say("Bonne foi", "Good faith"),
            "presumed",
            "art. 3",
            "foi",
            say("Présumée, sauf élément contraire.", "Presumed unless shown otherwise."),
        ),
        ChecklistItem(
            say("Récompense promise", "Reward promised"),
            "open",
            "art. 4",
            "recompense",
            say("Le texte n'en dit rien.", "The text says nothing of it."),
        ),
        ChecklistItem(
            say("Animal encore perdu", "Animal still lost"),
            "refuted",
            "art. 5",
            "perdu",
            say("« il est rentré hier »", "“il est rentré hier”"),
            evidence=(3,),
        ),
        ChecklistItem(
            say("Animal connu des voisins", "Animal known to neighbours"),
            "to_check",
            "art. 6",
            "voisins",
            say(
                "Le lecteur le tient pour probable ; rien ne l'établit.",
                "The reader holds it likely; nothing establishes it.",
            ),
        ),
    )


def segments() -> tuple[Segment, ...]:
    """A text with three passages, in the language in which it was written."""
    return (
        Segment("Affiche vue "),
        Segment("sur la porte du hall", 1, "lieu"),
        Segment(" : « Perdu "),
        Segment("un chat roux, collier vert", 2, "animal"),
        Segment(". Merci de ne plus appeler, "),
        Segment("il est rentré hier", 3, "perdu", against=True),
        Segment(". »"),
    )


def evidence(language: Language) -> tuple[Evidence, ...]:
    """The passages, with what each speaks of."""
    about = {item.link: item.label for item in checklist(language)}
    return tuple(
        Evidence(s.number, s.text, about[s.link], s.link, s.against)
        for s in segments()
        if s.number is not None and s.link is not None
    )


def tree(language: Language) -> Node:
    """A proof two levels deep, with a struck branch."""
    place, cat, _, reward, lost, _ = checklist(language)
    source = _either(language, "source : texte, passage {n}", "source: text, passage {n}")
    return Node(
        _either(language, "Annonce recevable", "Notice admissible"),
        (
            Node(place.label, (Node("« sur la porte du hall »", detail=source.format(n=1)),), "established", link="lieu"),
            Node(cat.label, (Node("« un chat roux »", detail=source.format(n=2)),), "to_confirm", link="animal"),
            Node(reward.label, (), "open", link="recompense"),
            Node(lost.label, (Node("« il est rentré hier »", detail=source.format(n=3)),), "refuted", link="perdu", struck=True),
        ),
        "excluded",
        opened=True,
    )  # fmt: skip


def drawn(language: Language) -> Timeline:
    """Four versions, one of them void."""
    say = Say(Ruleset({}, {}, {}, {}, {}, ""), language)
    ended, now, void = say.t("status.ended"), say.t("status.in_force"), say.t("void.unconstitutional")
    spans = (
        TimelineSpan("v1994", date(1994, 3, 1), date(2004, 12, 31), ended),
        TimelineSpan("v2005", date(2005, 1, 1), date(2012, 5, 4), ended),
        TimelineSpan("vide", date(2012, 5, 5), date(2012, 8, 7), void, void=True),
        TimelineSpan("v2012", date(2012, 8, 8), None, now),
    )
    return timeline(_either(language, "Versions d'un texte", "Versions of a text"), spans, date.today(), say)


def options(language: Language) -> tuple[Option, ...]:
    """Three choices."""
    return (
        Option("hall", _either(language, "Hall", "Lobby")),
        Option("rue", _either(language, "Rue", "Street")),
        Option("inconnu", _either(language, "Inconnu", "Unknown")),
    )


def errors(language: Language) -> tuple[FieldError, ...]:
    """One error."""
    told = _either(language, "Écrire un jour, comme 2026-11-24.", "Write a day, such as 2026-11-24.")
    return (FieldError("sample-day", told),)
