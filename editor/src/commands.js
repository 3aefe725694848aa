// What the buttons do in the visual mode.
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable } from "prosemirror-tables";
import { schema } from "./schema.js";

const { nodes, marks } = schema;
const HEADINGS = [2, 3, 4];

function ancestor(state, test) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if (test($from.node(depth))) return { node: $from.node(depth), pos: $from.before(depth), depth };
  }
  return null;
}

/** A heading, a smaller one, a smaller one still, then a paragraph again. */
export function nextHeading(state, dispatch) {
  const { parent } = state.selection.$from;
  const at = parent.type === nodes.heading ? HEADINGS.indexOf(Math.max(2, parent.attrs.level)) : -1;
  const isLast = parent.type === nodes.heading && (at < 0 || at === HEADINGS.length - 1);
  return isLast ? setBlockType(nodes.paragraph)(state, dispatch) : setBlockType(nodes.heading, { level: HEADINGS[at + 1] })(state, dispatch);
}

export const heading = (level) => (state, dispatch) => {
  const { parent } = state.selection.$from;
  const isSame = parent.type === nodes.heading && Math.max(2, parent.attrs.level) === level;
  return isSame ? setBlockType(nodes.paragraph)(state, dispatch) : setBlockType(nodes.heading, { level })(state, dispatch);
};

const isList = (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;

function kindOf(state) {
  const list = ancestor(state, isList);
  if (!list) return null;
  const item = ancestor(state, (node) => node.type === nodes.list_item);
  if (list.node.type === nodes.ordered_list) return "numbers";
  return item.node.attrs.task === null ? "bullets" : "tasks";
}

/** Make a list of the paragraphs, turn one kind of list into another, or take it away. */
export const list = (kind) => (state, dispatch) => {
  const now = kindOf(state);
  if (now === kind) return liftListItem(nodes.list_item)(state, dispatch);
  const type = kind === "numbers" ? nodes.ordered_list : nodes.bullet_list;
  const task = kind === "tasks" ? false : null;
  const giveTasks = (transaction) => {
    const { $from, $to } = transaction.selection;
    transaction.doc.nodesBetween($from.pos, $to.pos, (node, pos) => {
      if (node.type === nodes.list_item && pos >= $from.before(1) && (node.attrs.task === null) !== (task === null)) {
        transaction.setNodeMarkup(pos, null, { task });
      }
    });
    return transaction;
  };
  if (now) {
    const found = ancestor(state, isList);
    if (!dispatch) return true;
    const transaction = state.tr;
    if (found.node.type !== type) transaction.setNodeMarkup(found.pos, type, { tight: found.node.attrs.tight });
    found.node.forEach((item, offset) => {
      if ((item.attrs.task === null) !== (task === null)) transaction.setNodeMarkup(found.pos + 1 + offset, null, { task });
    });
    dispatch(transaction);
    return true;
  }
  return wrapInList(type)(state, dispatch && ((transaction) => dispatch(task === null ? transaction : giveTasks(transaction))));
};

/** Words become code in their line; a block of code is begun where nothing is selected. */
export function code(state, dispatch) {
  const { $from, $to, empty } = state.selection;
  if ($from.parent.type === nodes.code_block) return setBlockType(nodes.paragraph)(state, dispatch);
  if (!empty && $from.sameParent($to)) return toggleMark(marks.code)(state, dispatch);
  return setBlockType(nodes.code_block)(state, dispatch);
}

export const callout = (kind) => (state, dispatch) => {
  const found = ancestor(state, (node) => node.type === nodes.callout);
  if (!found) return wrapIn(nodes.callout, { kind })(state, dispatch);
  if (!kind) return lift(state, dispatch);
  dispatch?.(state.tr.setNodeMarkup(found.pos, null, { kind }));
  return true;
};

export function quote(state, dispatch) {
  return ancestor(state, (node) => node.type === nodes.blockquote) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);
}

/** A table of so many rows, its head included, with the cursor in its first cell. */
export function insertTable(view, rows, columns) {
  const made = [];
  for (let row = 0; row < rows; row++) {
    const type = row ? nodes.table_cell : nodes.table_header;
    made.push(nodes.table_row.create(null, Array.from({ length: columns }, () => type.create())));
  }
  insertBlock(view, nodes.table.create(null, made), 3);
}

/** A block in place of an empty paragraph, else after the outermost one that the cursor is in. */
export function insertBlock(view, block, inside = 1) {
  const { state } = view;
  const { $from } = state.selection;
  const transaction = state.tr;
  let pos = $from.depth ? $from.after(1) : $from.pos;
  if ($from.depth === 1 && $from.parent.type === nodes.paragraph && !$from.parent.content.size) {
    pos = $from.before(1);
    transaction.replaceWith(pos, $from.after(1), block);
  } else transaction.insert(pos, block);
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(pos + inside)));
  view.dispatch(transaction.scrollIntoView());
  view.focus();
}

/** A mark in the line, and its note at the end of the text, where the cursor goes. */
export function footnote(view) {
  const { state } = view;
  const taken = new Set();
  state.doc.descendants((node) => { if (node.attrs.label) taken.add(node.attrs.label); });
  let label = 1;
  while (taken.has(String(label)) || state.doc.textContent.includes(`[^${label}]`)) label++;
  const attrs = { label: String(label) };
  if (!state.selection.$to.parent.inlineContent || state.selection.$to.parent.type.spec.code) return;
  const transaction = state.tr.insert(state.selection.to, nodes.footnote_ref.create(attrs));
  let end = transaction.doc.content.size;
  const { lastChild } = transaction.doc;
  const { $to } = state.selection;
  const isLast = $to.depth && $to.index(0) === state.doc.childCount - 1;
  if (lastChild.type === nodes.paragraph && !lastChild.content.size && !isLast) end -= 2;
  transaction.insert(end, nodes.footnote_def.create(attrs));
  transaction.setSelection(TextSelection.create(transaction.doc, end + 1));
  view.dispatch(transaction.scrollIntoView());
  view.focus();
}

export const TABLE = {
  "row-add": addRowAfter, "column-add": addColumnAfter, "row-cut": deleteRow, "column-cut": deleteColumn, "table-cut": deleteTable,
};

/** Which buttons are down: a set of their names. */
export function states(state) {
  const on = new Set();
  const { $from, from, to, empty } = state.selection;
  const has = (mark) => (empty ? mark.isInSet(state.storedMarks || $from.marks()) : state.doc.rangeHasMark(from, to, mark));
  for (const [name, mark] of [["bold", marks.strong], ["italic", marks.em], ["link", marks.link]]) if (has(mark)) on.add(name);
  if ($from.parent.type === nodes.heading) on.add("heading");
  if ($from.parent.type === nodes.code_block || has(marks.code)) on.add("code");
  const kind = kindOf(state);
  if (kind) on.add(kind);
  if (ancestor(state, (node) => node.type === nodes.callout)) on.add("callout");
  if (isInTable(state)) on.add("table");
  return on;
}
