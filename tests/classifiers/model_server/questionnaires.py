"""A small questionnaire of every type of question."""

from __future__ import annotations

from classifiers.model_server.questionnaire import ModelInstructions, ModelQuestion, Questionnaire, QuestionTheme


def question(fact: str, of_type: str, **more: object) -> ModelQuestion:
    """One question; `values` and bounds as they are said."""
    said = {"question": f"{fact} ?", "where": "Le texte.", "values": {}, **more}
    return ModelQuestion(fact=fact, type=of_type, **said)  # type: ignore[arg-type]


QUESTIONS = (
    question("menace", "boolean"),
    question("forme", "choice", values={"injure": "une injure", "menace": "une menace"}),
    question("contexte", "set", values={"jeu": "un jeu", "travail": "au travail", "ecole": "à l'école"}),
    question("age_victime", "integer", least=0, most=120, unit="ans"),
    question("date_des_faits", "date"),
    question("pays", "country"),
    question("langue", "language"),
    question("danger", "boolean"),
)
ASKED = Questionnaire(
    instructions=ModelInstructions("Trie.", "Réponds."),
    fields={"haine": "la haine", "suicide": "le suicide"},
    gravity={"life": "une vie", "threat": "une menace"},
    noise={"opinion": "une opinion", "humour": "une plaisanterie"},
    themes=(
        QuestionTheme("violences", "menaces", frozenset({"menace", "forme", "age_victime", "date_des_faits"})),
        QuestionTheme("haine", "haine", frozenset({"forme", "contexte", "pays", "langue"})),
    ),
    questions=QUESTIONS,
    always=frozenset({"danger"}),
    most_characters=500,
)
