"""Messages of who has what on the board, and of the end of a shift."""

MESSAGES: dict[str, tuple[str, str]] = {
    "board.parts": ("Parties du suivi", "Parts of the follow-up"),
    "board.to_check": ("À vérifier", "To check"),
    "board.check_table": ("Adresses à contrôler", "Addresses to look at"),
    "board.to_check_lead": (
        "Adresses à contrôler, en retard ou dans la journée : le service ne va jamais voir lui-même.",
        "Addresses to look at, late or within a day: the service never looks by itself.",
    ),
    "board.who": ("Qui s'en occupe", "Who has it"),
    "board.nobody": ("personne", "nobody"),
    "board.you": ("vous", "you"),
    "board.who_holds": ("tenu par {name}", "held by {name}"),
    "board.who_decided": ("décidé par {name}", "decided by {name}"),
    "board.who_prepared": ("préparée par {name}", "prepared by {name}"),
    "board.who_confirmed": ("confirmée par {name}", "confirmed by {name}"),
    "board.dangers": (
        "{n} danger que personne d'autre ne tient, ou pour lequel rien n'est préparé.|"
        "{n} dangers que personne d'autre ne tient, ou pour lesquels rien n'est préparé.",
        "{n} danger that nobody else holds, or with nothing prepared.|"
        "{n} dangers that nobody else holds, or with nothing prepared.",
    ),
    "shift.open": ("Finir mon service", "End my shift"),
    "shift.title": ("Fin de service", "End of shift"),
    "shift.ended": (
        "Service terminé : ce que vous teniez est rendu à la file.",
        "Shift ended: what you held is back in the queue.",
    ),
    "shift.urgent": (
        "Un danger ou un délai reste sans personne jusqu'à la fin du prochain service : le passer à quelqu'un avant de partir.",
        "A danger or a deadline is left unattended until the end of the next shift: hand it over before leaving.",
    ),
    "shift.refused": (
        "Le service n'est pas terminé : un danger ou un délai reste sans personne. Le passer à quelqu'un, puis cocher la case.",
        "The shift is not ended: a danger or a deadline is left unattended. Hand it over, then tick the box.",
    ),
    "shift.calm": (
        "Aucun danger ni aucun délai ne reste sans personne.",
        "No danger and no deadline is left unattended.",
    ),
    "shift.dangers": (
        "Dangers que personne d'autre ne tient, ou pour lesquels rien n'est préparé",
        "Dangers that nobody else holds, or with nothing prepared",
    ),
    "shift.no_danger": ("Aucun.", "None."),
    "shift.passing": ("En retard, ou dû dans les douze heures", "Late, or due within twelve hours"),
    "shift.nothing_passing": ("Rien.", "Nothing."),
    "shift.yours": ("Ce que vous avez en main", "What you have in hand"),
    "shift.assigned": ("Dossier que vous tenez, et qui sera rendu à la file :", "Case that you hold, and that will be given back:"),
    "shift.nothing_yours": ("Rien.", "Nothing."),
    "shift.seen": (
        "J'ai vu ce qui reste, et je l'ai passé à quelqu'un",
        "I have seen what is left, and handed it over",
    ),
    "shift.end": ("Finir mon service", "End my shift"),
    "shift.back": ("Revenir au suivi", "Back to the follow-up"),
}  # fmt: skip
