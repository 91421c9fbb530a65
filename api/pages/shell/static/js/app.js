// Everything a page starts. Pages work without it; it adds shortcuts, hold-to-read, linked views and announcements.
import { startHotkeys, markHotkeys } from "./hotkeys.js";
import { startReveal, prepareFolds } from "./reveal.js";
import { startSpans } from "./spans.js";
import { startGlue } from "./glue.js";
import { startDialogs } from "./dialogs.js";
import { startUnsaved, startWriting } from "./unsaved.js";

document.documentElement.dataset.script = "on";

/** What must be done to a part of the page, whether it came with it or was swapped in. */
function prepare(root) {
  markHotkeys(root);
  prepareFolds(root);
}

startDialogs();
startHotkeys();
startReveal();
startSpans();
startGlue(prepare);
startUnsaved();
startWriting();
prepare(document);
