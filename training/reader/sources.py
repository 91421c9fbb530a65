"""Training data of the reader: annotated sentences, the noise filter's corpora, whole reports; each
row with its targets and their weights.

A sentence's outcome is what the engine answers on its annotated facts: no sentence is labelled
again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.reader.reading import FIELDS, GRAVITY, HEADS, NOISE, ReportText
from classifiers.second.values import ShownValue
from engine.facts.statements import ReportError, read_report
from engine.model.answer import Answer
from engine.model.outcome import Status
from engine.reasoning.qualify import Engine
from training.articles import article_in, article_of
from training.corpus import TEMPLATES, LabelledText
from training.facts.annotations import AnnotatedText

HEAD = {name: number for number, name in enumerate(HEADS)}
TEXT, COMMENT, EITHER = 0, 1, 2
"""Voices of a sentence: the content's, the reporter's, or one cannot tell."""
DAY = date(2026, 11, 30)
"""The day of the law that answers."""
FIELD_OF_THEME = {"mineurs": "pedopornographie", "violences": "harcelement"}
"""Themes of offences that are not named as a field."""
OUTSIDE = "cp-611-1"
"""A client's petty offence, which the hotline does not handle."""
THREATS = frozenset({"cp-222-17", "cp-222-18"})
DISCLOSURES = frozenset({"cp-312-10", "cp-226-2-1", "cp-222-33-pression", "cp-223-1-1"})
KIND_OF_OBJECT = {
    "avis_client": "litige",
    "demande_technique": "technique",
    "desaccord_personnel": "prive",
    "droit_auteur": "droits",
    "escroquerie": "fraude",
    "fausse_nouvelle": "information",
    "litige_commercial": "litige",
    "opinion": "opinion",
    "spam": "fraude",
    "stupefiants": "autre",
    "vide": "vide",
}
KIND_OF_CONTEXT = {
    "actualite": "information",
    "archive": "information",
    "debat": "opinion",
    "enseignement": "information",
    "oeuvre": "humour",
    "prevention": "information",
    "publicite_commerciale": "autre",
    "recherche": "information",
    "satire": "humour",
}
KIND_OF_NOISE = {
    "actualite": "information",
    "avis_client": "litige",
    "citation": "contre_discours",
    "contre_discours": "contre_discours",
    "contre_discours_citation": "contre_discours",
    "contre_discours_reference": "contre_discours",
    "critique_institution": "opinion",
    "fausse_nouvelle": "information",
    "humour": "humour",
    "insulte_sans_critere": "querelle",
    "jeu_video": "humour",
    "litige_commercial": "litige",
    "mention_neutre": "autre",
    "mention_positive": "autre",
    "opinion": "opinion",
    "quotidien": "autre",
    "querelle": "querelle",
    "satire": "humour",
    "signalement_technique": "technique",
    "spam_arnaque": "fraude",
    "sport": "humour",
    "temoignage": "prive",
    "violence_figuree": "humour",
}
"""The declared kind of what the noise filter's corpora call otherwise."""
UNSEEN = re.compile(
    r"non (re)?vue?s?\b|non cité|non reprodui|non transcri|sans en décrire|page à|(contenu|à) (voir|lire|constater)|à ouvrir"
    r"|non traduit|renvoi|pointe|contenu non|teneur",
    re.IGNORECASE,
)
"""Words of the author of a label where the report only points to a content."""
FEW_WORDS = 7
PUBLIC_WEIGHT, GREY_WEIGHT, SECOND_FIELD = 0.6, 0.3, 0.4
"""Weights of a public text beside one of the project's; a borderline one beside a clear one; how
much a field that another reader could name is one.
"""

Floats = npt.NDArray[np.float32]


class SentenceTargets(NamedTuple):
    """Sentences, who speaks in each, and for each head, then each offence, then each fact where
    facts are taught, its target and what an error weighs, nothing where it is not known.
    """

    texts: Sequence[str]
    side: npt.NDArray[np.int64]
    target: Floats
    weight: Floats


def sentences(rows: Sequence[AnnotatedText], engine: Engine, offences: Sequence[str]) -> SentenceTargets:
    """The annotated sentences, with the outcome that the engine gives to their facts."""
    target, weight = _blank(len(rows), offences)
    side = np.array([COMMENT if ("contexte", "temoignage") in row.values else TEXT for row in rows])
    for row, y, w in zip(rows, target, weight, strict=True):
        answer = _answer(row, engine)
        if answer is not None:
            _outcome(row, answer, engine, y, w)
            _suggested(row, answer, offences, y[len(HEADS) :], w[len(HEADS) :])
    return SentenceTargets([row.text for row in rows], side, target, weight)


def hate(examples: Sequence[LabelledText], offences: Sequence[str]) -> SentenceTargets:
    """The noise filter's texts: what is kept is hate, what is noise is no field at all."""
    rows = [one for one in examples if one.source != TEMPLATES]
    target, weight = _blank(len(rows), offences)
    for row, y, w in zip(rows, target, weight, strict=True):
        much = (1.0 if row.own else PUBLIC_WEIGHT) * (GREY_WEIGHT if row.label == "grey" else 1.0)
        noise = row.label == "noise"
        for head in ("matters", "haine"):
            y[HEAD[head]], w[HEAD[head]] = not noise, much
        kind = KIND_OF_NOISE.get(row.kind)
        for head in (*FIELDS[1:], *GRAVITY) if noise else ():
            w[HEAD[head]] = 0.3 * much
        for head in NOISE if kind is not None or not noise else ():
            y[HEAD[head]], w[HEAD[head]] = noise and head == kind, 0.5 * much
        w[len(HEADS) :] = 0.3 * much if noise else 0
    return SentenceTargets([row.text for row in rows], np.full(len(rows), EITHER), target, weight)


class LabelledReports(NamedTuple):
    """Whole reports, who wrote each, which are grave, and the targets and weights of each head,
    then of each offence.
    """

    reports: Sequence[ReportText]
    rows: Sequence[dict[str, Any]]
    target: Floats
    weight: Floats

    def of(self, some: npt.NDArray[np.bool_]) -> LabelledReports:
        """Some of the reports."""
        chosen = np.flatnonzero(some).tolist()
        return LabelledReports(
            [self.reports[i] for i in chosen], [self.rows[i] for i in chosen], self.target[some], self.weight[some]
        )


def reports(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The lines of some files of whole reports."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def author(row: dict[str, Any]) -> str:
    """The author of a labelled report: the letters of its identifier, one or two."""
    return str(row["id"]).partition("-")[0]


def labelled_reports(rows: Sequence[dict[str, Any]], offences: Sequence[str]) -> LabelledReports:
    """The whole reports, with what their labels say."""
    target, weight = _blank(len(rows), offences)
    weight += 1
    target[:, len(HEADS) :] = _admitted(rows, offences)
    for row, y, w in zip(rows, target, weight, strict=True):
        y[HEAD["matters"]], w[HEAD["matters"]] = row["expect"] != "noise", 2
        if row["text"] is None and row["expect"] == "open":
            points = bool(UNSEEN.search(row["why"])) or len(row["comment"].split()) < FEW_WORDS
            y[HEAD["unseen"]], w[HEAD["unseen"]] = points, 1 if points else 0.3
        for name in row.get("also", ()):
            y[HEAD[name]] = SECOND_FIELD
        for name in (row["field"], row.get("noise"), *row.get("grave", ())):
            if name is not None:
                y[HEAD[name]] = 1
        for name in NOISE:
            w[HEAD[name]] = 0.5
    texts = [ReportText(row["text"], row["comment"], row["reported_category"]) for row in rows]
    return LabelledReports(texts, rows, target, weight)


LEAST_OFFENCE = 6
"""Reports that an offence is the answer to, or one of them, for it to be learnt."""
SECOND_ARTICLE = 0.6
"""Weight of an article accepted after the first."""


def learnable(rows: Sequence[dict[str, Any]], known: Iterable[str]) -> tuple[str, ...]:
    """The offences of a law that enough reports teach."""
    names = sorted(known)
    enough = (_admitted(rows, names) >= SECOND_ARTICLE).sum(0) >= LEAST_OFFENCE
    return tuple(name for name, yes in zip(names, enough, strict=True) if yes)


def _admitted(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Floats:
    """The weight of each offence as the answer to each report."""
    articles = {name: article_of(name) for name in names}
    target = np.zeros((len(rows), len(names)), np.float32)
    for row, y in zip(rows, target, strict=True):
        for place, label in enumerate(row["articles"] if row["expect"] != "noise" else ()):
            wanted = article_in(label)
            for column, name in enumerate(names):
                if wanted.accepts(articles[name]):
                    y[column] = max(y[column], 1.0 if place == 0 else SECOND_ARTICLE)
    return target


def _blank(rows: int, offences: Sequence[str]) -> tuple[Floats, Floats]:
    shape = (rows, len(HEADS) + len(offences))
    return np.zeros(shape, np.float32), np.zeros(shape, np.float32)


def _answer(row: AnnotatedText, engine: Engine) -> Answer | None:
    """The engine's answer on the annotated facts; None where they say what the vocabulary no
    longer takes.
    """
    facts = engine.ruleset.facts
    stated: dict[str, Any] = {}
    for fact, value in sorted(row.values, key=str):
        if fact in facts and facts[fact].type == "set":
            stated.setdefault(fact, []).append(value)
        else:
            stated[fact] = value
    try:
        return engine.qualify(read_report({"id": row.id, "facts": stated}, facts), DAY)
    except ReportError:
        return None


def _outcome(row: AnnotatedText, answer: Answer, engine: Engine, y: Floats, w: Floats) -> None:
    evoked = [one for one in answer.assessments if one.evoked and one.offence != OUTSIDE]
    offences = {one.offence for one in evoked if one.status in (Status.ESTABLISHED, Status.OPEN)}
    theme = {name: engine.ruleset.offences[name].theme for name in (*offences, *filter(None, [answer.main]))}
    fields = {FIELD_OF_THEME.get(theme[name], theme[name]) for name in offences}
    first = FIELD_OF_THEME.get(theme[answer.main], theme[answer.main]) if answer.main not in (None, OUTSIDE) else None
    if first is not None:
        fields.add(first)
    much = 0.5 if row.maybe else 1.0
    for name in FIELDS:
        y[HEAD[name]] = name in fields
        w[HEAD[name]] = 0.3 * much if name in fields and name != first else much
    facts = {fact for fact, _ in row.values}
    danger = ("danger_immediat", True) in row.values
    close = any(one.status is Status.EXCLUDED for one in evoked) or bool(facts & {"menace", "exhortation"})
    y[HEAD["matters"]] = bool(fields) or danger
    w[HEAD["matters"]] = much if fields else 0.5 if danger else 0.3 * much if close else much
    grave = {
        "child": "pedopornographie" in fields
        or "acte_sur_mineur" in facts
        or (bool(fields) and ("victime_mineure", True) in row.values),
        "life": danger or "suicide" in fields,
        "terrorism": "terrorisme" in fields,
        "threat": bool(offences & THREATS),
        "blackmail": bool(offences & DISCLOSURES),
    }
    for name in GRAVITY:
        y[HEAD[name]], w[HEAD[name]] = grave[name], 0.7 * much
    kinds = _kinds(row.values)
    for name in NOISE if fields or danger or kinds else ():
        y[HEAD[name]], w[HEAD[name]] = not (fields or danger) and name in kinds, 0.5


def _suggested(row: AnnotatedText, answer: Answer, offences: Sequence[str], y: Floats, w: Floats) -> None:
    """The offences that the answer suggests: the first is the answer, the others a part of it."""
    others = {other.offence for other in answer.others}
    for column, name in enumerate(offences):
        y[column] = 1.0 if name == answer.main else SECOND_ARTICLE if name in others else 0.0
    w[:] = 0.3 if row.maybe else 0.6


def _kinds(values: Iterable[ShownValue]) -> set[str]:
    told = [(fact, str(value)) for fact, value in values]
    kinds = {
        KIND_OF_OBJECT[value] for fact, value in told if fact == "objet_du_signalement" and value in KIND_OF_OBJECT
    }
    return kinds or {KIND_OF_CONTEXT[value] for fact, value in told if fact == "contexte" and value in KIND_OF_CONTEXT}
