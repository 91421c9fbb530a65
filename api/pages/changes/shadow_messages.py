"""The words of shadow runs."""

MESSAGES: dict[str, tuple[str, str]] = {
    "shadow.title": ("Marche en parallèle", "Shadow"),
    "shadow.none": (
        "Le droit de la demande n'a pas encore répondu en parallèle de celui en vigueur.",
        "The law of the request has not answered beside the one in effect yet.",
    ),
    "shadow.starts": (
        "Ce que le droit change ne commence que le {day}. Les signalements qui arrivent sont répondus à leur jour : jusque-là, la marche ne peut en montrer aucun effet. Les derniers signalements, plus haut, sont rejoués à ce jour-là.",
        "What the law changes starts only on {day}. Reports that come in are answered on their day: until then, the shadow can show no effect of it. The last reports, above, are answered again on that day.",
    ),
    "shadow.start": ("Commencer la marche en parallèle", "Start the shadow"),
    "shadow.start_told": (
        "Le droit de la demande répond aussi aux signalements qui arrivent ; si ses lexiques diffèrent, il en relit les textes. Ses réponses ne sont montrées à personne ni envoyées : on compte celles qui changent.",
        "The law of the request answers the reports that come in as well; where its lexicons differ, it reads their texts again. Its answers are shown to nobody and sent nowhere: those that change are counted.",
    ),
    "shadow.precision": ("Précision", "Precision"),
    "shadow.precision_hint": (
        "Écart entre les bornes à 95 % de la part qui change : la marche s'arrête dès qu'il est atteint. Plus il est petit, plus elle dure.",
        "Gap between the bounds at 95% of the share that changes: the shadow ends as soon as it is reached. The smaller, the longer it lasts.",
    ),
    "shadow.points": ("{n} point|{n} points", "{n} point|{n} points"),
    "shadow.stop": ("Arrêter la marche en parallèle", "Stop the shadow"),
    "shadow.stop_told": ("Ce qu'elle a compté reste.", "What it counted stays."),
    "shadow.earlier": ("{n} marche antérieure|{n} marches antérieures", "{n} earlier run|{n} earlier runs"),
    "shadow.hidden": ("Les exemples sont réservés à qui lit les signalements.", "Examples are for those who may read reports."),
    "shadow.running": ("En cours depuis le {since}, commencée par {by}.", "Under way since {since}, started by {by}."),
    "shadow.over": ("Du {since} au {until}, commencée par {by} : {why}.", "From {since} to {until}, started by {by}: {why}."),
    "shadow.tree_now": ("Fichiers {digest}, ceux de la demande.", "Files {digest}, those of the request."),
    "shadow.tree_other": ("Fichiers {digest}, modifiés depuis.", "Files {digest}, changed since."),
    "shadow.reports": ("{n} signalement répondu des deux façons|{n} signalements répondus des deux façons", "{n} report answered both ways|{n} reports answered both ways"),
    "shadow.unchanged": ("inchangés : {n}", "unchanged: {n}"),
    "shadow.changed": (
        "changés : {n}, soit {share} [{low} ; {high}], bornes à 95 %",
        "changed: {n}, that is {share} [{low}; {high}], bounds at 95%",
    ),
    "shadow.until": ("précision demandée : {width} points entre les bornes", "precision asked for: {width} points between the bounds"),
    "shadow.fault.law": ("dont sans le droit qui avait répondu : {n}", "of them without the law that had answered: {n}"),
    "shadow.fault.facts": ("dont refusés par le droit de la demande : {n}", "of them refused by the law of the request: {n}"),
    "shadow.fault.limits": ("dont trop longs ou trop lourds : {n}", "of them too long or too heavy: {n}"),
    "shadow.end.precise": ("précision atteinte", "precision reached"),
    "shadow.end.stopped": ("arrêtée par une personne", "stopped by a person"),
    "shadow.end.edited": ("la demande a d'autres fichiers depuis", "the request has other files since"),
    "shadow.end.closed": ("la demande a été publiée ou abandonnée", "the request was published or closed"),
    "shadow.end.unreadable": ("ces règles ne se chargent pas", "these rules do not load"),
    "shadow.end.full": ("elle a eu autant de signalements qu'elle peut en avoir", "it has had as many reports as it may have"),
    "shadow.end.failed": ("trop longue ou trop lourde, plusieurs fois", "too long or too heavy, several times"),
}  # fmt: skip
