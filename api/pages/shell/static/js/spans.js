// Three views of one proof: whatever carries the same data-link lights together, on hover and on focus. A pane beside the one that is pointed at
// shows the first thing lit in it.

function linksOf(target) {
  const element = target instanceof Element ? target.closest("[data-link]") : null;
  return element ? element.dataset.link.split(" ") : [];
}

function light(links) {
  for (const element of document.querySelectorAll("[data-link]")) {
    element.classList.toggle("is-lit", element.dataset.link.split(" ").some((name) => links.includes(name)));
  }
}

/** What is in view: a pane is moved only when nothing lit in it is. */
function inView(element, pane) {
  const [box, frame] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
  return box.bottom > frame.top && box.top < frame.bottom;
}

export function showLit(around) {
  for (const pane of document.querySelectorAll("[data-pane]")) {
    if (pane.contains(around) || pane.scrollHeight <= pane.clientHeight) continue;
    const here = [...pane.querySelectorAll(".is-lit")].filter((element) => element.checkVisibility());
    if (!here.length || here.some((element) => inView(element, pane))) continue;
    pane.scrollTop += here[0].getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 4;
  }
}

let lit = "";

function onPoint(event) {
  const links = linksOf(event.target);
  const name = links.join(" ");
  if (name === lit) return;
  lit = name;
  light(links);
  if (links.length) showLit(event.target);
}

export function startSpans() {
  document.addEventListener("pointerover", onPoint);
  document.addEventListener("focusin", onPoint);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && lit) {
      lit = "";
      light([]);
    }
  });
}
