// Tables as Markdown has them: one head, no joined cells, one alignment for each column.
import { Plugin } from "prosemirror-state";
import { schema } from "./schema.js";

const { table, table_row: tableRow, table_cell: cell, table_header: header } = schema.nodes;

/** `node`, a table, with its first row as the head and every row of one width; itself if it is so already. */
export function straight(node) {
  let width = 0;
  let isStraight = true;
  const rows = [];
  node.forEach((row) => {
    const cells = [];
    row.forEach((each) => {
      cells.push(each);
      for (let more = 1; more < (each.attrs.colspan || 1); more++) cells.push(null);
    });
    width = Math.max(width, cells.length);
    rows.push(cells);
  });
  const sides = Array.from({ length: width }, (_each, at) => rows[0]?.[at]?.attrs.align || null);
  const made = rows.map((cells, index) => {
    const type = index ? cell : header;
    return tableRow.create(null, sides.map((align, at) => {
      const old = cells[at];
      const attrs = { colspan: 1, rowspan: 1, colwidth: null, align };
      if (old && old.type === type && old.attrs.colspan === 1 && old.attrs.rowspan === 1 && old.attrs.align === align) return old;
      isStraight = false;
      return type.create(attrs, old?.content);
    }));
  });
  return isStraight ? node : table.create(node.attrs, made);
}

export const straightenTables = new Plugin({
  appendTransaction(transactions, before, state) {
    if (!transactions.some((each) => each.docChanged)) return null;
    const transaction = state.tr;
    state.doc.descendants((node, pos) => {
      if (node.type !== table) return !node.isTextblock;
      const made = straight(node);
      if (made !== node) {
        const { selection } = transaction;
        transaction.replaceWith(transaction.mapping.map(pos), transaction.mapping.map(pos + node.nodeSize), made);
        if (made.nodeSize === node.nodeSize) transaction.setSelection(selection.constructor.fromJSON(transaction.doc, selection.toJSON()));
      }
      return false;
    });
    return transaction.docChanged ? transaction : null;
  },
});
