// Blocks and words that the browser cannot show by a plain element alone.
import { word } from "./words.js";

/** A task has a box that can be ticked with the mouse and, from the text, with a key. */
class ItemView {
  constructor(node, view, getPos) {
    this.node = node;
    this.dom = document.createElement("li");
    this.contentDOM = this.dom;
    if (node.attrs.task === null) return;
    this.dom.className = "task-item";
    this.dom.dataset.task = String(node.attrs.task);
    this.box = document.createElement("input");
    this.box.type = "checkbox";
    this.box.contentEditable = "false";
    this.box.checked = node.attrs.task;
    // The tab order belongs to the text; Ctrl+Enter in the item ticks it, too.
    this.box.tabIndex = -1;
    this.box.setAttribute("aria-label", word("done"));
    this.box.addEventListener("mousedown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => {
      event.preventDefault();
      view.dispatch(view.state.tr.setNodeMarkup(getPos(), null, { task: !this.node.attrs.task }));
    });
    this.contentDOM = document.createElement("div");
    this.dom.append(this.box, this.contentDOM);
  }

  update(node) {
    if (node.type !== this.node.type || (node.attrs.task === null) !== (this.node.attrs.task === null)) return false;
    this.node = node;
    if (!this.box) return true;
    // The click that ticks it is still under way, and puts back what it found.
    setTimeout(() => { this.box.checked = node.attrs.task; });
    this.dom.dataset.task = String(node.attrs.task);
    return true;
  }

  ignoreMutation(mutation) {
    return Boolean(this.box) && !this.contentDOM.contains(mutation.target) && mutation.type !== "selection";
  }
}

/** What the visual mode has no form for is shown as it is written. */
class SourceView {
  constructor() {
    this.dom = document.createElement("div");
    this.dom.className = "source-block";
    const label = document.createElement("p");
    label.contentEditable = "false";
    label.textContent = word("source");
    const pre = document.createElement("pre");
    this.contentDOM = document.createElement("code");
    pre.append(this.contentDOM);
    this.dom.append(label, pre);
  }
}

class CalloutView {
  constructor(node) {
    this.node = node;
    this.dom = document.createElement("div");
    this.label = document.createElement("p");
    this.label.className = "callout-label";
    this.label.contentEditable = "false";
    this.contentDOM = document.createElement("div");
    this.dom.append(this.label, this.contentDOM);
    this.update(node);
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    const kind = node.attrs.kind.toLowerCase();
    this.dom.className = `callout callout-${kind}`;
    this.label.textContent = word(kind);
    return true;
  }
}

class CodeView {
  constructor(node, view, getPos) {
    this.node = node;
    this.dom = document.createElement("div");
    this.dom.className = "code-block";
    this.language = document.createElement("input");
    this.language.type = "text";
    this.language.setAttribute("aria-label", word("language of the code"));
    this.language.placeholder = word("language");
    this.language.value = node.attrs.params;
    this.language.addEventListener("change", () => {
      const params = this.language.value.replace(/[`\n]/g, "").trim();
      view.dispatch(view.state.tr.setNodeMarkup(getPos(), null, {
        fence: this.node.attrs.fence || "```", params,
      }));
    });
    this.language.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.language.blur();
      view.focus();
    });
    const pre = document.createElement("pre");
    this.contentDOM = document.createElement("code");
    pre.append(this.contentDOM);
    this.dom.append(this.language, pre);
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    if (document.activeElement !== this.language) this.language.value = node.attrs.params;
    return true;
  }

  stopEvent(event) {
    return event.target === this.language;
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}


export const nodeViews = {
  list_item: (node, view, getPos) => new ItemView(node, view, getPos),
  source: () => new SourceView(),
  callout: (node) => new CalloutView(node),
  code_block: (node, view, getPos) => new CodeView(node, view, getPos),
};
