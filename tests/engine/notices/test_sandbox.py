"""A template can only be filled: anything else is refused when the folder is read, with its line."""

from __future__ import annotations

import re

import pytest

from engine.notices.sandbox import MAX_OUTPUT, MAX_TEMPLATE, EmptyPlaceholder, ForbiddenTemplate, Sandbox
from engine.notices.views import PlaceView, View

SMALL = View(
    reference="r",
    references=("a", "b"),
    day="j",
    received="j",
    origin="o",
    urgency="none",
    decision="accept",
    decision_words="d",
    decision_day="j",
    places=(PlaceView(address="hxxps://a[.]exemple", kind="page"),),
)


def checked(source: str, **others: str) -> Sandbox:
    sandbox = Sandbox({"a.html": source, **{f"{name}.html": text for name, text in others.items()}})
    sandbox.check("a.html", View)
    return sandbox


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ reference.__class__ }}", "`.__class__` n'existe pas"),
        ("{{ reference.upper() }}", "un appel, comme `reference.upper(…)`, n'est pas permis"),
        ("{{ places[0].address }}", "par son rang ou son nom, comme `x[0]`"),
        ("{{ ''.__class__ }}", "`.__class__`"),
        ("{{ 'a' * 999999 }}", "un calcul, comme `a * b`"),
        ("{{ 'a' }}", "seule une valeur"),
        ("{{ not manifest }}", "seule une valeur"),
        ("{{ reference|upper }}", "un filtre, comme `|upper`"),
        ("{% filter upper %}a{% endfilter %}", "un filtre, comme `|upper`"),
        ("{{ -day }}", "un calcul, comme `-a`"),
        ("{{ day ~ origin }}", "un calcul, comme `a ~ b`"),
        ("{{ day if day else origin }}", "`a if … else b`"),
        ("{{ [day] }}", "une liste, comme `[a, b]`"),
        ("{% if reference is defined %}a{% endif %}", "un essai, comme `is defined`"),
        ("{{ range(9) }}", "un appel, comme `range(…)`"),
        ("{{ cycler }}", "`cycler` n'est pas un nom"),
        ("{{ self }}", "`self` n'est pas un nom"),
        ("{{ loop }}", "`loop` n'est pas un nom"),
        ("{{ View }}", "`View` n'est pas un nom"),
        ("{{ places }}", "ni un texte ni un nombre"),
        ("{{ manifest }}", "ni un texte ni un nombre"),
        ("{{ hosting.nom }}", "`.nom` n'existe pas"),
        ("{% for a in range(10) %}{% endfor %}", "un appel, comme `range(…)`"),
        ("{% for a in 'abc' %}{% endfor %}", "on ne boucle que sur une liste"),
        ("{% for a in reference %}{% endfor %}", "on ne boucle que sur une liste"),
        ("{% for a in references recursive %}{% endfor %}", "une boucle est"),
        ("{% for a in references if a %}{% endfor %}", "une boucle est"),
        ("{% for a, b in references %}{% endfor %}", "une boucle est"),
        ("{% for day in references %}{% endfor %}", "déjà un nom"),
        ("{% for a in references %}{% for b in references %}{% for c in references %}{% for d in references %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}", "plus de 3 boucles"),
        ("{% set a = 1 %}", "`{% set %}`"),
        ("{% macro a() %}{% endmacro %}", "`{% macro %}`"),
        ("{% block a %}{% endblock %}", "`{% block %}`"),
        ("{% extends 'b.html' %}", "`{% extends %}`"),
        ("{% import 'b.html' as b %}", "`{% import %}`"),
        ("{% include '../secret' %}", "un fichier du dossier"),
        ("{% include reference %}", "un fichier du dossier"),
        ("{% include ['b.html'] %}", "un fichier du dossier"),
        ("{% include 'absent.html' ignore missing %}", "un fichier du dossier"),
        ("{% include 'a.html' %}", "s'inclut lui-même"),
        ("{% raw %}{{ x }}{% endraw %}{% autoescape false %}{% endautoescape %}", "`{% autoescape %}`"),
        ("{% if day > reference %}{% endif %}", "on ne compare que par"),
        ("{% if reference + day %}{% endif %}", "un calcul, comme `a + b`"),
        ("{% if 3 %}{% endif %}", "une constante est un texte"),
        ("{{ reference", "illisible"),
        ("\\n\\n{{ nulle_part }}", "`nulle_part`"),
        ("x" * (MAX_TEMPLATE + 1), f"plus de {MAX_TEMPLATE}"),
    ],
)  # fmt: skip
def test_what_does_anything_else_is_refused(source: str, said: str) -> None:
    with pytest.raises(ForbiddenTemplate, match=re.escape(said)):
        checked(source.replace("\\n", "\n"))


def test_a_refusal_tells_the_file_and_line() -> None:
    with pytest.raises(ForbiddenTemplate) as refused:
        checked("un\n{% include 'b.html' %}", b="\n\n{{ rien }}")
    assert (refused.value.file, refused.value.line) == ("b.html", 3)


def test_an_included_file_that_includes_back_is_refused() -> None:
    with pytest.raises(ForbiddenTemplate, match="s'inclut lui-même"):
        checked("{% include 'b.html' %}", b="{% include 'a.html' %}")


def test_values_are_printed_tested_and_repeated() -> None:
    source = "{% for p in places %}<b>{{ p.address }}</b>{% if not p.account %}, {{ p.kind }}{% endif %}{% endfor %}{% include 'b.html' %}"
    sandbox = checked(source, b="{% if urgency == 'none' and day != 'k' %}{{ day }}{% else %}non{% endif %}")
    assert sandbox.render("a.html", SMALL) == "<b>hxxps://a[.]exemple</b>, pagej"
    assert sandbox.used("a.html") == ("a.html", "b.html")


def test_values_are_escaped_in_documents_and_plain_in_subjects() -> None:
    hostile = SMALL.model_copy(update={"reference": "<b>&\r\nBcc: a"})
    sandbox = checked("{{ reference }}")
    assert sandbox.render("a.html", hostile) == "&lt;b&gt;&amp;\r\nBcc: a"
    assert sandbox.render_line("objet {{ reference }}", hostile) == "objet <b>& Bcc: a"


@pytest.mark.parametrize("source", ["{{ host }}", "{{ hosting.country }}", "{{ reference }}"])
def test_an_empty_place_refuses(source: str) -> None:
    with pytest.raises(EmptyPlaceholder):
        checked(source).render("a.html", SMALL.model_copy(update={"reference": ""}))


def test_an_output_beyond_its_bound_is_stopped() -> None:
    many = SMALL.model_copy(update={"references": tuple("r" * 100 for _ in range(200))})
    source = "{% for a in references %}{% for b in references %}{{ a }}{% endfor %}{% endfor %}"
    with pytest.raises(EmptyPlaceholder, match=f"plus de {MAX_OUTPUT}"):
        checked(source).render("a.html", many)
