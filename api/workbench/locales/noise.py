"""The review of what the noise filter sets aside."""

MESSAGES: dict[str, tuple[str, str]] = {
    "nav.noise": ("Bruit", "Noise"),
    "noise.title": ("Contrôle du bruit", "Noise review"),
    "noise.lead": (
        "Mis de côté n'est jamais supprimé. Ce que l'on dit ici mesure le filtre.",
        "Set aside is never deleted. What is said here measures the filter.",
    ),
    "noise.waiting": ("Mis de côté, à juger", "Set aside, to be judged"),
    "noise.drawn": ("Tirés au sort", "Drawn"),
    "noise.disagreement": ("Désaccord", "Disagreement"),
    "noise.judged": ("sur {n} jugement|sur {n} jugements", "on {n} judgement|on {n} judgements"),
    "noise.rate": ("{rate} (de {low} à {high}, à {level})", "{rate} ({low} to {high}, at {level})"),
    "noise.no_rate": ("pas encore mesuré", "not measured yet"),
    "noise.text": ("Texte mis de côté", "Text set aside"),
    "noise.is_noise": ("C'est du bruit", "It is noise"),
    "noise.restore": ("Remettre en file", "Put back in the queue"),
    "noise.is_drawn": ("tiré au sort", "drawn"),
    "noise.restored": ("{name} remis en file", "{name} put back in the queue"),
    "noise.another": ("Un autre", "Another one"),
    "noise.whole": ("Lire le dossier entier", "Read the whole case"),
    "noise.already": (
        "Quelqu'un d'autre avait déjà jugé ce signalement : rien n'a changé. En voici un autre.",
        "Somebody else had already judged that report: nothing changed. Here is another one.",
    ),
    "noise.none": ("Rien n'est mis de côté", "Nothing is set aside"),
    "noise.none_hint": ("Tout ce qui arrive passe dans la file.", "Whatever comes in goes to the queue."),
}  # fmt: skip
