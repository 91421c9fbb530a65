// Folded texts: readable while a key or a press is held, folded again on release. A person may choose open-and-close instead,
// or keep one text open: nobody has to hold a key. Without this script a fold is an ordinary disclosure.
import { hotkeysOn, isTyping, keymap, keyName } from "./hotkeys.js";
import { announce } from "./glue.js";
import { showLit } from "./spans.js";

const page = document.documentElement;
const holds = () => page.dataset.foldMode === "hold";
let held = [];
const open = new Set(); // texts kept open, so that they stay so when the part that holds them is replaced

const detailsOf = (fold) => fold.querySelector("details");
const kept = (fold) => fold.dataset.kept === "yes";

function show(fold) {
  detailsOf(fold).open = true;
  fold.dataset.open = "yes";
  showLit(null);
  announce(words("shown"));
}

function hide(fold) {
  if (kept(fold)) return;
  detailsOf(fold).open = false;
  delete fold.dataset.open;
  announce(words("hidden"));
}

const words = (name) => document.getElementById("statut").dataset[name];

function hold(folds) {
  if (held.length) return;
  held = folds.filter((fold) => !kept(fold));
  held.forEach(show);
  held.forEach((fold) => { fold.dataset.held = "yes"; });
}

function release() {
  const folds = held;
  held = [];
  folds.forEach((fold) => { delete fold.dataset.held; });
  folds.forEach(hide);
}

/** The folds that a key speaks of: the one around the focus, else those marked main, else the first. */
function foldsInMind() {
  const near = document.activeElement?.closest("[data-fold]");
  if (near) return [near];
  const main = [...document.querySelectorAll("[data-fold='main']")];
  return main.length ? main : [...document.querySelectorAll("[data-fold]")].slice(0, 1);
}

function toggleKept(fold, button) {
  const keep = !kept(fold);
  fold.dataset.kept = keep ? "yes" : "no";
  if (keep) open.add(detailsOf(fold).id); else open.delete(detailsOf(fold).id);
  button.setAttribute("aria-pressed", String(keep));
  button.textContent = words(keep ? "close" : "keep");
  if (keep) show(fold); else hide(fold);
}

function onKeyDown(event) {
  const fold = event.target.closest?.("[data-fold]");
  const onSummary = event.target.matches?.(".fold__summary");
  if (holds() && onSummary && (event.key === " " || event.key === "Enter")) {
    event.preventDefault();
    if (!event.repeat) hold([fold]);
    return;
  }
  if (!hotkeysOn() || isTyping(event.target) || keyName(event) !== keymap.get("reveal")) return;
  const chosen = foldsInMind();
  if (!chosen.length) return;
  event.preventDefault();
  if (event.repeat) return;
  if (holds()) hold(chosen);
  else if (chosen.some((one) => detailsOf(one).open)) chosen.forEach(hide);
  else chosen.forEach(show);
}

/** The button that keeps a text open appears only where the script can serve it. */
export function prepareFolds(root) {
  for (const button of root.querySelectorAll("[data-fold-keep]")) {
    button.hidden = !holds();
    const fold = button.closest("[data-fold]");
    if (open.has(detailsOf(fold).id) && !kept(fold)) toggleKept(fold, button);
  }
}

export function startReveal() {
  document.addEventListener("keydown", onKeyDown);
  document.addEventListener("keyup", release);
  document.addEventListener("pointerdown", (event) => {
    const summary = event.target.closest(".fold__summary");
    if (summary && holds() && event.button === 0) hold([summary.closest("[data-fold]")]);
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, release);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold-keep]");
    if (button) toggleKept(button.closest("[data-fold]"), button);
    else if (holds() && event.target.closest(".fold__summary")) event.preventDefault();
  });
  window.addEventListener("blur", release);
  document.addEventListener("visibilitychange", release);
}
