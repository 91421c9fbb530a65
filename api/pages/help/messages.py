"""Help, meaning of answers, accessibility. Long texts are templates, one per language."""

MESSAGES: dict[str, tuple[str, str]] = {
    "help.title": ("Aide", "Help"),
    "help.semantics": ("Comment l'outil raisonne", "How the tool reasons"),
    "help.accessibility": ("Accessibilité", "Accessibility"),
    "help.words": ("Mots de cette page :", "Words of this page:"),
    "help.glossary": ("Glossaire", "Glossary"),
    "help.glossary_lead": (
        "Les mots de l'outil, au sens où il les emploie.",
        "The words of the tool, in the sense it gives them.",
    ),
    "help.keyboard": ("Clavier", "Keyboard"),
    "help.statuses": ("Signes et statuts", "Signs and statuses"),
    "help.statuses_lead": (
        "Chaque statut a une forme et un mot : la couleur n'est jamais seule à le dire.",
        "Each status has a shape and a word: colour never says it alone.",
    ),
    "help.first": ("Commencer", "Start here"),
    "help.sign": ("Signe", "Sign"),
    "help.meaning": ("Sens", "Meaning"),
    "meaning.established": ("Vrai quels que soient les faits encore inconnus.", "True whatever the unknown facts turn out to be."),
    "meaning.to_confirm": ("Vrai, mais sur des faits seulement présumés.", "True, but on facts that are only presumed."),
    "meaning.presumed": (
        "Personne ne l'a constaté ; la règle le tient pour réuni et dit pourquoi.",
        "Nobody observed it; the rule holds it to be met and says why.",
    ),
    "meaning.to_check": (
        "Un indice seulement : le lecteur le tient pour probable, et rien ne l'établit ni ne le fait présumer.",
        "An indication only: the reader holds it likely, and nothing establishes it or makes it presumed.",
    ),
    "meaning.open": ("Peut encore tourner d'un côté ou de l'autre.", "Can still turn either way."),
    "meaning.excluded": (
        "Un élément au moins est réfuté, ou une exception est établie.",
        "At least one element is refuted, or a defence is established.",
    ),
    "meaning.refuted": ("Faux quels que soient les faits encore inconnus.", "False whatever the unknown facts turn out to be."),
    "meaning.not_in_force": (
        "Aucun texte ne punit ces faits aux dates considérées ; « avant ce qui est encodé » quand les règles ne disent rien du texte d'alors.",
        "No text punishes these facts on the dates considered; “before what is encoded” when the rules say nothing of the text of then.",
    ),
    "meaning.out_of_scope": ("Le texte n'atteint pas ces faits : lieu, personne, compétence.", "The text does not reach these facts: place, person, competence."),
    "meaning.out_of_field": ("La hotline ne traite pas ce sujet, quoi qu'en dise le droit.", "The hotline does not take this subject, whatever the law says."),
}  # fmt: skip
