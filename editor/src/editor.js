// One editor: a text area, a visual mode over it, and the buttons that serve both.
import * as commands from "./commands.js";
import { markdownOf } from "./clipboard.js";
import { Dialogs } from "./dialogs.js";
import { Files } from "./files.js";
import * as plain from "./plain.js";
import { Suggest, plainInput, suggestKeys, visualInput } from "./suggest.js";
import { Toolbar } from "./toolbar.js";
import { validAddress } from "./tokens.js";
import { Visual } from "./visual.js";
import { learn, word } from "./words.js";

const MODE = "tandem.editor.mode";
const LONGEST = 300_000; // characters; a longer text is edited as Markdown
const PAUSE = 400; // ms after a change until the text area has it

const part = (root, name) => root.querySelector(`template[data-part=${name}]`);

function remembered() {
  try { return localStorage.getItem(MODE); } catch { return null; }
}

function remember(mode) {
  try { localStorage.setItem(MODE, mode); } catch { /* The choice holds for this page. */ }
}

export class Editor {
  constructor(root) {
    this.root = root;
    this.area = root.querySelector("textarea");
    this.form = this.area.form;
    learn(part(root, "words"));
    this.label = root.querySelector(`label[for=${this.area.id}]`);
    this.dialogs = new Dialogs(part(root, "dialogs"));
    this.makeBar();
    this.place = document.createElement("div");
    this.place.className = "visual";
    this.area.after(this.place);
    this.status = document.createElement("p");
    this.status.className = "editor-status";
    this.status.setAttribute("role", "status");
    this.place.after(this.status);
    this.addFiles();
    this.addSuggestions();
    this.listen();
    this.show(remembered() === "markdown" ? "markdown" : "visual");
  }

  makeBar() {
    this.bar = part(this.root, "toolbar").content.cloneNode(true).firstElementChild;
    this.area.before(this.bar);
    const { files, suggest } = this.root.dataset;
    for (const button of this.bar.querySelectorAll("[data-needs]")) button.hidden = !{ files, suggest }[button.dataset.needs];
    this.toolbar = new Toolbar(this.bar, (name, button) => this.press(name, button));
  }

  addFiles() {
    const { files } = this.root.dataset;
    this.files = files ? new Files(files, () => this.form.elements.csrfmiddlewaretoken.value, {
      dialogs: this.dialogs, focus: this, tell: (sentence, isBad) => this.tell(sentence, isBad), insert: (text) => this.insert(text),
    }) : null;
  }

  addSuggestions() {
    const { suggest } = this.root.dataset;
    if (suggest) this.plainSuggest = new Suggest(suggest, plainInput(this.area, plain.put));
  }

  makeVisual() {
    const wrong = this.area.getAttribute("aria-invalid") === "true";
    this.visual = new Visual(this.place, this.area.value, {
      label: this.label?.textContent || word("text"),
      describedBy: this.area.getAttribute("aria-describedby"),
      isWrong: wrong,
      changed: () => this.changed(),
      moved: () => { this.toolbar.show(commands.states(this.visual.view.state)); this.visualSuggest?.moved(); },
      files: this.files && ((list) => this.files.take(list)),
      suggest: suggestKeys(() => this.visualSuggest),
      deeds: { link: () => this.press("link"), save: () => this.save(), buttons: () => this.toolbar.focus() },
    });
    if (this.root.dataset.suggest) this.visualSuggest = new Suggest(this.root.dataset.suggest, visualInput(this.visual));
    this.known = this.area.value;
  }

  listen() {
    this.form.addEventListener("submit", () => this.sync(), { capture: true });
    document.addEventListener("htmx:configRequest", (event) => {
      if (!(this.area.name in event.detail.parameters)) return;
      // In the visual mode the text is its own preview, unless one has asked for the other.
      if (this.mode === "visual" && !this.isPreviewed) return event.preventDefault();
      this.sync();
      event.detail.parameters[this.area.name] = this.area.value;
    });
    this.form.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=preview]");
      if (button && this.mode === "visual" && window.htmx && document.getElementById("preview")) this.preview(event);
    });
    // The browser may put back what was typed before one went away and came back.
    window.addEventListener("pageshow", () => { if (this.mode === "visual" && this.area.value !== this.known) this.open(this.area.value); });
    this.label?.addEventListener("click", () => { if (this.mode === "visual") this.visual.focus(); });
    this.area.addEventListener("keydown", (event) => this.plainKey(event));
    this.area.addEventListener("paste", (event) => this.plainPaste(event));
    this.area.addEventListener("drop", (event) => {
      if (!this.files || !event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.files.take([...event.dataTransfer.files]);
    });
    for (const name of ["input", "click", "keyup"]) this.area.addEventListener(name, () => this.plainSuggest?.moved());
    this.area.addEventListener("blur", () => this.plainSuggest?.close());
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s" && !event.defaultPrevented) {
        event.preventDefault();
        this.save();
      }
    });
  }

  /** Show another mode; the text area always has the text. */
  show(mode) {
    this.sync();
    let now = mode;
    if (mode === "visual" && this.area.value.length > LONGEST) {
      now = "markdown";
      this.tell(word("very long"));
    }
    if (now === "visual") {
      if (!this.visual) this.makeVisual();
      else if (this.area.value !== this.known) this.open(this.area.value);
    }
    this.mode = now;
    this.root.dataset.mode = now;
    this.area.closest(".write")?.setAttribute("data-mode", now);
    this.area.hidden = now === "visual";
    this.place.hidden = now !== "visual";
    for (const button of this.bar.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === now));
    this.toolbar.show(now === "visual" ? commands.states(this.visual.view.state) : new Set());
  }

  /** Take another text, for instance a draft. */
  open(text) {
    this.area.value = text;
    if (this.visual) {
      this.visual.open(text);
      this.known = this.area.value;
    }
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  changed() {
    this.dirty = true;
    this.root.setAttribute("data-writing", "");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sync(), PAUSE);
  }

  /** Give the text area what was written in the visual mode. */
  sync() {
    clearTimeout(this.timer);
    if (this.mode !== "visual" || !this.dirty) return;
    this.dirty = false;
    this.root.removeAttribute("data-writing");
    const text = this.visual.text();
    if (text === this.area.value) return;
    this.area.value = text;
    this.known = this.area.value;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** What is selected, for a dialog to give back: a closed one leaves the cursor of a text area at its start. */
  hold() {
    return this.mode === "visual" ? null : [this.area.selectionStart, this.area.selectionEnd];
  }

  focus(held = null) {
    if (this.mode === "visual") return this.visual.focus();
    this.area.focus();
    if (held) this.area.setSelectionRange(...held);
    return undefined;
  }

  insert(text) {
    if (this.mode === "visual") this.visual.insertMarkdown(text);
    else plain.insert(this.area, text);
    this.focus();
  }

  tell(sentence, isBad = false) {
    this.status.classList.toggle("error", isBad);
    this.status.textContent = sentence;
  }

  save() {
    this.sync();
    this.form.requestSubmit(this.form.querySelector("button[type=submit]:not([name])"));
  }

  preview(event) {
    event.preventDefault();
    this.sync();
    this.isPreviewed = true;
    this.area.closest(".write").dataset.preview = "shown";
    window.htmx.trigger(this.area, "preview");
    document.getElementById("preview").scrollIntoView({ block: "nearest" });
    document.getElementById("preview").focus({ preventScroll: true });
  }

  async press(name, button) {
    if (button?.dataset.mode) {
      remember(button.dataset.mode);
      this.show(button.dataset.mode);
      return this.focus();
    }
    if (["link", "table", "callout", "picture", "file", "page"].includes(name)) return this.ask(name);
    if (name === "person") return this.begin("@");
    if (this.mode === "visual") return this.pressVisual(name);
    return this.pressPlain(name);
  }

  pressVisual(name) {
    const { view } = this.visual;
    const command = {
      heading: commands.nextHeading, code: commands.code,
      ...Object.fromEntries(["bullets", "numbers", "tasks"].map((kind) => [kind, commands.list(kind)])),
      ...commands.TABLE,
    }[name];
    if (name === "bold") this.visual.toggle("strong");
    else if (name === "italic") this.visual.toggle("em");
    else if (name === "note") commands.footnote(view);
    else command?.(view.state, view.dispatch, view);
    if (name === "heading") {
      const { parent } = view.state.selection.$from;
      this.tell(word(parent.type.name === "heading" ? `heading ${Math.max(2, parent.attrs.level)}` : "paragraph"));
    }
    view.focus();
  }

  pressPlain(name) {
    const { area } = this;
    if (name === "heading") plain.nextHeading(area);
    else if (name === "bold") plain.wrap(area, "**");
    else if (name === "italic") plain.wrap(area, "*");
    else if (name === "code") plain.code(area);
    else if (name === "note") plain.footnote(area);
    else if (["bullets", "numbers", "tasks"].includes(name)) plain.list(area, name);
  }

  /** Type the sign that opens the list of proposals. */
  begin(sign) {
    this.focus();
    if (this.mode === "visual") {
      const { state } = this.visual.view;
      const { $from } = state.selection;
      const before = $from.parent.textBetween(0, $from.parentOffset, "\n", "\ufffc");
      this.visual.view.dispatch(state.tr.insertText((sign === "@" && /\S$/.test(before) ? " " : "") + sign));
    } else {
      const { selectionStart: from, selectionEnd: to, value } = this.area;
      plain.put(this.area, from, to, (sign === "@" && /\S$/.test(value.slice(0, from)) ? " " : "") + sign + value.slice(from, to));
    }
  }

  async ask(name) {
    const isVisual = this.mode === "visual";
    if (name === "picture" || name === "file") return this.files?.ask(name);
    if (name === "page" && this.root.dataset.suggest) return this.begin("[[");
    if (name === "callout" && isVisual && commands.states(this.visual.view.state).has("callout")) {
      return this.answer(name, await this.dialogs.ask(name, { inside: "yes" }, this));
    }
    const selected = isVisual ? this.visual.selectLink() : { words: this.area.value.slice(this.area.selectionStart, this.area.selectionEnd), href: "" };
    const values = {
      link: { words: selected.words, address: selected.href, remove: selected.href },
      page: { title: selected.words }, table: { rows: 3, columns: 3 }, callout: {},
    }[name];
    return this.answer(name, await this.dialogs.ask(name, values, this));
  }

  answer(name, answer) {
    if (!answer) return;
    const isVisual = this.mode === "visual";
    if (name === "link") {
      let href = answer.choice === "remove" ? "" : answer.address;
      if (/^(?:www\.|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.[a-z]{2,}(?:$|[/?#:]))/iu.test(href)) href = `https://${href}`;
      if (/^[^\s@/:]+@[^\s@/]+\.[a-z]{2,}$/i.test(href)) href = `mailto:${href}`;
      if (href && !validAddress(href)) this.tell(word("no such address"), true);
      else if (isVisual) this.visual.link(answer.words, href);
      else if (href) plain.link(this.area, answer.words, href);
    } else if (name === "page") {
      const title = answer.title.replace(/[[\]|\n]/g, " ").trim();
      if (title) this.insert(`[[${title}]]`);
    } else if (name === "table") {
      const rows = Math.max(2, Math.min(50, Number(answer.rows) || 3));
      const columns = Math.max(1, Math.min(12, Number(answer.columns) || 3));
      if (isVisual) commands.insertTable(this.visual.view, rows, columns);
      else plain.table(this.area, rows, columns);
    } else if (name === "callout") {
      if (isVisual) commands.callout(answer.choice === "remove" ? "" : answer.kind)(this.visual.view.state, this.visual.view.dispatch);
      else plain.callout(this.area, answer.kind);
    }
    this.focus();
  }

  plainKey(event) {
    if (this.plainSuggest?.key(event)) return;
    if (event.altKey && event.key === "F10") { event.preventDefault(); this.toolbar.focus(); return; }
    if (!(event.ctrlKey || event.metaKey)) return;
    const level = /^(?:Digit|Numpad)([0234])$/.exec(event.code)?.[1];
    const name = { b: "bold", i: "italic", k: "link", e: "code" }[event.key.toLowerCase()];
    if (event.altKey && level) plain.headingOf(this.area, Number(level));
    else if (!event.altKey && !event.shiftKey && name) this.press(name);
    else if (event.shiftKey && /^Digit[789]$/.test(event.code)) this.press({ 7: "numbers", 8: "bullets", 9: "tasks" }[event.code.slice(-1)]);
    else return;
    event.preventDefault();
  }

  plainPaste(event) {
    const data = event.clipboardData;
    const html = data.getData("text/html");
    if (data.files.length && this.files && !/<(?:p|table|h\d|li)\b/i.test(html)) {
      event.preventDefault();
      this.files.take([...data.files]);
      return;
    }
    const text = html && markdownOf(html);
    if (!text) return;
    event.preventDefault();
    plain.insert(this.area, text);
  }
}
