"""The model card, written from the run that made the model: data, licences, measures with their bounds, weaknesses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from classifiers.noise.model import NoiseModel


def card(model: NoiseModel, measured: dict[str, Any]) -> str:
    """The card, in French, as Markdown."""
    about = model.about
    parts = [
        "# Fiche du filtre de bruit\n\nÉcrite par `qualif noise train` ; ne pas la modifier à la main.\n",
        f"- empreinte du modèle : `{model.digest()}`\n- empreinte des données : `{about['data']}`\n- graine : {about['seed']}",
        f"- versions : {', '.join(f'{k} {v}' for k, v in about['versions'].items())}",
        f"- second étage : {model.second.encoder if model.second else 'aucun'}\n",
        "## À quoi il sert\n\nNoter des textes signalés : la probabilité qu'un analyste doive les lire. Ce qui est mis de côté va dans une file",
        "lue plus tard, jamais à la corbeille. Il ne qualifie rien et ne décide de rien.\n",
        "## Données\n\n" + _sources(about["sources"]),
        tables(measured),
        _WEAKNESSES,
    ]
    return "\n".join(parts)


def tables(measured: dict[str, Any]) -> str:
    """Every measure as Markdown tables."""
    parts = ["## Mesures\n\n" + _INTERVALS]
    if "in_source" in measured:
        parts.append("### Sources connues, textes inconnus (hors échantillon)\n\n" + _measures(measured["in_source"]))
    if "sources" in measured:
        parts.append("### Source laissée de côté, jamais apprise\n\n" + _measures(measured["sources"]))
    if "certified" in measured:
        parts.append(_promise(measured["certified"]))
    if measured.get("grounds"):
        by_ground = [
            (k, str(v["keep"]), _percent(v["kept"]), _percent(v["miss_upper"])) for k, v in measured["grounds"].items()
        ]
        head = ("critère", "textes à garder", "gardés", "perte au plus, à 95 %")
        parts.append(
            "### Par critère protégé, au seuil qui perd 5 % du tout (corpus propre, fichiers laissés de côté)\n\n"
            + _table(head, by_ground)
        )
    if measured.get("kinds"):
        rows = [(k, str(v["texts"]), _share(v)) for k, v in measured["kinds"].items()]
        parts.append(
            "### Par genre de texte, au seuil qui perd 1 % (corpus propre, fichiers laissés de côté)\n\n"
            + _table(("genre", "textes", "mis de côté"), rows)
        )
    return "\n".join(parts)


_INTERVALS = """Entre parenthèses, l'intervalle à 95 %. AUC : le plus large de DeLong (1988), sur le logit, et de Hanley et McNeil (1982), variance prise à
l'aire essayée (Newcombe, 2006). Part mise de côté : Clopper et Pearson, au seuil tel qu'il est. Ils ne couvrent que le tirage des textes mesurés,
supposés indépendants : ni celui du seuil quand il est lu sur l'ensemble même, ni celui des textes d'apprentissage et de la graine, ni les
choix de la recette faits sur ces mesures, ni les étiquettes, ni une autre source.
"""

_WEAKNESSES = """## Faiblesses

- Aucun vrai signalement n'a servi. Les étiquettes sont celles d'un modèle de langue et d'auteurs, non d'analystes ni de juristes.
- Les seuils livrés sont de **démonstration** : la promesse ne vaut pas d'une source à l'autre. `qualif noise calibrate` fait celui
  de la hotline.
- Les contenus à garder viennent surtout de messages cherchés par mots-clés en 2022 ; ceux choisis par apprentissage actif sont
  plus faciles que la vie.
- Une allusion codée, l'ironie, une citation approuvée, un mot nouveau peuvent passer. Une réponse à la haine qui en reprend les
  mots est souvent gardée.
- Deux n-grammes peuvent partager une case : les passages montrés sont ceux du texte, leur poids est approché.
"""


def _sources(sources: dict[str, Any]) -> str:
    rows = [(k, v["licence"], str(v["keep"]), str(v["grey"]), str(v["noise"])) for k, v in sources.items()]
    return _table(("source", "licence", "à garder", "entre deux", "bruit"), rows)


def _measures(sets: dict[str, Any]) -> str:
    rows = []
    for name, m in sets.items():
        told = [_share(c) for c in m["ceilings"]]
        rows.append(
            (
                name,
                f"{m['keep']} / {m['noise']}",
                f"{_plain(m['auc'])} ({_plain(m['auc_low'])} à {_plain(m['auc_high'])})",
                _plain(m["macro_f1"]),
                *told,
                _percent(m["ceilings"][1]["miss_upper"]),
            )
        )
    head = (
        "ensemble",
        "à garder / bruit",
        "AUC",
        "macro-F1",
        "sans perte",
        "à 1 %",
        "à 2 %",
        "à 5 %",
        "perte vraie au plus (à 1 %)",
    )
    return _table(head, rows) + "\nLes parts mises de côté sont des plafonds : le seuil est lu sur l'ensemble même.\n"


def _promise(found: dict[str, Any]) -> str:
    if found.get("threshold") is None:
        return f"### Promesse\n\n{found['n']} textes à garder : trop peu pour promettre {_percent(found['alpha'])}.\n"
    counter = found["counter_speech"]
    lines = [
        f"### Promesse de {_percent(found['alpha'])} de perte au plus, à {_percent(1 - found['delta'])} de confiance\n",
        f"{found['n']} textes à garder, {found['k']} sous le seuil {_plain(found['threshold'], 4)} ; bruit collecté mis de côté :"
        f" {_share(found)}" + ("." if counter is None else f" ; réponses à la haine : {_share(counter)}."),
    ]
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _share(found: dict[str, Any]) -> str:
    low, high = (_percent(found[f"set_aside_{side}"]).removesuffix(" %") for side in ("low", "high"))
    return f"{_percent(found['set_aside'])} ({low} à {high})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _plain(number: float, digits: int = 3) -> str:
    return f"{number:.{digits}f}".replace(".", ",")
