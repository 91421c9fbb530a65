"""Kinds of problems of change requests and publications."""

from __future__ import annotations

from api.kit.problem_kind import Kind, kind_of

CHANGE_PROBLEMS: tuple[Kind, ...] = (
    kind_of(
        "rules-absent",
        404,
        ("Édition de règles absente", "Edition of rules not stored"),
        (
            "Cette édition n'est pas dans la base : recharger la page, ou repartir de l'édition en vigueur. La demande reste telle quelle.",
            "This edition is not in the database: load the page again, or start from the live edition. The request stays as it is.",
        ),
    ),
    kind_of(
        "change-own",
        403,
        ("Signature de son propre travail", "Signature of one's own work"),
        (
            "Qui a écrit une partie de la demande ne la signe pas : le demander à une autre personne.",
            "Whoever wrote a part of the request does not sign it: ask somebody else.",
        ),
    ),
    kind_of(
        "change-closed",
        409,
        ("Demande close", "Closed request"),
        (
            "Elle est publiée ou abandonnée : ouvrir une nouvelle demande.",
            "It is published or abandoned: open a new request.",
        ),
    ),
    kind_of(
        "change-state",
        409,
        ("Étape impossible maintenant", "Step not possible now"),
        (
            "La demande n'est plus à l'étape affichée : la relire, puis recommencer. Rien n'a changé.",
            "The request is no longer at the step shown: read it again, then start again. Nothing changed.",
        ),
    ),
    kind_of(
        "change-empty",
        409,
        ("Rien de modifié", "Nothing changed"),
        (
            "La demande est identique à l'édition en vigueur : modifier un fichier d'abord.",
            "The request is the same as the live edition: change a file first.",
        ),
    ),
    kind_of(
        "edit-conflict",
        409,
        ("Fichier modifié entre-temps", "File changed meanwhile"),
        (
            "Une autre personne a enregistré ce fichier : comparer les deux textes, réunir ce qui doit l'être, enregistrer de nouveau. Votre texte n'est pas perdu.",
            "Somebody else saved this file: compare both texts, put together what must be, save again. Your text is not lost.",
        ),
    ),
    kind_of(
        "base-moved",
        409,
        ("L'édition en vigueur a changé", "The live edition changed"),
        (
            "Une autre demande a été publiée : reprendre celle-ci sur la nouvelle édition, puis la soumettre de nouveau.",
            "Another request was published: move this one onto the new edition, then submit it again.",
        ),
    ),
    kind_of(
        "evidence-red",
        409,
        ("Contrôles en échec", "Checks fail"),
        (
            "Corriger ce que le dossier signale (contrôles, cas, traductions manquantes), puis soumettre de nouveau.",
            "Mend what the evidence shows (checks, cases, missing translations), then submit again.",
        ),
    ),
    kind_of(
        "evidence-running",
        409,
        ("Dossier en cours", "Evidence under way"),
        (
            "Les contrôles et les cas de cette version sont en cours : attendre qu'ils finissent, puis soumettre.",
            "Checks and cases of this version are under way: wait until they end, then submit.",
        ),
    ),
    kind_of(
        "evidence-outdated",
        409,
        ("Dossier d'une autre version du moteur", "Evidence by another version of the engine"),
        (
            "Le moteur a changé depuis que ce dossier a été établi : reprendre la demande en brouillon, établir le dossier, la soumettre et la faire signer de nouveau.",
            "The engine changed since this evidence was worked out: take the request back to a draft, work the evidence out, submit it and have it signed again.",
        ),
    ),
    kind_of(
        "signature-other",
        409,
        ("Signature d'autre chose", "Signature of something else"),
        (
            "La demande a changé depuis ce qui était affiché : la relire, puis signer ce qu'elle dit maintenant.",
            "The request changed since what was shown: read it again, then sign what it says now.",
        ),
    ),
    kind_of(
        "signature-useless",
        409,
        ("Signature qui ne compterait pas", "Signature that would not count"),
        (
            "Aucun de vos rôles n'est parmi ceux qui signent cette demande, ou vous l'avez déjà signée : sa page dit qui manque.",
            "None of your roles is among those that sign this request, or you signed it already: its page says who is missing.",
        ),
    ),
    kind_of(
        "signatures-missing",
        409,
        ("Signatures manquantes", "Signatures missing"),
        (
            "La page de la demande dit combien de personnes, et de quel rôle, doivent encore signer.",
            "The page of the request says how many persons, and of which role, must still sign.",
        ),
    ),
    kind_of(
        "signatures-unreachable",
        409,
        ("Règle de signature impossible à satisfaire", "Signature rule that cannot be met"),
        (
            "Trop peu de personnes ont ces rôles : baisser le nombre demandé, ou donner d'abord le rôle à d'autres personnes.",
            "Too few persons have these roles: lower the number asked for, or give the role to others first.",
        ),
    ),
    kind_of(
        "signatures-urgent",
        409,
        ("Qui signe ne change pas en urgence", "Who signs is not changed in an emergency"),
        (
            "La demande modifie qui signe : la soumettre et la faire signer, ou en retirer ce fichier pour publier le reste en urgence.",
            "The request changes who signs: submit it and have it signed, or take that file out of it to publish the rest in an emergency.",
        ),
    ),
    kind_of(
        "publication-effective",
        409,
        ("Publication déjà en vigueur", "Publication already in effect"),
        (
            "Elle ne se retire plus : demander un retour en arrière, qui est une nouvelle publication.",
            "It can no longer be withdrawn: ask for a rollback, which is a new publication.",
        ),
    ),
    kind_of(
        "shadow-running",
        409,
        ("Marche en parallèle en cours", "Shadow run under way"),
        (
            "Cette demande en a déjà une : l'arrêter d'abord, ou attendre qu'elle finisse.",
            "This request has one already: stop it first, or wait until it ends.",
        ),
    ),
    kind_of(
        "shadow-full",
        409,
        ("Trop de marches en parallèle", "Too many shadow runs"),
        (
            "D'autres demandes en ont en cours : attendre que l'une finisse, ou en arrêter une.",
            "Other requests have some under way: wait until one ends, or stop one.",
        ),
    ),
    kind_of(
        "shadow-same-law",
        409,
        ("Rien à comparer", "Nothing to compare"),
        (
            "Le droit de cette demande répond comme celui en vigueur : la marche en parallèle compare le droit et la "
            "lecture des textes, pas le filtre de bruit ni le routage.",
            "The law of this request answers as the one in effect: a shadow run compares the law and the "
            "reading of texts, neither the noise filter nor routing.",
        ),
    ),
    kind_of(
        "work-too-long",
        503,
        ("Calcul interrompu", "Computation stopped"),
        (
            "Le calcul a dépassé le temps ou la mémoire permis : le brouillon est intact. Simplifier la modification, ou demander à l'administrateur de relever la limite.",
            "The computation went beyond the time or memory allowed: the draft is intact. Simplify the change, or ask an administrator to raise the limit.",
        ),
    ),
)
