// Dialogs opened by a link that also works alone; menus; what copies; what can be dismissed; links to a part that is closed.
import { openAround } from "./hotkeys.js";

/** Opens a dialog by its id; focus comes back to where it was, which <dialog> sees to. */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

/** Closes the menus that are open, but for the one that holds an element. */
function closeMenus(but) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(but)) menu.open = false;
}

function startMenus() {
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("focusin", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!menu) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  });
}

/** Buttons that copy a part of the page, where the browser lets pages copy: elsewhere they stay hidden. */
function startCopies() {
  for (const copier of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    copier.hidden = false;
    copier.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(copier.dataset.copy).textContent);
      document.getElementById("statut").textContent = copier.textContent = copier.dataset.copied;
    });
  }
}

export function startDialogs() {
  startMenus();
  startCopies();
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
