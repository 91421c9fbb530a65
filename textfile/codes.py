"""Catalogue of diagnostic codes: what each one means, and what to do about it.

`Diagnostic` takes its severity from here, and docs/errors.md is made from here, so that a code
that is raised and not explained cannot exist (tests/docs/test_errors_page.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

PAGE = "docs/errors.md"
"""The page that explains every code, each under its own anchor."""


@dataclass(frozen=True, slots=True)
class Code:
    """Entry of the catalogue, in French like the diagnostics; a `warning` refuses nothing."""

    title: str
    meaning: str
    remedy: str
    warning: bool = False


FAMILIES: MappingProxyType[str, str] = MappingProxyType(
    {
        "R": "Règles : fichiers, forme, références, dates, conditions, cas",
        "D": "Routage : qui prévenir",
        "N": "Notifications : rédactions, modèles, tables",
        "P": "Paramètres : ce que la hotline règle",
        "L": "Lexiques : ce qui se lit dans les textes",
        "H": "Hébergement : fichiers d'adresses de l'exploitant",
        "V": "Veille juridique : fichiers de droit de l'exploitant",
    }
)
"""What the first letter of a code says."""

CODES: MappingProxyType[str, Code] = MappingProxyType(
    {
        "R001": Code(
            "Fichier ou dossier introuvable, ou illisible",
            "Le chemin ne mène à rien qui se lise : il manque, c'est un dossier, un tube ou un lien "
            "qui tourne en rond, les droits font défaut, ou le dossier ne contient aucune règle.",
            "Vérifier le chemin et les droits ; donner le dossier qui contient `facts` et `offences`.",
        ),
        "R002": Code(
            "Fichier trop gros, ou trop de fichiers",
            "Un dossier de règles est borné, pour qu'un fichier hostile ne coûte rien : tant "
            "d'octets par fichier, tant de fichiers par dossier.",
            "Scinder le fichier ; réunir les petits, ou ôter ceux qui ne sont pas des règles.",
        ),
        "R003": Code(
            "Fichier qui n'est pas de l'UTF-8",
            "Des octets ne sont pas du texte en UTF-8 : le fichier vient d'un éditeur réglé sur un autre encodage.",
            "Enregistrer le fichier en UTF-8.",
        ),
        "R004": Code(
            "YAML incorrect",
            "Le fichier ne se découpe pas en clés et valeurs. La place donnée est celle où la "
            "lecture s'est arrêtée ; la faute est parfois à la ligne d'avant.",
            "Revoir l'indentation, les guillemets et les accolades à cet endroit ; entourer de "
            "guillemets un texte qui contient `:`.",
        ),
        "R005": Code(
            "Clé écrite deux fois",
            "Deux valeurs portent le même nom au même niveau : laquelle vaut ne se devine pas.",
            "Garder l'une des deux.",
        ),
        "R006": Code(
            "Ancre ou alias",
            "`&nom` et `*nom` recopient un passage sans qu'on le voie, et permettent de faire "
            "grossir un petit fichier sans fin. Ils sont refusés.",
            "Recopier le contenu, ou en faire une notion ; mettre entre guillemets un texte qui "
            "commence par `*` ou `&`.",
        ),
        "R007": Code(
            "Trop de niveaux, ou trop de valeurs",
            "Le fichier dépasse la profondeur ou le nombre de valeurs qui se lisent en un temps borné.",
            "Nommer les parties d'une longue condition dans des notions, ou scinder le fichier.",
        ),
        "R008": Code(
            "Écriture YAML interdite",
            "Étiquette `!…`, fusion `<<` ou clé composée : des écritures qui cachent ce que vaut une règle.",
            "Écrire des clés simples et des valeurs en clair.",
        ),
        "R009": Code(
            "Date qui n'existe pas",
            "La valeur a la forme d'une date, et aucun jour du calendrier ne lui répond.",
            "Écrire AAAA-MM-JJ, avec un jour qui existe.",
        ),
        "R010": Code(
            "Fichier que rien ne lit",
            "Le nom ou la place de ce fichier YAML n'est d'aucune sorte connue : ce qu'il contient est sans effet.",
            "Lui donner le nom et le dossier que l'aide indique, ou l'ôter.",
            warning=True,
        ),
        "R011": Code(
            "Lien qui sort du dossier de règles",
            "Un lien symbolique mène hors du dossier : son contenu ne serait ni relu ni couvert "
            "par l'empreinte des règles.",
            "Copier le fichier lui-même dans le dossier.",
        ),
        "R101": Code(
            "Clé inconnue",
            "Cette clé n'est pas de celles que la règle accepte ici : le plus souvent une faute de frappe.",
            "Corriger la clé, ou l'ôter ; l'aide donne la plus proche, ou la liste.",
        ),
        "R102": Code(
            "Clé qui manque",
            "Une clé nécessaire est absente ; un texte montré doit être dans les deux langues.",
            "L'ajouter.",
        ),
        "R103": Code(
            "Valeur d'une autre sorte",
            "La valeur n'est pas de la sorte attendue : liste, date, nombre, texte, suite de clés, "
            "ou elle sort des limites.",
            "Écrire ce que le message attend ; une date et un nombre s'écrivent sans guillemets.",
        ),
        "R104": Code(
            "Valeur hors de la liste, ou identifiant mal formé",
            "La clé n'admet que certains mots, ou que des identifiants sans accent ni majuscule.",
            "Choisir un mot de la liste que donne l'aide, ou corriger l'identifiant.",
        ),
        "R105": Code(
            "Condition mal écrite",
            "Ce n'est pas une condition : un mot inconnu, deux sortes à la fois, une comparaison "
            "sans valeur, une liste vide.",
            "Écrire l'une des formes que donne l'aide ; `qualif facts` liste les faits.",
        ),
        "R106": Code(
            "À remplir",
            "Le fichier a été ébauché par `qualif rules new`, et ce qui doit s'y écrire n'est pas "
            "encore écrit. Tant qu'il en reste, les règles ne servent pas.",
            "Écrire à la place de « À REMPLIR » ce que dit le commentaire ; ôter ce qui ne sert pas.",
        ),
        "R107": Code(
            "Anglais à traduire",
            "Un texte est écrit en français, et son anglais manque. Un brouillon l'accepte, et le marque "
            "à traduire ; des règles qui servent le refusent.",
            "Ajouter le texte anglais (`en`) à côté du français.",
        ),
        "R201": Code(
            "Fait inconnu",
            "Une condition, ou un réglage, nomme un fait que `facts/` ne définit pas.",
            "Corriger le nom, ou définir le fait.",
        ),
        "R202": Code(
            "Comparaison qui ne convient pas au fait",
            "Un booléen, un choix, un ensemble, un nombre et une date ne se comparent pas de la même façon.",
            "Employer la comparaison que donne l'aide pour ce type de fait.",
        ),
        "R203": Code(
            "Valeur que le fait ne peut avoir",
            "La valeur comparée n'est pas de celles du fait, ou elle est écrite deux fois : la "
            "condition ne serait jamais vraie comme on la lit.",
            "Choisir une valeur du fait, ou l'ajouter à sa définition.",
        ),
        "R204": Code(
            "Identifiant défini deux fois",
            "Deux définitions portent le même nom : on ne saurait laquelle s'applique.",
            "Renommer l'une des deux, ou les réunir.",
        ),
        "R205": Code(
            "Notions en cercle",
            "Des notions se définissent les unes par les autres : aucune n'a de sens seule.",
            "En définir une par des faits.",
        ),
        "R206": Code(
            "Nom que rien ne définit",
            "Une règle, une famille ou un réglage nomme une notion, une infraction, un thème, un champ, "
            "un élément, une défense, une circonstance, une prescription, une clause partagée, une "
            "version plus ancienne… qui n'existe pas.",
            "Corriger le nom, ou écrire la définition.",
        ),
        "R207": Code(
            "Seuil sans effet",
            "Le seuil est hors des limites du fait, ou l'intervalle est vide : la comparaison ne distingue rien.",
            "Corriger le seuil, échanger les bornes, ou revoir les limites du fait.",
        ),
        "R208": Code(
            "Définition de fait qui ne tient pas",
            "Les valeurs, les limites, le sens (`means`) ou les présomptions du fait se "
            "contredisent ou ne vont pas avec son type.",
            "Suivre l'aide : elle dit quoi ôter, ajouter ou échanger.",
        ),
        "R209": Code(
            "Infraction qui ne porte pas le nom de son dossier",
            "`id` ou `theme` diffère du dossier où le fichier se trouve : on ne la trouverait plus par son chemin.",
            "Donner le même nom aux deux.",
        ),
        "R301": Code(
            "Dates inversées, ou qui se chevauchent",
            "Deux versions seraient en vigueur le même jour, ou une version finit avant de commencer.",
            "Rapprocher `from` et `until` comme l'aide le dit.",
        ),
        "R302": Code(
            "Jours sans version",
            "Rien n'est dit entre deux versions, ou après la dernière : des faits de ces jours "
            "resteraient sans réponse.",
            "Rapprocher les dates, ou écrire une version `void` qui dit pourquoi le texte ne s'applique pas.",
        ),
        "R303": Code(
            "Notion plus jeune que la version qui la nomme",
            "La version commence un jour où la notion n'est pas encore définie.",
            "Faire commencer la version plus tard, ou dater la notion plus tôt.",
        ),
        "R304": Code(
            "Version incomplète, ou qui en dit trop",
            "Il manque à la version un élément, un élément caractéristique, une peine ou une "
            "prescription ; ou une version `void` garde du contenu ; ou une circonstance "
            "n'aggrave rien.",
            "Ajouter ou ôter la clé que l'aide nomme.",
        ),
        "R305": Code(
            "Notion qui change sans l'infraction",
            "La notion change un jour où une infraction qui l'emploie n'a pas de version : la réponse "
            "citerait la loi d'avant pour des faits d'après, et une infraction que la réforme ne vise "
            "pas changerait avec elle.",
            "Commencer ce jour-là une version de l'infraction, ou lui donner sa propre notion ; sinon "
            "le dire sous `allow`, avec la raison.",
            warning=True,
        ),
        "R306": Code(
            "Relation entre infractions qui ne tient pas",
            "Deux relations avec la même infraction, une infraction avec elle-même, une exclusion "
            "sans préférence, ou des priorités en cercle.",
            "Corriger `with`, `kind` ou `prevails` ; n'en garder qu'une.",
        ),
        "R307": Code(
            "Infraction dans aucun champ",
            "Aucun champ de `parameters/ordre.yaml` ne contient l'infraction : elle ne serait jamais "
            "proposée quand son champ est probable.",
            "L'écrire sous `usual` ou `others` du champ dont elle relève.",
        ),
        "R401": Code(
            "Règle sans source",
            "Toute règle dit d'où elle vient, quand cela a été vérifié, et avec quelle confiance.",
            "Ajouter `source`.",
        ),
        "R402": Code(
            "Source vérifiée il y a plus de six mois",
            "Le droit a pu changer depuis la dernière relecture. La règle sert toujours.",
            "Relire la source, puis mettre la date du jour à `verified_on`.",
            warning=True,
        ),
        "R403": Code(
            "Source vérifiée dans l'avenir",
            "La date de vérification n'est pas encore venue.",
            "Corriger la date.",
        ),
        "R501": Code(
            "Condition jamais vraie",
            "Aucune combinaison de faits ne la remplit : des parties se contredisent, celles que le message nomme.",
            "Ôter ou corriger l'une d'elles.",
        ),
        "R502": Code(
            "Condition toujours vraie",
            "Toute combinaison de faits la remplit : elle ne décide de rien.",
            "L'ôter, ou la préciser.",
        ),
        "R503": Code(
            "Élément ou défense qui ne décide jamais",
            "L'élément est impliqué par les autres, ou la défense suppose un élément absent : la "
            "réponse serait la même sans lui.",
            "L'ôter, ou préciser ce qu'il ajoute.",
        ),
        "R504": Code(
            "Infraction qui ne peut être établie",
            "Chaque élément est possible, mais pas tous à la fois.",
            "Chercher les deux éléments qui se contredisent.",
        ),
        "R601": Code(
            "Condition trop grande",
            "Écrite en entier, avec ses notions, elle dépasse ce que le moteur compile : trop de "
            "comparaisons, de raisons minimales, ou de combinaisons.",
            "La scinder en deux éléments ; `qualif rules check` dit laquelle, et où.",
        ),
        "R701": Code(
            "Règle sans cas",
            "Une infraction, ou le routage, n'a pas de cas qui l'éprouve.",
            "Écrire `cases.yaml` à côté de `offence.yaml`, ou des cas sous `routing/cases`.",
        ),
        "R702": Code(
            "Nom inconnu dans un cas",
            "Le cas nomme une infraction, une version, un élément, une circonstance ou une règle "
            "qui n'existe pas : il n'éprouve rien.",
            "Corriger le nom.",
        ),
        "R703": Code(
            "Date de cas impossible",
            "La date n'en est pas une, ou la décision précède les faits.",
            "Écrire AAAA-MM-JJ, et une décision après les faits.",
        ),
        "R704": Code(
            "Cas qui n'éprouve rien",
            "Le cas n'attend aucune réponse, n'est rejoué sur aucune version, ou attend un fait "
            "manquant d'une règle qui n'est pas ouverte.",
            "Écrire `expect`, `at` ou `on` ; nommer la règle sous `open`.",
        ),
        "R705": Code(
            "Cas qui ne dit pas sa raison",
            "Le cas attend une réponse sans dire de quelle infraction, ou pour quelle raison : il "
            "passerait pour une mauvaise raison.",
            "Écrire `because`, ou `main`.",
        ),
        "R706": Code(
            "Fait de cas refusé",
            "Le vocabulaire refuse un fait ou une valeur du cas, ou le cas ôte un fait que la base n'a pas.",
            "Corriger le fait ou la valeur, ou l'ôter.",
        ),
        "R801": Code(
            "Définition qui ne sert à rien",
            "Un fait, une notion, une prescription, une clause partagée ou d'infraction (élément, défense, "
            "champ, circonstance, prudence), un contact ou une action n'est employé nulle part.",
            "L'employer, ou l'ôter ; s'il doit rester, le dire sous `allow`, avec la raison.",
            warning=True,
        ),
        "R802": Code(
            "Liste de valeurs recopiée",
            "Deux conditions comparent un fait à la même liste d'au moins cinq valeurs : une loi qui "
            "l'allonge devrait être écrite à chaque endroit.",
            "Employer la notion que l'aide nomme, ou en faire une ; si les deux listes ne doivent pas "
            "changer ensemble, le dire sous `allow`, avec la raison.",
            warning=True,
        ),
        "R803": Code(
            "Dispense qui ne sert à rien",
            "Le fichier permet (`allow`) un avertissement que rien n'y soulève plus.",
            "L'ôter.",
            warning=True,
        ),
        "R804": Code(
            "Modification que personne ne signe",
            "D'après `parameters/signatures.yaml`, une modification qui change le sens serait publiée sans signature.",
            "Demander au moins une signature pour chaque classe, sauf `editorial`.",
        ),
        "R901": Code(
            "Partie d'une condition qui ne change rien",
            "Sans elle, la condition se lit de même quels que soient les faits : les autres parties la couvrent.",
            "L'ôter, ou la préciser.",
            warning=True,
        ),
        "R902": Code(
            "Clause qui ne change aucun statut",
            "Un élément, une défense ou une règle de champ sans lequel l'infraction a le même statut, "
            "quoi que l'on sache ou ignore : une défense que rien ne soulève, par exemple.",
            "L'ôter, ou dire ce qu'elle ajoute ; d'une défense, revoir `raised_by`.",
            warning=True,
        ),
        "R903": Code(
            "Infractions exclusives qui peuvent être établies ensemble",
            "Un même signalement, donné en exemple, réunit les deux : l'une s'efface alors devant l'autre sans qu'on la voie.",
            "Si chacune doit être dite, écrire `cumulation` ; si l'une doit s'effacer, le permettre avec la raison.",
            warning=True,
        ),
        "R904": Code(
            "Valeur que rien ne compare",
            "Aucune condition ne nomme ce membre d'un ensemble : l'ajouter à ce que l'on sait ne change aucune réponse.",
            "L'employer, ou l'ôter.",
            warning=True,
        ),
        "R905": Code(
            "Indice qui dit un fait que rien ne lit",
            "Un indice des lexiques présume un fait qu'aucune condition du droit, du routage ou d'un réglage n'emploie.",
            "Ôter l'indice, ou employer le fait.",
            warning=True,
        ),
        "R906": Code(
            "Source sans identifiant",
            "Des versions de l'infraction n'ont pas d'identifiant officiel (`legifrance: null`) : rien ne "
            "peut suivre leur texte.",
            "L'écrire, tel que Légifrance le donne ; jamais un identifiant supposé.",
            warning=True,
        ),
        "R907": Code(
            "Prudence qui vaut toujours",
            "Une prudence vaut chaque fois que l'infraction est établie : la réponse est toujours prudente, et le drapeau ne "
            "dit plus rien. Une prudence datée n'est pas visée.",
            "Lui donner une condition qui distingue, ou le dire ailleurs : autorité, libellé, note de la source.",
            warning=True,
        ),
        "D101": Code(
            "Familles et infractions qui ne s'accordent pas",
            "Une infraction n'est d'aucune famille, ou de deux ; une famille est inconnue, ou n'a aucune infraction.",
            "Mettre chaque infraction dans une famille, et une seule.",
        ),
        "D102": Code(
            "Nom inconnu dans une règle de routage",
            "Une règle, ou une action en cas de danger, nomme un contact ou une règle qui n'existe pas, cède à une règle d'un autre "
            "destinataire, ou n'a pas de délai qui se compte.",
            "Corriger le nom ; écrire le délai en `hours` ou en `days`.",
        ),
        "D103": Code(
            "Ordre déjà pris",
            "Deux règles de routage ont le même rang : on ne saurait laquelle lire d'abord.",
            "Choisir un autre rang.",
        ),
        "D104": Code(
            "Vocabulaire du routage incomplet",
            "Le routage lit lui-même deux faits, la famille et les destinataires déjà prévenus : "
            "l'un manque, n'est pas du bon type, ou n'a pas toutes ses valeurs.",
            "Définir le fait comme le message le demande.",
        ),
        "D105": Code(
            "Appartenance écrite deux fois",
            "Un pays est deux fois membre le même jour, ou une période finit avant de commencer.",
            "En ôter un, ou dater les deux.",
        ),
        "D106": Code(
            "Destinataire que l'infraction ne désigne pas",
            "L'infraction désigne un destinataire qu'aucune règle n'avise, ou une règle avise "
            "quelqu'un que l'infraction ne désigne pas.",
            "Accorder la règle, la famille, ou `routing` de l'infraction.",
        ),
        "N101": Code(
            "Modèle illisible",
            "Le fichier du modèle ne se lit pas, sort du dossier par un lien, ou il y en a trop.",
            "L'ôter, ou le corriger.",
        ),
        "N102": Code(
            "Modèle introuvable",
            "Le manifeste nomme un modèle que `templates/` n'a pas, ou le modèle des motifs manque.",
            "L'écrire dans `templates/`, ou corriger le nom.",
        ),
        "N103": Code(
            "Modèle qui fait ce qu'il ne doit pas",
            "Un modèle écrit, teste et répète des valeurs du contexte, et rien d'autre : ni appel, ni nom inconnu.",
            "N'employer que les noms du contexte (guide des notifications).",
        ),
        "N104": Code(
            "Deux rédactions le même jour",
            "Deux rédactions du même genre et de la même langue sont en vigueur ensemble.",
            "Clore la première (`until`).",
        ),
        "N105": Code(
            "Modèle que rien n'emploie",
            "Aucune rédaction ne nomme ce modèle.",
            "L'ôter, ou le nommer dans le manifeste.",
        ),
        "N106": Code(
            "Rédaction qui manque",
            "Un genre de notification n'a pas de rédaction dans l'une des deux langues.",
            "L'ajouter au manifeste.",
        ),
        "N107": Code(
            "Mot ou code qui manque à une table",
            "Une table ne traduit pas une valeur que les notifications peuvent avoir à dire.",
            "L'écrire dans la table.",
        ),
        "N108": Code(
            "Infraction dans deux familles de notification",
            "Les codes à envoyer dépendraient de la famille choisie.",
            "La laisser dans une seule.",
        ),
        "N109": Code(
            "Schéma illisible",
            "Un fichier de `notices/schema` n'est pas du JSON : les codes qu'il énumère ne se vérifient pas.",
            "Le corriger à l'endroit que donne le message.",
        ),
        "N110": Code(
            "Rédaction dont la période est passée",
            "Le dernier jour de la dernière rédaction d'un genre est passé : la notification sera "
            "refusée le jour où quelqu'un l'écrira.",
            "La faire relire, puis lui donner une nouvelle période dans `manifest.yaml`.",
            warning=True,
        ),
        "N111": Code(
            "Infraction dans aucune famille de notification",
            "Aucune famille ne contient l'infraction : ses notifications n'auraient pas de code et seraient refusées.",
            "L'écrire dans une famille de `notices/familles.yaml`, et une seule.",
        ),
        "N112": Code(
            "Code que le format ne connaît pas",
            "Une famille donne une catégorie ou un mot-clé que le schéma du format n'énumère pas.",
            "Choisir un code de `notices/schema/common.schema.json`.",
        ),
        "P101": Code(
            "Motif ou mot refusé",
            "Une règle de `parameters/bruit.yaml` a une expression que RE2 ne prend pas, ou un mot "
            "caché trop court, accentué ou en capitales. Le message dit à quel caractère du motif.",
            "Corriger le motif à cet endroit ; RE2 n'a ni renvoi, ni regard avant ou arrière.",
        ),
        "L001": Code(
            "Trop de lexiques",
            "Le dossier `lexicons` a plus de fichiers qu'il n'en est lu.",
            "En réunir.",
        ),
        "L102": Code(
            "Indice sans motif, ou qui ne dit rien",
            "Un indice se trouve par des motifs (ou une analyse) et présume un fait ; il manque l'un ou l'autre.",
            "Écrire `patterns` et `says`, ou en faire un cadre (`frames`).",
        ),
        "L103": Code(
            "Intervalle à l'envers, ou trop d'indices",
            "`between` commence par le plus grand nombre, ou les lexiques dépassent le nombre d'indices permis.",
            "Échanger les nombres ; retirer des indices.",
        ),
        "L104": Code(
            "Nom de classe réservé",
            "Ce nom est celui d'une classe que le lecteur fournit.",
            "En choisir un autre.",
        ),
        "L105": Code(
            "Nom déjà défini",
            "Un indice, un cadre, une classe ou un rang est défini deux fois, parfois dans deux fichiers.",
            "Changer de nom, ou n'en garder qu'un.",
        ),
        "L106": Code(
            "Classe de mots qui ne sert à rien",
            "Aucun motif n'emploie la classe, pas même par une autre.",
            "L'employer, ou l'ôter ; si elle doit rester, le dire sous `allow`, avec la raison.",
            warning=True,
        ),
        "L201": Code(
            "Motif mal écrit",
            "Le motif ne se lit pas : parenthèse ouverte, deux passages à montrer, `…` au bord.",
            "Suivre l'aide ; le guide des lexiques donne la notation.",
        ),
        "L202": Code(
            "Classe de mots inconnue",
            "`{nom}` ne renvoie à aucune classe.",
            "Corriger le nom, ou écrire la classe sous `words`.",
        ),
        "L203": Code(
            "Classe qui se contient elle-même",
            "Des classes renvoient les unes aux autres en rond : elles n'ont pas de mots.",
            "Ôter l'un des renvois.",
        ),
        "L204": Code(
            "Motif sans mot obligatoire",
            "Tout y est facultatif : il faudrait l'essayer sur chaque texte.",
            "Y mettre un mot, ou une classe, qui soit toujours là.",
        ),
        "L205": Code(
            "Trop de signes hors de l'alphabet",
            "Les motifs emploient plus de signes rares que le lecteur n'en distingue.",
            "Ôter ceux qui ne servent pas ; les lettres accentuées ne comptent pas.",
        ),
        "L301": Code(
            "Nom, portée ou source inconnus",
            "`unless`, `with` ou `from` nomme un indice, un cadre, une portée ou une analyse qui n'existe pas.",
            "Corriger le nom.",
        ),
        "L302": Code(
            "Indices en rond",
            "Chacun dépend de l'autre : aucun ne peut être lu le premier.",
            "Renvoyer à un cadre (`frames`) plutôt qu'à un fait.",
        ),
        "L401": Code(
            "Phrase d'essai manquée",
            "L'indice ne se trouve pas dans une phrase qui doit le donner (`hits`), ou il y montre d'autres mots.",
            "Corriger le motif, ou la phrase ; l'aide dit ce qui l'écarte.",
        ),
        "L402": Code(
            "Phrase d'essai prise à tort",
            "L'indice se trouve dans une phrase qui ne doit pas le donner (`misses`).",
            "Préciser le motif, ou ajouter un cadre à `unless`.",
        ),
        "L403": Code(
            "Phrase qui devait se taire",
            "Une phrase de `quiet` ne doit rien présumer, et un indice y répond.",
            "Préciser le motif de cet indice, ou ajouter un cadre à `unless`.",
        ),
        "L404": Code(
            "Indice sans phrases d'essai",
            "Un indice s'éprouve sur une phrase qui doit le donner et sur une voisine qui ne le doit pas.",
            "Ajouter `hits` et `misses`.",
        ),
        "L501": Code(
            "Fait inconnu dans un lexique",
            "Un indice présume un fait que le vocabulaire n'a pas.",
            "Corriger le nom ; `qualif facts` liste les faits.",
        ),
        "L502": Code(
            "Valeur que le fait ne peut avoir",
            "Un indice présume une valeur qui n'est pas de celles du fait.",
            "Choisir une valeur du fait.",
        ),
        "L503": Code(
            "Rang de valeurs qui manque, ou de trop",
            "Quand un texte montre deux valeurs d'un choix, `priority` dit laquelle l'emporte ; un "
            "ensemble n'en a pas besoin.",
            "Écrire le rang de chaque valeur présumée, ou ôter le fait de `priority`.",
        ),
        "L504": Code(
            "Fait qui ne se lit pas dans un texte",
            "Les `sources` du fait n'ont pas `text_cue` : un texte ne suffit pas à le présumer.",
            "Ajouter `text_cue` aux sources du fait, ou ôter l'indice.",
        ),
        "H001": Code(
            "Fichier d'adresses absent, ou illisible",
            "Le fichier que l'exploitant a réglé manque, ou le service n'a pas le droit de le lire.",
            "Vérifier `QUALIF_HOSTING_DATABASE` et `QUALIF_HOSTING_DELEGATIONS`, et les droits.",
        ),
        "H002": Code(
            "Base d'adresses abîmée",
            "Le fichier n'est pas une base MaxMind DB, ou un de ses enregistrements ne se lit pas.",
            "La télécharger à nouveau.",
        ),
        "H003": Code(
            "Fichier de délégations incompris",
            "La première ligne n'est pas celle d'un registre, une ligne ne se lit pas, ou le fichier est trop gros.",
            "Donner le fichier `delegated-…` d'un registre, tel qu'il le publie.",
        ),
        "H004": Code(
            "Fichier de délégations sans bloc",
            "Aucun bloc d'adresses n'y est attribué : il ne dirait le pays de personne.",
            "Donner le fichier `delegated-…` d'un registre.",
        ),
        "V001": Code(
            "Fichier de droit absent, ou illisible",
            "Le fichier donné à la veille manque, n'est pas un fichier, ou les droits font défaut.",
            "Vérifier le chemin et les droits ; donner les fichiers eux-mêmes, non leur dossier.",
        ),
        "V002": Code(
            "Fichier de droit d'un autre format",
            "Ce n'est ni une archive LEGI (tar, tar.gz), ni la base `legi.sqlite` que fait legi.py, ni un texte `.txt`.",
            "Donner le fichier tel qu'il est publié, ou tel que legi.py l'a fait.",
        ),
        "V003": Code(
            "Fichier de droit tronqué, ou abîmé",
            "La lecture s'arrête avant la fin : ce qui manque ne se devine pas, et rien n'est écrit.",
            "Le télécharger à nouveau, et comparer sa taille à celle qui est publiée.",
        ),
        "V004": Code(
            "Fichier de droit trop gros pour ce qu'il dit être",
            "Une archive qui gonfle sans mesure, un article ou un texte de plusieurs mégaoctets : rien de cela n'est publié.",
            "Ne pas s'en servir ; télécharger à nouveau le fichier.",
        ),
        "V005": Code(
            "Article incorrect dans un fichier de droit",
            "Le XML d'un article est interrompu ou définit une entité, une date n'en est pas une, un texte est vide ou "
            "n'est pas de l'UTF-8.",
            "Télécharger à nouveau l'archive ; enregistrer le texte en UTF-8.",
        ),
        "V006": Code(
            "Texte dont le nom ne dit pas l'article",
            "Un texte contient un article, et son nom dit lequel : un identifiant, ou une citation d'un seul article.",
            "Le nommer `LEGIARTI` et douze chiffres, ou « Code pénal, art. 227-24 », suivis de `.txt`.",
        ),
        "V007": Code(
            "Source qui ne se remplit pas",
            "L'identifiant est écrit d'une façon que `--fill` ne sait pas changer sans toucher au reste. Rien n'est écrit.",
            "Écrire `legifrance: null` sur une ligne, dans `source`.",
        ),
        "V101": Code(
            "Version périmée",
            "L'article a une rédaction plus récente en vigueur, ou n'est plus en vigueur.",
            "Lire le texte nouveau, et écrire sa version.",
            warning=True,
        ),
        "V102": Code(
            "Texte changé",
            "L'empreinte écrite dans la source n'est pas celle du texte que donne le fichier.",
            "Relire le texte, puis la version ; remplacer l'empreinte une fois la version relue.",
            warning=True,
        ),
        "V103": Code(
            "Article absent",
            "Aucun des fichiers lus ne contient l'article, ou l'identifiant.",
            "Lire une archive entière ; sinon, vérifier l'identifiant et la citation.",
            warning=True,
        ),
        "V104": Code(
            "Version jamais vérifiée",
            "La source n'a pas d'identifiant, ou pas d'empreinte du texte qui a été lu.",
            "Lancer `qualif rules watch … --fill` avec un fichier qui prouve l'article et ses dates.",
            warning=True,
        ),
        "V105": Code(
            "Dates différentes",
            "Les jours de la version ne sont pas ceux de la rédaction publiée.",
            "Lire l'article à ces dates, puis corriger les jours, ou écrire une version de plus.",
            warning=True,
        ),
        "V106": Code(
            "Identifiant d'un autre article",
            "L'identifiant de la source est, dans le fichier, celui d'un article que la version ne cite pas.",
            "Corriger l'identifiant, ou la citation.",
            warning=True,
        ),
        "V107": Code(
            "Citation incomprise",
            "La citation ne dit pas pour sûr quel article de quel texte chercher.",
            "L'écrire sous la forme « Code pénal, art. 227-24, al. 2 ».",
            warning=True,
        ),
        "V108": Code(
            "Fin annoncée",
            "La rédaction en vigueur a une fin, qui est à venir.",
            "Préparer la version suivante.",
            warning=True,
        ),
    }
)


def explained(codes: set[str]) -> str:
    """Last line of an output: where each of its codes is explained; empty without codes."""
    if not codes:
        return ""
    return f"Codes expliqués : {PAGE}#" + ", #".join(sorted(code.lower() for code in codes))
