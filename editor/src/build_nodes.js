// From markdown-it tokens to nodes of the schema; throws where they do not fit, and drops nothing.
import { Fragment } from "prosemirror-model";
import { schema } from "./schema.js";

const { nodes, marks } = schema;
const TASK = /^\[([ xX])\][ \t]+/;
const CALLOUT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$/;
const DEEPEST = 40;

class Odd extends Error {}

const BLOCKS = {
  paragraph: () => [nodes.paragraph, null],
  heading: (token) => [nodes.heading, { level: Number(token.tag[1]) }],
  blockquote: () => [nodes.blockquote, null],
  bullet_list: (token) => [nodes.bullet_list, { bullet: token.markup }],
  ordered_list: (token) => [nodes.ordered_list, { order: Number(token.attrGet("start") ?? 1), delimiter: token.markup }],
  list_item: () => [nodes.list_item, { task: null }],
  table: () => [nodes.table, null],
  tr: () => [nodes.table_row, null],
  th: (token) => [nodes.table_header, { align: alignment(token) }],
  td: (token) => [nodes.table_cell, { align: alignment(token) }],
  footnote_reference: (token) => [nodes.footnote_def, { label: token.meta.label }],
};
const MARKS = { em: marks.em, strong: marks.strong, s: marks.strike };

function alignment(token) {
  const side = /text-align:(\w+)/.exec(token.attrGet("style") || "");
  return side ? side[1] : null;
}

function plainAlternative(token) {
  const children = token.children || [];
  if (children.some((each) => each.type !== "text" && each.type !== "text_special")) throw new Odd("alternative text");
  return children.map((each) => each.content).join("");
}

function inline(children) {
  const found = [];
  let open = [];
  const add = (type, attrs) => found.push(type.create(attrs, null, open));
  for (const token of children) {
    const [, name, side] = /^(.*?)(?:_(open|close))?$/.exec(token.type);
    if (token.level > DEEPEST) throw new Odd("too deep");
    if (token.type === "text" || token.type === "text_special") {
      if (token.content) found.push(schema.text(token.content, open));
    } else if (token.type === "code_inline") {
      found.push(schema.text(token.content, marks.code.create().addToSet(open)));
    } else if (side === "open") {
      const mark = name === "link"
        ? marks.link.create({ href: token.attrGet("href"), title: token.attrGet("title") || "" })
        : MARKS[name]?.create();
      if (!mark || mark.isInSet(open)) throw new Odd(token.type);
      open = mark.addToSet(open);
    } else if (side === "close") {
      const type = name === "link" ? marks.link : MARKS[name];
      open = open.filter((mark) => mark.type !== type);
    } else if (token.type === "softbreak") add(nodes.softbreak);
    else if (token.type === "hardbreak") add(nodes.hard_break);
    else if (token.type === "wiki_link") add(nodes.wiki_link, token.meta);
    else if (token.type === "footnote_ref") add(nodes.footnote_ref, token.meta);
    else if (token.type === "image") {
      add(nodes.image, {
        src: token.attrGet("src"), alt: plainAlternative(token), title: token.attrGet("title") || "",
      });
    } else throw new Odd(token.type);
  }
  return found;
}

/** Takes a task's box from the first line of an item. */
function takeTask(stack, children) {
  const [item, paragraph] = stack.slice(-2);
  const first = children[0];
  if (item?.type !== nodes.list_item || paragraph.type !== nodes.paragraph || item.content.length) return children;
  const match = first?.type === "text" && TASK.exec(first.content);
  if (!match) return children;
  item.attrs = { task: match[1] !== " " };
  const rest = Object.assign(Object.create(Object.getPrototypeOf(first)), first, { content: first.content.slice(match[0].length) });
  return [rest, ...children.slice(1)];
}

/** [kind, what stays of its first paragraph] of a quote that is a callout, else null. */
function calloutAt(tokens, index) {
  const line = tokens[index + 1]?.type === "paragraph_open" ? tokens[index + 2].children : [];
  const match = line[0]?.type === "text" && CALLOUT.exec(line[0].content);
  if (!match || (line.length > 1 && line[1].type !== "softbreak")) return null;
  return [match[1], line.slice(2)];
}

function close(stack) {
  const { type, attrs, content, loose } = stack.pop();
  if (type === nodes.bullet_list || type === nodes.ordered_list) attrs.tight = !loose;
  // A footnote of several paragraphs stays Markdown.
  let inside = content;
  if (type === nodes.footnote_def) {
    if (content.length !== 1 || content[0].type !== nodes.paragraph) throw new Odd("footnote");
    inside = content[0].content;
  }
  if (!inside.length && (type === nodes.list_item || type === nodes.blockquote || type === nodes.callout)) {
    inside = [nodes.paragraph.create()];
  }
  const node = type.createChecked(attrs, Fragment.from(inside));
  stack[stack.length - 1].content.push(node);
}

/** The nodes of some tokens that belong together. Throws where the schema has no place for one. */
export function buildNodes(tokens) {
  const root = { content: [] };
  const stack = [root];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    const top = stack[stack.length - 1];
    const [, name, side] = /^(.*?)(?:_(open|close))?$/.exec(token.type);
    if (token.level > DEEPEST) throw new Odd("too deep");
    if (name === "thead" || name === "tbody") continue;
    if (token.type === "inline") {
      top.content.push(...inline(takeTask(stack, token.children)));
    } else if (token.type === "fence") {
      top.content.push(nodes.code_block.create(
        { params: token.info, fence: token.markup }, codeText(token.content.replace(/\n$/, ""))));
    } else if (token.type === "code_block") {
      top.content.push(nodes.code_block.create({ fence: "" }, codeText(token.content.replace(/\n$/, ""))));
    } else if (token.type === "hr") {
      top.content.push(nodes.horizontal_rule.create({ markup: token.markup }));
    } else if (side === "open") {
      const callout = name === "blockquote" && calloutAt(tokens, index);
      if (callout) {
        stack.push({ type: nodes.callout, attrs: { kind: callout[0] }, content: [] });
        if (callout[1].length) stack[stack.length - 1].content.push(nodes.paragraph.create(null, inline(callout[1])));
        index += 3;
        continue;
      }
      if (!BLOCKS[name]) throw new Odd(token.type);
      const [type, attrs] = BLOCKS[name](token);
      if (type === nodes.paragraph && !token.hidden && top.type === nodes.list_item) stack[stack.length - 2].loose = true;
      stack.push({ type, attrs, content: [] });
    } else if (side === "close") close(stack);
    else throw new Odd(token.type);
  }
  if (stack.length !== 1) throw new Odd("unclosed");
  return root.content;
}

function codeText(text) {
  return text ? schema.text(text) : null;
}
