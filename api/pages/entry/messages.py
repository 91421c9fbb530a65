"""A report entered by hand."""

MESSAGES: dict[str, tuple[str, str]] = {
    "nav.entry": ("Saisir", "New report"),
    "entry.title": ("Saisir un signalement", "Enter a report"),
    "entry.lead": (
        "Un appel, un courriel : ce qui est signalé, tel qu'il est dit. Le dossier s'ouvre aussitôt.",
        "A call, an e-mail: what is reported, as it is told. Its case opens at once.",
    ),
    "entry.url": ("Adresse", "Address"),
    "entry.url_hint": ("Telle qu'elle est donnée. Rien n'y est jamais demandé.", "As it is given. Nothing is ever fetched from it."),
    "entry.text": ("Le contenu signalé", "The reported content"),
    "entry.text_hint": (
        "Ses propres mots, recopiés. Vide s'ils ne sont pas donnés.",
        "Its own words, copied. Empty when they are not given.",
    ),
    "entry.comment": ("Ce que dit le signalant", "What the reporter says"),
    "entry.comment_hint": (
        "Ses mots à lui. Une adresse, un contenu ou ces mots suffisent.",
        "Their own words. An address, a content or these words are enough.",
    ),
    "entry.no_category": ("non précisée", "not said"),
    "entry.day_hint": ("Vide si elle n'est pas connue.", "Empty when it is not known."),
    "entry.contact": ("Qui signale", "Who reports"),
    "entry.contact_hint": (
        "Rien n'est nécessaire. Gardé à part, chiffré, et effacé en premier.",
        "Nothing is needed. Kept apart, encrypted, and erased first.",
    ),
    "entry.save": ("Enregistrer et ouvrir le dossier", "Store and open the case"),
    "entry.nothing": ("Donner au moins une adresse, un contenu ou ce qu'en dit le signalant.", "Give at least an address, a content or what the reporter says."),
    "entry.too_long": ("Trop long : {n} caractères au plus.", "Too long: {n} characters at most."),
    "entry.channel_wrong": ("Choisir un canal de la liste.", "Choose a channel of the list."),
    "entry.day_wrong": ("Date refusée : l'écrire AAAA-MM-JJ.", "Date refused: write it YYYY-MM-DD."),
    "entry.day_future": ("Cette date est dans l'avenir : la corriger.", "This date is in the future: correct it."),
    "entry.wrong": ("Valeur refusée : la corriger.", "Value refused: correct it."),
}  # fmt: skip
