// What comes in and goes out through the clipboard.
import { DOMParser as Reader, DOMSerializer, Fragment, Slice } from "prosemirror-model";
import { Selection } from "prosemirror-state";
import { readBlocks } from "./blocks.js";
import { clean, saysMore } from "./clean.js";
import { schema } from "./schema.js";
import { straight } from "./tables.js";
import { writeBlock } from "./write.js";

const reader = Reader.fromSchema(schema);
const isOwn = (html) => html.includes("data-pm-slice");

function straightened(fragment) {
  const made = [];
  fragment.forEach((node) => {
    if (node.type === schema.nodes.table) made.push(straight(node));
    else made.push(node.isTextblock || node.isLeaf ? node : node.copy(straightened(node.content)));
  });
  return Fragment.from(made);
}

/** HTML of a clipboard as Markdown, or null where its plain words say as much. */
export function markdownOf(html) {
  const body = clean(html);
  if (!saysMore(body)) return null;
  const blocks = [];
  straightened(reader.parse(body).content).forEach((node) => blocks.push(node));
  return blocks.filter((node) => node.type !== schema.nodes.paragraph || node.content.size)
    .map((node, index, all) => writeBlock(node, index ? all[index - 1] : null)).join("\n\n").trim();
}

function textOf(slice) {
  let { content } = slice;
  if (content.childCount && content.firstChild.isInline) content = Fragment.from(schema.nodes.paragraph.create(null, content));
  const blocks = [];
  content.forEach((node) => {
    const whole = /_item$|^table_/.test(node.type.name) ? schema.nodes.paragraph.create(null, schema.text(node.textContent || " ")) : node;
    blocks.push(whole.type === schema.nodes.code_block && slice.openStart ? whole.textContent : writeBlock(whole));
  });
  return blocks.join("\n\n");
}

/** The properties of an EditorView; `options.files(files)` takes pictures and files, if this page has a place for them. */
export function clipboard(options) {
  const take = (data) => {
    const files = [...(data?.files || [])];
    // A word processor sends its text as a picture, too.
    if (!files.length || !options.files || /<(?:p|table|h\d|li)\b/i.test(data.getData("text/html"))) return false;
    options.files(files);
    return true;
  };
  return {
    transformPastedHTML: (html) => (isOwn(html) ? html.replace(/\sstyle\s*=/gi, " data-style=") : clean(html).innerHTML),
    clipboardTextParser(text, $context, plain) {
      if (plain || $context.parent.type.spec.code) return null;
      const { doc } = readBlocks(text.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, ""));
      const single = doc.childCount === 1 && doc.firstChild.type === schema.nodes.paragraph;
      return single ? doc.slice(1, doc.content.size - 1) : new Slice(doc.content, 0, 0);
    },
    clipboardTextSerializer: textOf,
    clipboardSerializer: DOMSerializer.fromSchema(schema),
    transformPasted: (slice) => new Slice(straightened(slice.content), slice.openStart, slice.openEnd),
    handlePaste: (_view, event) => take(event.clipboardData),
    handleDrop(view, event) {
      const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (!event.dataTransfer?.files.length || !options.files) return false;
      if (place) {
        const { state } = view;
        view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(place.pos))));
      }
      event.preventDefault();
      return take(event.dataTransfer);
    },
  };
}
