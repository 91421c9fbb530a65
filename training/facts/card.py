"""The card of the second reader, written from the run that made it: data, measures by fact,
weaknesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from classifiers.second.model import SecondModel

_Counts: TypeAlias = Sequence[int]

_USE = """## À quoi il sert

Dire d'un texte ce que des motifs ne savent pas dire : la probabilité qu'un lecteur attentif y marque chaque valeur d'un fait. À partir
d'une probabilité que les responsables des règles fixent (`rulesets/parameters/second_lecteur.yaml`), la valeur est **présumée**, avec la
phrase qui la montre le mieux ; une personne confirme. Il ne qualifie rien et n'écarte rien. Le lecteur de signalements pèse ses
probabilités ; le filtre du bruit ne garde rien pour un fait que lui seul présume.
"""
_WEAK = """## Faiblesses

- Les phrases sont écrites par des modèles de langue pour ce projet, les messages annotés par de tels modèles ; aucun juriste ne les a relus.
  Ce qu'il a appris est leur façon d'écrire et de marquer.
- Les mesures ci-dessus portent sur des blocs laissés de côté des mêmes fichiers : d'autres auteurs écrivent autrement. `docs/lab/indices.md` donne
  celles de phrases et de messages tenus à part.
- Une valeur que moins de huit phrases montrent n'est pas apprise.
- Il montre une phrase (ou quelques courtes), non les mots : ce qui l'a décidé n'est pas un mot. Il lit chacune à part : ce que deux phrases ne disent qu'ensemble lui échappe.
- Au delà de 20 000 caractères, il ne lit plus.
"""


def card(model: SecondModel) -> str:
    """The card, in French, as Markdown."""
    about = model.about
    versions = ", ".join(f"{name} {version}" for name, version in sorted(about["versions"].items()))
    head = (
        "# Fiche du second lecteur\n\nÉcrite par `python -m training.facts` ; ne pas la modifier à la main.\n\n"
        f"- empreinte du modèle : `{model.digest}`\n- empreinte des données : `{about['data']}`\n"
        f"- empreinte des lexiques lus avec : `{about['lexicons']}`\n- versions : {versions}\n"
        f"- appris : {about['sentences']} phrases du projet (Apache-2.0), {about['messages']} messages publics connus par leur identifiant\n"
        f"- valeurs : {len(model.values)}\n"
    )
    tables = [_table(float(least), rows) for least, rows in about["measures"].items()]
    measured = f"## Mesures\n\nSur {about['left_out']} textes laissés de côté par blocs, appris sans eux. Le modèle livré a appris sur tout.\n"
    return "\n".join([head, _USE, measured, *tables, _WEAK])


def _table(least: float, rows: Sequence[Sequence[object]]) -> str:
    by_fact: dict[str, list[int]] = {}
    for fact, _, *counts in rows:
        total = by_fact.setdefault(str(fact), [0, 0, 0])
        for place, count in enumerate(counts):
            assert isinstance(count, int)
            total[place] += count
    lines = [_line(f"`{fact}`", counts) for fact, counts in sorted(by_fact.items())]
    return "\n".join(
        [
            f"### Marqué à partir de {least:g}\n",
            "| fait | justes | à tort | manqués | précision | rappel | F1 |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *lines,
            _line("ensemble", _sum(by_fact.values())) + "\n",
        ]
    )


def _sum(every: Iterable[_Counts]) -> list[int]:
    return [sum(counts) for counts in zip(*every, strict=True)] or [0, 0, 0]


def _line(name: str, counts: _Counts) -> str:
    right, wrong, missed = counts
    f1 = _percent(2 * right, 2 * right + wrong + missed)
    return f"| {name} | {right} | {wrong} | {missed} | {_percent(right, right + wrong)} | {_percent(right, right + missed)} | {f1} |"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.2f}".replace("0.", ".", 1) if whole else "—"
