// An editor of rules in the place of each <textarea data-editor>, which goes on posting what is written.
//   data-file        path of the file, from the folder of rules      data-tree        digest of the tree, if stored
//   data-lint, data-complete, data-hover, data-definition            where to ask, by POST, in JSON
//   data-open        address of a file, with {path} and {line}: where F12 leads, when the definition is elsewhere
// Events of the textarea: `editor:lint` (detail: what the service answered), `editor:definition` (detail: the place;
// cancelled, F12 does nothing more). Without script, or without CodeMirror, the textarea stays as it is.
import { FRENCH, wordsOf } from "./editor_words.js";

const WAIT = 350; // milliseconds without a key before faults are asked for

/** What the service answers; null when it refuses or cannot be reached: the editor goes on without. */
async function ask(address, body) {
  if (!address) return null;
  try {
    const answer = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function theme(codemirror) {
  const { EditorView, HighlightStyle, syntaxHighlighting, tags } = codemirror;
  return [
    EditorView.theme({
      "&": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", fontSize: "var(--small)" },
      "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
      ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", minHeight: "12rem", maxHeight: "70vh" },
      ".cm-content": { caretColor: "var(--ink)" },
      ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
      ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", borderRight: "1px solid var(--line)" },
      ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--accent-soft)" },
      "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
        backgroundColor: "var(--open-soft)",
      },
      ".cm-lintRange-error": { textDecoration: "underline wavy var(--no)", textUnderlineOffset: "3px" },
      ".cm-lintRange-warning": { textDecoration: "underline dashed var(--open)", textUnderlineOffset: "3px" },
      ".cm-lint-marker-error::before": { content: '"×"', color: "var(--no)", fontWeight: "bold" },
      ".cm-lint-marker-warning::before": { content: '"!"', color: "var(--open)", fontWeight: "bold" },
      ".cm-tooltip, .cm-panels": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
      ".cm-tooltip-hover > .editor-hover": { padding: "var(--s2)", maxWidth: "var(--measure)", whiteSpace: "pre-line" },
      ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
      ".cm-completionDetail": { fontStyle: "normal", marginLeft: "var(--s3)" },
      ".cm-panel button, .cm-textfield": { color: "var(--ink)", backgroundColor: "var(--surface)", backgroundImage: "none" },
    }),
    syntaxHighlighting(
      HighlightStyle.define([
        { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
        { tag: tags.string, color: "var(--yes)" },
        { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
        { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--calm)" },
        { tag: [tags.punctuation, tags.separator], color: "var(--muted)" },
      ]),
    ),
  ];
}

/** What the service takes: the buffer, and the cursor, counted in characters as it counts them. */
function buffer(area, state, position) {
  const body = { path: area.dataset.file, text: state.doc.toString() };
  if (area.dataset.tree) body.tree = area.dataset.tree;
  if (position === undefined) return body;
  const line = state.doc.lineAt(position);
  return { ...body, line: line.number, column: [...line.text.slice(0, position - line.from)].length + 1 };
}

/** The offset of a line and a column of characters, or the nearest. */
function offset(doc, number, column) {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  return line.from + [...line.text].slice(0, Math.max(column - 1, 0)).join("").length;
}

function faults(area, codemirror, say) {
  return codemirror.linter(
    async (view) => {
      const doc = view.state.doc;
      const found = await ask(area.dataset.lint, buffer(area, view.state));
      if (!found || view.state.doc !== doc) return [];
      area.dispatchEvent(new CustomEvent("editor:lint", { bubbles: true, detail: found }));
      const count = found.here.length ? `${found.here.length} ${say("faults")}` : say("no fault");
      area.setAttribute("data-faults", found.here.length);
      area.editorStatus.textContent = count + (found.elsewhere.length ? `, ${found.elsewhere.length} ${say("elsewhere")}` : "");
      return found.here.map((one) => ({
        from: offset(doc, one.line, one.column),
        to: Math.max(offset(doc, one.line, one.end_column), offset(doc, one.line, one.column)),
        severity: one.is_warning ? "warning" : "error",
        source: one.code,
        message: one.message + (one.remedy ? ` — ${one.remedy}` : ""),
      }));
    },
    { delay: WAIT },
  );
}

function suggestions(area) {
  return async (context) => {
    const word = context.matchBefore(/[\p{L}0-9_.-]+/u);
    if (!context.explicit && (!word || word.to - word.from < 2)) return null;
    const found = await ask(area.dataset.complete, buffer(area, context.state, context.pos));
    if (!found || context.aborted || !found.items.length) return null;
    const line = context.state.doc.lineAt(context.pos);
    return {
      from: offset(context.state.doc, line.number, found.start),
      options: found.items.map((one, rank) => ({
        label: one.text,
        detail: one.label,
        type: one.kind === "key" ? "property" : "constant",
        apply: one.kind === "key" ? `${one.text}: ` : one.text,
        boost: -Math.min(rank, 99),
      })),
      filter: false,
    };
  };
}

function hovers(area, codemirror) {
  return codemirror.hoverTooltip(async (view, position) => {
    const found = await ask(area.dataset.hover, buffer(area, view.state, position));
    if (!found?.lines.length) return null;
    return { pos: position, above: true, create: () => ({ dom: hoverBox(found.lines) }) };
  });
}

function hoverBox(lines) {
  const dom = document.createElement("div");
  dom.className = "editor-hover";
  dom.textContent = lines.join("\n");
  return dom;
}

/** F12: to the definition of the word under the cursor, in this file or in another. */
function define(area, codemirror, say) {
  return (view) => {
    void ask(area.dataset.definition, buffer(area, view.state, view.state.selection.main.head)).then((found) => {
      const place = found?.place;
      if (!place) {
        area.editorStatus.textContent = say("Nothing defines this word");
        return;
      }
      if (!area.dispatchEvent(new CustomEvent("editor:definition", { bubbles: true, cancelable: true, detail: place }))) return;
      if (place.path === area.dataset.file) {
        const at = offset(view.state.doc, place.line, place.column);
        view.dispatch({ selection: { anchor: at }, effects: codemirror.EditorView.scrollIntoView(at, { y: "center" }) });
      } else if (area.dataset.open) {
        location.assign(area.dataset.open.replace("{path}", encodeURIComponent(place.path)).replace("{line}", place.line));
      }
    });
    return true;
  };
}

/** Typing over a selection, done here: the browser would carry over the style of what it replaces, which the policy of pages refuses. */
function overSelection(event, view) {
  const { state } = view;
  if (event.inputType !== "insertText" || !event.data || event.isComposing || view.composing || state.readOnly) return false;
  if (state.selection.ranges.every((range) => range.empty)) return false;
  event.preventDefault();
  view.dispatch(state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

/** Shift-F1: what the word under the cursor is, for who has no mouse; said in the status line. */
function describe(area) {
  return (view) => {
    void ask(area.dataset.hover, buffer(area, view.state, view.state.selection.main.head)).then((found) => {
      area.editorStatus.textContent = found?.lines.join(". ") ?? "";
    });
    return true;
  };
}

/** Puts an editor in the place of a textarea, once; gives the view. */
export function upgrade(area, codemirror = window.codemirror) {
  if (!codemirror || area.editorView) return area.editorView ?? null;
  const french = document.documentElement.lang === "fr";
  const say = wordsOf(french ? "fr" : "en");
  const { EditorState, EditorView } = codemirror;
  const host = document.createElement("div");
  host.className = "editor";
  area.editorStatus = document.createElement("p");
  area.editorStatus.className = "editor__status";
  area.editorStatus.setAttribute("role", "status");
  const name = area.labels?.[0]?.textContent.trim() || area.getAttribute("aria-label") || say("File text");
  const described = area.getAttribute("aria-describedby");
  const view = new EditorView({
    parent: host,
    doc: area.value,
    extensions: [
      codemirror.lineNumbers(),
      codemirror.foldGutter(),
      codemirror.lintGutter(),
      codemirror.history(),
      codemirror.drawSelection(),
      codemirror.indentOnInput(),
      codemirror.bracketMatching(),
      codemirror.highlightActiveLine(),
      codemirror.highlightSelectionMatches(),
      codemirror.search({ top: true }),
      area.dataset.file?.endsWith(".yaml") ? codemirror.yaml() : [],
      codemirror.autocompletion({ override: [suggestions(area)], icons: false }),
      faults(area, codemirror, say),
      hovers(area, codemirror),
      EditorState.tabSize.of(2),
      EditorState.readOnly.of(area.readOnly),
      EditorState.phrases.of(french ? FRENCH : {}),
      EditorView.contentAttributes.of({ "aria-label": name, spellcheck: "false", tabindex: "0", ...(described ? { "aria-describedby": described } : {}) }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) area.value = update.state.doc.toString();
      }),
      EditorView.domEventHandlers({
        beforeinput: overSelection,
        blur: () => void area.dispatchEvent(new Event("change", { bubbles: true })),
      }),
      // Tab is left to the browser: it leaves the editor. Ctrl-Enter is left to the page, whose button shows it.
      codemirror.keymap.of([
        { key: "F12", run: define(area, codemirror, say) },
        { key: "Shift-F1", run: describe(area) },
        ...codemirror.completionKeymap,
        ...codemirror.lintKeymap,
        ...codemirror.searchKeymap,
        ...codemirror.foldKeymap,
        ...codemirror.historyKeymap,
        ...codemirror.defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
      ]),
      theme(codemirror),
    ],
  });
  area.after(host);
  host.append(area.editorStatus);
  area.hidden = true;
  for (const label of area.labels ?? []) label.addEventListener("click", () => view.focus());
  area.form?.addEventListener("reset", () => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.defaultValue } });
  });
  area.editorView = view;
  return view;
}

/** Upgrades every textarea of a part of the page. */
export function startEditors(root = document) {
  for (const area of root.querySelectorAll("textarea[data-editor]")) upgrade(area);
}

startEditors();
