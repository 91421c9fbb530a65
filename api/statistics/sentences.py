"""Neutral sentences made from figures, in French. A sentence that would rest on a count kept
secret, or on nothing, is not written.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.kit.typography import french
from api.statistics.report import StatisticsReport
from api.statistics.tables import Code, Ratio, Row, Table
from api.statistics.words import StatisticsWords

RULES = (
    "Une adresse n'est pas un signalement, ni un signalement une transmission : la même adresse peut être signalée plusieurs fois, et transmise à plusieurs destinataires.",
    "Un signalement compte le jour de sa réception, une décision le jour où elle est prise, une transmission le jour de son envoi, dans le fuseau du service.",
    "Une adresse signalée plusieurs fois compte une fois par champ, d'après le signalement décidé en dernier. Une décision annulée ne compte pas.",
    "L'inconnu a sa propre ligne ; il n'est jamais réparti sur les autres.",
    "Un intervalle est celui de Clopper et Pearson, à 95 %.",
)
"""What a reader must know of the counting; docs/statistics.md has all of it."""


def title_of(report: StatisticsReport, words: StatisticsWords) -> str:
    """The title of the document."""
    year = report.period.as_year
    when = year if year is not None else f"du {words.day(report.period.first)} au {words.day(report.period.last)}"
    if report.kind == "dsa":
        return french(f"Rapport de signaleur de confiance, {when}")
    return french(f"Rapport annuel {when}" if year is not None else f"Rapport statistique {when}")


def lead_of(report: StatisticsReport, words: StatisticsWords) -> str:
    """Title sentence of the document."""
    span = f"du {words.day(report.period.first)} au {words.day(report.period.last)}, jours compris"
    if report.kind == "dsa":
        said = (
            "Notifications adressées à des fournisseurs de services d'hébergement en application de l'article 16 du règlement (UE) 2022/2065, "
            f"{span} : par fournisseur, par type de contenu présumé illicite, par suite donnée (art. 22, § 3). Aucune donnée personnelle."
        )
    else:
        said = f"Ce que le registre compte {span}. Aucun nombre ne concerne une personne."
    if report.secret_under is not None:
        said += f" {words.t('stats.secret_note', n=report.secret_under)}"
    return french(said)


def sentences_of(report: StatisticsReport, words: StatisticsWords) -> Iterator[str]:
    """The sentences of an annual report."""
    if report.kind != "annual":
        return
    figures = report.table("key_figures")
    n = {row.heads[0]: row.counts[0] for row in figures.rows}
    if n["received"] and n["decided"] is not None:
        yield f"{words.number(n['received'])} signalements ont été reçus ; {words.number(n['decided'])} ont été décidés."
    yield from _leading(report.table("origins"), 0, words, "Origine des signalements : {list}.")
    if n["addresses"]:
        yield f"{words.number(n['addresses'])} adresses ont été retenues comme illicites."
    yield from _leading(report.table("fields"), 1, words, "Par champ : {list}.")
    noise = report.table("noise")
    for row in noise.rows[:3]:
        ratio = noise.share_of(row, noise.shares[0])
        if ratio is not None and ratio.count:
            yield f"Parmi les signalements décidés de la catégorie « {words.value('category', row.heads[0])} », {_percent(ratio, words)} sont du bruit."
    yield from _csam(report, words)
    recipients = report.table("recipients")
    if n["replies"]:
        yield f"{words.number(n['replies'])} réponses ont été faites à des signalants."
    for row in recipients.rows:
        if row.counts[1] and row.heads[0] not in ("signalant", "victime"):
            yield f"Adresses transmises, {words.value('recipient', row.heads[0])} : {words.number(row.counts[1])}."
        if row.median is not None:
            yield f"Délai médian de retrait, {words.value('recipient', row.heads[0])} : {words.delay(row.median)}."


def _csam(report: StatisticsReport, words: StatisticsWords) -> Iterator[str]:
    for name, said in (
        (
            "csam_hosting",
            "Exploitation sexuelle de mineurs, adresses localisées par la hotline, par pays d'hébergement : {list}.",
        ),
        ("csam_services", "Par type de service : {list}."),
        ("csam_ages", "Par âge apparent des victimes : {list}."),
        ("csam_sexes", "Par sexe des victimes : {list}."),
    ):
        yield from _leading(report.table(name), 0, words, said)
    onion = next((row for row in report.table("csam_tlds").rows if row.heads == ("onion",)), None)
    if onion is not None and onion.counts[0]:
        yield f"{words.number(onion.counts[0])} adresses étaient en .onion."


def _leading(table: Table, column: int, words: StatisticsWords, heading: str) -> Iterator[str]:
    """The rows that weigh most, with their share."""
    share = next(s for s in table.shares if s.part == column)
    told = [(row, table.share_of(row, share)) for row in table.rows[:6]]
    listed = ", ".join(
        f"{_label(table, row, words)} {_percent(ratio, words)}"
        for row, ratio in told
        if ratio is not None and ratio.count
    )
    if listed:
        yield heading.format(list=listed)


def _label(table: Table, row: Row, words: StatisticsWords) -> str:
    heads: tuple[Code, ...] = row.heads
    return words.value(table.heads[-1], heads[-1])


def _percent(ratio: Ratio, words: StatisticsWords) -> str:
    """A whole percentage: what a sentence can bear."""
    return f"{100 * ratio.value:.0f} %"
