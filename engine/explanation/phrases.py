"""The fixed wording of answers, French first. One place, so that it can be reviewed like a text."""

from __future__ import annotations

from textfile.text import Language

_PHRASES: dict[str, tuple[str, str]] = {
    "report": ("Signalement {id}", "Report {id}"),
    "dates": ("faits du {facts}, décision du {decision}", "facts of {facts}, decision of {decision}"),
    "date_assumed": (
        "date des faits inconnue : le droit est lu au {facts}, la prescription n'est pas calculée",
        "date of facts unknown: the law is read on {facts}, limitation is not computed",
    ),
    "issue.qualifie": ("SUGGESTION : {title}", "SUGGESTION: {title}"),
    "issue.a_completer": ("À COMPLÉTER — piste principale : {title}", "TO COMPLETE — main lead: {title}"),
    "issue.non_qualifie": (
        "NON QUALIFIÉ : rien dans les faits n'évoque une infraction du champ de la hotline.",
        "NOT QUALIFIED: nothing in the facts evokes an offence of the hotline's field.",
    ),
    "issue.cleared": (
        "NON QUALIFIÉ : chaque infraction que les faits évoquent est écartée.",
        "NOT QUALIFIED: each offence that the facts evoke is ruled out.",
    ),
    "issue.a_regarder": (
        "À REGARDER : rien de lu ne suffit à suggérer une infraction, et rien ne l'exclut.",
        "TO BE LOOKED AT: nothing read is enough to suggest an offence, and nothing rules one out.",
    ),
    "issue.sans_suggestion": (
        "SANS SUGGESTION : rien de lu n'évoque une infraction, et aucun champ n'est probable.",
        "NO SUGGESTION: nothing read evokes an offence, and no field is likely.",
    ),
    "first": ("En premier : {motives}.", "First: {motives}."),
    "first.alone": ("Seule suggestion : {motives}.", "The only suggestion: {motives}."),
    "first.established": ("à égalité de critères, elle est établie", "all else equal, it is established"),
    "first.open_points": (
        "à égalité de critères, moins de points restent ouverts que dans la suivante",
        "all else equal, fewer points are open than in the next one",
    ),
    "first.penalty": (
        "à égalité de critères, la peine est plus lourde que celle de la suivante",
        "all else equal, its penalty is heavier than that of the next one",
    ),
    "first.name": (
        "à égalité de critères, l'ordre des articles",
        "all else equal, the order of articles",
    ),
    "look.reader": (
        "Champ probable d'après la lecture : {label} ({share} %).",
        "Likely field, as read: {label} ({share} %).",
    ),
    "look.category": (
        "Champ dit par le signalant : {label}.",
        "Field that the reporter chose: {label}.",
    ),
    "look.field": ("Champ à regarder", "Field to look at"),
    "look.offences": ("Infractions reconnues à la lecture", "Offences recognised as read"),
    "look.offence": (
        "Reconnu à la lecture sans qu'un fait lu l'évoque encore, d'abord : {label}, {share} %.",
        "Recognised as read though no fact read evokes it yet, first: {label}, {share} %.",
    ),
    "look.facts": (
        "Vérifier d'abord ce qui les constitue, tout y est ouvert",
        "Check first what makes them out, all is open there",
    ),
    "look.page": (
        "Regarder d'abord la page signalée. Infractions reconnues à la lecture ou usuelles du champ, toutes ouvertes",
        "Look first at the reported page. Offences recognised as read or usual in the field, all open",
    ),
    "examine": (
        "À examiner aussi (ce qui les distingue reste ouvert)",
        "To be examined besides (what is distinctive in them is open)",
    ),
    "issue.hors_champ": ("HORS CHAMP de la hotline", "OUT OF THE HOTLINE'S FIELD"),
    "person_decides": ("Ceci est une suggestion ; une personne décide.", "This is a suggestion; a person decides."),
    "version": ("version en vigueur du {from_} au {until} ({law})", "version in force from {from_} to {until} ({law})"),
    "not_encoded": (
        "les règles ne disent ce texte qu'à partir du {from_}",
        "the rules state this text only from {from_}",
    ),
    "version_now": ("version en vigueur depuis le {from_} ({law})", "version in force since {from_} ({law})"),
    "penalty": ("Peine encourue : {penalty}", "Penalty incurred: {penalty}"),
    "aggravated": ("avec {label}", "with {label}"),
    "bar.no": (
        "Prescription : non acquise ; dernier jour utile le {day} ({label})",
        "Limitation: still running; last useful day {day} ({label})",
    ),
    "bar.no_unknown_day": (
        "Prescription : non acquise à ce jour, quel que soit le point de départ ; dernier jour utile inconnu ({label})",
        "Limitation: still running today, whatever its starting point; last useful day unknown ({label})",
    ),
    "bar.never": (
        "Prescription : aucune, l'action est imprescriptible ({label})",
        "Limitation: none, prosecution is never time-barred ({label})",
    ),
    "bar.continued": (
        " ; comptée, comme le texte est lu, du {day}, où le contenu était encore en ligne : que l'infraction dure autant que lui se discute",
        "; counted, as the text is read, from {day}, when the content was still online: that the offence lasts as long is arguable",
    ),
    "bar.continued_at_least": (
        " ; comptée, comme le texte est lu, au plus tôt du {day}, où le contenu était encore en ligne : que l'infraction dure autant que lui se discute",
        "; counted, as the text is read, from {day} at the earliest, when the content was still online: that the offence lasts as long is arguable",
    ),
    "bar.never_if": (
        " ; aucune, l'action serait imprescriptible, si ce point encore ouvert était établi : {circumstance}",
        "; none, prosecution would never be time-barred, if this point still open were established: {circumstance}",
    ),
    "bar.yes": (
        "Prescription : ACQUISE depuis le {day} ({label}). Elle touche la poursuite, non le retrait.",
        "Limitation: TIME-BARRED since {day} ({label}). It concerns prosecution, not removal.",
    ),
    "bar.unknown": (
        "Prescription : à vérifier, point de départ inconnu ({label})",
        "Limitation: to be verified, starting point unknown ({label})",
    ),
    "bar.unless": (
        "Prescription : à vérifier ; acquise, sauf si ce point encore ouvert est établi : {circumstance} (alors : {label})",
        "Limitation: to be verified; time-barred, unless this point still open is established: {circumstance} (then: {label})",
    ),
    "milder": (
        "Loi dans le temps : la réponse la plus favorable l'emporte (CP 112-1) entre {versions}.",
        "Law over time: the answer most favourable to the accused prevails (CP 112-1) among {versions}.",
    ),
    "wording": ("rédaction en vigueur du {from_} au {until}", "wording in force from {from_} to {until}"),
    "wording.now": ("rédaction en vigueur depuis le {from_}", "wording in force since {from_}"),
    "wording.none": ("aucun texte du {from_} au {until}", "no text from {from_} to {until}"),
    "wording.none.now": ("aucun texte depuis le {from_}", "no text since {from_}"),
    "wording.kept": (", retenue", ", retained"),
    "prudence": ("Prudence", "Caution"),
    "presumed_only": (
        "repose sur des faits seulement présumés : à confirmer",
        "rests on facts that are only presumed: to be confirmed",
    ),
    "contested": (
        "un autre texte l'emporterait s'il était établi",
        "another text would prevail if it were established",
    ),
    "to_verify": ("un point de droit reste à vérifier : {label}", "a point of law remains to be verified: {label}"),
    "elements": ("Éléments constitutifs", "Constitutive elements"),
    "defences": ("Exceptions et champ d'application", "Exceptions and scope"),
    "established": ("établi", "met"),
    "refuted": ("réfuté", "refuted"),
    "open": ("ouvert", "open"),
    "presumed": ("présumé", "presumed"),
    "to_confirm": ("établi, à confirmer", "met, to be confirmed"),
    "defence.established": ("établie", "established"),
    "defence.raised": ("à examiner", "to be examined"),
    "defence.ruled_out": ("écartée", "ruled out"),
    "defence.absent": ("non évoquée, présumée absente", "not raised, presumed absent"),
    "scope.met": ("réuni", "met"),
    "scope.presumed": ("présumé", "presumed"),
    "scope.refuted": ("hors champ", "out of scope"),
    "arguable": ("un fait est discuté, {fact}", "a fact is disputed, {fact}"),
    "disputed": (
        "Discuté, donc inconnu de la réponse ; ne se demande plus",
        "Disputed, and so unknown to the answer; not asked again",
    ),
    "missing": ("Ce qui manque, la question la plus utile d'abord", "What is missing, the most useful question first"),
    "to_be_confirmed": ("à confirmer", "to be confirmed"),
    "if": ("Serait établi si", "Would be established if"),
    "neighbours": ("Pourquoi pas les autres", "Why not the others"),
    "unevoked": ("Rien ne les évoque à ce stade : {names}.", "Nothing evokes them at this stage: {names}."),
    "and_more": (" et {count} autres voisins", " and {count} other neighbours"),
    "also": ("Aussi à proposer", "Also to be suggested"),
    "concurrent": ("en concours", "concurrent"),
    "lead": ("piste ouverte : {points}", "open lead: {points}"),
    "lead.recognised": (
        "reconnue à la lecture, qu'aucun fait n'évoque encore : {points}",
        "recognised as read, not yet evoked by any fact: {points}",
    ),
    "absorbed": ("absorbé par {by}", "absorbed by {by}"),
    "out_of_field": ("Hors champ", "Out of field"),
    "redirect": ("orienter vers : {redirect}", "redirect to: {redirect}"),
    "authority": ("Autorité : {authority}", "Authority: {authority}"),
    "nature.crime": ("crime", "crime"),
    "nature.delit": ("délit", "délit"),
    "nature.crime_here": (
        "délit, crime sous cette circonstance",
        "délit, crime (felony) under this circumstance",
    ),
    "nature.contravention": ("contravention", "petty offence"),
    "status.established": ("établi", "established"),
    "status.to_confirm": ("établi, à confirmer", "established, to be confirmed"),
    "status.excluded": ("écarté", "excluded"),
    "status.open": ("ouvert", "open"),
    "status.not_in_force": ("pas en vigueur aux faits", "not in force at the time of the facts"),
    "status.repealed": (
        "punie aux faits, plus maintenant : loi plus douce",
        "punished at the time, no longer: milder law",
    ),
    "status.out_of_scope": ("hors de son champ d'application", "out of its scope"),
    "void.not_yet": ("texte pas encore en vigueur", "text not yet in force"),
    "void.repealed": ("texte abrogé", "text repealed"),
    "void.unconstitutional": ("texte censuré (inconstitutionnel)", "text struck down (unconstitutional)"),
    "void.transferred": ("texte passé dans {where}", "text moved to {where}"),
    "relation.exclusion": ("l'un ou l'autre", "one or the other"),
    "relation.speciality": ("le texte spécial l'emporte", "the special text prevails"),
    "relation.cumulation": ("se cumulent", "both apply"),
    "relation.neighbour": ("voisin", "neighbour"),
    "for_example": ("p. ex. {value}", "e.g. {value}"),
    "source.was": ("dit alors « {words} »", "stated as “{words}”"),
    "source.presumed": ("présumé", "presumed"),
    "source.reporter": ("selon le signalant", "according to the reporter"),
    "to_know": ("à savoir : {facts}", "to know: {facts}"),
    "digests": (
        "Empreintes — faits {facts} · règles {ruleset} · moteur {engine} ({reasoner})",
        "Digests — facts {facts} · rules {ruleset} · engine {engine} ({reasoner})",
    ),
}


PHRASES: dict[Language, dict[str, str]] = {
    "fr": {key: french for key, (french, _) in _PHRASES.items()},
    "en": {key: english for key, (_, english) in _PHRASES.items()},
}
"""The phrases of each language."""


def say(key: str, language: Language, **values: object) -> str:
    """A phrase, its blanks filled."""
    phrase = PHRASES[language][key]
    return phrase.format(**values) if values else phrase
