"""The words of the limits of a change request."""

MESSAGES: dict[str, tuple[str, str]] = {
    "limits.title": ("Cas limites", "Limit cases"),
    "limits.request": ("La demande", "The request"),
    "limits.lead": (
        "Des signalements inventés, les plus courts où un seul fait décide. Dire oui les ajoute aux cas de l'infraction ; dire non ouvre un commentaire.",
        "Invented reports, the shortest on which one fact decides. Saying yes adds them to the cases of the offence; saying no opens a comment.",
    ),
    "limits.of_offence": ("Infraction", "Offence"),
    "limits.by_default": ("Celles que la demande rédige autrement", "Those that the request words otherwise"),
    "limits.show": ("Voir ses cas limites", "See its limit cases"),
    "limits.unloadable": (
        "Les règles de cette demande ne se chargent pas : corriger d'abord ce que disent ses contrôles.",
        "The rules of this request do not load: first mend what its checks say.",
    ),
    "limits.none": ("Rien à demander.", "Nothing to ask."),
    "limits.none_hint": (
        "La demande ne rédige aucune infraction autrement, ou aucun fait n'y décide seul. Choisir une infraction pour voir les siens.",
        "The request words no offence otherwise, or no fact decides alone. Choose an offence to see its own.",
    ),
    "limits.is_new": ("La demande change cette réponse", "The request changes this answer"),
    "limits.has_case": ("Un cas est déjà sur cette limite", "A case is on this limit already"),
    "limits.facts": ("Les faits", "The facts"),
    "limits.answer": ("Les règles répondent", "The rules answer"),
    "limits.beyond": ("Si « {fact} » était : {value}", "If « {fact} » were: {value}"),
    "limits.yes": ("Oui, c'est bien cela", "Yes, that is right"),
    "limits.no": ("Non", "No"),
    "limits.why": ("Pourquoi ce n'est pas le droit", "Why it is not the law"),
    "limits.why_send": ("Ouvrir un commentaire", "Open a comment"),
    "limits.voids": (
        "La demande est soumise : dire oui la ramène en brouillon et annule ses signatures.",
        "The request is submitted: saying yes makes it a draft again and voids its signatures.",
    ),
    "limits.done.yes": ("Deux cas ajoutés à ceux de l'infraction.", "Two cases added to those of the offence."),
    "limits.done.no": ("Commentaire ouvert dans la discussion de la demande.", "Comment opened in the discussion of the request."),
}  # fmt: skip
