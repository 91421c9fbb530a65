// Dialogs opened by a link that also works alone; what can be dismissed; links to a part that is closed.
import { openAround } from "./hotkeys.js";

/** Opens a dialog by its id; focus comes back to where it was, which <dialog> sees to. */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    if (opener && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      openDialog(opener.dataset.openDialog);
    }
    const inside = event.target.closest('a[href^="#"]');
    const part = inside && document.getElementById(inside.hash.slice(1));
    if (part) openAround(part);
    if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement) event.target.close(); // the backdrop
    const gone = event.target.closest("[data-dismiss]")?.closest("[data-toast]");
    if (gone) {
      gone.remove();
      document.getElementById("contenu").focus({ preventScroll: true });
    }
  });
}
