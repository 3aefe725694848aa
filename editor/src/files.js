// Pictures and files go to the server one by one; what comes back is Markdown to put into the text.
import { word } from "./words.js";

const isPicture = (file) => /^image\/(?!svg)/.test(file.type);

export class Files {
  /** `place` has insert(markdown); `dialogs` asks what a picture shows; `tell(sentence, isBad)` speaks. */
  constructor(address, token, { dialogs, insert, tell, focus }) {
    Object.assign(this, { address, token, dialogs, insert, tell, focus });
  }

  /** Files that were pasted, dropped or chosen. */
  async take(files) {
    for (const file of files) {
      if (isPicture(file)) await this.ask("picture", file);
      else await this.send(file, "");
    }
  }

  async ask(name, file = null) {
    const answer = await this.dialogs.ask(name, file ? { file } : {}, this.focus);
    if (answer?.file?.size !== undefined && answer.file.name) await this.send(answer.file, answer.alt || "");
  }

  async send(file, alt) {
    const body = new FormData();
    body.append("file", file);
    body.append("alt", alt);
    this.tell(word("sending", file.name));
    let answer;
    try {
      answer = await fetch(this.address, { method: "POST", body, headers: { "X-CSRFToken": this.token(), Accept: "application/json" }, credentials: "same-origin" });
    } catch {
      this.tell(word("not sent", file.name), true);
      return;
    }
    const found = (answer.headers.get("content-type") || "").includes("json") ? await answer.json().catch(() => ({})) : {};
    if (answer.status === 201 && found.markdown) {
      this.insert(found.markdown);
      this.tell(word("sent", found.name || file.name));
    } else if (found.sentence) this.tell(found.sentence, true);
    else this.tell(word(answer.status === 413 ? "too large" : "not sent", file.name), true);
  }
}
