"""Generator of docs/errors.md: `python -m tests.docs.errors_page` (`make docs`) writes it.

It stands among the tests because its examples are those the tests compare with the code.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from api.app import features
from api.kit.problem_catalogue import CATALOGUE
from api.kit.problem_kind import Kind
from api.kit.problems import BASE
from tests.docs.error_samples import samples
from tests.shared import ROOT
from textfile.codes import CODES, FAMILIES, PAGE

HEADER = """# Codes d'erreur

Page écrite par le code (`make docs`) ; un test refuse tout écart. Chaque code y a son ancre :
`docs/errors.md#r204`.

Un **diagnostic** est ce que disent `qualif rules check` et les commandes qui lisent un dossier de
règles : un code, une place (fichier, ligne, colonne), ce qui ne va pas, quoi faire. Un avertissement
n'empêche rien ; une erreur fait refuser le dossier. `--json` donne la même chose à une machine.

Un **problème** est ce que répond le service (RFC 9457). Son `type` mène à la page du service qui
l'explique, `/problems/` suivi du code ; son `instance` est à donner à l'administrateur, qui la
retrouve dans les journaux. Il ne répète jamais le texte d'un signalement.
"""
SHOWN_ROUTES = 3
"""Routes named under a problem; of the others, only the number."""


def page() -> str:
    """The whole page."""
    shown = samples()
    parts = [HEADER, _contents()]
    for letter, title in FAMILIES.items():
        parts.append(f"## {title}\n")
        parts += [_diagnostic(code, shown[code]) for code in CODES if code.startswith(letter)]
    parts.append("## Problèmes du service\n")
    routes = _routes()
    parts += [_problem(kind, routes[kind.code]) for kind in CATALOGUE.values()]
    return "\n".join(parts)


def _contents() -> str:
    lines = [
        f"- {title} : " + ", ".join(f"[{code}](#{code.lower()})" for code in CODES if code.startswith(letter))
        for letter, title in FAMILIES.items()
    ]
    lines.append("- Problèmes du service : " + ", ".join(f"[{code}](#{code})" for code in CATALOGUE))
    return "\n".join(lines) + "\n"


def _diagnostic(code: str, sample: str) -> str:
    entry = CODES[code]
    severity = " *Avertissement.*" if entry.warning else ""
    return "\n".join(
        (
            f"### {code}\n",
            f"**{entry.title}.**{severity} {entry.meaning}\n",
            f"Remède : {_small(entry.remedy)}\n",
            f"```text\n{sample}\n```\n",
        )
    )


def _problem(kind: Kind, routes: list[str]) -> str:
    document = {
        "type": BASE + kind.code,
        "title": kind.title.fr,
        "status": kind.status,
        "detail": kind.advice.fr,
        "code": kind.code,
    }
    return "\n".join(
        (
            f"### {kind.code}\n",
            f"**{kind.title.fr}** ({kind.status}). {_where(routes)}\n",
            f"Remède : {_small(kind.advice.fr)}\n",
            f"```json\n{json.dumps(document, ensure_ascii=False, indent=2)}\n```\n",
        )
    )


def _where(routes: list[str]) -> str:
    if not routes:
        return "Répondu par les pages de connexion, ou avant toute route."
    more = len(routes) - SHOWN_ROUTES
    named = ", ".join(f"`{route}`" for route in routes[:SHOWN_ROUTES])
    return f"Répondu par {named}" + (f" et {more} autre{'s' * (more > 1)}." if more > 0 else ".")


def _routes() -> dict[str, list[str]]:
    """The routes that declare each kind of problem."""
    found: dict[str, list[str]] = defaultdict(list)
    for method, path, description in _responses():
        for code in re.findall(r"\(`([a-z-]+)`\)", description):
            found[code].append(f"{method} {path}")
    return found


def _responses() -> Iterator[tuple[str, str, str]]:
    for router in features.ROUTERS:
        for route in router.routes:
            for response in getattr(route, "responses", {}).values():
                yield min(route.methods), route.path, str(response.get("description", ""))  # type: ignore[attr-defined]


def _small(sentence: str) -> str:
    """A sentence after a colon: its first letter small, unless it opens on code."""
    return sentence[:1].lower() + sentence[1:]


def main() -> None:
    """Writes the page."""
    (ROOT / PAGE).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
