// A text that was written and not saved: leaving the page asks first. Sending its form is not leaving it.
let sending = false;

/** Whether a form that must not be lost holds something that was not saved. */
function holdsText(form) {
  if (form.dataset.unsaved === "always") return true;
  return [...form.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
}

export function startUnsaved() {
  if (!document.querySelector("form[data-unsaved]")) return;
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sending = true;
  });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => {
    if (!sending && [...document.querySelectorAll("form[data-unsaved]")].some(holdsText)) event.preventDefault();
  });
}

/** A text with an editor in its place: what was typed is tried each time the editor was answered about its faults. */
function tryTyped(area) {
  let tried = area.value;
  area.addEventListener("editor:lint", () => {
    if (area.value === tried) return;
    tried = area.value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export function startWriting() {
  const area = document.querySelector("form[data-unsaved] textarea, textarea[data-line]");
  if (!area) return;
  tryTyped(area);
  // once every script has run: an editor may have taken the place of the text
  addEventListener("load", () => { if (area.dataset.line) goToLine(area, Number(area.dataset.line)); });
}

/** Puts the caret on the first character of a line that is not a blank, with the start of the line in view. */
function goToLine(area, number) {
  const view = area.editorView;
  if (view) {
    const line = view.state.doc.line(Math.min(number, view.state.doc.lines));
    view.dispatch({ selection: { anchor: line.from + indentOf(line.text) }, scrollIntoView: true });
    view.scrollDOM.scrollLeft = 0;
    view.focus();
    return;
  }
  const lines = area.value.split("\n");
  const at = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  const line = lines[number - 1] ?? "";
  area.focus({ preventScroll: true });
  area.setSelectionRange(at + indentOf(line), at + line.length, "backward");
  area.scrollTop = Math.max(0, (number - 5) * (area.scrollHeight / lines.length));
  area.scrollLeft = 0;
  area.scrollIntoView({ block: "nearest" });
}

const indentOf = (text) => text.length - text.trimStart().length;
