// Small questions: the address of a link, the size of a table, what a picture shows.

/** The dialogs of a <template>, put at the end of the page: a form may hold no other form. */
export class Dialogs {
  constructor(template) {
    this.all = {};
    for (const dialog of template.content.cloneNode(true).querySelectorAll("dialog")) {
      document.body.append(dialog);
      this.all[dialog.dataset.dialog] = dialog;
    }
  }

  /**
   * Ask; the promise holds {field: value, choice} of the button that was pressed, or null.
   * `back` is what is asked for: hold() gives its selection, focus(held) goes back to it. `values` fills the fields; a list of files fills a field for a file.
   */
  ask(name, values = {}, back = null) {
    const dialog = this.all[name];
    const form = dialog.querySelector("form");
    form.reset();
    for (const [field, value] of Object.entries(values)) {
      const input = form.elements[field];
      if (!input) continue;
      if (input.type !== "file") input.value = value;
      else {
        const carrier = new DataTransfer();
        carrier.items.add(value);
        input.files = carrier.files;
      }
    }
    for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = !values[part.dataset.when];
    const held = back?.hold();
    dialog.returnValue = "";
    dialog.showModal();
    (dialog.querySelector("[data-first]") || form.elements[0]).focus();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        const choice = dialog.returnValue;
        back?.focus(held);
        if (!choice || choice === "cancel") return resolve(null);
        const answer = { choice };
        for (const input of form.elements) {
          if (input.name) answer[input.name] = input.type === "file" ? input.files[0] : input.value.trim();
        }
        return resolve(answer);
      }, { once: true });
    });
  }
}
