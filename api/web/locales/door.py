"""The door: signing in."""

MESSAGES: dict[str, tuple[str, str]] = {
    "door.title": ("Connexion", "Sign in"),
    "door.login": ("Identifiant", "Name"),
    "door.password": ("Mot de passe", "Password"),
    "door.enter": ("Entrer", "Sign in"),
    "door.by_link": ("Ce lien ouvre une session et ne sert qu'une fois.", "This link opens a session and works once."),
    "door.by_provider": ("Entrer par {name}", "Sign in with {name}"),
    "door.refused": (
        "Identifiant ou mot de passe refusé. Les vérifier, ou demander un lien à un administrateur.",
        "Name or password refused. Check them, or ask an administrator for a link.",
    ),
}  # fmt: skip
