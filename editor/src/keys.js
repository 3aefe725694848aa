// Keys, and the signs that turn into what they mean while one types.
import { chainCommands, exitCode, setBlockType, toggleMark, selectParentNode } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule, undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { Plugin, TextSelection } from "prosemirror-state";
import { addRowAfter, goToNextCell, isInTable } from "prosemirror-tables";
import { code, heading, list } from "./commands.js";
import { schema } from "./schema.js";

const { nodes, marks } = schema;


/** `**words**` and the like become what they mean at their last sign. */
function markRule(pattern, mark) {
  return new InputRule(pattern, (state, match, start, end) => {
    const [whole, before, words] = match;
    const from = start + before.length;
    if (state.doc.resolve(start).marks().some((each) => each.type.spec.code)) return null;
    const transaction = state.tr;
    const size = (whole.length - before.length - words.length) >> 1;
    // The last sign is not in the document yet.
    transaction.delete(end - (size - 1), end).delete(from, from + size);
    transaction.addMark(from, from + words.length, mark.create());
    return transaction.removeStoredMark(mark);
  });
}

const wikiRule = new InputRule(/\[\[(?!\^)([^[\]|\n]{1,300})(?:\|([^[\]\n]{1,500}))?\]\]$/, (state, match, start, end) => (
  match[1].trim() ? state.tr.replaceWith(start, end, nodes.wiki_link.create({ target: match[1], words: match[2] ?? null })) : null));

const taskRule = new InputRule(/^\[([ xX]?)\]\s$/, (state, match, start, end) => {
  const { $from } = state.selection;
  const item = $from.depth > 1 && $from.node(-1);
  if (!item || item.type !== nodes.list_item || $from.index(-1) !== 0) return null;
  const transaction = state.tr.delete(start, end);
  return transaction.setNodeMarkup(transaction.mapping.map($from.before(-1)), null, { task: /x/i.test(match[1]) });
});

const ruleRule = new InputRule(/^(?:---|\*\*\*)$/, (state, _match, start, end) => {
  const $start = state.doc.resolve(start);
  if ($start.parent.type !== nodes.paragraph || end !== $start.end()) return null;
  const transaction = state.tr.replaceWith($start.before(), $start.after(), [nodes.horizontal_rule.create(), nodes.paragraph.create()]);
  return transaction.setSelection(TextSelection.near(transaction.doc.resolve($start.before() + 2)));
});

export const signs = inputRules({
  rules: [
    textblockTypeInputRule(/^(#{1,6})\s$/, nodes.heading, (match) => ({ level: Math.max(2, match[1].length) })),
    textblockTypeInputRule(/^(?:```|~~~)([\w+#.-]*)\s$/, nodes.code_block, (match) => ({ params: match[1] })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    wrappingInputRule(/^\s*([-+*])\s$/, nodes.bullet_list, (match) => ({ bullet: match[1] })),
    wrappingInputRule(/^(\d{1,9})([.)])\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]), delimiter: match[2] }),
      (match, node) => node.childCount + node.attrs.order === Number(match[1])),
    markRule(/(^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
    markRule(/(^|[^*])\*([^*\s](?:[^*]*[^*\s])?)\*$/, marks.em),
    markRule(/(^|[^\w_])_([^_\s](?:[^_]*[^_\s])?)_$/, marks.em),
    markRule(/(^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, marks.strike),
    markRule(/(^|[^`])`([^`]+)`$/, marks.code),
    wikiRule, taskRule, ruleRule,
  ],
});

/** Enter in a table goes down a row; in the last one it adds another. */
function nextRow(state, dispatch, view) {
  if (!isInTable(state)) return false;
  const { $head } = state.selection;
  let depth = $head.depth;
  while ($head.node(depth).type !== nodes.table_row) depth--;
  const [column, table] = [$head.index(depth), $head.node(depth - 1)];
  const row = $head.index(depth - 1);
  if (!dispatch) return true;
  if (row + 1 === table.childCount) addRowAfter(state, dispatch);
  const now = view.state;
  let pos = now.selection.$head.start(depth - 1);
  for (let index = 0; index <= row; index++) pos += now.doc.nodeAt(pos).nodeSize;
  pos += 1;
  for (let index = 0; index < column; index++) pos += now.doc.nodeAt(pos).nodeSize;
  dispatch(now.tr.setSelection(TextSelection.create(now.doc, pos + 1)).scrollIntoView());
  return true;
}

function splitItem(state, dispatch) {
  const { $from } = state.selection;
  const item = $from.depth > 1 ? $from.node(-1) : null;
  const task = item?.type === nodes.list_item && item.attrs.task !== null ? false : null;
  return splitListItem(nodes.list_item, { task })(state, dispatch);
}

/** Mark the task that the cursor is in as done, or as not done. */
function tick(state, dispatch) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type !== nodes.list_item) continue;
    if (node.attrs.task === null) return false;
    dispatch?.(state.tr.setNodeMarkup($from.before(depth), null, { task: !node.attrs.task }));
    return true;
  }
  return false;
}

/** A break, except where Markdown has none. */
function lineBreak(state, dispatch) {
  const { $from } = state.selection;
  if (!$from.parent.type.contentMatch.matchType(nodes.hard_break)) return isInTable(state) || $from.parent.type === nodes.heading;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

const leaveHeading = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== nodes.heading || $from.parent.content.size) return false;
  return setBlockType(nodes.paragraph)(state, dispatch);
};

// After Escape, Tab leaves the editor even from a table or a list.
let leaves = false;
const escape = new Plugin({
  props: {
    handleKeyDown(_view, event) {
      if (!["Tab", "Shift"].includes(event.key)) leaves = event.key === "Escape";
      return false;
    },
    handleDOMEvents: { blur: () => { leaves = false; return false; } },
  },
});
const unlessLeaving = (command) => (state, dispatch, view) => !leaves && command(state, dispatch, view);
const isInItem = (state) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type === nodes.list_item) return true;
  return false;
};
const nextCell = (side) => (state, dispatch) => isInTable(state) && goToNextCell(side)(state, dispatch);
// The first item cannot go deeper: there Tab goes on to the next field, as everywhere else.
const deeper = (state, dispatch) => isInItem(state) && sinkListItem(nodes.list_item)(state, dispatch);

/** The key bindings; `options.deeds` has link() and save(). */
export function keys(options) {
  return [
    escape,
    keymap({
      "Mod-z": undo, "Shift-Mod-z": redo, "Mod-y": redo, Backspace: undoInputRule,
      "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em), "Mod-e": toggleMark(marks.code),
      "Mod-Shift-x": toggleMark(marks.strike),
      "Mod-k": () => { options.deeds.link(); return true; },
      "Mod-s": () => { options.deeds.save(); return true; },
      ...Object.fromEntries([2, 3, 4].map((level) => [`Mod-Alt-${level}`, heading(level)])),
      "Mod-Alt-0": setBlockType(nodes.paragraph),
      "Mod-Shift-7": list("numbers"), "Mod-Shift-8": list("bullets"), "Mod-Shift-9": list("tasks"),
      "Mod-Alt-c": code,
      Enter: chainCommands(nextRow, splitItem, leaveHeading),
      "Shift-Enter": chainCommands(exitCode, lineBreak), "Mod-Enter": chainCommands(exitCode, tick, lineBreak),
      "Alt-F10": () => { options.deeds.buttons(); return true; },
      Tab: unlessLeaving(chainCommands(nextCell(1), deeper)),
      "Shift-Tab": unlessLeaving(chainCommands(nextCell(-1), liftListItem(nodes.list_item))),
      "Alt-ArrowUp": selectParentNode,
    }),
  ];
}
