// htmx: what it may not do (run text as code), what it must say (loading, result, failure), where focus goes.

const status = () => document.getElementById("statut");

/** Says something politely to a screen reader; the same words twice are said twice. */
export function announce(text) {
  if (!text) return;
  status().textContent = "";
  requestAnimationFrame(() => { status().textContent = text; });
}

/** Stands for Function: text is never code here. */
function Refused() {
  throw new Error("text is not run as code");
}

/** What a part of the page asks to be said, and where it asks focus to go. */
function tell(root) {
  const speaking = root.matches?.("[data-announce]") ? root : root.querySelector?.("[data-announce]");
  announce(speaking?.dataset.announce);
  focusIn(root);
}

/** Gives the focus to what asks for it; the page moves only if that is not in view, and then by no more than it takes, or to its start where it asks for that. */
function focusIn(root) {
  const wanted = root.querySelector?.("[data-focus]");
  if (!wanted) return;
  const bar = document.querySelector(".verdict"); // it covers the bottom of the page, by as much as it has to say
  const covered = bar && getComputedStyle(bar).position === "sticky" ? `${bar.offsetHeight}px` : "";
  document.documentElement.style.scrollPaddingBottom = covered;
  wanted.focus({ preventScroll: true });
  wanted.scrollIntoView({ block: wanted.dataset.focus === "start" ? "start" : "nearest", behavior: "instant" });
}

/** What an answer says instead of the part that was asked for: its own words, or that it did not come. Shown until the next request. */
function failureIn(answer) {
  const told = answer?.querySelector("template[data-problem]");
  if (told) return document.importNode(told.content, true).firstElementChild;
  const bar = document.createElement("div");
  bar.className = "toast";
  bar.setAttribute("role", "alert");
  bar.append(Object.assign(document.createElement("p"), { className: "toast__text", textContent: status().dataset.failed }));
  return bar;
}

let failure = null;

/** The part of the page, if any, that answers what is being written, for which a request was sent. */
const answering = (ctx) => ctx?.target?.closest?.("[data-answer]");

/** An answer that is worked out again is that of what was written before: it says so, until the next one is there. */
function markEarlier(part) {
  if (part.querySelector(".earlier")) return;
  const answered = part.matches("[data-answered]") || part.querySelector("[data-answered]") !== null;
  part.querySelector(".unanswered")?.remove();
  const words = answered ? status().dataset.earlier : status().dataset.loading;
  part.prepend(Object.assign(document.createElement("p"), { className: "earlier", textContent: words }));
}

/** Where an answer does not come, none stands in its place: why, and the way to ask again. */
function showUnanswered(part, ctx, answer) {
  const told = failureIn(answer);
  const notice = document.createElement("div");
  notice.className = "notice notice--wrong unanswered";
  notice.setAttribute("role", "alert");
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--secondary", textContent: status().dataset.retry });
  again.addEventListener("click", () => {
    part.focus({ preventScroll: true });
    ctx.sourceEvent.target.dispatchEvent(new Event(ctx.sourceEvent.type, { bubbles: true }));
  });
  const acts = document.createElement("p");
  acts.append(...told.querySelectorAll("a"), again);
  notice.append(Object.assign(document.createElement("p"), { textContent: told.querySelector(".toast__text").textContent }), acts);
  part.removeAttribute("data-answered");
  part.replaceChildren(notice);
}

function showFailure(ctx, answer) {
  failure?.remove();
  const part = answering(ctx);
  if (part?.isConnected) return showUnanswered(part, ctx, answer);
  failure = failureIn(answer);
  document.getElementById("annulation").append(failure);
}

/** An answer without the part that was asked for would empty the page: the page is left as it is, and the answer's reason is shown. */
function keepPage(event) {
  const { ctx } = event.detail;
  if (!ctx.select) return;
  const answer = new DOMParser().parseFromString(ctx.text, "text/html");
  if (answer.querySelector(ctx.select)) return;
  event.preventDefault();
  showFailure(ctx, answer);
}

/** Where each pane was scrolled to: a part that takes the place of another one has the same panes, at the same place. */
function panePlaces() {
  return new Map([...document.querySelectorAll("[data-pane]")].map((pane) => [pane.id, pane.scrollTop]));
}

function restorePanes(places) {
  for (const [id, top] of places) {
    const pane = document.getElementById(id);
    if (pane) pane.scrollTop = top;
  }
}

/** A usual reason fills the text that it is the start of, which stays to be edited. */
function startFilling() {
  document.addEventListener("change", (event) => {
    const list = event.target.closest?.("select[data-fills]");
    if (list?.value) document.getElementById(list.dataset.fills).value = list.selectedOptions[0].textContent;
  });
}

/** Whether the way back leads to a case as it was shown before: it may have been decided since. What was being written is kept. */
const isStale = () => document.querySelector("#dossier") && [...document.querySelectorAll("textarea")].every((area) => area.value === area.defaultValue);

const LONGEST = 8000; // milliseconds: a form that downloads a file leaves its page as it is

/** A form sent the ordinary way is busy until the next page: a second key, a shortcut or Enter on its button, sends nothing more. */
function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), LONGEST);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && isStale()) location.reload();
    else if (event.persisted) for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  });
}

export function startGlue(prepare) {
  startForms();
  startFilling();
  const { htmx } = window;
  if (!htmx) return;
  htmx.registerExtension("qualif", { init: (api) => api.initSecurity(null, Refused, Refused) });
  let slow = 0;
  let focused = null;
  const senders = new WeakMap(); // by request, what sent it: once its answer took its place, the request no longer says
  let places = new Map();
  const last = new WeakMap(); // by what sends, its last request: one that another took the place of ends without a word
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    const part = answering(ctx);
    senders.set(ctx, event.target);
    last.set(event.target, ctx);
    (part ?? event.target).setAttribute?.("aria-busy", "true");
    failure?.remove();
    focused = document.activeElement?.id ?? null;
    clearTimeout(slow);
    slow = setTimeout(() => {
      announce(status().dataset.loading);
      if (part) markEarlier(part);
    }, 800);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const { ctx } = event.detail;
    const sender = senders.get(ctx);
    if (sender && last.get(sender) !== ctx) return;
    const part = answering(ctx);
    (part ?? sender)?.removeAttribute?.("aria-busy");
    part?.querySelector(".earlier")?.remove();
    clearTimeout(slow);
  });
  document.addEventListener("htmx:before:swap", () => { places = panePlaces(); });
  document.addEventListener("htmx:after:swap", (event) => {
    clearTimeout(slow);
    const target = event.detail?.ctx?.target;
    const root = (target?.id && document.getElementById(target.id)) || target || document.body;
    prepare(document);
    restorePanes(places);
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
    tell(root);
  });
  document.addEventListener("htmx:after:request", keepPage);
  document.addEventListener("htmx:error", (event) => showFailure(event.detail?.ctx, null));
  announce(document.querySelector(".notice--done[data-announce], [data-toast][data-announce]")?.dataset.announce);
  focusIn(document.getElementById("contenu"));
}
