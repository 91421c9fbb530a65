"""The kinds of problems the service may answer with: one catalogue, which the pages that explain
them are made from too.
"""

from __future__ import annotations

from api.kit.change_problems import CHANGE_PROBLEMS
from api.kit.problem_kind import Kind, kind_of

CATALOGUE: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        kind_of(
            "malformed-body",
            400,
            ("Corps illisible", "Unreadable body"),
            (
                "Envoyer du JSON correct, en UTF-8, avec `Content-Type: application/json`.",
                "Send correct JSON, in UTF-8, with `Content-Type: application/json`.",
            ),
        ),
        kind_of(
            "sign-in-needed",
            401,
            ("Connexion nécessaire", "Sign-in needed"),
            (
                "Se connecter, ou envoyer `Authorization: Bearer` suivi d'une clé en cours de validité.",
                "Sign in, or send `Authorization: Bearer` with a valid key.",
            ),
        ),
        kind_of(
            "sign-in-refused",
            401,
            ("Connexion refusée", "Sign-in refused"),
            (
                "Vérifier l'identifiant et le mot de passe, ou demander un nouveau lien à un administrateur.",
                "Check the name and the password, or ask an administrator for a new link.",
            ),
        ),
        kind_of(
            "link-used",
            401,
            ("Ce lien a déjà servi", "This link was used already"),
            (
                "Entrer avec l'identifiant et le mot de passe ; sans mot de passe, demander un autre lien à un administrateur.",
                "Sign in with the name and the password; without a password, ask an administrator for another link.",
            ),
        ),
        kind_of(
            "link-expired",
            401,
            ("Ce lien a expiré", "This link has expired"),
            (
                "Demander un autre lien à un administrateur, ou entrer avec l'identifiant et le mot de passe.",
                "Ask an administrator for another link, or sign in with the name and the password.",
            ),
        ),
        kind_of(
            "link-unknown",
            401,
            ("Ce lien ne vaut rien, ou ne vaut plus", "This link is not valid, or no longer is"),
            (
                "Vérifier qu'il est entier ; sinon, demander un autre lien à un administrateur.",
                "Check that it is whole; otherwise ask an administrator for another link.",
            ),
        ),
        kind_of(
            "provider-answer-refused",
            401,
            ("Réponse du fournisseur d'identité refusée", "Identity provider's answer refused"),
            (
                "Recommencer depuis la page de connexion ; si cela se répète, l'administrateur en lit la cause dans les journaux du service.",
                "Start again from the sign-in page; if it happens again, the administrator reads why in the service's logs.",
            ),
        ),
        kind_of(
            "identity-unknown",
            403,
            ("Identité sans compte", "Identity without an account"),
            (
                "Demander à un administrateur de rattacher cette identité à un compte, ou le groupe qui donne un rôle.",
                "Ask an administrator to link this identity to an account, or for the group that gives a role.",
            ),
        ),
        kind_of(
            "not-allowed",
            403,
            ("Accès refusé", "Not allowed"),
            (
                "Demander à un administrateur le rôle, ou la portée de clé, que cette action demande.",
                "Ask an administrator for the role, or the key scope, that this action needs.",
            ),
        ),
        kind_of(
            "cross-site",
            403,
            ("Requête venue d'un autre site", "Request from another site"),
            (
                "Refaire l'action depuis les pages du service.",
                "Do it again from the pages of the service.",
            ),
        ),
        kind_of(
            "not-found",
            404,
            ("Rien à cette adresse", "Nothing at this address"),
            ("Vérifier l'adresse ou l'identifiant.", "Check the address or the identifier."),
        ),
        kind_of(
            "method-not-allowed",
            405,
            ("Méthode refusée", "Method not allowed"),
            (
                "L'en-tête `Allow` donne celles que cette adresse accepte.",
                "The `Allow` header gives the ones this address takes.",
            ),
        ),
        kind_of(
            "body-too-slow",
            408,
            ("Corps reçu trop lentement", "Body received too slowly"),
            (
                "Renvoyer la requête d'un trait, ou en envoyer moins à la fois. Rien n'a été enregistré.",
                "Send the request again in one go, or send less at a time. Nothing was stored.",
            ),
        ),
        kind_of(
            "idempotency-key-reused",
            409,
            ("Clé d'idempotence déjà employée", "Idempotency key already used"),
            (
                "Cette clé a servi à envoyer autre chose : en choisir une nouvelle. Rien n'a été enregistré.",
                "This key was used to send something else: choose a new one. Nothing was stored.",
            ),
        ),
        kind_of(
            "conflict",
            409,
            ("Une autre requête est passée avant", "Another request came first"),
            (
                "Rien n'a été enregistré : relire, puis recommencer.",
                "Nothing was stored: read again, then start again.",
            ),
        ),
        kind_of(
            "already-decided",
            409,
            ("Signalement déjà décidé", "Report already decided"),
            ("Annuler d'abord la décision, le jour même.", "Undo the decision first, on the same day."),
        ),
        kind_of(
            "answer-would-change",
            409,
            ("La réponse ne serait plus la même", "The answer would no longer be the same"),
            (
                "Rien n'a été enregistré. Le jour même, annuler la décision, puis établir le fait et décider à nouveau. Ensuite, un nouveau signalement du même contenu peut être décidé autrement.",
                "Nothing was stored. On the same day, undo the decision, then state the fact and decide again. Afterwards, a new report on the same content can be decided otherwise.",
            ),
        ),
        kind_of(
            "not-decided",
            409,
            ("Aucune décision à annuler", "No decision to undo"),
            ("Relire le signalement.", "Read the report again."),
        ),
        kind_of(
            "nothing-to-undo",
            409,
            ("Rien à annuler", "Nothing to undo"),
            (
                "Le dernier changement des faits n'est pas de vous, ou est déjà annulé. Relire le signalement.",
                "The last change of the facts is not yours, or is undone already. Read the report again.",
            ),
        ),
        kind_of(
            "notice-rests-on-it",
            409,
            ("Une notification repose sur cette confirmation", "A notice rests on this confirmation"),
            (
                "Rien n'a été annulé. Une notification qui n'est pas partie se retire d'abord ; partie, elle reste, et ce qui a été confirmé avec elle.",
                "Nothing was undone. Withdraw the notice first if it has not left; once it has, it stays, and what was confirmed with it.",
            ),
        ),
        kind_of(
            "notice-carries-it",
            409,
            ("Une notification porte cette adresse", "A notice carries this address"),
            (
                "L'adresse n'a pas changé. Une notification qui n'est pas partie se retire d'abord ; une fois partie, l'adresse qu'elle porte reste.",
                "The address did not change. Withdraw the notice first if it has not left; once it has, the address that it carries stays.",
            ),
        ),
        kind_of(
            "undo-too-late",
            409,
            ("Trop tard pour annuler", "Too late to undo"),
            (
                "Une décision ne s'annule que le jour même ; ensuite, le dossier se rouvre, avec un motif.",
                "A decision can be undone on the same day only; later, the case is reopened, with a reason.",
            ),
        ),
        kind_of(
            "nothing-to-accept",
            409,
            ("Aucune suggestion à accepter", "No suggestion to accept"),
            (
                "Établir d'autres faits, ou choisir `correct`, `none_applies`, `noise` ou `out_of_scope`.",
                "State more facts, or choose `correct`, `none_applies`, `noise` or `out_of_scope`.",
            ),
        ),
        kind_of(
            "held",
            409,
            ("Signalement pris par quelqu'un d'autre", "Report held by somebody else"),
            ("Prendre le suivant, ou attendre qu'il soit rendu.", "Take the next one, or wait until it is released."),
        ),
        kind_of(
            "not-set-aside",
            409,
            ("Ce signalement n'est pas écarté", "This report is not set aside"),
            (
                "Le relire : quelqu'un l'a remis en file ou en a décidé.",
                "Read it again: somebody restored or decided it.",
            ),
        ),
        kind_of(
            "read-again",
            409,
            ("Seconde lecture en aveugle à finir", "Blind second reading to end first"),
            (
                "Décider ou rendre d'abord la seconde lecture que vous tenez de ce contenu ; tout ce qui en parle s'ouvre ensuite.",
                "First decide or give back your second reading of this content; all that tells of it opens afterwards.",
            ),
        ),
        kind_of(
            "settled-decision",
            409,
            ("Décision issue d'une seconde lecture", "Decision that settled a second reading"),
            (
                "Elle tranche un désaccord et ne s'annule plus. Un nouveau signalement du même contenu peut être décidé autrement.",
                "It settled a disagreement and is not taken back. A new report on the same content can be decided otherwise.",
            ),
        ),
        kind_of(
            "second-reading-open",
            409,
            ("Décision en seconde lecture", "Decision in second reading"),
            (
                "Attendre que la seconde lecture se termine et, si elle conclut autrement, qu'elle soit tranchée.",
                "Wait until the second reading ends and, if it concludes otherwise, is settled.",
            ),
        ),
        kind_of(
            "own-reading",
            409,
            ("Une des deux lectures est la vôtre", "One of the two readings is yours"),
            ("Laisser une troisième personne trancher.", "Let a third person settle it."),
        ),
        kind_of(
            "login-taken",
            409,
            ("Identifiant déjà pris", "Name already taken"),
            ("En choisir un autre.", "Choose another one."),
        ),
        kind_of(
            "identity-taken",
            409,
            ("Identité déjà rattachée", "Identity already linked"),
            ("Un autre compte la porte : l'en détacher d'abord.", "Another account has it: unlink it there first."),
        ),
        kind_of(
            "last-administrator",
            409,
            ("Dernier administrateur", "Last administrator"),
            (
                "Donner d'abord ce rôle à une autre personne.",
                "Give this role to somebody else first.",
            ),
        ),
        kind_of(
            "already-sent",
            409,
            ("Déjà transmis à ce destinataire", "Already sent to this recipient"),
            (
                "Ce contenu lui a déjà été transmis pour cette infraction : voir la transmission existante, ou la retirer d'abord.",
                "This content already went to them for this offence: see the existing transmission, or withdraw it first.",
            ),
        ),
        kind_of(
            "second-person-needed",
            409,
            ("Deux personnes sont nécessaires", "Two persons are needed"),
            (
                "Une autre personne doit confirmer : celle qui a déjà confirmé ne peut le faire deux fois.",
                "Somebody else must confirm: whoever confirmed already cannot do it twice.",
            ),
        ),
        kind_of(
            "wrong-state",
            409,
            ("Étape impossible maintenant", "Not possible at this stage"),
            (
                "Relire le dossier : il a changé d'état, ou une étape manque avant celle-ci. Rien n'a été enregistré.",
                "Read the file again: its state changed, or a step is missing before this one. Nothing was stored.",
            ),
        ),
        kind_of(
            "left-unattended",
            409,
            ("Un danger ou un délai reste sans personne", "A danger or a deadline is left to nobody"),
            (
                "Rien n'a été enregistré. Lire ce qui reste, le passer à quelqu'un, puis finir en disant que c'est vu.",
                "Nothing was stored. Read what is left, hand it over, then end saying that it was seen.",
            ),
        ),
        kind_of(
            "still-due",
            409,
            ("Quelqu'un reste à prévenir", "Somebody is still to be told"),
            (
                "Rien n'a été enregistré. Pour chacun, préparer une notification, ou dire pourquoi ne pas prévenir.",
                "Nothing was stored. For each, prepare a notice, or say why nobody will be told.",
            ),
        ),
        kind_of(
            "no-contact",
            409,
            ("Destinataire sans adresse", "Recipient without a contact"),
            (
                "Compléter la fiche de l'hébergeur, ou remettre la notification par un autre moyen et la marquer envoyée.",
                "Complete the host's record, or deliver the notice another way and mark it as sent.",
            ),
        ),
        kind_of(
            "mail-off",
            409,
            ("Envoi par courriel éteint", "Mail is off"),
            (
                "Télécharger la notification et la marquer envoyée, ou demander à un administrateur de régler l'envoi.",
                "Download the notice and mark it as sent, or ask an administrator to set mail up.",
            ),
        ),
        kind_of(
            "contact-key-absent",
            409,
            ("Clé de ces coordonnées retirée", "Key of this contact removed"),
            (
                "Aucune des clés de `QUALIF_CONTACT_KEYS` n'ouvre ces coordonnées : l'administrateur y remet, après les autres, la clé qui les a chiffrées.",
                "None of the keys in `QUALIF_CONTACT_KEYS` opens this contact: an administrator puts back, after the others, the key that sealed it.",
            ),
        ),
        kind_of(
            "law-changed",
            409,
            ("Les règles ont changé depuis cette réponse", "The rules changed since this answer"),
            (
                "Demander de nouveau la réponse, sous les règles d'aujourd'hui (`POST /v1/reports/{id}/answer`), puis recommencer. Rien n'a été enregistré.",
                "Ask for the answer again, under today's rules (`POST /v1/reports/{id}/answer`), then start again. Nothing was stored.",
            ),
        ),
        kind_of(
            "law-absent",
            410,
            ("Règles d'alors illisibles", "Earlier rules cannot be read"),
            (
                "Les règles de cette réponse ne sont pas gardées, ou ce logiciel ne les lit plus. La réponse elle-même se lit et s'exporte (`GET /v1/qualifications/{id}`).",
                "The rules of this answer were not kept, or this software no longer reads them. The answer itself can be read and exported (`GET /v1/qualifications/{id}`).",
            ),
        ),
        kind_of(
            "stale-version",
            412,
            ("Version dépassée", "Stale version"),
            (
                "Le signalement a changé depuis sa lecture : le relire, puis recommencer. Rien n'a été enregistré.",
                "The report changed since it was read: read it again, then start again. Nothing was stored.",
            ),
        ),
        kind_of(
            "body-too-large",
            413,
            ("Corps trop grand", "Body too large"),
            ("Envoyer moins à la fois.", "Send less at a time."),
        ),
        kind_of(
            "invalid-request",
            422,
            ("Requête mal formée", "Malformed request"),
            ("Corriger chaque champ nommé dans `errors`.", "Correct each field named in `errors`."),
        ),
        kind_of(
            "notice-refused",
            422,
            ("Notification incomplète", "Incomplete notice"),
            (
                "Compléter chaque point nommé dans `errors` ; rien n'a été préparé.",
                "Complete each point named in `errors`; nothing was prepared.",
            ),
        ),
        kind_of(
            "version-needed",
            428,
            ("Version à préciser", "Version needed"),
            (
                "Envoyer `If-Match` avec l'`ETag` de ce qui a été lu.",
                "Send `If-Match` with the `ETag` of what was read.",
            ),
        ),
        kind_of(
            "too-many-requests",
            429,
            ("Trop de requêtes", "Too many requests"),
            ("Attendre le temps que dit `Retry-After`.", "Wait as long as `Retry-After` says."),
        ),
        kind_of(
            "internal",
            500,
            ("Panne du service", "Service failure"),
            (
                "Recommencer plus tard ; sinon, donner `instance` à l'administrateur.",
                "Try again later; otherwise give `instance` to the administrator.",
            ),
        ),
        kind_of(
            "provider-unreachable",
            503,
            ("Fournisseur d'identité injoignable", "Identity provider unreachable"),
            (
                "Réessayer plus tard, ou entrer par mot de passe ou par lien ; les journaux du service disent pourquoi.",
                "Try again later, or sign in by password or link; the service's logs say why.",
            ),
        ),
        kind_of(
            "law-damaged",
            500,
            ("Copie altérée des règles d'alors", "Damaged copy of earlier rules"),
            (
                "La copie gardée de ces règles ne porte plus leur empreinte : l'administrateur la reprend d'une sauvegarde (table `served_laws`).",
                "The copy kept of these rules no longer has their digest: an administrator restores it from a backup (table `served_laws`).",
            ),
        ),
        kind_of(
            "mail-failed",
            502,
            ("Courriel refusé", "Mail refused"),
            (
                "Rien n'est parti, la notification est comme avant : recommencer plus tard, ou la remettre autrement.",
                "Nothing left, the notice is as before: try again later, or deliver it another way.",
            ),
        ),
        kind_of(
            "mail-unsure",
            502,
            ("Courriel peut-être parti", "Mail that may have left"),
            (
                "Le serveur de courriel s'est tu pendant l'envoi. Demander au destinataire : marquer la notification envoyée s'il l'a reçue ; sinon l'essayer de nouveau à blanc, dans dix minutes.",
                "The mail server fell silent while sending. Ask the recipient: mark the notice as sent if they got it; otherwise try it dry again, in ten minutes.",
            ),
        ),
        kind_of(
            "not-ready",
            503,
            ("Service indisponible pour l'instant", "Service not ready"),
            (
                "Rien n'a été enregistré : recommencer après le temps que dit `Retry-After`. Ce qui manque, et à qui d'y remédier, est dit dans `errors`.",
                "Nothing was stored: try again after the time that `Retry-After` says. What is missing, and who mends it, is said in `errors`.",
            ),
        ),
        kind_of(
            "too-busy",
            503,
            ("Trop de demandes à la fois", "Too many requests at once"),
            (
                "Rien n'a été fait : recommencer après le temps que dit `Retry-After`.",
                "Nothing was done: try again after the time that `Retry-After` says.",
            ),
        ),
        kind_of(
            "noise-filter-absent",
            503,
            ("Filtre absent", "No noise filter"),
            (
                "Le filtre de bruit n'a pu être ouvert ; les signalements entrent sans être écartés. Le journal du service dit pourquoi.",
                "The noise filter could not be opened; reports come in and none is set aside. The service's log says why.",
            ),
        ),
        kind_of(
            "job-state",
            409,
            ("Travail dans un autre état", "Job in another state"),
            (
                "Relire le travail : ce qui est en cours ou terminé ne se relance pas, ce qui est fini ou arrêté ne s'arrête pas.",
                "Read the job again: what runs or is done is not retried, what ended or was stopped is not stopped.",
            ),
        ),
        *CHANGE_PROBLEMS,
    )
}
