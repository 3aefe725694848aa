// What a page can hold in the visual mode. What does not fit becomes a "source" block (see blocks.js).
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

export const CALLOUTS = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
export const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;
const ALIGNMENTS = { right: "num", center: "mid" };

// A line without breaks: headings and cells have no way to write one in Markdown.
const LINE = "(text | image | wiki_link | footnote_ref)*";

const number = (dom, name, standard) => Number(dom.getAttribute(name)) || standard;

const tables = tableNodes({
  tableGroup: "block",
  cellContent: LINE,
  cellAttributes: {
    align: {
      default: null,
      getFromDOM: (dom) => dom.getAttribute("align") || null,
      setDOMAttr: (value, attrs) => { if (ALIGNMENTS[value]) attrs.class = ALIGNMENTS[value]; },
    },
  },
});

/** A picture of this site is shown; the content policy lets no browser load any other. */
function showPicture(node) {
  const { src, alt, title } = node.attrs;
  if (ELSEWHERE.test(src)) {
    return ["span", { class: "picture-elsewhere", "data-src": src, "data-alt": alt, "data-title": title }, alt || src];
  }
  return ["img", { src, alt, ...(title ? { title } : {}) }];
}

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      group: "block", content: "inline*",
      parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0],
    },
    heading: {
      group: "block", content: LINE, defining: true,
      attrs: { level: { default: 2 } },
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.max(2, level) } })),
      // The title of the page is its only h1: # and ## are both shown as h2.
      toDOM: (node) => [`h${Math.max(2, node.attrs.level)}`, 0],
    },
    blockquote: {
      group: "block", content: "block+", defining: true,
      parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0],
    },
    callout: {
      group: "block", content: "block+", defining: true,
      attrs: { kind: { default: "NOTE" } },
      parseDOM: [{ tag: "div[data-callout]", attrs: {}, getAttrs: (dom) => ({ kind: dom.dataset.callout }) }],
      toDOM: (node) => ["div", { class: `callout callout-${node.attrs.kind.toLowerCase()}`, "data-callout": node.attrs.kind }, 0],
    },
    code_block: {
      group: "block", content: "text*", marks: "", code: true, defining: true,
      attrs: { params: { default: "" }, fence: { default: "```" } },
      parseDOM: [{
        tag: "pre", preserveWhitespace: "full",
        getAttrs: (dom) => ({ params: /language-([\w+#.-]+)/.exec(dom.firstElementChild?.className || "")?.[1] || "" }),
      }],
      toDOM: (node) => ["pre", node.attrs.params ? { "data-language": node.attrs.params } : {}, ["code", 0]],
    },
    source: {
      group: "block", content: "text*", marks: "", code: true, defining: true,
      parseDOM: [{ tag: "pre.source", preserveWhitespace: "full", priority: 60 }],
      toDOM: () => ["pre", { class: "source" }, 0],
    },
    horizontal_rule: {
      group: "block", attrs: { markup: { default: "---" } },
      parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"],
    },
    bullet_list: {
      group: "block", content: "list_item+",
      attrs: { bullet: { default: "-" }, tight: { default: true } },
      parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0],
    },
    ordered_list: {
      group: "block", content: "list_item+",
      attrs: { order: { default: 1 }, delimiter: { default: "." }, tight: { default: true } },
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: number(dom, "start", 1) }) }],
      toDOM: (node) => ["ol", node.attrs.order === 1 ? {} : { start: node.attrs.order }, 0],
    },
    list_item: {
      content: "block+", defining: true,
      // null where the item is no task, else whether it is done.
      attrs: { task: { default: null } },
      parseDOM: [{ tag: "li", getAttrs: (dom) => ({ task: dom.dataset.task ? dom.dataset.task === "true" : null }) }],
      toDOM: (node) => ["li", node.attrs.task === null ? {} : { "data-task": String(node.attrs.task) }, 0],
    },
    footnote_def: {
      group: "block", content: "inline*", defining: true,
      attrs: { label: {} },
      parseDOM: [{ tag: "p[data-footnote]", priority: 60, getAttrs: (dom) => ({ label: dom.dataset.footnote }) }],
      toDOM: (node) => ["p", { class: "footnote-def", "data-footnote": node.attrs.label }, 0],
    },
    table: tables.table, table_row: tables.table_row, table_cell: tables.table_cell, table_header: tables.table_header,
    text: { group: "inline" },
    softbreak: {
      group: "inline", inline: true, selectable: false, leafText: () => " ",
      parseDOM: [{ tag: "span.softbreak" }],
      toDOM: () => ["span", { class: "softbreak" }, " "],
    },
    hard_break: {
      group: "inline", inline: true, selectable: false, leafText: () => "\n",
      attrs: { markup: { default: "\\" } },
      parseDOM: [{ tag: "br" }], toDOM: () => ["br"],
    },
    image: {
      group: "inline", inline: true, draggable: true,
      attrs: { src: {}, alt: { default: "" }, title: { default: "" } },
      parseDOM: [
        { tag: "img[src]", getAttrs: (dom) => ({ src: dom.getAttribute("src"), alt: dom.alt, title: dom.title }) },
        { tag: "span[data-src]", getAttrs: (dom) => ({ src: dom.dataset.src, alt: dom.dataset.alt, title: dom.dataset.title }) },
      ],
      toDOM: showPicture,
    },
    wiki_link: {
      group: "inline", inline: true,
      attrs: { target: {}, words: { default: null } },
      leafText: (node) => node.attrs.words || node.attrs.target,
      parseDOM: [{
        tag: "span[data-wiki]",
        getAttrs: (dom) => ({ target: dom.dataset.wiki, words: dom.dataset.words ?? null }),
      }],
      toDOM: ({ attrs }) => ["span", {
        class: "wiki-link", "data-wiki": attrs.target, ...(attrs.words === null ? {} : { "data-words": attrs.words }),
      }, (attrs.words || attrs.target).trim()],
    },
    footnote_ref: {
      group: "inline", inline: true,
      attrs: { label: {} },
      leafText: (node) => `[${node.attrs.label}]`,
      parseDOM: [{ tag: "sup[data-footnote-ref]", getAttrs: (dom) => ({ label: dom.dataset.footnoteRef }) }],
      toDOM: (node) => ["sup", { class: "footnote-ref", "data-footnote-ref": node.attrs.label }, `[${node.attrs.label}]`],
    },
  },
  marks: {
    link: {
      inclusive: false,
      attrs: { href: {}, title: { default: "" } },
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href"), title: dom.title || "" }) }],
      toDOM: ({ attrs }) => ["a", { href: attrs.href, ...(attrs.title ? { title: attrs.title } : {}) }, 0],
    },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    strike: { parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }], toDOM: () => ["s", 0] },
    code: { code: true, parseDOM: [{ tag: "code" }, { tag: "kbd" }, { tag: "samp" }], toDOM: () => ["code", 0] },
  },
});
