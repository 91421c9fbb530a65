"""The message catalogue of pages: the modules `messages` and `*_messages` of every page's folder,
discovered by name.

A page's words stand in its folder and import nothing, so the catalogue knows them without importing
a page. Tests check that a template names no unknown message and that no message is left unused. Law
texts are data and stay in the rulesets.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from api.kit.messages import Message, merged, message
from api.rules.field_messages import MESSAGES as FIELDS
from api.statistics.locales import MESSAGES as STATISTICS

PAGES = Path(__file__).parents[1]


def _parts() -> list[dict[str, Message]]:
    names = (one.name for one in walk_packages([str(PAGES)], "api.pages."))
    return [import_module(name).MESSAGES for name in names if name.endswith(("messages", "_messages"))]


MESSAGES = merged(FIELDS, STATISTICS, *_parts())
translate = partial(message, MESSAGES)
"""`translate(language, key, **values)`: a message of the pages, in one language.

Raises:
    KeyError: no such message, or a blank without its value.
"""
