"""Accessibility scans of an open page, by axe: WCAG 2.1 AA, what 2.2 adds, and good practice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules that look at colours. The dark theme changes colours and nothing else: what the others find, they find in the light one."""
_EACH_COLOUR_READ_ONCE = """
;(() => {
  const { Color } = axe.commons.color, parse = Color.prototype.parseString, known = new Map();
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) known.set(text, new Color(parse.call(this, text)));
    const { r, g, b, alpha } = known.get(text);
    return Object.assign(this, { r, g, b, alpha });
  };
})();
"""
"""A scan reads a dozen colours, each for every text and every box around it."""


def violations(page: Page, scheme: str = "light") -> list[str]:
    """What axe finds, one line each; in a page shown in the dark, by the rules that look at colours."""
    rules: Any = {"type": "rule", "values": COLOURS} if scheme == "dark" else ALL
    # what passes is worked out and left unwritten: it weighs a megabyte a page
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe(AXE_SCRIPT + _EACH_COLOUR_READ_ONCE).run(page, options=options).response["violations"]
    return [f"{v['id']}: {n['html'][:160]} {n['failureSummary'][:200]}" for v in found for n in v["nodes"][:3]]
