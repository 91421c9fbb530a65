"""A kept answer beside today's rules."""

MESSAGES: dict[str, tuple[str, str]] = {
    "compared.title": ("Avec les règles d'aujourd'hui", "With today's rules"),
    "compared.differs": (
        "Mêmes faits, même jour de décision : voici ce que les règles d'aujourd'hui disent autrement.",
        "Same facts, same day of decision: this is what today's rules say otherwise.",
    ),
    "compared.same": (
        "Mêmes faits, même jour de décision : les règles d'aujourd'hui disent la même chose.",
        "Same facts, same day of decision: today's rules say the same.",
    ),
    "compared.impossible": (
        "Les règles d'aujourd'hui voient une contradiction dans les faits d'alors : aucune comparaison possible.",
        "Today's rules see a contradiction in the facts of that time: no comparison is possible.",
    ),
    "compared.what": ("Point", "Point"),
    "compared.then": ("Alors", "Then"),
    "compared.now": ("Aujourd'hui", "Today"),
    "compared.answer": ("Réponse", "Answer"),
    "compared.missing": ("Ce qui manque", "What is missing"),
    "compared.stated": ("Établi alors", "Stated then"),
    "compared.left_aside": ("inconnu de ces règles, laissé de côté", "unknown to these rules, left aside"),
    "compared.unknown": ("inconnue de ces règles", "unknown to these rules"),
    "compared.nothing": ("rien", "nothing"),
}
