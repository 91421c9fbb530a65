"""Display settings."""

MESSAGES: dict[str, tuple[str, str]] = {
    "display.title": ("Affichage et clavier", "Display and keyboard"),
    "display.lead": (
        "Ces réglages restent sur ce poste, dans un cookie qui ne dit pas qui vous êtes.",
        "These settings stay on this computer, in a cookie that does not say who you are.",
    ),
    "display.saved": ("Réglages enregistrés.", "Settings saved."),
    "display.save": ("Enregistrer", "Save"),
    "display.reset": ("Tout remettre par défaut", "Reset everything"),
    "display.lang": ("Langue", "Language"),
    "display.lang_auto": ("celle du navigateur", "the browser's"),
    "display.theme": ("Thème", "Theme"),
    "display.theme.auto": ("comme le système", "as the system"),
    "display.theme.light": ("clair", "light"),
    "display.theme.dark": ("sombre", "dark"),
    "display.contrast": ("Contraste", "Contrast"),
    "display.contrast.auto": ("comme le système", "as the system"),
    "display.contrast.more": ("renforcé", "stronger"),
    "display.hotkeys": ("Raccourcis à une touche", "Single-key shortcuts"),
    "display.hotkeys.on": ("actifs", "on"),
    "display.hotkeys.off": ("désactivés", "off"),
    "display.fold": ("Textes masqués", "Hidden texts"),
    "display.fold.hold": ("visibles tant que la touche ou l'appui est maintenu", "visible while the key or the press is held"),
    "display.fold.toggle": ("ouverts et fermés d'un appui", "opened and closed with one press"),
    "display.keys": ("Touches", "Keys"),
    "display.keys_lead": (
        "Une touche (j), deux à la suite (g l), ou Control+Enter. Vider un champ rend la touche d'origine.",
        "One key (j), two in a row (g l), or Control+Enter. Emptying a field restores the original key.",
    ),
    "display.bad_key": ("« {key} » n'est pas une touche ni deux touches à la suite.", "“{key}” is neither a key nor two keys in a row."),
    "display.clash": ("La touche « {key} » sert déjà à : {other}.", "The key “{key}” is already used for: {other}."),
}  # fmt: skip
