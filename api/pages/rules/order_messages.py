"""Page of what comes first: priorities, dangers, suggestions."""

MESSAGES: dict[str, tuple[str, str]] = {
    "order.queue": ("Priorités de la file", "Priorities of the queue"),
    "order.queue_lead": (
        "La première règle qui s'applique donne le rang et la raison montrée ; à rang égal, le plus ancien d'abord.",
        "The first rule that applies gives the rank and the reason shown; at equal rank, the oldest first.",
    ),
    "order.keeps": (
        "Ce qu'une règle désigne n'est pas mis de côté par le filtre de bruit.",
        "What a rule names is not set aside by the noise filter.",
    ),
    "order.yields.category": (
        "Une catégorie choisie, seule, cède devant un bruit reconnu à {share} % au moins.",
        "A chosen category, alone, yields to noise recognised at {share}% or more.",
    ),
    "order.yields.named": (
        "Une infraction nommée sans être suggérée, seule, cède devant un bruit reconnu à {share} % au moins.",
        "An offence named without being suggested, alone, yields to noise recognised at {share}% or more.",
    ),
    "order.any_of": ("S'applique dès qu'une de ces conditions est remplie :", "Applies as soon as one of these is met:"),
    "order.when_danger": ("le signalement montre un danger pour quelqu'un", "the report shows a danger to somebody"),
    "order.when_text": ("le texte contient un motif de :", "the text holds a pattern of:"),
    "order.when_themes": (
        "l'infraction retenue ou suggérée relève de : {themes}",
        "the offence upheld or suggested is of: {themes}",
    ),
    "order.when_offences": ("l'infraction est l'une de :", "the offence is one of:"),
    "order.when_categories": ("le signalant a choisi :", "the reporter chose:"),
    "order.any_value": ("n'importe laquelle de ses valeurs", "any of its values"),
    "order.dangers": ("Dangers, et ce qu'il y a à faire", "Dangers, and what is to be done"),
    "order.danger_lead": (
        "Un danger se dit avant toute qualification. Il vaut dès qu'un de ses signes vaut.",
        "A danger is told before any qualification. It holds as soon as one of its signs does.",
    ),
    "order.lifted": (
        "Ce qu'une personne établit, et qui lève ce qui n'est que présumé :",
        "What a person establishes, and which lifts what is only presumed:",
    ),
    "order.signs": ("Signes :", "Signs:"),
    "order.indication": ("{name} à {share} % au moins", "{name} at {share}% at least"),
    "order.indicated": ("le lecteur tient pour probable : {what} (à vérifier)", "the reader holds as likely: {what} (to be checked)"),
    "order.actions": ("À faire, dans l'ordre :", "To be done, in order:"),
    "order.yields": ("Ne se dit plus quand vaut aussi :", "Is no longer told when this holds too:"),
    "order.suggestions": ("Ordre des suggestions", "Order of suggestions"),
    "order.suggestions_lead": (
        "Chaque suggestion reçoit les points de ses critères ; la plus haute vient en premier. L'ordre ne change aucun état.",
        "Each suggestion gets the points of its criteria; the highest comes first. The order changes no status.",
    ),
    "order.criteria": ("Critères", "Criteria"),
    "order.criterion": ("Critère", "Criterion"),
    "order.points": ("Points", "Points"),
    "order.why": ("Pourquoi", "Why"),
    "order.thresholds": ("Seuils :", "Thresholds:"),
    "order.threshold.likely": ("Un champ est probable à partir de {share} %.", "A field is likely from {share}%."),
    "order.threshold.unlikely": ("Un champ est improbable sous {share} %.", "A field is unlikely under {share}%."),
    "order.threshold.unlikely_offence": (
        "Une infraction est improbable sous {share} %.",
        "An offence is unlikely under {share}%.",
    ),
    "order.threshold.recognised": (
        "Une infraction que rien n'évoque est dite à regarder à partir de {share} %.",
        "An offence that nothing evokes is named to be looked at from {share}%.",
    ),
    "order.threshold.suggested": (
        "Elle est suggérée, à côté de celles que des faits évoquent, à partir de {share} %.",
        "It is suggested, beside those that facts evoke, from {share}%.",
    ),
    "order.threshold.outshone": (
        "Une infraction ouverte sur de seuls faits présumés s'efface sous {share} % de la probabilité de la mieux reconnue.",
        "An offence open on presumed facts alone steps back under {share}% of the probability of the best recognised.",
    ),
    "order.threshold.surer": (
        "Une infraction établie sur de seuls faits présumés perd ses points d'établie devant une suggestion ouverte que le lecteur reconnaît de {share} points "
        "de plus.",
        "An offence established on presumed facts alone loses its points for being so to an open suggestion that the reader recognises by {share} points more.",
    ),
    "order.never.surer": (
        "Une infraction établie sur de seuls faits présumés garde toujours ses points d'établie.",
        "An offence established on presumed facts alone always has its points for being so.",
    ),
    "order.threshold.unabsorbed": (
        "Une infraction n'est pas absorbée par un texte spécial établi sur de seuls faits présumés quand le lecteur la reconnaît de plus de {share} points de plus.",
        "An offence is not absorbed by a special text established on presumed facts alone when the reader recognises it by more than {share} points more.",
    ),
    "order.never.unabsorbed": (
        "Un texte spécial établi absorbe toujours le général, fût-ce sur de seuls faits présumés.",
        "A special text that is established always absorbs the general one, be it on presumed facts alone.",
    ),
    "order.places": (
        "S'il y a moins de {count} suggestions, celles que le lecteur reconnaît moins les complètent.",
        "Where there are fewer than {count} suggestions, those that the reader recognises less are added.",
    ),
    "order.noise": (
        "Devant un genre de bruit reconnu à {share} % ou plus, une infraction ouverte n'est suggérée que sur des faits confirmés, et une infraction que rien "
        "n'évoque n'est dite qu'à partir de {recognised} %.",
        "Where a kind of noise is recognised at {share}% or more, an open offence is suggested on confirmed facts only, and an offence that nothing evokes is "
        "named only from {recognised}%.",
    ),
    "order.never.recognised": ("Une infraction que rien n'évoque n'est jamais dite.", "An offence that nothing evokes is never named."),
    "order.never.suggested": ("Elle n'est jamais suggérée.", "It is never suggested."),
    "order.usual": ("Usuelles, dans l'ordre :", "Usual, in order:"),
    "order.others": ("Autres :", "Others:"),
    "order.gravity": ("Infractions qu'annonce chaque gravité", "Offences that each gravity speaks for"),
    "order.gravity_name": ("Gravité", "Gravity"),
    "order.offences": ("Infractions", "Offences"),
    "order.offence": ("Infraction", "Offence"),
    "order.elements": ("Éléments distinctifs", "Distinctive elements"),
    "order.distinctive": (
        "Ce qui distingue une infraction de ses voisines, quand ce n'est pas ce qui l'évoque",
        "What tells an offence from its neighbours, where it is not what evokes it",
    ),
    "order.cautious": ("Suggérées sur des faits confirmés seulement :", "Suggested on confirmed facts only:"),
    "order.variants": (
        "Infractions d'un même article, dont une seule se nomme :",
        "Offences of one article, of which one alone is named:",
    ),
}  # fmt: skip
