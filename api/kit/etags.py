"""Versions: the `ETag` of what is read, and `If-Match` when it is changed."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header

from api.kit.problems import Problem, RequestFault
from textfile.text import Text

_ANY = Text(fr="`*` ne dit pas quelle version a été lue", en="`*` does not say which version was read")
_TAG = r'(?:W/)?"[\x21\x23-\x7e]*"'
IfMatch = Annotated[
    str | None,
    Header(
        max_length=200,
        pattern=rf"^(?:\*|{_TAG}(?:[ \t]*,[ \t]*{_TAG})*)$",
        description="L'`ETag` tel qu'il a été lu, affaibli en route (`W/`) ou non ; plusieurs, l'un d'eux suffit. `*` est refusé.",
    ),
]


def etag(version: int) -> str:
    """A version, as headers write it."""
    return f'"{version}"'


def same_version(if_match: str | None, version: int) -> None:
    """Lets through what was read as it is now. A proxy that compresses weakens tags (`W/`): the
    version is the same.

    Raises:
        Problem: it changed meanwhile, or nobody said which version was read; `*` says none.
    """
    if if_match is None:
        raise Problem("version-needed")
    if if_match == "*":
        raise Problem("version-needed", [RequestFault("header:if-match", _ANY)])
    if etag(version) not in re.findall(r'"[^"]*"', if_match):
        raise Problem("stale-version")
