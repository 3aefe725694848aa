// The HTML of web pages and word processors, made plain enough to become Markdown.
import { validAddress } from "./tokens.js";

const DROPPED = "script, style, meta, link, title, head, template, noscript, iframe, object, embed, svg, math, button, input, select, textarea, xml";
const STRUCTURE = "a[href], h1, h2, h3, h4, h5, h6, ul, ol, table, strong, b, em, i, blockquote, pre, code, img, s, del, hr";
const KEPT_ATTRIBUTES = {
  A: ["href", "title"], IMG: ["src", "alt", "title"], OL: ["start"], LI: ["data-task"], TD: ["align", "colspan"], TH: ["align", "colspan"],
  CODE: ["class"], DIV: ["data-callout"],
};

/** A document that runs and loads nothing. Styles are read from `data-style`: the content policy refuses the others. */
function inert(html) {
  const plain = html
    .replace(/<!--[^]*?-->/g, "")
    .replace(/<!\[(?:if|endif)[^>]*>/gi, "")
    .replace(/<style\b[^]*?<\/style\s*>/gi, "")
    .replace(/(<[a-z][^<>]*?\s)style(?=\s*=)/gi, "$1data-style")
    .replace(/(<img\b[^<>]*?\s)src(?=\s*=)/gi, "$1data-src")
    .replace(/(<[a-z][^<>]*?\s)on(?=[a-z]+\s*=)/gi, "$1data-on");
  return new DOMParser().parseFromString(plain, "text/html");
}

function rename(element, tag) {
  const made = element.ownerDocument.createElement(tag);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

const unwrap = (element) => element.replaceWith(...element.childNodes);
const style = (element) => (element.dataset?.style || "").toLowerCase();

/** Bold and italic by style become elements; `<b style="font-weight:normal">`, a habit of Google Docs, becomes nothing. */
function marksFromStyles(body) {
  for (const element of body.querySelectorAll("[data-style]")) {
    const css = style(element);
    const weight = /(?<![\w-])font-weight:\s*(bold|normal|\d+)/.exec(css)?.[1];
    if (/^(B|STRONG)$/.test(element.tagName) && (weight === "normal" || Number(weight) < 600)) { unwrap(element); continue; }
    if (/^(I|EM)$/.test(element.tagName) && /font-style:\s*normal/.test(css)) { unwrap(element); continue; }
    if (element.tagName !== "SPAN" && element.tagName !== "FONT") continue;
    const inside = [];
    if (weight === "bold" || Number(weight) >= 600) inside.push("strong");
    if (/font-style:\s*(?:italic|oblique)/.test(css)) inside.push("em");
    if (/text-decoration[^;]*line-through/.test(css)) inside.push("s");
    if (/font-family:[^;]*(?:mono|courier|consolas)/.test(css)) inside.push("code");
    if (!element.textContent.trim() || element.closest("h1,h2,h3,h4,h5,h6,pre,code,a[href] b")) continue;
    for (const tag of inside) {
      const made = element.ownerDocument.createElement(tag);
      made.append(...element.childNodes);
      element.append(made);
    }
  }
}

/** Word writes its lists as paragraphs with "mso-list: l0 level2 lfo1" and a bullet of their own. */
function listsFromWord(body) {
  let lists = [];
  let last = null;
  for (const paragraph of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, ul, ol, table")]) {
    const level = Number(/mso-list:[^;]*level(\d+)/.exec(style(paragraph))?.[1] || (/MsoListParagraph/.test(paragraph.className) ? 1 : 0));
    if (paragraph.tagName !== "P" || !level) continue;
    const bullet = [...paragraph.querySelectorAll("[data-style*='mso-list'], [data-style*='Mso-list']")].find((each) => /ignore/i.test(each.dataset.style));
    const sign = (bullet || paragraph).textContent.trim();
    bullet?.remove();
    if (!bullet && paragraph.firstChild?.nodeType === 3) {
      paragraph.firstChild.data = paragraph.firstChild.data.replace(/^\s*(?:[·•o§–-]|\d+[.)])\s+/, "");
    }
    const tag = /^\(?(?:\d+|[a-z]|[ivx]+)[.)]/i.test(sign) ? "ol" : "ul";
    const follows = last && last.nextElementSibling === paragraph;
    if (!follows) lists = [];
    lists.length = Math.min(lists.length, level);
    while (lists.length < level) {
      const list = paragraph.ownerDocument.createElement(tag);
      const above = lists[lists.length - 1];
      if (!above) paragraph.before(list);
      else (above.lastElementChild || above.appendChild(paragraph.ownerDocument.createElement("li"))).append(list);
      lists.push(list);
    }
    const item = paragraph.ownerDocument.createElement("li");
    lists[level - 1].append(item);
    item.append(...paragraph.childNodes);
    paragraph.remove();
    [last] = lists;
  }
}

function headings(body) {
  for (const element of body.querySelectorAll("p.MsoTitle")) rename(element, "h1");
  for (const element of body.querySelectorAll("[role=heading][aria-level]")) {
    if (!/^H[1-6]$/.test(element.tagName)) rename(element, `h${Math.min(6, Number(element.getAttribute("aria-level")) || 2)}`);
  }
  for (const bold of body.querySelectorAll("h1 b, h1 strong, h2 b, h2 strong, h3 b, h3 strong, h4 b, h4 strong")) unwrap(bold);
}

function links(body) {
  for (const link of body.querySelectorAll("a")) {
    const href = link.getAttribute("href") || "";
    if (!href || href.startsWith("#") || !validAddress(href) || !link.childNodes.length) unwrap(link);
  }
  for (const picture of body.querySelectorAll("img")) {
    const src = picture.dataset.src || "";
    // A picture inside the text, or on somebody's disk, cannot be shown to others.
    if (/^(?:https?:)?\/\//i.test(src) || src.startsWith("/")) picture.setAttribute("src", src);
    else picture.remove();
  }
}

function tasks(body) {
  for (const box of body.querySelectorAll("li input[type=checkbox]")) {
    box.closest("li").dataset.task = String(box.hasAttribute("checked"));
  }
  for (const item of body.querySelectorAll("li[aria-checked]")) item.dataset.task = item.getAttribute("aria-checked");
}

function sides(body) {
  for (const cell of body.querySelectorAll("td, th")) {
    const side = /text-align:\s*(right|center)/.exec(style(cell) + style(cell.querySelector("p") || cell))?.[1];
    if (side) cell.setAttribute("align", side);
  }
}

function plain(body) {
  for (const element of [...body.querySelectorAll("*")]) {
    if (element.tagName.includes(":") || /^(?:SPAN|FONT|CENTER|U|SMALL|BIG|LABEL|TIME|ABBR|MARK|INS)$/.test(element.tagName)) { unwrap(element); continue; }
    if (/^(?:SECTION|ARTICLE|MAIN|HEADER|FOOTER|NAV|ASIDE|FIGURE|DETAILS|FORM)$/.test(element.tagName)) rename(element, "div");
    else if (/^(?:FIGCAPTION|SUMMARY|DT|DD|CAPTION|ADDRESS)$/.test(element.tagName)) {
      if (element.tagName === "CAPTION") element.closest("table").before(element);
      rename(element, "p");
    }
  }
  // A cell of Markdown is one line.
  for (const element of [...body.querySelectorAll("td *, th *")]) {
    if (element.tagName === "BR") element.replaceWith(" ");
    else if (/^(?:P|DIV|UL|OL|LI|H[1-6]|BLOCKQUOTE|PRE)$/.test(element.tagName)) {
      if (element.nextElementSibling) element.append(" ");
      unwrap(element);
    }
  }
  for (const element of body.querySelectorAll("*")) {
    const kept = KEPT_ATTRIBUTES[element.tagName] || [];
    for (const { name } of [...element.attributes]) if (!kept.includes(name)) element.removeAttribute(name);
  }
  for (const element of body.querySelectorAll("b, strong, i, em, s, del, code, a")) {
    if (!element.textContent.trim() && !element.querySelector("img")) unwrap(element);
  }
  for (const element of body.querySelectorAll("p, div, h1, h2, h3, h4, h5, h6")) {
    if (!element.textContent.replace(/\u00a0/g, " ").trim() && !element.querySelector("img, hr")) element.remove();
  }
  for (const code of body.querySelectorAll("pre")) {
    let last = code;
    while (last.lastChild) last = last.lastChild;
    if (last.nodeType === 3) last.data = last.data.replace(/\n$/, "");
  }
  // Lists that stand beside the items of a list, as Word on the web and older pages write them.
  for (const list of body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const item = list.previousElementSibling;
    if (item?.tagName === "LI") item.append(list);
  }
}

function spaces(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    if (text.parentElement.closest("pre")) continue;
    // No-break spaces that only hold a place become spaces; the French ones before : ; ! ? » and after « stay.
    text.data = text.data.replace(/(?<!«)\u00a0(?![:;!?»%])/g, " ").replace(/[ \t\r\n]+/g, " ");
  }
}

/** A <body> of clean elements from the HTML of a clipboard. */
export function clean(html) {
  const { body } = inert(html);
  tasks(body);
  for (const element of body.querySelectorAll(DROPPED)) element.remove();
  for (const element of body.querySelectorAll("[data-style*='display:none'], [data-style*='display: none'], [hidden]")) element.remove();
  for (const element of [...body.querySelectorAll("*")]) if (/^O:P$/i.test(element.tagName)) element.remove();
  for (const element of body.querySelectorAll("br.Apple-interchange-newline")) element.remove();
  headings(body);
  listsFromWord(body);
  sides(body);
  marksFromStyles(body);
  links(body);
  plain(body);
  spaces(body);
  return body;
}

/** Whether there is anything in it that words alone would lose. */
export function saysMore(body) {
  return Boolean(body.querySelector(STRUCTURE));
}
