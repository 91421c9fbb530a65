"""Labels and offences are compared by article."""

from __future__ import annotations

import pytest

from engine.language.loader import load_folder
from tests.shared import RULESETS
from training.articles import article_in, article_of


@pytest.mark.parametrize(
    ("label", "offence"),
    [
        ("CP 227-23", "cp-227-23-diffusion"),
        ("CP 222-33", "cp-222-33-pression"),
        ("CP R.625-8-1", "cp-r625-8-1"),
        ("CP R625-7", "cp-r625-7"),
        ("Loi 1881 art. 24 al. 7", "loi-1881-24-al7"),
        ("loi 1881 art. 24 al. 1", "loi-1881-24-al1-2"),
        ("loi 1881 art. 24", "loi-1881-24-al5"),
        ("Loi 1881 art. 24 bis", "loi-1881-24-bis-al2"),
        ("CSP L3513-5", "csp-l3513-5"),
        ("CSP L. 3611-1", "csp-l3611-1"),
        ("CSI L320-7", "csi-l320-7"),
    ],
)
def test_a_label_accepts_an_offence_of_its_article(label: str, offence: str) -> None:
    assert article_in(label).accepts(article_of(offence))


@pytest.mark.parametrize(
    ("label", "offence"),
    [
        ("CP 227-23", "cp-227-23-1"),
        ("CP 222-33", "cp-222-33-2-2"),
        ("CP 625-7", "cp-r625-7"),
        ("Loi 1881 art. 24 al. 7", "loi-1881-24-al8"),
        ("Loi 1881 art. 24", "loi-1881-24-bis-al1"),
        ("Loi 1881 art. 33 al. 3", "loi-1881-32-al3"),
        ("CSP L3513-5", "cp-227-24"),
        ("CSP L3513-5", "csp-l3513-4"),
        ("CSP L320-7", "csi-l320-7"),
        ("CP 222-33", "csp-222-33"),
        ("CSI L320-8", "csi-l320-7"),
    ],
)
def test_and_no_other(label: str, offence: str) -> None:
    assert not article_in(label).accepts(article_of(offence))


def test_every_offence_names_its_article_as_its_citation_does() -> None:
    for name, offence in load_folder(RULESETS).offences.items():
        article = article_of(name)
        digits = article.number.lstrip("lr").split()[0]
        assert digits in offence.citation, (name, article)
