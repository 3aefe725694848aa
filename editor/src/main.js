import { Drafts } from "./drafts.js";
import { Editor } from "./editor.js";

for (const root of document.querySelectorAll("[data-editor]")) {
  const editor = new Editor(root);
  if (root.dataset.account) new Drafts(editor);
}
