"""JSON Lines of texts judged by the noise filter, a bad line answered in its turn."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from api.kit.lines import MAX_LINE
from api.kit.unique_keys import GivenTwice, once
from api.texts.repeats import Repeats
from classifiers.noise.filter import FilterVerdict, NoiseFilter, NoiseInput, was_reported
from textfile.text import Language, Text

MAX_CATEGORY = 200
"""Characters of a category, as reports have them."""
_TOO_LONG = Text(fr=f"ligne de plus de {MAX_LINE} octets", en=f"a line of more than {MAX_LINE} bytes")
_NOT_UTF8 = Text(fr="octets qui ne sont pas de l'UTF-8", en="bytes that are not UTF-8")
_TWICE = Text(fr="une clé est écrite deux fois", en="a key is written twice")
_NOT_JSON = Text(
    fr='JSON incorrect ; attendu : {"id": …, "text": …}', en='incorrect JSON; expected: {"id": …, "text": …}'
)
_NO_OBJECT = Text(fr='un objet est attendu : {"id": …, "text": …}', en='an object is expected: {"id": …, "text": …}')
_NO_ID = Text(fr="`id` : un texte ou un entier est attendu", en="`id`: a text or a whole number is expected")
_NO_TEXT = Text(fr="`text` : un texte est attendu", en="`text`: a text is expected")
_NO_COMMENT = Text(fr="`comment` : un texte, ou null, est attendu", en="`comment`: a text, or null, is expected")
_NO_COUNT = Text(
    fr="`reports` : un entier à partir de 1 est attendu", en="`reports`: a whole number from 1 on is expected"
)
_NO_CATEGORY = Text(
    fr=f"`reported_category` : un texte d'au plus {MAX_CATEGORY} caractères, ou null, est attendu",
    en=f"`reported_category`: a text of at most {MAX_CATEGORY} characters, or null, is expected",
)


class Bad(NamedTuple):
    """A line that cannot be judged: its number, its id when it has one, why."""

    line: int
    id: Any
    what: Text


class AmendedVerdict(NamedTuple):
    """Verdict once another reader has read the report, and what its line says besides."""

    verdict: FilterVerdict
    more: Mapping[str, Any] = {}


class LineOptions(NamedTuple):
    """Options of a stream: the language of errors, the reported category of lines that say nothing
    of it.

    `observe` is shown each verdict of the filter, `refuse` each line that cannot be judged; `amend`
    then reads the same reports, and gives the verdicts that stand.
    """

    language: Language = "fr"
    category: str | None = None
    observe: Callable[[FilterVerdict], None] | None = None
    amend: Callable[[Sequence[NoiseInput], Sequence[FilterVerdict]], list[AmendedVerdict]] | None = None
    refuse: Callable[[Bad], None] | None = None


def answer_group(
    noise: NoiseFilter,
    group: list[bytes],
    before: int,
    repeats: Repeats,
    options: LineOptions,
) -> list[str]:
    """The answers to lines that came in together, after `before` others, whose contents `repeats`
    holds; an empty line has none.
    """
    lines = [read_line(raw, before + place, options.category) for place, raw in enumerate(group, 1) if raw.strip()]
    texts = [repeats.count(text) for text in lines if isinstance(text, NoiseInput)]
    verdicts = list(noise.judge(texts))
    if options.observe is not None:
        for verdict in verdicts:
            options.observe(verdict)
    if options.refuse is not None:
        for line in lines:
            if isinstance(line, Bad):
                options.refuse(line)
    amended = list(map(AmendedVerdict, verdicts)) if options.amend is None else options.amend(texts, verdicts)
    left = iter(amended)
    return [
        _error_line(line, options.language) if isinstance(line, Bad) else _verdict_line(*next(left)) for line in lines
    ]


def read_line(raw: bytes, number: int, default: str | None = None) -> NoiseInput | Bad:
    """The report of the `number`-th line; `default`: its category where it says nothing of it."""
    if len(raw) > MAX_LINE:
        return Bad(number, None, _TOO_LONG)
    data = parse_object(raw)
    if isinstance(data, Text):
        return Bad(number, None, data)
    report = noise_input(data, default)
    return Bad(number, _name(data), report) if isinstance(report, Text) else report


def parse_object(raw: bytes) -> dict[str, Any] | Text:
    """The JSON object of a line, or why it is none."""
    try:
        data = json.loads(raw, object_pairs_hook=once)
    except UnicodeDecodeError:
        return _NOT_UTF8
    except GivenTwice:
        return _TWICE
    except (ValueError, RecursionError):
        return _NOT_JSON
    return data if isinstance(data, dict) else _NO_OBJECT


def noise_input(data: Mapping[str, Any], default: str | None = None) -> NoiseInput | Text:
    """A report as the filter takes it, or what is wrong with it; `default`: its category where it
    says nothing of it.
    """
    name, text, reports = _name(data), data.get("text"), data.get("reports", 1)
    if name is None:
        return _NO_ID
    comment = data.get("comment")
    if comment is not None and not isinstance(comment, str):
        return _NO_COMMENT
    if not isinstance(text, str) and not (text is None and comment):
        return _NO_TEXT
    if not isinstance(reports, int) or isinstance(reports, bool) or reports < 1:
        return _NO_COUNT
    category = data.get("reported_category", default)
    if category is not None and not (isinstance(category, str) and len(category) <= MAX_CATEGORY):
        return _NO_CATEGORY
    reported = default is not None or was_reported(data)
    return NoiseInput(name, text or "", reports, reported_category=category, comment=comment or "", reported=reported)


def _name(data: Mapping[str, Any]) -> str | int | None:
    """The id of a report; None where it has none that can be one."""
    name = data.get("id")
    return name if isinstance(name, str | int) and not isinstance(name, bool) else None


def _error_line(bad: Bad, language: Language) -> str:
    error = {"line": bad.line, "message": bad.what.in_(language)}
    return json.dumps({"id": bad.id, "error": error}, ensure_ascii=False)


def _verdict_line(verdict: FilterVerdict, more: Mapping[str, Any]) -> str:
    return json.dumps({**verdict_data(verdict), **more}, ensure_ascii=False)


def verdict_data(verdict: FilterVerdict) -> dict[str, Any]:
    """A verdict as plain data.

    `score`: null where nothing has read the report; `fields`, `gravity`: by name, the probabilities
    of those that count; `kind`: of noise, or null.
    """
    return {
        "id": verdict.id,
        "score": None if verdict.score is None else round(verdict.score, 9),
        "decision": "set_aside" if verdict.set_aside else "keep",
        "reason": verdict.reason,
        "fields": {name: round(value, 6) for name, value in verdict.fields.items()},
        "gravity": {name: round(value, 6) for name, value in verdict.gravity.items()},
        "kind": verdict.kind,
        **({"audit": True} if verdict.audit else {}),
    }
