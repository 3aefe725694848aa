// `[[` proposes pages, `@` proposes people: a list under the cursor, for keys and mouse.
import { Plugin } from "prosemirror-state";
import { word } from "./words.js";

const PAGES = /\[\[([^[\]|\n]{0,80})$/;
const PEOPLE = /(?:^|[\s(«“"])@([\p{L}\p{N}.’' -]{0,40})$/u;
const PAUSE = 150; // ms
const MOST = 8;
let lists = 0;

export class Suggest {
  /** `input` has element(), before(), place() and replace(length, markdown); `tell` speaks to screen readers. */
  constructor(address, input, tell) {
    Object.assign(this, { address, input, tell });
    this.results = [];
    this.at = 0;
    this.dismissed = null;
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `suggestions-${++lists}`;
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    (document.querySelector("main") || document.body).append(this.list);
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.at));
    });
    this.key = this.key.bind(this);
  }

  /** What is being looked for, or null. */
  query() {
    const before = this.input.before();
    if (before === null) return null;
    const page = PAGES.exec(before);
    if (page) return { kind: "pages", words: page[1], length: page[1].length + 2 };
    const person = PEOPLE.exec(before);
    return person ? { kind: "people", words: person[1], length: person[1].length + 1 } : null;
  }

  /** The text or the cursor has moved. */
  moved() {
    const query = this.query();
    const same = query && `${query.kind} ${query.words}`;
    if (!query || same === this.dismissed) return this.close();
    if (same === this.asked) return undefined;
    this.dismissed = null;
    this.asked = same;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(query, same), PAUSE);
    return undefined;
  }

  async ask(query, same) {
    const address = new URL(this.address, location.href);
    address.searchParams.set(query.kind, query.words);
    let results = [];
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (answer.ok) ({ results = [] } = await answer.json());
    } catch { /* Without proposals one types on. */ }
    if (this.asked !== same) return;
    this.open(results.slice(0, MOST), query.kind);
  }

  open(results, kind) {
    this.results = results;
    if (!results.length) return this.hide();
    this.list.setAttribute("aria-label", word(kind));
    this.list.replaceChildren(...results.map((result, at) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${at}`;
      option.dataset.at = at;
      option.setAttribute("role", "option");
      const label = document.createElement("span");
      label.textContent = result.label;
      option.append(label);
      if (result.detail) {
        const detail = document.createElement("small");
        detail.textContent = result.detail;
        option.append(" ", detail);
      }
      return option;
    }));
    this.list.hidden = false;
    const { left, bottom } = this.input.place();
    this.list.style.insetBlockStart = `${bottom + window.scrollY + 4}px`;
    this.list.style.insetInlineStart = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - this.list.offsetWidth - 8))}px`;
    const element = this.input.element();
    if (!this.was) this.was = { role: element.getAttribute("role"), lines: element.getAttribute("aria-multiline") };
    element.setAttribute("role", "combobox");
    element.removeAttribute("aria-multiline");
    element.setAttribute("aria-autocomplete", "list");
    element.setAttribute("aria-expanded", "true");
    element.setAttribute("aria-controls", this.list.id);
    this.mark(0);
    return undefined;
  }

  mark(at) {
    this.at = (at + this.results.length) % this.results.length;
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.input.element().setAttribute("aria-activedescendant", this.list.children[this.at].id);
  }

  close() {
    clearTimeout(this.timer);
    this.asked = null;
    this.hide();
  }

  hide() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.results = [];
    const element = this.input.element();
    for (const name of ["aria-expanded", "aria-controls", "aria-activedescendant", "aria-autocomplete", "role"]) element.removeAttribute(name);
    if (this.was?.role) element.setAttribute("role", this.was.role);
    if (this.was?.lines) element.setAttribute("aria-multiline", this.was.lines);
    this.was = null;
  }

  choose(at) {
    const query = this.query();
    const result = this.results[at];
    this.close();
    if (query && result) this.input.replace(query.length, result.insert, query.kind);
  }

  /** A key was pressed in the text; true where the list has taken it. */
  key(event) {
    if (this.list.hidden || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "ArrowDown") this.mark(this.at + 1);
    else if (event.key === "ArrowUp") this.mark(this.at - 1);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.choose(this.at);
    else if (event.key === "Escape") {
      const query = this.query();
      this.dismissed = query && `${query.kind} ${query.words}`;
      this.close();
    } else return false;
    event.preventDefault();
    return true;
  }
}

/** The plugin that gives a Suggest the keys before any other of the visual mode has them. */
export function suggestKeys(get) {
  return new Plugin({
    props: {
      handleKeyDown: (_view, event) => Boolean(get()?.key(event)),
      handleDOMEvents: { blur: () => { get()?.close(); return false; } },
    },
  });
}

/** Where the visual mode is being typed in. */
export function visualInput(visual) {
  return {
    element: () => visual.view.dom,
    before() {
      const { $from, empty } = visual.view.state.selection;
      if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code || $from.marks().some((mark) => mark.type.spec.code)) return null;
      return $from.parent.textBetween(Math.max(0, $from.parentOffset - 100), $from.parentOffset, "\n", "\ufffc");
    },
    place: () => visual.view.coordsAtPos(visual.view.state.selection.from),
    replace(length, markdown, kind) {
      const { state } = visual.view;
      const { from } = state.selection;
      // The brackets that somebody closed in advance go, too.
      const after = state.selection.$from.parent.textBetween(state.selection.$from.parentOffset, Math.min(state.selection.$from.parent.content.size, state.selection.$from.parentOffset + 2), "\n", "\ufffc");
      visual.view.dispatch(state.tr.delete(from - length, from + (kind === "pages" && after === "]]" ? 2 : 0)));
      visual.insertMarkdown(markdown);
      visual.focus();
    },
  };
}

/** Where the text area is being typed in. */
export function plainInput(area, put) {
  return {
    element: () => area,
    before: () => (area.selectionStart === area.selectionEnd ? area.value.slice(Math.max(0, area.selectionStart - 100), area.selectionStart).split("\n").pop() : null),
    place: () => caret(area),
    replace(length, markdown, kind) {
      const end = area.selectionStart;
      const closed = kind === "pages" && area.value.slice(end, end + 2) === "]]" ? 2 : 0;
      put(area, end - length, end + closed, markdown);
    },
  };
}

/** Where the cursor of a text area is on the screen: a copy of the text before it is laid out to see. */
function caret(area) {
  const copy = document.createElement("div");
  const look = getComputedStyle(area);
  for (const name of ["font", "fontSizeAdjust", "letterSpacing", "lineHeight", "padding", "borderWidth", "tabSize", "boxSizing"]) copy.style[name] = look[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", inlineSize: `${area.clientWidth}px`, borderStyle: "solid" });
  copy.textContent = area.value.slice(0, area.selectionStart);
  const end = document.createElement("span");
  end.textContent = "\u200b";
  copy.append(end);
  document.body.append(copy);
  const [box, mark, whole] = [area.getBoundingClientRect(), end.getBoundingClientRect(), copy.getBoundingClientRect()];
  copy.remove();
  const bottom = Math.min(box.bottom, box.top + mark.bottom - whole.top - area.scrollTop);
  return { left: box.left + mark.left - whole.left, bottom };
}
