// The Markdown mode: the same buttons, acting on the text of the area.
import { word } from "./words.js";

/** Put `text` in place of [from, to) so that the browser's own undo knows of it, and select within it. */
export function put(area, from, to, text, selectFrom = from + text.length, selectTo = selectFrom) {
  const wanted = area.value.slice(0, from) + text + area.value.slice(to);
  area.focus();
  area.setSelectionRange(from, to);
  if (text) document.execCommand("insertText", false, text);
  else if (from !== to) document.execCommand("delete");
  if (area.value !== wanted) {
    area.value = wanted;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  area.setSelectionRange(selectFrom, selectTo);
}

const selection = (area) => [area.selectionStart, area.selectionEnd, area.value.slice(area.selectionStart, area.selectionEnd)];

/** Signs around the selected words, or taken away where they stand already. */
export function wrap(area, sign) {
  const [from, to, words] = selection(area);
  const { value } = area;
  const size = sign.length;
  const outside = value.slice(from - size, from) === sign && value.slice(to, to + size) === sign
    && !(size === 1 && value[from - 2] === sign && value[from - 3] !== sign);
  if (outside) return put(area, from - size, to + size, words, from - size, to - size);
  if (words.length > 2 * size && words.startsWith(sign) && words.endsWith(sign)) {
    const inner = words.slice(size, -size);
    return put(area, from, to, inner, from, from + inner.length);
  }
  return put(area, from, to, sign + words + sign, from + size, to + size);
}

/** [start, end] of the whole lines that are selected. */
function lines(area) {
  const [from, to] = selection(area);
  const start = area.value.lastIndexOf("\n", from - 1) + 1;
  const after = area.value.indexOf("\n", Math.max(from, to - (to > from && area.value[to - 1] === "\n" ? 1 : 0)));
  return [start, after < 0 ? area.value.length : after];
}

function eachLine(area, change) {
  const [start, end] = lines(area);
  const made = area.value.slice(start, end).split("\n").map(change).join("\n");
  const isOne = area.selectionStart === area.selectionEnd;
  put(area, start, end, made, isOne ? start + made.length : start, start + made.length);
}

export function nextHeading(area) {
  eachLine(area, (line) => {
    const [, signs = "", words] = /^(#{1,6})?\s*(.*)$/.exec(line);
    const level = signs ? Math.max(2, signs.length) + 1 : 2;
    return level > 4 ? words : `${"#".repeat(level)} ${words}`;
  });
}

export function headingOf(area, level) {
  eachLine(area, (line) => {
    const [, signs = "", words] = /^(#{1,6})?\s*(.*)$/.exec(line);
    return !level || signs.length === level ? words : `${"#".repeat(level)} ${words}`;
  });
}

const ITEM = /^(\s*)(?:[-*+] \[[ xX]\] |[-*+] |\d+[.)] )?/;
const KINDS = { bullets: /^\s*[-*+] (?!\[[ xX]\] )/, tasks: /^\s*[-*+] \[[ xX]\] /, numbers: /^\s*\d+[.)] / };

export function list(area, kind) {
  const [start, end] = lines(area);
  const all = area.value.slice(start, end).split("\n");
  const off = all.every((line) => !line.trim() || KINDS[kind].test(line));
  let number = 0;
  eachLine(area, (line) => {
    if (!line.trim() && all.length > 1) return line;
    number += 1;
    const sign = off && line.trim() ? "" : { bullets: "- ", tasks: "- [ ] ", numbers: `${number}. ` }[kind];
    return line.replace(ITEM, `$1${sign}`);
  });
}

/** A block on lines of its own; `inside` is what of it is selected then. */
export function block(area, text, inside = "") {
  const [, to] = selection(area);
  const [, end] = lines(area);
  const place = area.value.slice(0, end).endsWith("\n") || !end ? end : Math.max(end, to);
  const before = area.value.slice(0, place);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const after = area.value.slice(place).startsWith("\n\n") || place === area.value.length ? "" : "\n";
  const at = inside ? place + lead.length + text.indexOf(inside) : place + lead.length + text.length;
  put(area, place, place, lead + text + after, at, at + inside.length);
}

export function code(area) {
  const [from, to, words] = selection(area);
  if (words && !words.includes("\n")) return wrap(area, "`");
  if (words) return put(area, from, to, `\`\`\`\n${words}\n\`\`\``);
  return block(area, `\`\`\`\n${word("code here")}\n\`\`\``, word("code here"));
}

export function callout(area, kind) {
  const [from, to, words] = selection(area);
  if (!words) return block(area, `> [!${kind}]\n> ${word("words here")}`, word("words here"));
  const [start, end] = lines(area);
  const quoted = area.value.slice(start, end).split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
  return put(area, start, end, `> [!${kind}]\n${quoted}`);
}

export function table(area, rows, columns) {
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const head = Array.from({ length: columns }, (_each, at) => word("column", at + 1));
  const empty = row(Array(columns).fill("   "));
  const text = [row(head), `|${Array(columns).fill("---").join("|")}|`, ...Array(rows - 1).fill(empty)].join("\n");
  block(area, text, head[0]);
}

export function footnote(area) {
  let label = 1;
  while (area.value.includes(`[^${label}]`)) label++;
  const [, to] = selection(area);
  put(area, to, to, `[^${label}]`);
  const { length } = area.value;
  const end = area.value.endsWith("\n") ? (area.value.endsWith("\n\n") || /\[\^[^\]]+\]: [^\n]*\n$/.test(area.value) ? "" : "\n") : "\n\n";
  put(area, length, length, `${end}[^${label}]: `);
}

const clean = (words) => words.replace(/[[\]\\]/g, "\\$&").replace(/\n+/g, " ");
const target = (href) => (/[\s()]/.test(href) ? `<${href}>` : href);

/** A link in Markdown; the shortest form where the words are the address. */
export function linkText(words, href) {
  const isWhole = /^(?:https?|mailto):[^\s<>]+$/i.test(href);
  return isWhole && (!words || words === href) ? `<${href}>` : `[${clean(words || href)}](${target(href)})`;
}

export function link(area, words, href) {
  const [from, to] = selection(area);
  put(area, from, to, linkText(words, href));
}

/** Words or blocks from elsewhere at the cursor. */
export function insert(area, text) {
  const [from, to] = selection(area);
  put(area, from, to, text);
}
