"""The words of publications, and of the banner above every page."""

MESSAGES: dict[str, tuple[str, str]] = {
    "nav.publications": ("Publications", "Publications"),
    "publication.title": ("Publications", "Publications"),
    "publication.lead": (
        "Chaque édition des règles qui a été publiée. Une publication ne se modifie pas : revenir en arrière en demande une autre.",
        "Every edition of the rules that was published. A publication is not changed: going back needs another one.",
    ),
    "publication.none": ("Aucune édition publiée", "No edition published"),
    "publication.none_hint": (
        "La première est celle du dossier de règles de l'installation.",
        "The first one is that of the installation's folder of rules.",
    ),
    "publication.folder": ("Édition {number} : dossier de règles de l'installation", "Edition {number}: the installation's folder of rules"),
    "publication.named": ("Édition {number}", "Edition {number}"),
    "publication.state.live": ("en vigueur", "live"),
    "publication.state.future": ("à venir", "to come"),
    "publication.state.past": ("remplacée", "superseded"),
    "publication.state.withdrawn": ("retirée avant d'avoir pris effet", "withdrawn before it took effect"),
    "publication.kind.folder": ("dossier", "folder"),
    "publication.kind.signed": ("signée", "signed"),
    "publication.kind.emergency": ("urgence", "emergency"),
    "publication.effect": ("Prend effet le {when}", "Takes effect on {when}"),
    "publication.effect_past": ("A pris effet le {when}", "Took effect on {when}"),
    "publication.effect_between": ("En vigueur du {since} au {until}", "In effect from {since} to {until}"),
    "publication.withdrawn": (
        "Retirée le {when} par {by} ; elle devait prendre effet le {effect}",
        "Withdrawn on {when} by {by}; it would have taken effect on {effect}",
    ),
    "publication.withdrawal": ("Raison du retrait : ", "Why it was withdrawn: "),
    "publication.keeps": (
        "Revenir à une édition antérieure n'est pas possible tant que l'édition {number}, publiée, doit prendre effet le {when} : la faire d'abord retirer.",
        "Going back to an earlier edition is not possible as long as edition {number}, published, is to take effect on {when}: have it withdrawn first.",
    ),
    "publication.at": ("Publiée le {when} par {by}", "Published on {when} by {by}"),
    "publication.at_start": ("Enregistrée le {when}", "Recorded on {when}"),
    "publication.signed_by": ("Signée par {who}", "Signed by {who}"),
    "publication.undoes": ("Défait l'édition {number}", "Undoes edition {number}"),
    "publication.requalified": (
        "Réponses données entre-temps, redemandées : {what}.",
        "Answers given meanwhile, asked again: {what}.",
    ),
    "publication.requalified.changed": ("{n} changée, remise dans la file|{n} changées, remises dans la file", "{n} changed, back in the queue|{n} changed, back in the queue"),
    "publication.requalified.decided_changed": (
        "{n} décision à revoir|{n} décisions à revoir",
        "{n} decision to take up again|{n} decisions to take up again",
    ),
    "publication.requalified.same": ("{n} identique|{n} identiques", "{n} the same|{n} the same"),
    "publication.requalified.refused": ("{n} impossible|{n} impossibles", "{n} impossible|{n} impossible"),
    "publication.take_up": ("Décisions à revoir", "Decisions to take up again"),
    "publication.digest": ("Empreinte {tree}", "Digest {tree}"),
    "publication.to_ratify": (
        "À ratifier avant le {when} : il manque {who}.",
        "To be ratified before {when}: {who} needed.",
    ),
    "publication.to_ratify_late": (
        "Aurait dû être ratifiée avant le {when} : il manque {who}.",
        "Should have been ratified before {when}: {who} needed.",
    ),
    "publication.ratified": ("Ratifiée le {when}", "Ratified on {when}"),
    "publication.ratify": ("Ratifier", "Ratify"),
    "publication.ratify_told": (
        "Vous signez après coup ce qui a été publié en urgence.",
        "You sign afterwards what was published in an emergency.",
    ),
    "publication.withdraw": ("Retirer cette édition", "Withdraw this edition"),
    "publication.withdraw_told": (
        "Elle n'a pas pris effet, et ne le prendra pas : l'édition en vigueur reste.",
        "It has not taken effect, and will not: the live edition stays.",
    ),
    "publication.undo": ("Revenir à l'édition {number}", "Go back to edition {number}"),
    "publication.undo_told": (
        "Ouvre une demande qui rétablit l'édition {number} ; elle se contrôle, se signe et se publie comme une autre.",
        "Opens a request that restores edition {number}; it is checked, signed and published like any other.",
    ),
    "publication.reason": ("Raison", "Reason"),
    "publication.done.ratified": ("Signature enregistrée.", "Signature recorded."),
    "publication.done.withdrawn": ("Édition retirée.", "Edition withdrawn."),
    "banner.label": ("À savoir", "Take note"),
    "banner.emergency": (
        "L'édition {number} des règles a été publiée en urgence : {title}. À ratifier avant le {when}.",
        "Edition {number} of the rules was published in an emergency: {title}. To be ratified before {when}.",
    ),
    "banner.emergency_late": (
        "L'édition {number} des règles, publiée en urgence, n'a pas été ratifiée à temps : {title}.",
        "Edition {number} of the rules, published in an emergency, was not ratified in time: {title}.",
    ),
    "banner.look": ("Voir", "Look"),
    "banner.not_served": (
        "Cette instance répond encore sous une autre édition que l'édition {number}, en vigueur.",
        "This instance still answers under another edition than edition {number}, which is live.",
    ),
}  # fmt: skip
