// One key, one action. Elements name actions (data-hotkey="accept"); the page gives each action its key (data-keymap).
// Nothing happens when shortcuts are off, while one is typing, or with a modifier that the shortcut does not have.

const page = document.documentElement;
const WAIT = 1200; // milliseconds between the two keys of "g l"
let pending = "";
let timer = 0;

/** Action → key, as the page tells it. */
export const keymap = new Map(new URLSearchParams(page.dataset.keymap));

export const hotkeysOn = () => page.dataset.hotkeys === "on";

/** Whether keys belong to what is being written or chosen. */
export function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable]:not([contenteditable='false'])")) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button", "submit", "reset"].includes(input.type);
}

/** The name of what was pressed: "j", "?", "Control+Enter". Null for a key with a modifier we do not use. */
export function keyName(event) {
  if (event.altKey || event.metaKey || event.isComposing) return null;
  return (event.ctrlKey ? "Control+" : "") + (event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key);
}

/** Opens whatever closed part holds an element; a part opened by its own heading is left to it. */
export function openAround(element) {
  for (let part = element.parentElement?.closest("details"); part; part = part.parentElement?.closest("details")) {
    if (!element.matches("summary") || element.parentElement !== part) part.open = true;
  }
}

const shown = (element) => element.checkVisibility() && !element.disabled;

/** The element for an action: in the open dialog if there is one, else around the focus, else the first of the page, else in a closed part, but for
 * one that is opened by hand only. */
function elementFor(action) {
  const selector = `[data-hotkey="${CSS.escape(action)}"]`;
  const dialog = document.querySelector("dialog[open]");
  if (dialog) return [...dialog.querySelectorAll(selector)].find(shown);
  const near = document.activeElement?.closest("form, [data-hotkey-scope]");
  const found = [...(near?.querySelectorAll(selector) ?? []), ...document.querySelectorAll(selector)];
  return found.find(shown) ?? found.find((element) => element.closest("details:not([open])") && !element.closest("details[data-by-hand]") && !element.disabled);
}

function moveRow(step) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter(shown);
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

/** A key that leads somewhere on the page gives it the focus, and moves the page no more than that takes. */
function goTo(target) {
  openAround(target);
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

function act(action) {
  if (action === "next" || action === "previous") return moveRow(action === "next" ? 1 : -1);
  const element = elementFor(action);
  if (!element) return false;
  openAround(element);
  const target = element.matches("a[href^='#']") && document.getElementById(element.hash.slice(1));
  if (target) goTo(target);
  else if (element.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) {
    element.focus();
    if (element.select) element.select();
  } else {
    element.click();
    if (element.matches("summary")) element.focus();
  }
  return true;
}

/** Whether what was sent is not answered yet: a key would act on a page about to be replaced. An answer to what is being written replaces itself alone. */
const busy = () => document.querySelector("[aria-busy='true']:not([data-answer])") !== null;

function onKey(event) {
  if (busy()) return;
  if (!hotkeysOn() || event.repeat && !["next", "previous"].includes(actionOf(event.key)) || event.defaultPrevented) return;
  const name = keyName(event);
  if (name === null || ["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
  if (isTyping(event.target) && !name.startsWith("Control+")) return;
  const sequence = pending ? `${pending} ${name}` : name;
  clearTimeout(timer);
  pending = "";
  const action = actionOf(sequence);
  if (action !== undefined && action !== "reveal") {
    if (act(action)) event.preventDefault();
  } else if ([...keymap.values()].some((key) => key.startsWith(`${sequence} `))) {
    pending = sequence;
    timer = setTimeout(() => { pending = ""; }, WAIT);
    event.preventDefault();
  }
}

const actionOf = (key) => [...keymap].find(([, held]) => held === key)?.[0];

/** Tells each element's key, to people and to screen readers. */
export function markHotkeys(root) {
  if (!hotkeysOn()) return;
  for (const element of root.querySelectorAll("[data-hotkey]:not([aria-keyshortcuts])")) {
    const key = keymap.get(element.dataset.hotkey);
    if (!key) continue;
    element.setAttribute("aria-keyshortcuts", key);
    if (element.matches("button, a, summary") && !("quiet" in element.dataset)) element.append(keyCap(key));
  }
  for (const hint of root.querySelectorAll("[data-key-of]")) hint.textContent = keymap.get(hint.dataset.keyOf) ?? "";
}

function keyCap(key) {
  const cap = document.createElement("kbd");
  cap.className = "key";
  cap.setAttribute("aria-hidden", "true");
  cap.textContent = key.replace("Control+", "Ctrl ");
  return cap;
}

export function startHotkeys() {
  document.addEventListener("keydown", onKey);
}
