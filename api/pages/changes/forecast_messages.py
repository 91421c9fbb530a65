"""The words on who signs, before anything is submitted."""

MESSAGES: dict[str, tuple[str, str]] = {
    "forecast.nothing": (
        "Rien n'est encore modifié dans cette demande : personne n'a à la signer.",
        "Nothing is changed in this request yet: nobody has to sign it.",
    ),
    "forecast.request.bound": (
        "Cette demande telle qu'elle est : au plus {who} ; son dossier dira le nombre exact.",
        "This request as it is: at most {who}; its evidence will say exactly.",
    ),
    "forecast.request.draft": ("Cette demande telle qu'elle est : {who}.", "This request as it is: {who}."),
    "forecast.request.submitted": ("Cette demande, soumise : {who}.", "This request, submitted: {who}."),
    "forecast.all_there": ("Toutes les signatures y sont.", "All signatures are there."),
    "forecast.alike": (
        "Une modification ici ({fields}) : {who}, quoi qu'elle change.",
        "A change here ({fields}): {who}, whatever it changes.",
    ),
    "forecast.varies": (
        "Une modification ici ({fields}) : {least} ; jusqu'à {most}, selon ce qu'elle change.",
        "A change here ({fields}): {least}; up to {most}, by what it changes.",
    ),
    "forecast.reaches": (
        "Une modification ici ({fields}) : {least} ; jusqu'à {most}, selon ce qu'elle change et les infractions dont elle change le sens.",
        "A change here ({fields}): {least}; up to {most}, by what it changes and the offences whose meaning it changes.",
    ),
    "forecast.any_field": (
        "Qui signe une modification dépend de ce qu'elle touche et de ce qu'elle change.",
        "Who signs a change depends on what it touches and on what it changes.",
    ),
    "forecast.fields": ("{n} domaine|{n} domaines", "{n} field|{n} fields"),
    "forecast.policy": ("Toute la politique de signature", "The whole sign-off policy"),
    "forecast.with_text": ("Avec ce texte, la demande serait signée par {who}.", "With this text, the request would be signed by {who}."),
}  # fmt: skip
