"""The door: signing in."""

MESSAGES: dict[str, tuple[str, str]] = {
    "door.title": ("Connexion", "Sign in"),
    "door.login": ("Identifiant", "Name"),
    "door.password": ("Mot de passe", "Password"),
    "door.enter": ("Entrer", "Sign in"),
    "door.by_link": (
        "Ce lien ouvre une session et ne sert qu'une fois. Vous choisirez aussitôt un mot de passe, pour revenir sans lui.",
        "This link opens a session and works once. You will then choose a password, to come back without it.",
    ),
    "door.help": (
        "Première fois, ou mot de passe perdu : un administrateur donne un lien, qui permet d'en choisir un.",
        "First time, or password lost: an administrator gives a link, which lets you choose one.",
    ),
    "door.by_provider": ("Entrer par {name}", "Sign in with {name}"),
    "door.over": ("Votre session est terminée", "Your session is over"),
    "door.over_hint": (
        "Rien n'a été enregistré. Connectez-vous dans un autre onglet, puis rechargez cette page : ce que vous aviez saisi sera envoyé de nouveau.",
        "Nothing was stored. Sign in in another tab, then reload this page: what you had entered will be sent again.",
    ),
    "door.over_here": (
        "Votre session est terminée. Rien n'a été enregistré : connectez-vous, puis recommencez ici.",
        "Your session is over. Nothing was stored: sign in, then do it again here.",
    ),
    "door.again": ("Se connecter (nouvel onglet)", "Sign in (new tab)"),
    "door.refused": (
        "Identifiant ou mot de passe refusé. Les vérifier, ou demander un lien à un administrateur.",
        "Name or password refused. Check them, or ask an administrator for a link.",
    ),
}  # fmt: skip
