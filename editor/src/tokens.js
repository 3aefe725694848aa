// The same Markdown as core/markdown.py, as markdown-it tokens.
import MarkdownIt from "markdown-it";
import footnotes from "markdown-it-footnote";

const WIKI = /\[\[(?!\^)([^[\]|\n]{1,300})(?:\|([^[\]\n]{1,500}))?\]\]/y;
const FOOTNOTE = /\[\^([^\s\]]+)\]/y;
const SCHEMES = new Set(["http", "https", "mailto"]);

function wikiRule(state, silent) {
  WIKI.lastIndex = state.pos;
  const match = WIKI.exec(state.src);
  if (!match || WIKI.lastIndex > state.posMax || !match[1].trim()) return false;
  if (!silent) state.push("wiki_link", "", 0).meta = { target: match[1], words: match[2] ?? null };
  state.pos += match[0].length;
  return true;
}

// Wherever its note stands: a block is read without the others.
function footnoteRule(state, silent) {
  FOOTNOTE.lastIndex = state.pos;
  const match = FOOTNOTE.exec(state.src);
  if (!match || FOOTNOTE.lastIndex > state.posMax) return false;
  if (!silent) state.push("footnote_ref", "", 0).meta = { label: match[1] };
  state.pos += match[0].length;
  return true;
}

/** Whether one may link there: http, https, mailto and addresses of this site. */
export function validAddress(url) {
  const [, scheme] = /^([^:/?#]*):/.exec(url.trim()) || [];
  return scheme === undefined || SCHEMES.has(scheme.toLowerCase());
}

export const parser = new MarkdownIt("commonmark", { html: false, maxNesting: 100 });
parser.enable(["table", "strikethrough"]);
parser.use(footnotes);
parser.core.ruler.disable("footnote_tail");
parser.inline.ruler.disable(["footnote_inline", "footnote_ref"]);
parser.inline.ruler.after("link", "wiki", wikiRule);
parser.inline.ruler.before("link", "note", footnoteRule);
parser.validateLink = validAddress;
// Addresses stay as they were typed.
parser.normalizeLink = (url) => url;
parser.normalizeLinkText = (url) => url;
