// From the document back to the text: what was not touched comes back byte for byte, the rest is written anew.
import { parser } from "./tokens.js";
import { buildNodes } from "./build_nodes.js";
import { readBlocks } from "./blocks.js";
import { writeBlock, writeItem } from "./write.js";

const CHECKED = 200_000; // characters up to which the whole is read again to see that it says the same
const isEmptyParagraph = (node) => node.type.name === "paragraph" && !node.content.size;

/** For each node the entry it came from: {at, exact}; at is -1 for a new one. */
function match(nodes, entries) {
  const places = new Map(entries.map((entry, at) => [entry.node, at]));
  const used = new Set();
  const found = nodes.map((node) => {
    const at = places.get(node);
    if (at === undefined || used.has(at)) return { at: -1, exact: false };
    used.add(at);
    return { at, exact: true };
  });
  // What stands between two that are known: as many as before are the same ones, changed; else look for equals.
  for (let from = 0; from < nodes.length;) {
    if (found[from].at >= 0) { from++; continue; }
    let to = from;
    while (to < nodes.length && found[to].at < 0) to++;
    const first = from ? found[from - 1].at + 1 : 0;
    const last = to < nodes.length ? found[to].at : entries.length;
    if (last - first === to - from) {
      for (let index = from; index < to; index++) {
        const at = first + index - from;
        if (!used.has(at)) { used.add(at); found[index] = { at, exact: entries[at].node.eq(nodes[index]) }; }
      }
    } else {
      let at = first;
      for (let index = from; index < to; index++) {
        for (let look = at; look < last; look++) {
          if (used.has(look) || !entries[look].node.eq(nodes[index])) continue;
          used.add(look);
          found[index] = { at: look, exact: true };
          at = look + 1;
          break;
        }
      }
    }
    from = to;
  }
  return found;
}

/** The nodes one after the other; `write(node, entry, index)` gives the text of one that changed. */
function join(nodes, entries, standardGap, write, safe = false) {
  const found = match(nodes, entries);
  let out = "";
  nodes.forEach((node, index) => {
    const { at, exact } = found[index];
    const before = index ? nodes[index - 1] : null;
    const wasBefore = index > 0 && found[index - 1].at >= 0 && found[index - 1].at === at - 1;
    if (index) {
      const { gap } = wasBefore ? entries[at - 1] : { gap: "" };
      const asTheyWere = wasBefore && (exact && found[index - 1].exact);
      const alike = wasBefore && entries[at].node.type === node.type && entries[at - 1].node.type === before.type;
      const apart = /\n[ \t]*\n/.test(gap);
      out += asTheyWere || (wasBefore && apart) || (alike && !safe) ? gap : standardGap;
    }
    // Two lists that meet must not become one.
    const meets = before && before.type === node.type && /_list$/.test(node.type.name) && !wasBefore;
    out += exact && !meets ? entries[at].slice : write(node, at >= 0 ? entries[at] : null, index, meets ? before : null);
  });
  return out;
}

/** A list of which some items are as they were. */
function writeList(list, entry, before) {
  if (!entry?.items || before) return writeBlock(list, before);
  const items = [];
  list.forEach((item) => items.push(item));
  const ordered = list.type.name === "ordered_list";
  const start = ordered ? list.attrs.order : 0;
  const loose = entry.items.some((item) => /\n[ \t]*\n/.test(item.gap));
  let text = join(items, entry.items, loose ? "\n\n" : "\n", (item, _entry, index) => writeItem(list, item, start + index));
  const counted = entry.items.every((item, index) => item.slice.trimStart().startsWith(`${entry.node.attrs.order + index}`));
  if (ordered && counted && items.length !== entry.items.length) text = null;
  return text !== null && says(text, [list]) ? text : writeBlock(list, before);
}

function says(text, nodes) {
  try {
    const again = buildNodes(parser.parse(text, {}));
    return again.length === nodes.length && again.every((node, index) => node.eq(nodes[index]));
  } catch {
    return false;
  }
}

/** The Markdown of `doc`; `origin` is what `readBlocks` gave when the text was opened. */
export function writeText(doc, origin) {
  const nodes = [];
  doc.forEach((node) => { if (!isEmptyParagraph(node)) nodes.push(node); });
  const { entries, lead } = origin;
  if (nodes.length === entries.length && nodes.every((node, index) => node === entries[index].node)) return origin.text;
  if (!nodes.length) return "";
  const write = (node, entry, _index, before) => (
    /_list$/.test(node.type.name) ? writeList(node, entry, before) : writeBlock(node, before));
  const tail = entries.length ? entries[entries.length - 1].gap : "\n";
  const start = entries.length ? lead : "";
  let text = start + join(nodes, entries, "\n\n", write) + tail;
  if (text.length < CHECKED && !same(text, nodes)) text = start + join(nodes, entries, "\n\n", write, true) + tail;
  return text;
}

function same(text, nodes) {
  const { doc } = readBlocks(text);
  return doc.childCount === nodes.length && nodes.every((node, index) => node.eq(doc.child(index)));
}
