"""A kept answer."""

MESSAGES: dict[str, tuple[str, str]] = {
    "kept.title": ("Réponse gardée", "Kept answer"),
    "kept.lead": (
        "Telle qu'elle a été donnée le {day}. Elle ne change plus.",
        "As it was given on {day}. It no longer changes.",
    ),
    "kept.report": ("Signalement", "Report"),
    "kept.asked_for": ("Demandée par", "Asked for by"),
    "kept.law_day": ("Jour de la décision", "Day of decision"),
    "kept.facts": ("Empreinte des faits", "Digest of facts"),
    "kept.ruleset": ("Empreinte des règles", "Digest of rules"),
    "kept.answer": ("Empreinte de la réponse", "Digest of the answer"),
    "kept.engine": ("Moteur", "Engine"),
    "kept.replay": ("Rejouer", "Replay"),
    "kept.export": ("Exporter en JSON", "Export as JSON"),
    "kept.same": ("Rejouée : les mêmes octets.", "Replayed: the same bytes."),
    "kept.differs": ("Rejouée : {n} différence|Rejouée : {n} différences", "Replayed: {n} difference|Replayed: {n} differences"),
    "kept.place": ("Place", "Place"),
    "kept.before": ("Gardée", "Kept"),
    "kept.now": ("Rejouée", "Replayed"),
    "kept.old_law": (
        "Les règles d'alors ne sont plus servies : la preuve se lit dans l'export.",
        "The rules of that time are no longer served: the proof is in the export.",
    ),
    "kept.digests": ("Empreintes", "Digests"),
}  # fmt: skip
