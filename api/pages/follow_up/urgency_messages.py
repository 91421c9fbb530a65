"""Questions of danger, before whom to tell."""

MESSAGES: dict[str, tuple[str, str]] = {
    "urgency.title": ("Quelqu'un est-il en danger ?", "Is somebody in danger?"),
    "urgency.oui": ("Oui", "Yes"),
    "urgency.non": ("Non", "No"),
    "urgency.unknown": ("Retirer la réponse", "Take the answer back"),
    "urgency.none": ("Non à toutes ces questions", "No to all of these"),
}
