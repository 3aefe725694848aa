// The visual mode: ProseMirror over the text of the page.
import { baseKeymap, toggleMark } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState, Plugin, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { tableEditing } from "prosemirror-tables";
import { readBlocks } from "./blocks.js";
import { writeText } from "./keep.js";
import { keys, signs } from "./keys.js";
import { nodeViews } from "./node_views.js";
import { clipboard } from "./clipboard.js";
import { schema } from "./schema.js";
import { straightenTables } from "./tables.js";
import { word } from "./words.js";

/** There is always a line to write on after the last block; empty, it is no part of the text. */
const lineAtEnd = new Plugin({
  appendTransaction(_transactions, _before, state) {
    const { lastChild } = state.doc;
    if (lastChild.type === schema.nodes.paragraph) return null;
    return state.tr.insert(state.doc.content.size, schema.nodes.paragraph.create()).setMeta("addToHistory", false);
  },
});

const emptyHint = new Plugin({
  props: {
    attributes: ({ doc }) => (doc.childCount === 1 && doc.firstChild.isTextblock && !doc.firstChild.content.size
      ? { "data-hint": word("write here") } : {}),
  },
});

export class Visual {
  /** `place` gets the editor; `options`: label, describedBy, changed(), files(list, view), suggest. */
  constructor(place, text, options) {
    this.options = options;
    this.origin = readBlocks(text);
    this.view = new EditorView(place, {
      state: this.stateOf(this.origin.doc),
      nodeViews,
      attributes: {
        class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": options.label, spellcheck: "true",
        ...(options.describedBy ? { "aria-describedby": options.describedBy } : {}),
        ...(options.isWrong ? { "aria-invalid": "true" } : {}),
      },
      dispatchTransaction: (transaction) => {
        const { doc } = this.view.state;
        this.view.updateState(this.view.state.apply(transaction));
        if (this.view.state.doc !== doc) options.changed();
        options.moved();
      },
      ...clipboard(options),
    });
  }

  stateOf(doc) {
    return EditorState.create({
      doc,
      plugins: [
        ...(this.options.suggest ? [this.options.suggest] : []),
        signs, ...keys(this.options), keymap(baseKeymap), history(), tableEditing(), straightenTables,
        dropCursor({ color: false, class: "drop-here" }), gapCursor(), lineAtEnd, emptyHint,
      ],
    });
  }

  /** The text as Markdown. */
  text() {
    return writeText(this.view.state.doc, this.origin);
  }

  /** Show another text; what was undone before is forgotten. */
  open(text) {
    this.origin = readBlocks(text);
    this.view.updateState(this.stateOf(this.origin.doc));
  }

  focus() {
    this.view.focus();
  }

  /** Replace what is selected by the blocks or words of a Markdown text. */
  insertMarkdown(text) {
    const { doc } = readBlocks(text);
    const { state } = this.view;
    const only = doc.childCount === 1 && doc.firstChild.type === schema.nodes.paragraph;
    const transaction = only
      ? state.tr.replaceSelection(doc.slice(1, doc.content.size - 1))
      : state.tr.replaceSelection(doc.slice(0, doc.content.size));
    this.view.dispatch(transaction.scrollIntoView());
  }

  /** Words for a link: the selection, or the link that the cursor is in, selected. */
  selectLink() {
    const { state } = this.view;
    const { $from, empty } = state.selection;
    const link = schema.marks.link.isInSet($from.marks()) || ($from.nodeAfter && schema.marks.link.isInSet($from.nodeAfter.marks));
    if (!link || !empty) return { words: state.doc.textBetween(state.selection.from, state.selection.to, " "), href: link?.attrs.href || "" };
    let [start, end] = [$from.pos, $from.pos];
    $from.parent.forEach((node, offset) => {
      const from = $from.start() + offset;
      if (link.isInSet(node.marks) && from <= $from.pos && from + node.nodeSize >= $from.pos) {
        start = Math.min(start, from);
        end = Math.max(end, from + node.nodeSize);
      }
    });
    this.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, start, end)));
    return { words: state.doc.textBetween(start, end, " "), href: link.attrs.href };
  }

  link(words, href) {
    const { state } = this.view;
    const { from, to, empty } = state.selection;
    const kept = state.doc.textBetween(from, to, " ");
    if (!href) return this.view.dispatch(state.tr.removeMark(from, to, schema.marks.link));
    const mark = schema.marks.link.create({ href });
    if (!empty && words === kept) {
      return this.view.dispatch(state.tr.removeMark(from, to, schema.marks.link).addMark(from, to, mark));
    }
    const marks = mark.addToSet(state.selection.$from.marks().filter((each) => each.type !== mark.type));
    return this.view.dispatch(state.tr.replaceSelectionWith(schema.text(words || href, marks), false).scrollIntoView());
  }

  toggle(name) {
    toggleMark(schema.marks[name])(this.view.state, this.view.dispatch);
  }
}
