"""The card of the reader: what it is for, what it learnt from, what it is worth, what it does not
know.
"""

from __future__ import annotations

from classifiers.reader.model import ReaderModel

WORDS = {
    "reports": "signalements",
    "matters": "… à voir",
    "grave": "… graves",
    "auc": "aire sous la courbe, à voir contre bruit",
    "noise_aside_at_0.01": "part du bruit écarté quand 1 % des signalements à voir le sont",
    "grave_aside_at_0.01": "… graves écartés alors",
    "noise_aside_at_0.02": "part du bruit écarté quand 2 % le sont",
    "grave_aside_at_0.02": "… graves écartés alors",
    "noise_aside_at_0.05": "part du bruit écarté quand 5 % le sont",
    "grave_aside_at_0.05": "… graves écartés alors",
    "field_first": "champ le plus probable : le bon",
    "field_in_two": "bon champ parmi les deux premiers",
    "field_or_neighbour_first": "champ le plus probable : le bon, ou un autre qu'un lecteur attentif nommerait",
    "auc_child": "aire sous la courbe, enfant",
    "auc_life": "… vie",
    "auc_terrorism": "… terrorisme",
    "auc_threat": "… menace",
    "auc_blackmail": "… chantage ou divulgation",
    "auc_grave": "aire sous la courbe de la plus forte gravité, graves contre bruit",
    "least_gravity_of_grave": "la plus faible gravité lue d'un signalement grave",
}


def card(model: ReaderModel) -> str:
    """The card, in French."""
    about = model.about
    measures = about["measures"]["ensemble"]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(about["versions"].items()))
    rows = [f"| {said} | {_number(measures[name])} |" for name, said in WORDS.items() if name in measures]
    return f"""# Fiche du lecteur de signalements

Écrite par `python -m training.reader` ; ne pas la modifier à la main.

- empreinte du modèle : `{model.digest}`
- empreinte des signalements : `{about["data"]}`
- appris : {about["reports"]} signalements entiers ; avant eux, le tronc : phrases annotées du projet et textes du filtre
- la tête des publications : {about["posts"]["posts"]} textes, et les contenus des signalements de haine et de bruit
- versions : {versions}

## À quoi il sert

Dire d'un signalement entier, contenu et commentaire à part, s'il est à voir, de quel champ, de quelle gravité, de quelle sorte de bruit. Ce sont des probabilités, mises à l'échelle sur des lectures hors apprentissage.
Il ne qualifie rien et n'écarte rien.

## Mesures

Chaque groupe d'auteurs lu par ce que les autres ont appris (un réseau au lieu de trois) ; le modèle livré a appris sur tout.

| mesure | valeur |
| --- | --- |
{chr(10).join(rows)}
| publications des jeux publics, haine contre le reste : aire sous la courbe, par tiers lus par ce que les autres ont appris | {_number(about["posts"].get("auc_public_posts", "–"))} |

## Ce qu'il ne sait pas

- Les signalements sont inventés par des modèles de langue et étiquetés par eux : ni juriste, ni analyste. Plus de la moitié de ceux qui comptent sont graves, plus que n'en reçoit une hotline.
- Une menace nue, en peu de mots, ressemble à du jeu ; le constat d'un modérateur, mis à la place du contenu, à une information : il en doute.
- Il lit après le second lecteur et les lexiques : qui change un lexique déplace un peu ses lectures.
"""


def _number(value: float | str) -> str:
    return str(value) if isinstance(value, int | str) else f"{value:.3f}".lstrip("0")
