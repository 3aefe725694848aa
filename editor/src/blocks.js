// A Markdown text as blocks that remember, byte for byte, what they were read from.
import { schema } from "./schema.js";
import { buildNodes } from "./build_nodes.js";
import { parser } from "./tokens.js";
import { writeBlock } from "./write.js";

const LISTS = new Set(["bullet_list", "ordered_list"]);
const isBlank = (line) => /^[ \t]*$/.test(line);

/** The tokens of `text`, cut into its outermost blocks: [{tokens, start, end}], lines from 0, end excluded. */
function cut(tokens, level) {
  const blocks = [];
  let current = null;
  for (const token of tokens) {
    if (!current) current = { tokens: [], start: Infinity, end: -1 };
    current.tokens.push(token);
    if (token.map) {
      current.start = Math.min(current.start, token.map[0]);
      current.end = Math.max(current.end, token.map[1]);
    }
    if (token.level === level && token.nesting <= 0) {
      blocks.push(current);
      current = null;
    }
  }
  return blocks;
}

/** Whether a row of this table has more cells than its head: the parser drops them, so we must not. */
function dropsCells(block, lines) {
  if (block.tokens[0].type !== "table_open") return false;
  const width = block.tokens.filter((token) => token.type === "th_open").length;
  return lines.slice(block.start, block.end).some((line) => {
    const cells = line.trim().replace(/^\|/, "").replace(/(^|[^\\])\|$/, "$1").split(/(?<!\\)\|/);
    return cells.length > width;
  });
}

function nodeOf(block, lines, env) {
  if (dropsCells(block, lines)) return null;
  try {
    const made = buildNodes(block.tokens);
    if (made.length !== 1) return null;
    const again = buildNodes(parser.parse(writeBlock(made[0]), { references: env.references }));
    return again.length === 1 && again[0].eq(made[0]) ? made[0] : null;
  } catch {
    return null;
  }
}

function source(text) {
  return schema.nodes.source.create(null, text ? schema.text(text) : null);
}

/** [{node, slice, gap}] of a list's items, or null where they do not add up to the list. */
function itemsOf(block, node, lines, end) {
  const cuts = cut(block.tokens.slice(1, -1), block.tokens[0].level + 1);
  if (cuts.length !== node.childCount || cuts[0].start !== block.start) return null;
  return cuts.map((each, index) => {
    const next = index + 1 < cuts.length ? cuts[index + 1].start : end;
    const entry = sliced(lines, each.start, next);
    return { ...entry, node: node.child(index) };
  });
}

/** The text of lines [start, next) without the blank ones at its end, and that rest, line feeds included. */
function sliced(lines, start, next, keepBlank = false) {
  let end = next;
  while (!keepBlank && end > start + 1 && isBlank(lines[end - 1])) end--;
  const slice = lines.slice(start, end).join("\n");
  const isLast = next === lines.length;
  const rest = lines.slice(end, next).map((line) => `${line}\n`).join("");
  const gap = isLast ? (end < next ? `\n${rest.slice(0, -1)}` : "") : `\n${rest}`;
  return { slice, gap };
}

/**
 * Read a text. Returns {doc, entries, lead, text}: each entry is {node, slice, gap, items}, and
 * lead + all slices and gaps is the text again.
 */
export function readBlocks(text) {
  const lines = text.split("\n");
  const env = {};
  const found = cut(parser.parse(text, env), 0).filter((block) => block.end >= 0);
  const entries = [];
  let line = 0;
  const opaque = (until) => {
    // Lines of no block: blank, or definitions of links.
    let start = line;
    while (start < until && isBlank(lines[start])) start++;
    if (start < until) entries.push({ start });
  };
  for (const block of found) {
    if (block.start < line) return readAsSource(text);
    opaque(block.start);
    entries.push({ start: block.start, block });
    let end = block.end;
    while (end > block.start + 1 && isBlank(lines[end - 1])) end--;
    line = end;
  }
  opaque(lines.length);
  if (!entries.length) return { doc: docOf([]), entries: [], lead: text, text };
  entries.forEach((entry, index) => {
    const next = index + 1 < entries.length ? entries[index + 1].start : lines.length;
    const { block, start } = entry;
    // What an unclosed fence holds goes to the end of the text, blank lines included.
    const isCode = block && block.tokens[0].type === "fence" && block.end >= next;
    Object.assign(entry, sliced(lines, start, next, isCode));
    entry.node = block && nodeOf(block, lines, env);
    if (entry.node && LISTS.has(entry.node.type.name)) {
      const end = entry.slice.split("\n").length + start;
      const items = itemsOf(block, entry.node, lines.slice(0, end), end);
      if (items && items.map((item) => item.slice + item.gap).join("") === entry.slice) entry.items = items;
    }
    entry.node ||= source(entry.slice);
    delete entry.block;
  });
  const lead = lines.slice(0, entries[0].start).map((each) => `${each}\n`).join("");
  const whole = lead + entries.map((entry) => entry.slice + entry.gap).join("");
  if (whole !== text) return readAsSource(text);
  return { doc: docOf(entries.map((entry) => entry.node)), entries, lead, text };
}

function readAsSource(text) {
  const node = source(text);
  return { doc: docOf([node]), entries: [{ node, slice: text, gap: "" }], lead: "", text };
}

function docOf(nodes) {
  return schema.nodes.doc.create(null, nodes.length ? nodes : [schema.nodes.paragraph.create()]);
}
