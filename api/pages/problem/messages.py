"""Advice on a problem, for a person at a screen, where the catalogue's advice speaks to a
program.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "problem.explained": ("En savoir plus sur ce message", "More on this message"),
    "problem.number": ("Numéro à donner à l'administrateur :", "Number to give to the administrator:"),
    "problem.for_programs": ("Pour un programme :", "For a program:"),
    "problem.malformed-body": (
        "La page a envoyé quelque chose d'illisible : revenir en arrière, puis recommencer.",
        "The page sent something unreadable: go back, then start again.",
    ),
    "problem.sign-in-needed": ("Se connecter, puis recommencer.", "Sign in, then start again."),
    "problem.not-allowed": (
        "Demander à un administrateur le rôle que cette action demande.",
        "Ask an administrator for the role that this action needs.",
    ),
    "problem.method-not-allowed": (
        "Cette adresse ne s'ouvre pas ainsi : revenir à la page d'avant.",
        "This address does not open this way: go back to the page before.",
    ),
    "problem.nothing-to-accept": (
        "Établir d'autres faits, ou choisir « Aucune ne s'applique », « Bruit », « Hors champ » ou une autre infraction.",
        "State more facts, or choose “None applies”, “Noise”, “Out of scope” or another offence.",
    ),
    "problem.law-changed": (
        "Depuis le dossier, redemander la réponse sous les règles d'aujourd'hui, puis recommencer. Rien n'a été enregistré.",
        "From the case, ask for the answer again under today's rules, then start again. Nothing was stored.",
    ),
    "problem.law-absent": (
        "Les règles de cette réponse ne sont pas gardées, ou ce logiciel ne les lit plus. La réponse elle-même se lit et s'exporte.",
        "The rules of this answer were not kept, or this software no longer reads them. The answer itself can be read and exported.",
    ),
    "problem.invalid-request": (
        "Corriger ce qui est nommé ici, puis recommencer. Rien n'a été enregistré.",
        "Correct what is named here, then start again. Nothing was stored.",
    ),
    "problem.notice-refused": (
        "Compléter chaque point nommé ici. Rien n'a été préparé.",
        "Complete each point named here. Nothing was prepared.",
    ),
    "problem.version-needed": ("Rouvrir la page, puis recommencer.", "Open the page again, then start again."),
    "problem.too-many-requests": ("Attendre une minute, puis recommencer.", "Wait a minute, then start again."),
    "problem.internal": (
        "Recommencer plus tard. Si cela se répète, donner à l'administrateur le numéro ci-dessous.",
        "Try again later. If it happens again, give the administrator the number below.",
    ),
    "problem.law-damaged": (
        "La copie gardée de ces règles est abîmée : prévenir l'administrateur, qui la reprendra d'une sauvegarde.",
        "The copy kept of these rules is damaged: tell the administrator, who will restore it from a backup.",
    ),
    "problem.not-ready": (
        "Rien n'a été enregistré : recommencer dans un moment, ou prévenir l'administrateur de ce qui est dit ici.",
        "Nothing was stored: try again in a while, or tell the administrator what is said here.",
    ),
    "problem.too-busy": (
        "Le service a trop à faire à la fois. Rien n'a été fait : recommencer dans quelques secondes.",
        "The service has too much to do at once. Nothing was done: try again in a few seconds.",
    ),
    "problem.contact-key-absent": (
        "La clé qui a chiffré ces coordonnées a été retirée : l'administrateur peut l'y remettre.",
        "The key that sealed this contact was removed: an administrator can put it back.",
    ),
}  # fmt: skip
