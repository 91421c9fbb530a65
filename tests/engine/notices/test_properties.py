"""Whatever is written around a case: no reporter, no empty place, no link to the content, no unconfirmed fact, no code of any kind."""

from __future__ import annotations

import csv
import io
import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.facts.statements import read_report
from engine.notices.addresses import defanged, one_line
from engine.notices.casefile import CaseFile
from engine.notices.compose import Notice, compose
from engine.notices.faults import NoticeError
from engine.notices.pdf import pdf_of
from engine.notices.tables import KINDS
from tests.engine.notices.cases import ABUSE, AGE_GATE, DAY, HATE, case_of, case_on, problems, proof_of, templates
from tests.shared import shipped

REPORTER = "Camille Marqueur"
"""Stands wherever a report may carry the name of who reported."""
READERS = tuple(kind for kind in KINDS if kind not in ("iccam", "scart", "tdb", "xarf"))
HOSTILE = (
    "<script>alert(1)</script>", "</article><h1>x</h1>", "{{ 7*7 }}", "{% raw %}", "#panic(1)", '"]) #read("/etc/passwd")',
    "=HYPERLINK(1)", "+1", "@SUM(1)", "a;b", "abc\u202edcba", "a\u200bb\u2066", "https://clic.exemple/x", "ftp://clic.exemple",
    "‮", "$x$ `y` *z*", "é 中 😀", "'", "&amp;", "<!-- x -->", "]]>",
)  # fmt: skip
words = st.one_of(st.sampled_from(HOSTILE), st.text(string.printable + "é\u202e<>{}#", min_size=1, max_size=40)).filter(
    lambda text: text.strip() and not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", text.strip())
)
paths = st.text(string.ascii_letters + string.digits + "/?=&.#%-_:@;+'", max_size=40)


@st.composite
def around(draw: st.DrawFn) -> dict[str, Any]:
    """What stands around a case, with hostile words in every free place."""
    return {
        "locations": [
            {
                "url": "https://illicite.exemple/" + draw(paths),
                "kind": "post",
                "account": draw(words),
                "post_id": draw(words),
            }
        ],
        "host": {"name": draw(words), "contact": draw(words)},
        "notifier": {"name": draw(words), "email": "n@service.exemple", "trusted_flagger_ref": draw(words)},
        "hosting": {"organisation": draw(words), "method": draw(words), "confidence": "low"},
        "from_iccam": {"reference": draw(words)},
        "decision": {"kind": "accept", "day": "2026-11-24", "confirmed_by": draw(words)},
        "urgency": draw(st.sampled_from(["child_in_danger", "suicide", "imminent_threat"])),
    }


def reported(facts: dict[str, Any]) -> dict[str, Any]:
    """The proof on a report that carries the reporter's name wherever a report has free words."""
    marked = {}
    for name, value in facts.items():
        stated = value if isinstance(value, dict) and "value" in value else {"value": value, "standing": "confirmed"}
        marked[name] = {**stated, "source": f"selon {REPORTER}"}
    data = {
        "id": f"de {REPORTER}",
        "url": "https://illicite.exemple/",
        "text": f"{REPORTER} signale ceci." * 4,
        "date_of_facts": "2026-09-12",
        "facts": {**marked, "langue": {"value": "zu", "standing": "presumed", "source": REPORTER}},
    }
    return proof_of(shipped().qualify(read_report(data, shipped().ruleset.facts), DAY))


PROOFS = {name: reported(facts) for name, facts in (("haine", HATE), ("abus", ABUSE), ("acces", AGE_GATE))}


def every_notice(case: CaseFile) -> Iterator[Notice]:
    """The notices a case gives; the other kinds are not for its offence, or lack a fact."""
    codes: set[str] = set()
    for kind in KINDS:
        try:
            yield compose(templates(), kind, "fr", case, DAY)
        except NoticeError as error:
            codes |= {fault.code for fault in error.faults}
    assert codes <= {"not_applicable", "missing"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(about=around(), proof=st.sampled_from(sorted(PROOFS)))
def test_nothing_that_must_not_leave_ever_leaves(about: dict[str, Any], proof: str) -> None:
    case = case_of(PROOFS[proof], **about)
    written = list(every_notice(case))
    assert len(written) >= 8
    for notice in written:
        whole = f"{notice.subject}\n{notice.html}\n{notice.text}\n{notice.data}"
        assert "Marqueur" not in whole
        assert "Langue" not in whole  # the one fact that nobody confirmed
        assert problems(notice) == []
        assert not re.search(r"[\r\n\u202a-\u202e\u2066-\u2069]", notice.subject)
        assert "href" not in re.sub(r">[^<]*<", "><", notice.html)
        assert not re.search(r"<(script|a|img|iframe|style|link)\b", notice.html)
        assert not re.search(r"(https?|ftps?)://", notice.html, re.IGNORECASE)
        assert "illicite.exemple" not in notice.html
        assert not re.search(r"[\u200b\u202a-\u202e\u2066-\u2069]", notice.html)
        if notice.kind in READERS:
            assert "illicite.exemple" not in notice.text
            assert not re.search(r"(https?|ftps?)://", notice.text, re.IGNORECASE)
        if notice.kind in ("reply", "orientation"):
            assert "illicite" not in whole


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(about=around())
def test_hostile_words_print(about: dict[str, Any]) -> None:
    notice = compose(templates(), "sheet", "fr", case_of(PROOFS["haine"], **about), DAY)
    pdf = pdf_of(notice.html, title=notice.subject, language="fr", moment=datetime(2026, 11, 24, tzinfo=UTC))
    assert pdf.startswith(b"%PDF")


@given(path=paths, referrer=paths)
@settings(max_examples=40)
def test_no_cell_of_scart_is_a_formula_and_lines_read_back(path: str, referrer: str) -> None:
    place = {"url": f"https://a.exemple/{path}", "kind": "image", "referrer": f"https://b.exemple/{referrer}"}
    notice = compose(templates(), "scart", "fr", case_of(PROOFS["abus"], locations=[place]), DAY)
    [row] = list(csv.reader(io.StringIO(notice.text), delimiter=";"))
    assert row == [place["url"], place["referrer"], "", "2026-0412", "", ""]
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t") for cell in row if cell)


@pytest.mark.parametrize("reference", ["=1", "+1", "-1", "@a", "a;b", "a b", "a\nb", "é", "", "a" * 81])
def test_a_reference_is_made_of_plain_letters(reference: str) -> None:
    with pytest.raises(NoticeError, match="reference"):
        case_on(HATE, reference=reference)


@pytest.mark.parametrize("name", ["a\r\nBcc: x@y.exemple", "a\u2028b", "\x00", " "])
def test_a_name_is_one_line(name: str) -> None:
    with pytest.raises(NoticeError, match=r"host\.name"):
        case_on(HATE, host={"name": name, "contact": "c"})


@given(st.text(max_size=60))
def test_what_is_shown_hides_nothing(text: str) -> None:
    assert not re.search(r"[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", one_line(text))


@given(host=st.from_regex(r"[a-z]{1,8}\.exemple", fullmatch=True), path=paths)
def test_a_defanged_address_cannot_be_followed_and_keeps_its_path(host: str, path: str) -> None:
    told = defanged(f"https://{host}/{path}")
    assert told.startswith(f"hxxps://{host.replace('.', '[.]')}/")
    assert not re.search(r"\b(https?|ftps?)://", told)
    if "://" not in path:
        assert told.endswith(path)
