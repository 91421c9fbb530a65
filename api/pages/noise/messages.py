"""The review of what the noise filter sets aside."""

MESSAGES: dict[str, tuple[str, str]] = {
    "nav.noise": ("Bruit", "Noise"),
    "noise.title": ("Contrôle du bruit", "Noise review"),
    "noise.lead": (
        "Mis de côté n'est jamais supprimé. Ce que l'on dit ici mesure le filtre.",
        "Set aside is never deleted. What is said here measures the filter.",
    ),
    "noise.standing": ("Ce que vaut le filtre", "What the filter is worth"),
    "noise.every_channel": ("Tous les canaux", "Every channel"),
    "noise.every_field": ("tous les champs", "every field"),
    "noise.in_force": ("en vigueur", "in force"),
    "noise.demonstration": ("démonstration", "demonstration"),
    "noise.suspended": ("suspendu, rien n'est mis de côté", "suspended, nothing is set aside"),
    "noise.not_in_force": ("ne vaut pas, rien n'est mis de côté", "does not hold, nothing is set aside"),
    "noise.promise": (
        "Promesse : au plus {alpha} de ce qui doit être vu est mis de côté ; elle a {delta} de risques d'être fausse.",
        "Promise: at most {alpha} of what must be seen is set aside; the risk that it is false is {delta}.",
    ),
    "noise.promise_elsewhere": (
        "Promesse, sur les textes de la démonstration seulement : au plus {alpha} de ce qui doit être vu est mis de côté. Sur ceux de la hotline, il ne promet rien, et n'écarte que ce qui est reconnu comme du bruit. Voir « qualif noise calibrate ».",
        "Promise, on the texts of the demonstration only: at most {alpha} of what must be seen is set aside. On the hotline's own it promises nothing, and sets aside only what is recognised as noise. See “qualif noise calibrate”.",
    ),
    "noise.until": ("Jusqu'au {day}.", "Until {day}."),
    "noise.why": ("Pourquoi : {why}.", "Why: {why}."),
    "noise.no_certificate": (
        "Aucun certificat : rien n'est mis de côté, tout ce qui arrive passe dans la file.",
        "No certificate: nothing is set aside, whatever comes in goes to the queue.",
    ),
    "noise.no_filter": (
        "Le filtre est absent : rien n'est mis de côté. L'administration dit pourquoi.",
        "The filter is absent: nothing is set aside. The administration says why.",
    ),
    "noise.waiting": ("Mis de côté, à juger", "Set aside, to be judged"),
    "noise.drawn": ("Tirés au sort", "Drawn"),
    "noise.disagreement": ("Désaccord", "Disagreement"),
    "noise.judged": ("sur {n} jugement|sur {n} jugements", "on {n} judgement|on {n} judgements"),
    "noise.rate": ("{rate} (de {low} à {high}, à {level})", "{rate} ({low} to {high}, at {level})"),
    "noise.no_rate": ("pas encore mesuré", "not measured yet"),
    "noise.score": ("score du filtre : {share}", "filter score: {share}"),
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
    "noise.none_hint": (
        "Le filtre met de côté ce qui n'est sûrement pas à traiter ; ici, une personne vérifie. Rien n'est de côté : tout ce qui arrive passe dans la file.",
        "The filter sets aside what is surely not to be handled; here, a person checks. Nothing is set aside: whatever comes in goes to the queue.",
    ),
}  # fmt: skip
