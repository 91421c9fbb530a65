"""An answer given under earlier rules."""

MESSAGES: dict[str, tuple[str, str]] = {
    "old_law.said": (
        "Les règles de cette réponse ne sont plus celles d'aujourd'hui.",
        "The rules of this answer are no longer today's.",
    ),
    "old_law.served": ("Servies du {first} au {last}.", "Served from {first} to {last}."),
    "old_law.read": ("Lire le droit tel qu'il était servi", "Read the law as it was served"),
    "old_law.again_lead": (
        "On peut décider sur cette réponse, tant que l'infraction existe encore, ou la redemander : elle reste gardée.",
        "You may decide on this answer, as long as the offence still exists, or ask for it again: it stays kept.",
    ),
    "old_law.left_aside": (
        "Établi alors, inconnu des règles d'aujourd'hui, et donc retiré si on redemande : {names}",
        "Stated then, unknown to today's rules, and so withdrawn if you ask again: {names}",
    ),
    "old_law.again": ("Redemander sous les règles d'aujourd'hui", "Ask again under today's rules"),
}
