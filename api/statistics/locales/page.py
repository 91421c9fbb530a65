"""The page and the report."""

MESSAGES: dict[str, tuple[str, str]] = {
    "nav.statistics": ("Statistiques", "Statistics"),
    "stats.title": ("Statistiques", "Statistics"),
    "stats.lead": (
        "Ce que le registre compte, jamais par personne. Une adresse n'est pas un signalement, ni un signalement une transmission.",
        "What the register counts, never by person. An address is not a report, nor a report a transmission.",
    ),
    "stats.from": ("Du", "From"),
    "stats.to": ("au", "to"),
    "stats.day_hint": ("année-mois-jour, jour compris", "year-month-day, that day included"),
    "stats.under": ("Secret statistique : cacher les effectifs de moins de", "Secrecy: hide counts under"),
    "stats.under_hint": ("vide : rien n'est caché", "empty: nothing is hidden"),
    "stats.show": ("Afficher", "Show"),
    "stats.model": ("Rapport", "Report"),
    "stats.model.annual": ("annuel", "annual"),
    "stats.model.dsa": ("de signaleur de confiance", "of a trusted flagger"),
    "stats.csv": ("CSV", "CSV"),
    "stats.pdf": ("Rapport imprimable (PDF)", "Printable report (PDF)"),
    "stats.json": ("Données (JSON)", "Data (JSON)"),
    "stats.contents": ("Tableaux", "Tables"),
    "stats.bare": ("Rien à compter dans : {names}.", "Nothing to count in: {names}."),
    "stats.nothing": ("Rien à compter dans ce tableau.", "Nothing to count in this table."),
    "stats.secret_note": (
        "s : effectif de moins de {n}, ou nombre qui le ferait retrouver.",
        "s: count under {n}, or a number that would give it back.",
    ),
    "stats.drawing": ("{table}, dessin ; le tableau dit tout.", "{table}, drawing; the table says everything."),
    "stats.rest": ("autres ({n})", "others ({n})"),
    "stats.bad_day": (
        "Date attendue : année-mois-jour, entre 1990 et 9000.",
        "A date is expected: year-month-day, between 1990 and 9000.",
    ),
    "stats.bad_period": (
        "La période finit avant de commencer, ou dépasse {most} années.",
        "The period ends before it begins, or is longer than {most} years.",
    ),
    "stats.bad_under": ("Un nombre de 2 à 1000 est attendu.", "A number from 2 to 1000 is expected."),
}
