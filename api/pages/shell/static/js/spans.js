// Three views of one proof: whatever carries the same data-link lights together, on hover and on focus.

function linksOf(target) {
  const element = target instanceof Element ? target.closest("[data-link]") : null;
  return element ? element.dataset.link.split(" ") : [];
}

function light(links) {
  for (const element of document.querySelectorAll("[data-link]")) {
    element.classList.toggle("is-lit", element.dataset.link.split(" ").some((name) => links.includes(name)));
  }
}

let lit = "";

function onPoint(event) {
  const links = linksOf(event.target);
  const name = links.join(" ");
  if (name === lit) return;
  lit = name;
  light(links);
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
