"""Danger to somebody, and the last act on a case."""

MESSAGES: dict[str, tuple[str, str]] = {
    "danger.established": ("Danger établi : {kinds}", "Danger established: {kinds}"),
    "danger.presumed": ("Danger présumé : {kinds}", "Danger presumed: {kinds}"),
    "danger.to_check": ("Danger à vérifier : {kinds}", "Danger to be checked: {kinds}"),
    "danger.lead_to_check": (
        "Le lecteur le tient pour probable ; rien d'autre ne le montre. Lire d'abord ; dans le doute, prévenir.",
        "The reader holds it likely; nothing else shows it. Read first; when in doubt, tell.",
    ),
    "danger.indication": ("Indication du lecteur", "The reader's indication"),
    "danger.share": ("{label}, {share} %", "{label}, {share}%"),
    "danger.lead_established": (
        "Prévenir d'abord ; le reste attend.",
        "Tell first; the rest waits.",
    ),
    "danger.lead_presumed": (
        "Personne ne l'a encore vérifié. Dans le doute, prévenir d'abord.",
        "Nobody has checked it yet. When in doubt, tell first.",
    ),
    "danger.now": ("À faire maintenant", "To be done now"),
    "danger.shown_by": ("Ce qui le montre", "What shows it"),
    "danger.passage": ("passage {number}", "passage {number}"),
    "danger.chip_established": ("Danger établi", "Danger established"),
    "danger.chip_presumed": ("Danger présumé", "Danger presumed"),
    "danger.chip_to_check": ("Danger à vérifier", "Danger to be checked"),
    "danger.no_filter": ("sans objet : danger", "not applicable: danger"),
    "danger.ask": (
        "« {what} » ferme un dossier où un danger est dit. Quelqu'un a-t-il été prévenu, ou le danger est-il écarté ?",
        "“{what}” closes a case where a danger is told. Has somebody been told, or is there no danger?",
    ),
    "danger.ask_nothing": ("Rien n'est encore décidé.", "Nothing is decided yet."),
    "danger.ask_yes": ("Décider : {what}", "Decide: {what}"),
    "danger.ask_no": ("Ne pas décider", "Do not decide"),
    "act.now": ("{label} : {value}", "{label}: {value}"),
    "act.presumed": ("{value} (présumé)", "{value} (presumed)"),
    "act.unsaid": ("sans réponse", "not answered"),
    "act.undone": ("Annulé. {what}", "Undone. {what}"),
    "act.undo_before": ("Annuler aussi : {what}", "Undo as well: {what}"),
    "act.decision_undone": (
        "Décision annulée : ce signalement attend de nouveau.",
        "Decision undone: this report is waiting again.",
    ),
    "undo.confirmation": ("Annuler la confirmation", "Undo the confirmation"),
    "undo.decision": ("Annuler la décision sur {name}", "Undo the decision on {name}"),
}  # fmt: skip
