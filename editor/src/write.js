// From nodes to Markdown.
import { Fragment } from "prosemirror-model";
import { MarkdownSerializerState } from "prosemirror-markdown";
import { schema } from "./schema.js";

const TABLE_SIDES = { right: "--:", center: ":-:", left: ":--" };
const LISTS = new Set(["bullet_list", "ordered_list"]);
const repeat = (sign, times) => sign.repeat(Math.max(0, times));

class State extends MarkdownSerializerState {
  /** Only what would otherwise mean something is escaped. */
  esc(text, startOfLine = false) {
    let out = text.replace(/[`\\[\]*_]|~(?=~)|(?<=~)~|<(?=[a-z!/?])|&(?=#|\w+;)/gi, (sign, at) => {
      const [before, after] = [text[at - 1], text[at + 1]];
      if (sign === "_" && /[\p{L}\p{N}]/u.test(before || "") && /[\p{L}\p{N}]/u.test(after || "")) return sign;
      if ((sign === "*" || sign === "_") && before === " " && after === " ") return sign;
      if (sign === "<" && !/^<[a-z][a-z0-9+.-]*[:@]/i.test(text.slice(at)) && !/^<[^\s<>@]+@/.test(text.slice(at))) return sign;
      return `\\${sign}`;
    });
    if (startOfLine) {
      out = out.replace(/^[ \t]+/, "")
        .replace(/^(#{1,6})(?=\s|$)/, "\\$1")
        .replace(/^([+-])(?=\s|$)/, "\\$1")
        .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
        .replace(/^(?=(?:=+|-+|[-:| ]*-[-:| ]*|~{3,})\s*$)/, "\\")
        .replace(/^(?=>|~~~)/, "\\");
    }
    return out;
  }

  /** A text begins a line after a break, too. */
  startsLine() {
    return this.atBlockStart || Boolean(this.closed) || this.atBlank() || this.out.endsWith(`\n${this.delim}`);
  }
}

function writeCode(state, node) {
  const text = node.textContent;
  if (node.attrs.fence === "" && /^(?!\s*\n)[^]*\S\s*$/.test(text)) {
    state.wrapBlock("    ", null, node, () => state.text(text, false));
    return;
  }
  let fence = node.attrs.fence || "```";
  const sign = fence[0];
  const runs = text.match(sign === "`" ? /^ {0,3}`{3,}/gm : /^ {0,3}~{3,}/gm) || [];
  const longest = Math.max(0, ...runs.map((run) => run.trim().length));
  if (fence.length <= longest) fence = repeat(sign, longest + 1);
  state.write(`${fence}${node.attrs.params}\n`);
  if (text) {
    state.text(text, false);
    state.write("\n");
  }
  state.write(fence);
  state.closeBlock(node);
}

function cellText(cell) {
  const state = newState();
  state.renderInline(cell, false);
  return state.out.trim().replace(/\|/g, "\\|");
}

function writeTable(state, node) {
  node.forEach((row, _offset, index) => {
    if (index) state.out += "\n";
    const cells = [];
    row.forEach((cell) => cells.push(cellText(cell)));
    state.write(`| ${cells.join(" | ")} |`);
    if (index) return;
    const sides = [];
    row.forEach((cell) => sides.push(TABLE_SIDES[cell.attrs.align] || "---"));
    state.out += "\n";
    state.write(`|${sides.join("|")}|`);
  });
  state.closeBlock(node);
}

/** Two lists side by side would be one: the second takes the other sign. */
function marker(node, parent, index) {
  const own = node.type.name === "bullet_list" ? node.attrs.bullet : node.attrs.delimiter;
  const other = { "-": "*", "*": "-", "+": "-", ".": ")", ")": "." };
  const before = index > 0 ? parent.child(index - 1) : null;
  return before && before.type === node.type && marker(before, parent, index - 1) === own ? other[own] : own;
}

const BLOCKS = {
  doc: (state, node) => state.renderContent(node),
  paragraph(state, node) { state.renderInline(node); state.closeBlock(node); },
  heading(state, node) {
    state.write(node.content.size ? `${repeat("#", node.attrs.level)} ` : repeat("#", node.attrs.level));
    const from = state.out.length;
    state.renderInline(node, false);
    // A row of # at the end would be taken for a closing one.
    state.out = state.out.slice(0, from) + state.out.slice(from).replace(/(^|\s)(#+\s*)$/, "$1\\$2");
    state.closeBlock(node);
  },
  blockquote: (state, node) => state.wrapBlock("> ", null, node, () => state.renderContent(node)),
  callout: (state, node) => state.wrapBlock("> ", null, node, () => {
    state.write(`[!${node.attrs.kind}]`);
    const first = node.firstChild;
    if (first.type === schema.nodes.paragraph && !first.content.size && node.childCount === 1) return;
    if (first.type === schema.nodes.paragraph) state.out += "\n";
    else state.closeBlock(first);
    state.renderContent(node);
  }),
  code_block: writeCode,
  source(state, node) { state.text(node.textContent, false); state.closeBlock(node); },
  horizontal_rule(state, node) { state.write(node.attrs.markup); state.closeBlock(node); },
  bullet_list(state, node, parent, index) {
    const sign = parent ? marker(node, parent, index) : node.attrs.bullet;
    state.renderList(node, "  ", () => `${sign} `);
  },
  ordered_list(state, node, parent, index) {
    const delimiter = parent ? marker(node, parent, index) : node.attrs.delimiter;
    const width = String(node.attrs.order + node.childCount - 1).length + 2;
    state.renderList(node, repeat(" ", width), (at) => `${node.attrs.order + at}${delimiter} `.padEnd(width));
  },
  list_item(state, node) {
    const { task } = node.attrs;
    if (task !== null) {
      state.write(task ? "[x] " : "[ ] ");
      if (node.firstChild.type !== schema.nodes.paragraph) state.closeBlock(node.firstChild);
    }
    state.renderContent(node);
  },
  footnote_def: (state, node) => state.wrapBlock("    ", `[^${node.attrs.label}]: `, node, () => state.renderInline(node)),
  table: writeTable,
  text(state, node) {
    state.atBlockStart = state.startsLine();
    state.text(node.text, !state.inAutolink);
  },
  softbreak(state) {
    state.out = `${state.out.replace(/[ \t]+$/, "")}\n`;
  },
  hard_break(state, node, parent, index) {
    // At the end of a block it would be a backslash.
    for (let at = index + 1; at < parent.childCount; at++) {
      if (parent.child(at).type !== node.type) { state.write("\\\n"); return; }
    }
  },
  image(state, node) {
    const { src, alt, title } = node.attrs;
    state.write(`![${state.esc(alt)}](${address(src)}${titled(state, title)})`);
  },
  wiki_link(state, node) {
    const { target, words } = node.attrs;
    state.write(words === null ? `[[${target}]]` : `[[${target}|${words}]]`);
  },
  footnote_ref: (state, node) => state.write(`[^${node.attrs.label}]`),
};

function address(url) {
  if (!url) return "";
  const plain = url.replace(/[\\<>]/g, "\\$&");
  if (/[\s\u0000-\u0020]/.test(url)) return `<${plain.replace(/\n/g, " ")}>`;
  let open = 0;
  const balanced = [...url].every((sign) => { open += { "(": 1, ")": -1 }[sign] || 0; return open >= 0; }) && open === 0;
  return balanced ? plain : plain.replace(/[()]/g, "\\$&");
}

const titled = (state, title) => (title ? ` "${title.replace(/["\\]/g, "\\$&")}"` : "");

function isPlainAddress(link, parent, index) {
  if (link.attrs.title || !/^(?:https?|mailto):[^\s<>]+$/i.test(link.attrs.href)) return false;
  const content = parent.child(index);
  if (!content.isText || content.text !== link.attrs.href || content.marks.length !== 1) return false;
  return index === parent.childCount - 1 || !link.isInSet(parent.child(index + 1).marks);
}

function ticks(node, side) {
  const text = node.text || "";
  const longest = Math.max(0, ...(text.match(/`+/g) || []).map((run) => run.length));
  const runs = new Set((text.match(/`+/g) || []).map((run) => run.length));
  let size = 1;
  while (runs.has(size)) size++;
  const padded = longest && (text.startsWith("`") || text.endsWith("`"));
  const spaced = /^ .* $/.test(text) && text.trim();
  const space = padded || spaced ? " " : "";
  return side < 0 ? repeat("`", size) + space : space + repeat("`", size);
}

const MARKS = {
  em: { open: "*", close: "*", mixable: true, expelEnclosingWhitespace: true },
  strong: { open: "**", close: "**", mixable: true, expelEnclosingWhitespace: true },
  strike: { open: "~~", close: "~~", mixable: true, expelEnclosingWhitespace: true },
  link: {
    open(state, mark, parent, index) {
      state.inAutolink = isPlainAddress(mark, parent, index);
      return state.inAutolink ? "<" : "[";
    },
    close(state, mark) {
      const { inAutolink } = state;
      state.inAutolink = undefined;
      return inAutolink ? ">" : `](${address(mark.attrs.href)}${titled(state, mark.attrs.title)})`;
    },
    mixable: true,
  },
  code: {
    open: (_state, _mark, parent, index) => ticks(parent.child(index), -1),
    close: (_state, _mark, parent, index) => ticks(parent.child(index - 1), 1),
    escape: false,
  },
};

function newState() {
  return new State(BLOCKS, MARKS, { tightLists: true, hardBreakNodeName: "hard_break" });
}

/** The Markdown of one block, without a line feed at its end. `before` is the block it will stand after. */
export function writeBlock(node, before = null) {
  const state = newState();
  const beside = before && LISTS.has(node.type.name) && before.type === node.type;
  if (beside) state.nodes[node.type.name](state, node, Fragment.from([before, node]), 1);
  else state.nodes[node.type.name](state, node, null, 0);
  return state.out.replace(/[ \t]+$/, "");
}

/** The Markdown of one item of a list, with its sign and this number. */
export function writeItem(list, item, number) {
  const attrs = list.type.name === "ordered_list" ? { ...list.attrs, order: number } : list.attrs;
  return writeBlock(list.type.create(attrs, item));
}
