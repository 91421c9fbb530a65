"""The contact of who reported."""

MESSAGES: dict[str, tuple[str, str]] = {
    "contact.title": ("Qui a signalé {name}", "Who reported {name}"),
    "contact.kept": (
        "Le journal garde que vous avez lu ces coordonnées.",
        "The journal keeps that you read this contact.",
    ),
    "contact.reporter": ("Nom", "Name"),
    "contact.email": ("Courriel", "E-mail"),
    "contact.phone": ("Téléphone", "Phone"),
    "contact.label": ("Signalant", "Reporter"),
    "contact.read": ("Lire les coordonnées", "Read the contact"),
    "contact.others": (
        "a laissé ses coordonnées, qu'un superviseur peut lire",
        "left a contact, which a reviewer can read",
    ),
}
