"""What a template uses, what its context holds and what is documented are one and the same."""

from __future__ import annotations

from dataclasses import is_dataclass

import pytest
from jinja2 import Environment, TemplateNotFound, meta, nodes

from api.app.contexts_page import PAGE
from api.pages.shell.contexts import Fragment, Page, all_contexts, documented, reference
from api.pages.shell.templating import GLOBALS, HERE, environment

CONTEXTS = sorted({*all_contexts(), *all_contexts(Fragment)}, key=lambda c: c.__name__)
PAGES = HERE.parent
TEMPLATES = sorted(p.relative_to(PAGES).as_posix() for p in PAGES.rglob("*.html") if "components" not in p.parts)
COMPONENTS = sorted(f"components/{p.name}" for p in (HERE / "components").glob("*.html"))


def used(name: str, env: Environment) -> set[str]:
    """The names that a template, its layout and its parts take from the context."""
    assert env.loader is not None
    source, _, _ = env.loader.get_source(env, name)
    tree = env.parse(source)
    found = meta.find_undeclared_variables(tree)
    for other in _others(tree):
        found |= used(other.replace("~lang~", "fr"), env)
    imported = {n if isinstance(n, str) else n[1] for part in tree.find_all(nodes.FromImport) for n in part.names}
    return found - imported - {"caller"}


def _others(tree: nodes.Template) -> list[str]:
    parts = [n.template for n in tree.find_all((nodes.Extends, nodes.Include))]
    return [p.value if isinstance(p, nodes.Const) else _concatenated(p) for p in parts]


def _concatenated(part: nodes.Node) -> str:
    """`"help/first." ~ lang ~ ".html"` with its language left open."""
    assert isinstance(part, nodes.Concat)
    return "".join(str(n.value) if isinstance(n, nodes.Const) else "~lang~" for n in part.nodes)


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda c: c.__name__)
def test_a_template_uses_exactly_what_its_context_documents(context: type[Page]) -> None:
    assert is_dataclass(context)
    assert context.__dataclass_params__.frozen  # type: ignore[attr-defined]
    given = set(documented(context)) | ({"shell", "section"} if issubclass(context, Page) else set())
    taken = used(context.template, environment("fr")) - GLOBALS
    assert taken == given, f"unused: {sorted(given - taken)}; not given: {sorted(taken - given)}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", [*TEMPLATES, *COMPONENTS])
def test_every_template_compiles(name: str, language: str) -> None:
    environment(language).get_template(name)  # type: ignore[arg-type]


def test_every_whole_page_has_a_context() -> None:
    whole = {t for t in TEMPLATES if "{% extends" in (PAGES / t).read_text(encoding="utf-8")}
    assert whole == {c.template for c in CONTEXTS if issubclass(c, Page)}


def test_a_long_text_exists_in_both_languages() -> None:
    french = {t.removesuffix(".fr.html") for t in TEMPLATES if t.endswith(".fr.html")}
    assert french
    assert french == {t.removesuffix(".en.html") for t in TEMPLATES if t.endswith(".en.html")}


def test_the_reference_page_is_that_of_the_classes() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "python -m api.app.contexts_page"


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(TemplateNotFound):
        environment("fr").get_template("absent.html")
