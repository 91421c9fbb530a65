"""The words of the quality of the rules."""

MESSAGES: dict[str, tuple[str, str]] = {
    "nav.quality": ("Qualité", "Quality"),
    "quality.title": ("Qualité des règles", "Quality of the rules"),
    "quality.lead": (
        "Ce que les décisions disent des règles, jamais des personnes : où la proposition n'est pas retenue, où ce qui était présumé est corrigé.",
        "What decisions say of the rules, never of people: where the suggestion is not retained, where what was presumed is corrected.",
    ),
    "quality.method": (
        "Sur les signalements décidés dans la période, décisions en vigueur seules. Entre crochets, l'intervalle exact à 95 % : large, il dit qu'on ne "
        "sait pas encore. Ces nombres servent à corriger les règles ; ils ne se publient pas.",
        "On reports decided in the period, decisions in force alone. In brackets, the exact 95% interval: wide, it says that one does not know yet. "
        "These numbers serve to correct the rules; they are not to be published.",
    ),
    "quality.decisions": ("Décisions en vigueur", "Decisions in force"),
    "quality.none": ("Aucune décision dans cette période", "No decision in this period"),
    "quality.none_hint": ("Choisir d'autres jours.", "Choose other days."),
    "quality.json": ("Tout en données (JSON)", "Everything as data (JSON)"),
    "quality.others": (
        "{n} autre ligne, dans les données (JSON).|{n} autres lignes, dans les données (JSON).",
        "{n} more line, in the data (JSON).|{n} more lines, in the data (JSON).",
    ),
    "quality.offences": ("Infractions proposées, infractions retenues", "Offences suggested, offences retained"),
    "quality.offence": ("Infraction", "Offence"),
    "quality.suggested": ("Proposée", "Suggested"),
    "quality.retained": ("Retenue", "Retained"),
    "quality.overridden": ("Écartée", "Overridden"),
    "quality.retained_share": ("Part retenue", "Share retained"),
    "quality.unsuggested": ("Retenue sans être proposée", "Retained, not suggested"),
    "quality.gaps": ("Ce qui a été décidé à la place", "What was decided instead"),
    "quality.decided": ("Décidé", "Decided"),
    "quality.reports": ("Signalements", "Reports"),
    "quality.nothing": ("rien", "nothing"),
    "quality.kind.accept": ("proposition acceptée", "suggestion accepted"),
    "quality.kind.none_applies": ("aucune infraction ne s'applique", "no offence applies"),
    "quality.kind.noise": ("bruit", "noise"),
    "quality.kind.out_of_scope": ("hors champ", "out of scope"),
    "quality.clauses": ("Clauses dont les faits présumés sont corrigés", "Clauses whose presumed facts are corrected"),
    "quality.clauses_hint": (
        "Parmi les signalements décidés où l'infraction était proposée, ceux où quelqu'un a corrigé ou retiré un fait présumé que la clause lit.",
        "Among reports decided where the offence was suggested, those in which somebody corrected or withdrew a presumed fact that the clause reads.",
    ),
    "quality.no_clause": ("Aucun fait présumé n'a été corrigé.", "No presumed fact was corrected."),
    "quality.clause": ("Clause", "Clause"),
    "quality.part.elements": ("élément", "element"),
    "quality.part.defences": ("exception", "defence"),
    "quality.part.aggravations": ("circonstance aggravante", "aggravation"),
    "quality.wrong": ("Avec un fait corrigé", "With a fact corrected"),
    "quality.of": ("Sur", "Of"),
    "quality.wrong_share": ("Part corrigée", "Share corrected"),
    "quality.cues": ("Indices des lexiques", "Cues of the lexicons"),
    "quality.cues_hint": (
        "Ce que sont devenus les faits que chaque indice a fait présumer. Un fait que plusieurs indices ont fait présumer compte pour chacun.",
        "What became of the facts that each cue made presumed. A fact that several cues made presumed counts for each.",
    ),
    "quality.no_cue": ("Aucun fait présumé par un indice.", "No fact presumed by a cue."),
    "quality.cue": ("Indice", "Cue"),
    "quality.outcome.confirmed": ("Confirmés", "Confirmed"),
    "quality.outcome.corrected": ("Corrigés", "Corrected"),
    "quality.outcome.withdrawn": ("Retirés", "Withdrawn"),
    "quality.outcome.unjudged": ("Non jugés", "Not judged"),
    "quality.false_share": ("Part fausse, parmi les jugés", "Share wrong, of those judged"),
    "quality.absent_cue": ("n'est plus dans les lexiques", "no longer in the lexicons"),
    "quality.change": ("À changer", "To change"),
    "quality.propose": ("Proposer une modification", "Propose a change"),
    "quality.change_title": ("Revoir l'indice « {cue} »", "Review the cue “{cue}”"),
    "quality.change_reason": (
        "Du {first} au {last}, sur {judged} faits que l'indice « {cue} » ({file}) a fait présumer et que quelqu'un a jugés, confirmés : {confirmed}, "
        "corrigés : {corrected}, retirés : {withdrawn}. Part fausse : {share}.",
        "From {first} to {last}, of {judged} facts that the cue “{cue}” ({file}) made presumed and that somebody judged, confirmed: {confirmed}, "
        "corrected: {corrected}, withdrawn: {withdrawn}. Share wrong: {share}.",
    ),
    "quality.change_title_offence": ("Revoir « {offence} »", "Review “{offence}”"),
    "quality.change_reason_offence": (
        "Du {first} au {last}, « {offence} » proposée : {suggested}, retenue alors : {retained}, écartée : {overridden}. Part retenue : {share}. "
        "Retenue sans être proposée : {unsuggested}.",
        "From {first} to {last}, “{offence}” suggested: {suggested}, retained then: {retained}, overridden: {overridden}. Share retained: {share}. "
        "Retained without being suggested: {unsuggested}.",
    ),
    "quality.change_reason_instead": ("Décidé à la place : {instead}.", "Decided instead: {instead}."),
    "quality.change_title_clause": ("Revoir « {offence} » : {clause}", "Review “{offence}”: {clause}"),
    "quality.change_reason_clause": (
        "Du {first} au {last}, « {clause} » ({part}, {offence}) : sur {of} signalements décidés où l'infraction était proposée, {wrong} avec un fait présumé "
        "corrigé ou retiré. Part corrigée : {share}.",
        "From {first} to {last}, “{clause}” ({part}, {offence}): of {of} reports decided where the offence was suggested, {wrong} with a presumed fact "
        "corrected or withdrawn. Share corrected: {share}.",
    ),
    "quality.cases": ("Signalements comptés", "Reports counted"),
    "quality.back": ("Revenir aux chiffres", "Back to the figures"),
    "quality.count": ("{n} signalement.|{n} signalements.", "{n} report.|{n} reports."),
    "quality.reserved": (
        "La liste est réservée aux analystes, qui lisent les signalements.",
        "The list is reserved for analysts, who read reports.",
    ),
    "quality.last_ones": ("Les {n} derniers reçus sont listés.", "The last {n} received are listed."),
    "quality.instead": ("Proposé : {suggested} ; décidé : {decided}", "Suggested: {suggested}; decided: {decided}"),
}
