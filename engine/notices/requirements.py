"""Requirements of each kind of notice. Each check gives every fault it finds, with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.notices.casefile import CaseFile
from engine.notices.faults import NoticeFault
from engine.notices.loader import Templates
from engine.notices.tables import Kind
from engine.notices.telling import is_minor
from textfile.text import Text

MAX_CASES = 50
"""Cases that one notice may group."""
Check = Callable[[CaseFile, Templates], Iterator[NoticeFault]]


@dataclass(frozen=True, slots=True)
class Need:
    """Requirements of a kind: `grounds` established on confirmed facts, several cases at once or
    one, its own checks.

    `in_danger`: all that is asked for when somebody is in danger and there are no such grounds;
    None: nothing changes.
    """

    grounds: bool
    groups: bool = False
    machine: bool = False
    checks: tuple[Check, ...] = ()
    in_danger: tuple[Check, ...] | None = None


def confirmed(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """A person confirmed the decision."""
    if case.decision.confirmed_by is None:
        yield NoticeFault(
            "not_confirmed",
            "decision.confirmed_by",
            Text(fr="aucune personne n'a confirmé la décision", en="nobody confirmed the decision"),
            Text(fr="la faire confirmer", en="have it confirmed"),
        )


def upheld(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """The decision upholds an offence."""
    if case.decision.kind not in ("accept", "correct"):
        yield NoticeFault(
            "not_applicable",
            "decision.kind",
            Text(
                fr=f"la décision « {case.decision.kind} » ne retient aucune infraction : rien n'est à transmettre",
                en=f"the decision “{case.decision.kind}” upholds no offence: there is nothing to send",
            ),
            Text(fr="ne rien transmettre, ou revoir la décision", en="send nothing, or review the decision"),
        )


def located(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """At least one exact location."""
    if not case.locations:
        yield NoticeFault(
            "missing",
            "locations",
            Text(fr="aucun emplacement électronique exact", en="no exact electronic location"),
            Text(fr="donner au moins une adresse entière", en="give at least one whole address"),
        )


def one_location(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """Exactly one location: the format takes no more."""
    if len(case.locations) > 1:
        yield NoticeFault(
            "one_only",
            "locations",
            Text(fr="ce format prend une seule adresse", en="this format takes one address only"),
            Text(fr="écrire une notification par adresse", en="write one notice for each address"),
        )


def hosted(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """A host with a contact."""
    if case.host is None:
        yield NoticeFault(
            "missing",
            "host",
            Text(fr="destinataire inconnu", en="unknown recipient"),
            Text(
                fr="dire l'hébergeur ou la plateforme, et son contact",
                en="state the host or the platform, and its contact",
            ),
        )


def notified_by(case: CaseFile, templates: Templates) -> Iterator[NoticeFault]:
    """The notifier, but where the directive lets the name be left out."""
    if case.notifier is None and directive_article(case, templates) is None:
        yield NoticeFault(
            "missing",
            "notifier",
            Text(fr="notifiant inconnu", en="unknown notifier"),
            Text(
                fr="donner le nom et l'adresse électronique du service",
                en="give the name and the e-mail address of the service",
            ),
        )


def named(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """The service that sends, whatever the offence: the format asks for it."""
    if case.notifier is None:
        yield NoticeFault(
            "missing",
            "notifier",
            Text(fr="expéditeur inconnu", en="unknown sender"),
            Text(
                fr="donner le nom et l'adresse électronique du service",
                en="give the name and the e-mail address of the service",
            ),
        )


def in_table(case: CaseFile, templates: Templates) -> Iterator[NoticeFault]:
    """The offence has codes."""
    if case.offence is not None and templates.tables.families.of(case.offence) is None:
        yield NoticeFault(
            "unknown_code",
            "offence",
            Text(
                fr=f"`{case.offence}` n'est dans aucune famille de `familles.yaml`",
                en=f"`{case.offence}` is in no family of `familles.yaml`",
            ),
            Text(fr="l'y ajouter, avec ses codes", en="add it there, with its codes"),
        )


def child_abuse_images(case: CaseFile, templates: Templates) -> Iterator[NoticeFault]:
    """Only images of child abuse go there."""
    family = templates.tables.families.of(case.offence or "")
    if family is None or not family.csam:
        yield NoticeFault(
            "not_applicable",
            "offence",
            Text(
                fr="ce destinataire ne reçoit que les images d'abus sur mineurs",
                en="this recipient takes images of child abuse only",
            ),
            Text(fr="en choisir un autre", en="choose another one"),
        )


def age_gate(case: CaseFile, templates: Templates) -> Iterator[NoticeFault]:
    """Only pornography within minors' reach goes to Arcom (LCEN, articles 10 and 10-1), with the
    age check observed.
    """
    family = templates.tables.families.of(case.offence or "")
    if family is None or not family.arcom:
        yield NoticeFault(
            "not_applicable",
            "offence",
            Text(
                fr="l'Arcom ne reçoit que les contenus pornographiques accessibles aux mineurs",
                en="Arcom takes only pornographic content within minors' reach",
            ),
            Text(fr="choisir un autre destinataire", en="choose another recipient"),
        )
        return
    if not _confirmed(case, "caractere_pornographique"):
        yield NoticeFault(
            "not_applicable",
            "facts/caractere_pornographique",
            Text(
                fr="l'Arcom n'agit que sur les contenus pornographiques, et rien de confirmé ne dit que celui-ci en est un",
                en="Arcom acts only on pornographic content, and nothing confirmed says that this is such content",
            ),
            Text(
                fr="confirmer le fait s'il est exact, ou choisir un autre destinataire",
                en="confirm the fact if it is true, or choose another recipient",
            ),
        )
    stated = case.proof["facts"].get("controle_age")
    if stated is None or stated["standing"] != "confirmed":
        yield NoticeFault(
            "missing",
            "facts/controle_age",
            Text(fr="le contrôle d'âge observé n'est pas confirmé", en="the age check observed is not confirmed"),
            Text(fr="le constater, et confirmer le fait", en="observe it, and confirm the fact"),
        )


def _confirmed(case: CaseFile, name: str) -> bool:
    """Whether a yes-or-no fact is confirmed, and yes."""
    stated = case.proof["facts"].get(name)
    return stated is not None and stated["standing"] == "confirmed" and stated["value"] is True


def classified(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """The classification of the register."""
    if case.register_.classification is None:
        yield NoticeFault(
            "missing",
            "register.classification",
            Text(fr="classification inconnue", en="unknown classification"),
            Text(
                fr="au registre, choisir « baseline » (illicite partout) ou « national »",
                en="in the register, choose “baseline” (illegal everywhere) or “national”",
            ),
        )


def classified_images(case: CaseFile, templates: Templates) -> Iterator[NoticeFault]:
    """The classification of the register, for images of child abuse."""
    family = templates.tables.families.of(case.offence or "")
    if family is not None and family.csam:
        yield from classified(case, templates)


def measured(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """Checks the host's measure: the statement is its own."""
    if case.host_measure is None:
        yield NoticeFault(
            "missing",
            "host_measure",
            Text(fr="mesure de l'hébergeur inconnue", en="unknown measure of the host"),
            Text(fr="dire ce qu'il a décidé, et quel jour", en="say what it decided, and on which day"),
        )
    elif not (case.host_measure.visibility or case.host_measure.account or case.host_measure.provision):
        yield NoticeFault(
            "missing",
            "host_measure",
            Text(fr="aucune mesure n'est dite", en="no measure is stated"),
            Text(fr="dire au moins une mesure", en="state at least one measure"),
        )


def typed(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """Checks the type of the content."""
    if not content_types(case):
        yield NoticeFault(
            "missing",
            "content_types",
            Text(fr="type de contenu inconnu", en="unknown type of content"),
            Text(
                fr="confirmer de quoi le contenu est fait : image, vidéo, texte…",
                en="confirm what the content is made of: image, video, text…",
            ),
        )


def urgent(case: CaseFile, _: Templates) -> Iterator[NoticeFault]:
    """Somebody is in danger, and whom to call is known."""
    if case.urgency != "none" and not case.calls:
        yield NoticeFault(
            "missing",
            "calls",
            Text(fr="aucun numéro à appeler", en="no number to call"),
            Text(
                fr="dire qui appeler de ce danger dans parameters/danger.yaml",
                en="state whom to call of this danger in parameters/danger.yaml",
            ),
        )
    if case.urgency == "none":
        yield NoticeFault(
            "not_applicable",
            "urgency",
            Text(fr="aucune urgence n'est dite", en="no urgency is stated"),
            Text(fr="dire laquelle, ou ne pas appeler", en="state which, or do not call"),
        )


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


def faults_of(kind: Kind, cases: Sequence[CaseFile], templates: Templates) -> Iterator[NoticeFault]:
    """The faults of cases for a kind of notice."""
    need = NEEDS[kind]
    if len(cases) > 1 and not need.groups:
        yield NoticeFault(
            "one_only",
            "(notification)",
            Text(fr=f"« {kind} » prend un seul dossier", en=f"“{kind}” takes one case only"),
            Text(fr="écrire une notification par dossier", en="write one notice for each case"),
        )
    if len(cases) > MAX_CASES:
        yield NoticeFault(
            "too_long",
            "(notification)",
            Text(fr=f"plus de {MAX_CASES} dossiers", en=f"more than {MAX_CASES} cases"),
            Text(fr="les répartir en plusieurs notifications", en="split them into several notices"),
        )
    for case in cases[:MAX_CASES]:
        for check in need.checks:
            yield from check(case, templates)
    if kind == "dsa16" and len(cases) > 1:
        yield from _one_host(cases, templates)


def faults_in_danger(kind: Kind, cases: Sequence[CaseFile], templates: Templates) -> list[NoticeFault] | None:
    """The faults of one case to be told without its grounds, because somebody is in danger; None
    when the kind waits for them.
    """
    checks = NEEDS[kind].in_danger
    if checks is None or len(cases) != 1 or cases[0].urgency == "none":
        return None
    return [fault for check in checks for fault in check(cases[0], templates)]


def _one_host(cases: Sequence[CaseFile], templates: Templates) -> Iterator[NoticeFault]:
    if len({(case.host, case.notifier) for case in cases}) > 1:
        yield NoticeFault(
            "mixed",
            "host",
            Text(
                fr="les dossiers n'ont pas le même hébergeur et le même notifiant",
                en="the cases do not have the same host and the same notifier",
            ),
            Text(fr="les grouper par hébergeur", en="group them by host"),
        )
    if len({directive_article(case, templates) for case in cases}) > 1:
        yield NoticeFault(
            "mixed",
            "notifier",
            Text(
                fr="le nom du notifiant est omis pour certains dossiers et exigé pour d'autres, ou omis à des titres différents",
                en="the name of the notifier is left out for some cases and required for others, or left out on different grounds",
            ),
            Text(
                fr="grouper à part les infractions de chaque article de la directive 2011/93/UE",
                en="group the offences of each article of directive 2011/93/EU apart",
            ),
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
