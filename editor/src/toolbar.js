// A row of words to press. One of them is in the tab order; the arrow keys move among them.

const isShown = (button) => !button.hidden && !button.closest("[hidden]");

export class Toolbar {
  /** `press(name, button)` is called for the button with data-do="name". */
  constructor(element, press) {
    this.element = element;
    this.buttons = [...element.querySelectorAll("button")];
    element.addEventListener("mousedown", (event) => {
      // The text keeps its selection.
      if (event.target.closest("button")) event.preventDefault();
    });
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      this.rove(button);
      press(button.dataset.do, button);
    });
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("focusin", (event) => this.rove(event.target));
    this.rove(this.buttons.find(isShown));
  }

  rove(button) {
    for (const each of this.buttons) each.tabIndex = each === button ? 0 : -1;
  }

  focus() {
    this.buttons.find((button) => button.tabIndex === 0)?.focus();
  }

  key(event) {
    const shown = this.buttons.filter(isShown);
    const at = shown.indexOf(document.activeElement);
    const to = {
      ArrowRight: (at + 1) % shown.length, ArrowLeft: (at - 1 + shown.length) % shown.length, Home: 0, End: shown.length - 1,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    shown[to].focus();
  }

  /** Show which buttons are down, and the row of the table where the cursor is in one. */
  show(on) {
    for (const button of this.buttons) {
      if (button.hasAttribute("aria-pressed") && !button.dataset.mode) button.setAttribute("aria-pressed", String(on.has(button.dataset.do)));
    }
    const tableRow = this.element.querySelector("[data-in-table]");
    if (tableRow) {
      tableRow.hidden = !on.has("table");
      const current = this.buttons.find((button) => button.tabIndex === 0);
      if (current && !isShown(current)) this.rove(this.buttons.find(isShown));
    }
  }
}
