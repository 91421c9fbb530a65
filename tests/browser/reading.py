"""What somebody sees of a page without moving it: what is in view, how many words, how far it moves."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

_IN_VIEW = """(element) => {
  const box = element.getBoundingClientRect();
  if (!box.width || !box.height || !element.checkVisibility()) return false;
  const [x, y] = [box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 12)];
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
  const there = document.elementFromPoint(x, y);
  return there !== null && (element.contains(there) || there.contains(element));
}"""
_WORDS = """() => {
  let all = 0, first = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.data.match(/[\\p{L}\\p{N}]+(?:[’'.-][\\p{L}\\p{N}]+)*/gu);
    const parent = node.parentElement;
    if (!words || parent.closest("select, .visually-hidden, [hidden], dialog:not([open])") || !parent.checkVisibility()) continue;
    let hidden = false;
    for (let e = parent; e && !hidden; e = e.parentElement) hidden = getComputedStyle(e).clipPath !== "none";
    if (hidden) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height || box.bottom + scrollY <= 0) continue;
    all += words.length;
    if (box.top < innerHeight && box.bottom > 0) first += words.length;
  }
  return [all, first];
}"""
_WATCH = """() => {
  const places = () => [["page", scrollY], ...[...document.querySelectorAll("[data-pane]")].map((p) => [p.id, p.scrollTop])];
  const from = new Map(places());
  window.scrolled = {};
  const look = () => {
    for (const [id, y] of places()) window.scrolled[id] = Math.max(window.scrolled[id] ?? 0, Math.abs(y - (from.get(id) ?? 0)));
    if (window.watching) requestAnimationFrame(look);
  };
  window.watching = true;
  look();
}"""


_SCROLLED = """() => {
  window.watching = false;
  const pane = document.activeElement?.closest("[data-pane]")?.id;
  return Math.max(0, ...Object.entries(window.scrolled ?? {}).filter(([id]) => id !== pane).map(([, far]) => far));
}"""


def in_view(part: Locator) -> bool:
    """Whether the start of an element is on the screen, and nothing covers it."""
    return bool(part.evaluate(_IN_VIEW))


def words(page: Page) -> tuple[int, int]:
    """Visible words of the page, and those of its first screen."""
    whole, first = page.evaluate(_WORDS)
    return whole, first


def watch_scroll(page: Page) -> None:
    """Looks, at each frame from now on, how far the page and its panes are from where they are."""
    page.evaluate(_WATCH)


def scrolled(page: Page) -> float:
    """Pixels, the most that the page or a pane scrolled since `watch_scroll`, but for the pane that the focus went to; 0 on a page loaded since."""
    page.wait_for_timeout(400)  # a smooth scroll lasts less
    return float(page.evaluate(_SCROLLED))
