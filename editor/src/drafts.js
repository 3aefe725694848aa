// What is being written is kept: in this browser at once, on the server every few seconds.
import { word } from "./words.js";

const PREFIX = "tandem.draft:";
const KEPT_AFTER = 1_500; // ms
const SENT_EVERY = 10_000;
const BEAT_EVERY = 30_000;
const SPOKEN_EVERY = 60_000;
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "mark", "form", "base", "seen", "translation_of"]);
const line = (text) => String(text ?? "").replace(/\r\n?/g, "\n");

export class Drafts {
  /** `editor` gives sync() and open(text); its root names the account and the server's address for drafts. */
  constructor(editor) {
    this.editor = editor;
    this.form = editor.form;
    const { account, draft, unsaved } = editor.root.dataset;
    this.address = draft;
    // Two translations may be begun at one address.
    const half = this.form.elements.translation_of?.value;
    this.key = `${PREFIX}${account}:${location.pathname}${half ? `?translation_of=${half}` : ""}`;
    this.makeLine();
    this.begin(unsaved !== undefined);
    this.listen();
  }

  makeLine() {
    const heading = document.querySelector("h1");
    this.line = document.createElement("p");
    this.line.className = "meta-line draft-line";
    this.others = document.createElement("span");
    this.kept = document.createElement("span");
    this.line.append(this.others, this.kept);
    this.spoken = document.createElement("p");
    this.spoken.className = "vh";
    this.spoken.setAttribute("aria-live", "polite");
    heading.after(this.line, this.spoken);
  }

  /** The fields of the form, as they are sent. */
  fields() {
    this.editor.sync();
    const fields = {};
    for (const [name, value] of new FormData(this.form)) if (name !== "csrfmiddlewaretoken" && typeof value === "string") fields[name] = line(value);
    return fields;
  }

  static same(one, other) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)].filter((name) => !NOT_WORDS.has(name)));
    return [...names].every((name) => line(one[name]) === line(other[name]));
  }

  static read(slot) {
    try {
      const kept = JSON.parse(localStorage.getItem(slot));
      return kept && typeof kept.fields === "object" ? kept : null;
    } catch { return null; }
  }

  static drop(slot) {
    try { localStorage.removeItem(slot); } catch { /* Nothing was kept either. */ }
  }

  keep() {
    if (this.isSent) return;
    clearTimeout(this.timer);
    this.timer = null;
    const fields = this.fields();
    if (Drafts.same(fields, this.stored)) return;
    if (!this.isUnsaved && Drafts.same(fields, this.initial)) {
      this.stored = fields;
      Drafts.drop(this.slot);
      return;
    }
    try {
      localStorage.setItem(this.slot, JSON.stringify({ fields, at: Date.now() }));
      this.stored = fields;
      this.isFull = false;
    } catch {
      if (!this.isFull) this.show(this.kept, word("no room"));
      this.isFull = true;
    }
  }

  /** Look for a text of an earlier visit. `isUnsaved`: the form shows words that the server has not saved. */
  begin(isUnsaved) {
    this.isUnsaved = isUnsaved;
    this.initial = this.fields();
    this.stored = this.initial;
    // What is offered is not written over: until it is taken or let go, new words have a place of their own.
    this.slot = null;
    for (const slot of ["", "#2", "#3"].map((end) => this.key + end)) {
      const kept = Drafts.read(slot);
      if (kept && !Drafts.same(kept.fields, this.initial)) this.offer(slot, kept);
      else {
        this.slot ||= slot;
        if (kept && !isUnsaved) Drafts.drop(slot);
      }
    }
    this.slot ||= `${this.key}#3`;
    if (!isUnsaved) return;
    this.stored = {};
    this.keep();
  }

  offer(slot, kept) {
    const notice = this.editor.root.querySelector("template[data-part=kept]").content.cloneNode(true).firstElementChild;
    const at = new Date(kept.at);
    const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
    const isToday = at.toDateString() === new Date().toDateString();
    const clock = new Intl.DateTimeFormat(language, isToday ? { timeStyle: "short" } : { dateStyle: "long", timeStyle: "short" }).format(at);
    notice.querySelector("[data-sentence]").textContent = word("kept here", language === "fr" ? clock.replace(/(\d):(\d)/, "$1\u202fh\u202f$2") : clock);
    const done = () => {
      Drafts.drop(slot);
      notice.remove();
      this.editor.focus();
    };
    notice.querySelector("[data-do=put-back]").addEventListener("click", () => {
      this.fill(kept.fields);
      this.keep();
      done();
    });
    notice.querySelector("[data-do=let-go]").addEventListener("click", done);
    this.form.before(notice);
  }

  /** Put the words back; the revision they were written on goes with them, so that a save is compared with that. */
  fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements[name];
      if (!field || ["csrfmiddlewaretoken", "mark", "form", "seen", "translation_of"].includes(name)) continue;
      if (field === this.editor.area) this.editor.open(value);
      else if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    }
  }

  listen() {
    const changed = () => {
      this.isChanged = true;
      this.timer ||= setTimeout(() => this.keep(), KEPT_AFTER);
    };
    this.form.addEventListener("input", changed);
    this.form.addEventListener("change", changed);
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.keep(); });
    window.addEventListener("pageshow", () => { this.isSent = false; });
    this.form.addEventListener("submit", (event) => {
      if (event.submitter?.name) return;
      this.stored = {};
      this.keep();
      // On the page that says it is saved, tandem.js lets go of it; a refusal comes back to this form.
      this.isSent = true;
      try { sessionStorage.setItem("tandem.sent", JSON.stringify({ key: this.slot, at: Date.now() })); } catch { /* It stays, and is offered. */ }
    });
    if (!this.address) return;
    this.sentAt = Date.now();
    setInterval(() => this.send(), SENT_EVERY);
    this.send(true);
  }

  async send(beat = false) {
    if (this.isSent || document.hidden) return;
    const isBeat = beat || (!this.isChanged && Date.now() - this.sentAt >= BEAT_EVERY - 500);
    if (!this.isChanged && !isBeat) return;
    const body = new URLSearchParams(this.isChanged ? this.fields() : { beat: "1" });
    if (!this.isChanged) for (const name of ["base", "form"]) if (this.form.elements[name]) body.set(name, this.form.elements[name].value);
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const wasChanged = this.isChanged;
    this.isChanged = false;
    this.sentAt = Date.now();
    try {
      const answer = await fetch(this.address, {
        method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.status);
      const { kept, others } = await answer.json();
      if (kept && wasChanged) this.show(this.kept, kept);
      this.show(this.others, others || "");
    } catch {
      if (!wasChanged) return;
      this.isChanged = true;
      this.show(this.kept, word("here only"));
    }
  }

  /** A sentence under the title; read aloud once a minute at most. */
  show(place, sentence) {
    if (place.textContent === sentence) return;
    place.textContent = sentence;
    if (!sentence || Date.now() - (this.spokenAt || 0) < SPOKEN_EVERY) return;
    this.spokenAt = Date.now();
    this.spoken.textContent = sentence;
  }
}
