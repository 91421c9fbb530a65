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

/** Gives the focus to what asks for it; the page moves only if that is not in view, and then by no more than it takes. */
function focusIn(root) {
  const wanted = root.querySelector?.("[data-focus]");
  if (!wanted) return;
  const bar = document.querySelector(".verdict"); // it covers the bottom of the page, by as much as it has to say
  const covered = bar && getComputedStyle(bar).position === "sticky" ? `${bar.offsetHeight}px` : "";
  document.documentElement.style.scrollPaddingBottom = covered;
  wanted.focus({ preventScroll: true });
  wanted.scrollIntoView({ block: "nearest", behavior: "instant" });
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

function showFailure(answer) {
  failure?.remove();
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
  showFailure(answer);
}

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
    if (event.persisted) for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  });
}

export function startGlue(prepare) {
  startForms();
  const { htmx } = window;
  if (!htmx) return;
  htmx.registerExtension("qualif", { init: (api) => api.initSecurity(null, Refused, Refused) });
  let slow = 0;
  let focused = null;
  document.addEventListener("htmx:before:request", (event) => {
    event.target.setAttribute?.("aria-busy", "true");
    failure?.remove();
    focused = document.activeElement?.id ?? null;
    slow = setTimeout(() => announce(status().dataset.loading), 800);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    event.target.removeAttribute?.("aria-busy");
    clearTimeout(slow);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    const root = (target?.id && document.getElementById(target.id)) || target || document.body;
    prepare(document);
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
    tell(root);
  });
  document.addEventListener("htmx:after:request", keepPage);
  document.addEventListener("htmx:error", () => showFailure(null));
  announce(document.querySelector(".notice--done[data-announce], [data-toast][data-announce]")?.dataset.announce);
  focusIn(document.getElementById("contenu"));
}
