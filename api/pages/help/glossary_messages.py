"""The glossary of the help page: the words an analyst meets, with the words of the tool."""

TERMS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "suggestion": (
        ("Qualification suggérée", "Suggested qualification"),
        (
            "L'infraction dont le texte signalé réunit tous les éléments d'après les faits dits. L'analyste décide.",
            "The offence all of whose elements the stated facts meet. The analyst decides.",
        ),
    ),
    "fact": (
        ("Fait", "Fact"),
        (
            "Une question sur le contenu et sa réponse. Un fait absent est inconnu ; inconnu n'est jamais « non ».",
            "One question on the content, and its answer. An absent fact is unknown; unknown is never “no”.",
        ),
    ),
    "confirmed": (
        ("Fait confirmé", "Confirmed fact"),
        (
            "Une personne ou une métadonnée sûre en répond.",
            "A person or hard metadata vouches for it.",
        ),
    ),
    "presumed": (
        ("Fait présumé", "Presumed fact"),
        (
            "Un indice, une liste, un partenaire ou l'auteur du signalement le dit. Il reste à confirmer.",
            "A cue, a list, a partner or the reporter says so. It remains to be confirmed.",
        ),
    ),
    "cue": (
        ("Indice", "Cue"),
        (
            "Un passage du texte, avec sa place, qui rend un fait présumé.",
            "A passage of the text, with its place, that makes a fact presumed.",
        ),
    ),
    "element": (
        ("Élément constitutif", "Constitutive element"),
        (
            "Une condition exigée par le texte : une question de droit.",
            "A condition required by the text: one question of law.",
        ),
    ),
    "core": (
        ("Élément caractéristique", "Core element"),
        (
            "Celui auquel l'infraction se reconnaît, et qui l'évoque.",
            "The one by which the offence is recognised, and evoked.",
        ),
    ),
    "presumed_element": (
        ("Élément présumé", "Presumed element"),
        (
            "Tenu pour réuni tant que rien ne dit le contraire ; la règle dit pourquoi.",
            "Held to be met while nothing says otherwise; the rule says why.",
        ),
    ),
    "defence": (
        ("Exception, fait justificatif", "Defence"),
        (
            "Établie, elle ôte l'infraction. Présumée absente jusqu'à ce que quelque chose l'évoque.",
            "Once established, takes the offence away. Presumed absent until something calls for it.",
        ),
    ),
    "scope": (
        ("Champ d'application", "Scope"),
        (
            "Territoire, personne, compétence : jusqu'où le texte va.",
            "Territory, person, competence: how far the text reaches.",
        ),
    ),
    "aggravation": (
        ("Circonstance aggravante", "Aggravating circumstance"),
        ("Élève la peine ; ne décide pas de l'infraction.", "Raises the penalty; does not decide the offence."),
    ),
    "notion": (
        ("Notion", "Notion"),
        (
            "Une condition nommée et datée, que plusieurs infractions partagent.",
            "A named, dated condition that several offences share.",
        ),
    ),
    "version": (
        ("Version", "Version"),
        (
            "La rédaction d'un texte en vigueur d'un jour à un autre.",
            "The wording of a text in force from one day to another.",
        ),
    ),
    "milder": (
        ("Loi plus douce (CP 112-1)", "Milder law (CP 112-1)"),
        (
            "Une rédaction postérieure aux faits s'applique quand elle est plus favorable.",
            "A wording later than the facts applies when it is more favourable.",
        ),
    ),
    "limitation": (
        ("Prescription", "Limitation"),
        (
            "Le délai après lequel on ne poursuit plus. Le retrait n'en dépend pas.",
            "The delay after which nobody prosecutes. Removal does not depend on it.",
        ),
    ),
    "neighbour": (
        ("Voisin", "Neighbour"),
        (
            "Une infraction que l'on confond aisément avec une autre.",
            "An offence easily mistaken for another.",
        ),
    ),
    "absorbed": (
        ("Absorbé", "Absorbed"),
        (
            "Non retenu parce qu'une infraction établie l'emporte.",
            "Not retained because an established offence prevails.",
        ),
    ),
    "digest": (
        ("Empreinte numérique", "Digest"),
        (
            "Ce qui désigne sans équivoque les faits et les règles, pour rejouer une réponse des années après.",
            "What names facts and rules beyond doubt, to replay an answer years later.",
        ),
    ),
    "lead": (
        ("Piste", "Lead"),
        (
            "Une infraction que les faits évoquent sans que tous ses éléments soient encore réunis : il reste à compléter.",
            "An offence that the facts evoke while some of its elements are not met yet: something remains to complete.",
        ),
    ),
    "nature": (
        ("Crime, délit, contravention", "Crime, délit, contravention"),
        (
            "Les trois classes d'infractions, de la plus grave à la moins grave.",
            "The three classes of offences in French law, from the gravest to the least grave. A délit is the middle one.",
        ),
    ),
    "rank": (
        ("Rang", "Rank"),
        (
            "La place d'un signalement dans la file : celle que donne la première règle de priorité qui le désigne, puis l'ordre d'arrivée. Un danger passe devant tout.",
            "The place of a report in the queue: that of the first rule of priority that names it, then the order of arrival. A danger comes before all.",
        ),
    ),
    "due": (
        ("À prévenir", "To be told"),
        (
            "Un destinataire que les règles de routage désignent pour ce dossier, tant que rien n'est préparé pour lui ni que personne n'a dit pourquoi il ne le sera pas.",
            "A recipient that the rules of routing name for this case, while nothing is prepared for it and nobody said why it will not be.",
        ),
    ),
    "binding": (
        ("Imposé par un texte", "Set by a text"),
        (
            "Un délai qu'une loi ou un règlement fixe. Les autres sont ceux que la hotline s'est donnés.",
            "A time limit that a law or a regulation sets. The others are those that the hotline gave itself.",
        ),
    ),
    "two_persons": (
        ("Deux confirmations", "Two confirmations"),
        (
            "Deux personnes lisent le même texte et le confirment, l'une après l'autre : là où une vie est en jeu, pour les images d'abus, et quand aucune règle ne demandait l'envoi.",
            "Two persons read the same text and confirm it, one after the other: where a life is at stake, for images of abuse, and when no rule asked for the sending.",
        ),
    ),
    "dry_run": (
        ("Essai à blanc", "Dry run"),
        (
            "Le message est composé entier, comme pour un envoi, et rien ne part.",
            "The message is composed whole, as if it were sent, and nothing leaves.",
        ),
    ),
    "content_digest": (
        ("Empreinte du contenu", "Digest of the content"),
        (
            "Un nombre tiré du texte exact : un seul caractère changé en donne un autre. Il montre que ce qui est gardé est ce qui est parti.",
            "A number drawn from the exact text: one character changed gives another. It shows that what is stored is what left.",
        ),
    ),
    "statement_of_reasons": (
        ("Exposé des motifs", "Statement of reasons"),
        (
            "Ce que l'hébergeur doit dire de sa décision : ce qu'il a fait, sur quels faits, en vertu de quel texte (DSA, art. 17).",
            "What the host must say of its decision: what it did, on which facts, under which text (DSA, Article 17).",
        ),
    ),
    "filter_score": (
        ("Score du filtre", "Filter score"),
        (
            "La probabilité, d'après le seul texte, qu'un analyste doive voir le signalement. Il ne dit rien de la gravité : un danger pour la vie passe devant quel que soit son score.",
            "The probability, from the text alone, that an analyst must see the report. It says nothing of gravity: a danger to life comes first whatever its score.",
        ),
    ),
    "set_aside": (
        ("Mis de côté", "Set aside"),
        (
            "Lu plus tard, jamais supprimé : le filtre pense que c'est du bruit, une part tirée au sort est jugée.",
            "Read later, never deleted: the filter thinks that it is noise, and a drawn share is judged.",
        ),
    ),
    "certificate": (
        ("Certificat du filtre", "Certificate of the filter"),
        (
            "La promesse chiffrée de ce que le filtre peut perdre. Sans certificat en vigueur, rien n'est mis de côté ; sous celui de démonstration, seul peut l'être ce qui est signalé comme de la haine.",
            "The promise, in figures, of what the filter may lose. Without a certificate in force, nothing is set aside; under the demonstration's, only what is reported as hate may be.",
        ),
    ),
    "second_reading": (
        ("Seconde lecture", "Second reading"),
        (
            "Une part des décisions, tirée au sort, est lue par quelqu'un d'autre sans connaître la première. Un superviseur tranche les désaccords.",
            "A share of decisions, drawn at random, is read by somebody else without knowing the first one. A reviewer settles disagreements.",
        ),
    ),
    "kappa": (
        ("Accord au-delà du hasard (kappa de Cohen)", "Agreement beyond chance (Cohen's kappa)"),
        (
            "0 : pas plus d'accord que le hasard n'en donnerait ; 1 : accord complet.",
            "0: no more agreement than chance would give; 1: complete agreement.",
        ),
    ),
    "load": (
        ("Charge de lecture", "Reading load"),
        (
            "Les dossiers lus dans la journée, les plus lourds comptés plusieurs fois. Personne d'autre ne la voit.",
            "The cases read during the day, the heaviest counted several times. Nobody else sees it.",
        ),
    ),
    "change": (
        ("Demande de modification", "Change request"),
        (
            "Une branche des règles : ce qu'une personne propose d'y changer, vérifié, signé par d'autres, puis publié.",
            "A branch of the rules: what somebody proposes to change in them, checked, signed by others, then published.",
        ),
    ),
    "evidence": (
        ("Dossier d'une demande", "Evidence on a request"),
        (
            "Ce que la demande change, calculé : contrôles, cas rejoués, différence de sens, derniers signalements.",
            "What the request changes, worked out: checks, cases run, difference of meaning, last reports.",
        ),
    ),
    "witness": (
        ("Témoin", "Witness"),
        (
            "Le plus petit cas inventé que les deux droits ne jugent pas de même, avec la preuve de chacun.",
            "The smallest invented case that the two laws do not judge alike, with the proof of each.",
        ),
    ),
    "limit_case": (
        ("Cas limite", "Limit case"),
        (
            "Un cas au bord de la règle : un seul fait de plus, ou de moins, et la réponse change.",
            "A case at the edge of the rule: one fact more, or less, and the answer changes.",
        ),
    ),
    "edition": (
        ("Édition", "Edition"),
        (
            "Les règles telles qu'elles ont été publiées ensemble, depuis un jour. Chaque réponse dit la sienne.",
            "The rules as they were published together, from a day on. Each answer names its own.",
        ),
    ),
    "shadow": (
        ("Marche en parallèle", "Shadow run"),
        (
            "La demande répond aux nouveaux signalements à côté des règles en vigueur ; personne n'en voit rien que des comptes.",
            "The request answers new reports beside the rules in force; nobody sees anything of it but counts.",
        ),
    ),
    "noise": (
        ("Bruit", "Noise"),
        (
            "Un signalement sans objet : vide, publicitaire, sans contenu à examiner.",
            "A report without object: empty, advertising, nothing to examine.",
        ),
    ),
}  # fmt: skip

MESSAGES: dict[str, tuple[str, str]] = {
    key: text for name, (term, told) in TERMS.items() for key, text in ((f"term.{name}", term), (f"told.{name}", told))
}
