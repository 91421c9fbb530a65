"""What each kind of notice needs before it is written. Each check gives every fault it finds, with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.notices.casefile import CaseFile
from engine.notices.faults import Fault
from engine.notices.loader import Templates
from engine.notices.tables import Kind
from engine.notices.telling import is_minor

MAX_CASES = 50
"""Cases that one notice may group."""
Check = Callable[[CaseFile, Templates], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Need:
    """What a kind asks for: `grounds` established on confirmed facts, several cases at once or one, its own checks.

    `in_danger`: all that is asked for when somebody is in danger and there are no such grounds; None: nothing changes.
    """

    grounds: bool
    groups: bool = False
    machine: bool = False
    checks: tuple[Check, ...] = ()
    in_danger: tuple[Check, ...] | None = None


def confirmed(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """A person confirmed the decision."""
    if case.decision.confirmed_by is None:
        yield Fault(
            "not_confirmed", "decision.confirmed_by", "aucune personne n'a confirmé la décision", "la faire confirmer"
        )


def upheld(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """The decision upholds an offence."""
    if case.decision.kind not in ("accept", "correct"):
        yield Fault(
            "not_applicable",
            "decision.kind",
            f"la décision « {case.decision.kind} » ne retient aucune infraction : rien n'est à transmettre",
            "ne rien transmettre, ou revoir la décision",
        )


def located(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """At least one exact location."""
    if not case.locations:
        yield Fault(
            "missing", "locations", "aucun emplacement électronique exact", "donner au moins une adresse entière"
        )


def one_location(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """Exactly one location: the format takes no more."""
    if len(case.locations) > 1:
        yield Fault("one_only", "locations", "ce format prend une seule adresse", "écrire une notification par adresse")


def hosted(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """A host with a contact."""
    if case.host is None:
        yield Fault("missing", "host", "destinataire inconnu", "dire l'hébergeur ou la plateforme, et son contact")


def notified_by(case: CaseFile, templates: Templates) -> Iterator[Fault]:
    """The notifier, but where the directive lets the name be left out."""
    if case.notifier is None and directive_article(case, templates) is None:
        yield Fault("missing", "notifier", "notifiant inconnu", "donner le nom et l'adresse électronique du service")


def named(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """The service that sends, whatever the offence: the format asks for it."""
    if case.notifier is None:
        yield Fault("missing", "notifier", "expéditeur inconnu", "donner le nom et l'adresse électronique du service")


def in_table(case: CaseFile, templates: Templates) -> Iterator[Fault]:
    """The offence has codes."""
    if case.offence is not None and templates.tables.families.of(case.offence) is None:
        yield Fault(
            "unknown_code",
            "offence",
            f"`{case.offence}` n'est dans aucune famille de `familles.yaml`",
            "l'y ajouter, avec ses codes",
        )


def child_abuse_images(case: CaseFile, templates: Templates) -> Iterator[Fault]:
    """Only images of child abuse go there."""
    family = templates.tables.families.of(case.offence or "")
    if family is None or not family.csam:
        yield Fault(
            "not_applicable",
            "offence",
            "ce destinataire ne reçoit que les images d'abus sur mineurs",
            "en choisir un autre",
        )


def age_gate(case: CaseFile, templates: Templates) -> Iterator[Fault]:
    """Only pornography within minors' reach goes to Arcom (LCEN, articles 10 and 10-1), with the age check observed."""
    family = templates.tables.families.of(case.offence or "")
    if family is None or not family.arcom:
        yield Fault(
            "not_applicable",
            "offence",
            "l'Arcom ne reçoit que les contenus pornographiques accessibles aux mineurs",
            "choisir un autre destinataire",
        )
        return
    if not _confirmed(case, "caractere_pornographique"):
        yield Fault(
            "not_applicable",
            "facts/caractere_pornographique",
            "l'Arcom n'agit que sur les contenus pornographiques, et rien de confirmé ne dit que celui-ci en est un",
            "confirmer le fait s'il est exact, ou choisir un autre destinataire",
        )
    stated = case.proof["facts"].get("controle_age")
    if stated is None or stated["standing"] != "confirmed":
        yield Fault(
            "missing",
            "facts/controle_age",
            "le contrôle d'âge observé n'est pas confirmé",
            "le constater, et confirmer le fait",
        )


def _confirmed(case: CaseFile, name: str) -> bool:
    """Whether a yes-or-no fact is confirmed, and yes."""
    stated = case.proof["facts"].get(name)
    return stated is not None and stated["standing"] == "confirmed" and stated["value"] is True


def classified(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """The classification of the register."""
    if case.register_.classification is None:
        yield Fault(
            "missing", "register.classification", "classification inconnue", "la dire : `baseline` ou `national`"
        )


def classified_images(case: CaseFile, templates: Templates) -> Iterator[Fault]:
    """The classification of the register, for images of child abuse."""
    family = templates.tables.families.of(case.offence or "")
    if family is not None and family.csam:
        yield from classified(case, templates)


def measured(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """What the host did: the statement is its own."""
    if case.host_measure is None:
        yield Fault("missing", "host_measure", "mesure de l'hébergeur inconnue", "dire ce qu'il a décidé, et quel jour")
    elif not (case.host_measure.visibility or case.host_measure.account or case.host_measure.provision):
        yield Fault("missing", "host_measure", "aucune mesure n'est dite", "dire au moins une mesure")


def typed(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """What kind of content it is."""
    if not content_types(case):
        yield Fault(
            "missing", "content_types", "type de contenu inconnu", "confirmer `nature_support`, ou dire `content_types`"
        )


def urgent(case: CaseFile, _: Templates) -> Iterator[Fault]:
    """Somebody is in danger."""
    if case.urgency == "none":
        yield Fault("not_applicable", "urgency", "aucune urgence n'est dite", "dire laquelle, ou ne pas appeler")


_BASE: tuple[Check, ...] = (confirmed, upheld, in_table)
NEEDS: dict[Kind, Need] = {
    "dsa16": Need(True, groups=True, checks=(*_BASE, located, hosted, notified_by)),
    "pharos": Need(True, checks=(*_BASE, located), in_danger=(located,)),
    "arcom": Need(True, checks=(*_BASE, located, age_gate)),
    "iccam": Need(True, machine=True, checks=(*_BASE, located, child_abuse_images, classified, typed)),
    "scart": Need(True, groups=True, machine=True, checks=(*_BASE, located, child_abuse_images)),
    "tdb": Need(True, machine=True, checks=(*_BASE, measured, typed)),
    "xarf": Need(True, machine=True, checks=(*_BASE, located, one_location, named, classified_images)),
    "sheet": Need(True, checks=(confirmed, upheld)),
    "reply": Need(False, checks=(confirmed,)),
    "orientation": Need(False, checks=(confirmed,)),
    "emergency": Need(False, checks=(urgent,)),
}


def faults_of(kind: Kind, cases: Sequence[CaseFile], templates: Templates) -> Iterator[Fault]:
    """What cases lack for a kind of notice."""
    need = NEEDS[kind]
    if len(cases) > 1 and not need.groups:
        yield Fault(
            "one_only", "(notification)", f"« {kind} » prend un seul dossier", "écrire une notification par dossier"
        )
    if len(cases) > MAX_CASES:
        yield Fault(
            "too_long", "(notification)", f"plus de {MAX_CASES} dossiers", "les répartir en plusieurs notifications"
        )
    for case in cases[:MAX_CASES]:
        for check in need.checks:
            yield from check(case, templates)
    if kind == "dsa16" and len(cases) > 1:
        yield from _one_host(cases, templates)


def faults_in_danger(kind: Kind, cases: Sequence[CaseFile], templates: Templates) -> list[Fault] | None:
    """What one case lacks to be told without its grounds, because somebody is in danger; None when the kind waits for them."""
    checks = NEEDS[kind].in_danger
    if checks is None or len(cases) != 1 or cases[0].urgency == "none":
        return None
    return [fault for check in checks for fault in check(cases[0], templates)]


def _one_host(cases: Sequence[CaseFile], templates: Templates) -> Iterator[Fault]:
    if len({(case.host, case.notifier) for case in cases}) > 1:
        yield Fault(
            "mixed",
            "host",
            "les dossiers n'ont pas le même hébergeur et le même notifiant",
            "les grouper par hébergeur",
        )
    if len({directive_article(case, templates) for case in cases}) > 1:
        yield Fault(
            "mixed",
            "notifier",
            "le nom du notifiant est omis pour certains dossiers et exigé pour d'autres, ou omis à des titres différents",
            "grouper à part les infractions de chaque article de la directive 2011/93/UE",
        )


def directive_article(case: CaseFile, templates: Templates) -> str | None:
    """The article of directive 2011/93/EU that covers the offence; None when none does."""
    covered = templates.tables.directive.of(case.offence or "")
    if covered is None or (covered.only_if_minor and not is_minor(case, templates)):
        return None
    return covered.article


def content_types(case: CaseFile) -> tuple[str, ...]:
    """The kinds of content: confirmed in the facts, else stated with the case."""
    stated = case.proof["facts"].get("nature_support")
    if (
        stated is not None
        and stated["standing"] == "confirmed"
        and isinstance(stated["value"], list)
        and stated["value"]
    ):
        return tuple(stated["value"])
    return case.content_types
