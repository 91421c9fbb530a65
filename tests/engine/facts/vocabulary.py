"""A vocabulary with a fact of each type, for reports."""

from __future__ import annotations

from engine.facts.statements import FieldFault, ReportError, read_report
from engine.model.fact import FactDefinition, Means
from engine.model.report import Report
from tests.generators.vocabulary import define

FACTS: dict[str, FactDefinition] = {
    fact.id: fact
    for fact in (
        define("menace", "boolean"),
        define("acces", "choice", ["ouvert", "groupe", "prive"]),
        define("forme", "set", ["citation", "injure", "image"]),
        define("age_victime", "integer", low=0, high=120),
        define("nombre_messages", "integer"),
        define("mise_en_ligne", "date"),
        define("pays", "country"),
        define("langue", "language"),
        define("mineur", "boolean").model_copy(update={"means": Means(fact="age_victime", under=18)}),
        define("moins_de_15", "boolean").model_copy(update={"means": Means(fact="age_victime", under=15)}),
        define("majeur", "boolean").model_copy(update={"means": Means.model_validate({"fact": "age_victime", "from": 18})}),
    )
}  # fmt: skip


def read(data: object) -> Report:
    """The report, under this vocabulary."""
    return read_report(data, FACTS)


def faults(data: object) -> list[FieldFault]:
    """What is wrong with the report; empty when it is taken."""
    try:
        read(data)
    except ReportError as error:
        return list(error.faults)
    return []
