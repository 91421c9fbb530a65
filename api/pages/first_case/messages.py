"""The guide through an invented report."""

MESSAGES: dict[str, tuple[str, str]] = {
    "first.title": ("Un premier dossier", "A first case"),
    "first.lead": (
        "Cinq étapes sur un signalement inventé, avec les touches et les règles du service. Rien n'est enregistré : on peut se tromper.",
        "Five steps on an invented report, with the keys and the rules of the service. Nothing is stored: mistakes are free.",
    ),
    "first.stages": ("Étapes", "Steps"),
    "first.stage_1": ("Prendre", "Take"),
    "first.stage_2": ("Lire", "Read"),
    "first.stage_3": ("Établir", "Establish"),
    "first.stage_4": ("Décider", "Decide"),
    "first.stage_5": ("Prévenir", "Notify"),
    "first.take": ("1. Prendre le suivant", "1. Take the next one"),
    "first.take_told": (
        "La file range les signalements : un danger pour une personne d'abord, puis le plus grave. « Prendre le suivant » réserve le premier, vingt minutes, pour une seule personne.",
        "The queue orders reports: a danger to somebody first, then the gravest. “Take the next one” keeps the first for one person, for twenty minutes.",
    ),
    "first.take_pass": (
        "Un dossier peut se laisser à quelqu'un d'autre sans dire pourquoi.",
        "A case can be left to somebody else without saying why.",
    ),
    "first.read": ("2. Lire, autant qu'il faut", "2. Read, as much as needed"),
    "first.read_told": (
        "Le texte est masqué. Il s'affiche tant que la touche est maintenue, puis se masque de nouveau. Les mots soulignés sont ceux dont l'outil tire un fait.",
        "The text is hidden. It shows while the key is held, then hides again. Underlined words are those from which the tool draws a fact.",
    ),
    "first.on": ("Continuer", "Go on"),
    "first.establish": ("3. Établir ce qui n'est que présumé", "3. Establish what is only presumed"),
    "first.establish_told": (
        "L'outil a lu des faits dans le texte : il les présume. Une personne les confirme, ou dit non. Ne rien dire reste possible : inconnu n'est jamais « non ».",
        "The tool read facts in the text: it presumes them. A person confirms them, or says no. Saying nothing remains possible: unknown is never “no”.",
    ),
    "first.passage": ("Lu dans : {words}", "Read in: {words}"),
    "first.confirmed": ("confirmé par vous", "confirmed by you"),
    "first.denied": ("écarté par vous", "denied by you"),
    "first.so_far": ("La réponse, à ce stade", "The answer so far"),
    "first.decide": ("4. Décider", "4. Decide"),
    "first.decide_told": (
        "L'outil suggère, vous décidez. Chaque élément du texte de loi dit s'il est réuni, et par quoi.",
        "The tool suggests, you decide. Each element of the law says whether it is met, and by what.",
    ),
    "first.decide_open": (
        "Rien n'est établi : retenir serait possible, avec un motif. « Aucune ne s'applique » est la décision que les faits portent.",
        "Nothing is established: accepting would be possible, with a reason. “None applies” is the decision that the facts bear.",
    ),
    "first.accept": ("Retenir : {short}", "Accept: {short}"),
    "first.none": ("Aucune ne s'applique", "None applies"),
    "first.notify": ("5. Prévenir et suivre", "5. Tell and follow up"),
    "first.notify_told": (
        "Les règles disent qui doit être prévenu et sous quel délai. La notification est écrite entière, ou refusée avec ce qui manque ; une personne la confirme avant l'envoi.",
        "The rules say who is to be told and by when. The notice is written whole, or refused with what is missing; a person confirms it before it is sent.",
    ),
    "first.nobody": (
        "Votre décision ne demande de prévenir personne : le dossier est clos. Elle s'annule le jour même ; ensuite, le dossier se rouvre avec un motif.",
        "Your decision asks to tell nobody: the case is closed. It can be undone on the same day; later, the case is reopened with a reason.",
    ),
    "first.no_rules": (
        "Les règles en service ne connaissent plus ce que dit cet exemple : seules les étapes de lecture sont montrées.",
        "The rules in service no longer know what this example says: only the reading steps are shown.",
    ),
    "first.notice": ("Notification écrite : {recipient}", "Notice written: {recipient}"),
    "first.done": ("Terminé. Rien n'a été enregistré.", "Done. Nothing was stored."),
    "first.again": ("Recommencer", "Start again"),
    "first.queue": ("Aller à la file", "Go to the queue"),
    "first.link": ("Un premier dossier, inventé, pas à pas", "A first case, invented, step by step"),
    "first.back": ("Étape précédente", "Previous step"),
}  # fmt: skip
