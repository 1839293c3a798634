// Reads the email in its frame: where its blocks are, and which words they say. The frame is of the
// page's origin without scripts, so the page may look in; nothing in it can look out or run.
//
// What is in there is somebody else's markup, and names in it hide the DOM's own properties
// (`<img name="body">`, a form's `<input name="tagName">`). So everything is asked through the
// prototypes of this page, and only texts and boxes come out.
const getter = (type, name) => {
  const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
  return (of) => get.call(of);
};
const method = (type, name) => {
  const called = type.prototype[name];
  return (of, ...rest) => called.apply(of, rest);
};

const all = method(Document, "querySelectorAll");
const root = getter(Document, "documentElement");
const addressOf = getter(Document, "URL");
const stateOf = getter(Document, "readyState");
const createRange = method(Document, "createRange");
const caretPosition = Document.prototype.caretPositionFromPoint && method(Document, "caretPositionFromPoint");
const caretRange = Document.prototype.caretRangeFromPoint && method(Document, "caretRangeFromPoint");
const { set: adoptedBy } = Object.getOwnPropertyDescriptor(Document.prototype, "adoptedStyleSheets");
const adopt = (doc, sheets) => adoptedBy.call(doc, sheets);
const tagOf = getter(Element, "tagName");
const attribute = method(Element, "getAttribute");
const boxOf = method(Element, "getBoundingClientRect");
const widthOf = getter(Element, "scrollWidth");
const heightOf = getter(Element, "scrollHeight");
const textOfNode = getter(Node, "textContent");
const typeOf = getter(Node, "nodeType");
const parentOf = getter(Node, "parentNode");
const nextOf = getter(Node, "nextSibling");
const contains = method(Node, "contains");

const APART = new Set(["BLOCKQUOTE", "BR", "DD", "DIV", "DL", "DT", "H1", "H2", "H3", "H4", "H5", "H6", "HR", "LI", "OL", "P", "PRE", "TABLE", "TBODY", "TD", "TFOOT", "TH", "THEAD", "TR", "UL"]);
const UNREAD = new Set(["STYLE", "TITLE", "SCRIPT"]);
const MARK = /(?:^|\s)cx-([0-9a-f]{10})(?=\s|$)/g;

// The size of the whole email in its own pixels.
export function sizeOf(doc) {
  const html = root(doc);
  return { width: widthOf(html), height: heightOf(html) };
}

export function isLoaded(doc) {
  return doc !== null && addressOf(doc) !== "about:blank" && stateOf(doc) === "complete";
}

// Clients that invert the colours of an email leave its pictures as they are. That is a style of the
// reader's, as a client has one: not a byte of the email is another.
export function turnPicturesBack(frame) {
  const sheet = new frame.contentWindow.CSSStyleSheet();
  sheet.replaceSync("img, svg { filter: invert(0.92) hue-rotate(180deg) }");
  adopt(frame.contentDocument, [sheet]);
}

export function elementOf(doc) {
  return root(doc);
}

// Which elements of the shown email belong to which block: `twin` is the same email with its blocks
// named. The two are held against each other element by element, and letter by letter: when they
// differ in anything but the names, there is no map (null).
export function blocksIn(doc, twin) {
  const [shown, named] = [[...all(doc, "*")], [...all(twin, "*")]];
  const alike = shown.length === named.length
    && shown.every((element, index) => tagOf(element) === tagOf(named[index]))
    && textOfNode(root(doc)) === textOfNode(root(twin));
  if (!alike) return null;
  const at = new Map(named.map((element, index) => [element, shown[index]]));
  const found = new Map();
  const add = (id, group) => found.set(id, [...(found.get(id) ?? []), group]);
  for (const element of named) {
    for (const [, id] of (attribute(element, "class") ?? "").matchAll(MARK)) add(id, [at.get(element)]);
    const id = attribute(element, "data-block");
    if (/^[0-9a-f]{10}$/.test(id ?? "")) add(id, [at.get(element)]);
  }
  for (const [id, group] of commented(twin)) add(id, group.map((element) => at.get(element)));
  return found;
}

// A piece of HTML has a comment at each end instead of a class.
function* commented(twin) {
  const comments = document.createTreeWalker(root(twin), NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const id = /^cx-([0-9a-f]{10})$/.exec(textOfNode(comments.currentNode))?.[1];
    const group = [];
    for (let node = id && nextOf(comments.currentNode); node; node = nextOf(node)) {
      if (typeOf(node) === Node.COMMENT_NODE && textOfNode(node) === `/cx-${id}`) break;
      if (typeOf(node) === Node.ELEMENT_NODE) group.push(node);
    }
    if (group.length) yield [id, group];
  }
}

// The box around some elements, in the email's own pixels; null when nothing of them is seen.
export function boxAround(elements) {
  const boxes = elements.map((element) => boxOf(element)).filter((box) => box.width > 1 && box.height > 1);
  if (!boxes.length) return null;
  const [left, top] = [Math.min(...boxes.map((one) => one.left)), Math.min(...boxes.map((one) => one.top))];
  const [right, bottom] = [Math.max(...boxes.map((one) => one.right)), Math.max(...boxes.map((one) => one.bottom))];
  return { left, top, width: right - left, height: bottom - top };
}

// What is read in some elements, runs of spaces as one, and where each sign of it stands.
export function textIn(elements) {
  let text = "";
  const places = [];
  const add = (sign, node, offset) => {
    if (/\s/.test(sign)) {
      if (!text || text.endsWith(" ")) return;
      sign = " ";
    }
    text += sign;
    places.push([node, offset]);
  };
  for (const element of elements) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (typeOf(node) === Node.ELEMENT_NODE) {
        if (APART.has(tagOf(node))) add(" ", node, 0);
      } else if (!UNREAD.has(tagOf(parentOf(node)))) {
        [...textOfNode(node)].reduce((offset, sign) => {
          add(sign, node, offset);
          return offset + sign.length;
        }, 0);
      }
    }
  }
  return { text, places };
}

// Where a quoted part is in what is read: the first of the wordings that is there.
export function findIn({ text }, wordings) {
  for (const words of wordings) {
    const quote = words.split(/\s+/).join(" ").trim();
    const start = quote ? text.indexOf(quote) : -1;
    if (start >= 0) return { start: [...text.slice(0, start)].length, end: [...text.slice(0, start + quote.length)].length };
  }
  return null;
}

export function sliceOf({ text }, start, end) {
  return [...text].slice(start, end).join("");
}

// A selection that begins or ends inside a word means the word.
export function wholeWords(read, start, end) {
  const signs = [...read.text];
  while (start < end && signs[start] === " ") start += 1;
  while (end > start && signs[end - 1] === " ") end -= 1;
  while (start > 0 && signs[start - 1] !== " ") start -= 1;
  while (end < signs.length && signs[end] !== " ") end += 1;
  return [start, end];
}

// The boxes of the lines from one sign to another.
export function boxesOf(doc, { places }, start, end) {
  const range = createRange(doc);
  const [[first, from], [last, to]] = [places[start], places[end - 1]];
  range.setStart(first, from);
  range.setEnd(last, typeOf(last) === Node.TEXT_NODE ? to + 1 : to);
  return [...range.getClientRects()].filter((box) => box.width > 0);
}

// Which sign of the text is under a point, as an index between signs; null outside of the elements.
export function signAt(doc, elements, { places }, x, y) {
  const caret = caretPosition ? caretPosition(doc, x, y) : caretRange?.(doc, x, y);
  const node = caret?.offsetNode ?? caret?.startContainer;
  const offset = caret?.offset ?? caret?.startOffset;
  if (!node || !elements.some((element) => contains(element, node))) return null;
  const index = places.findIndex(([one, at]) => one === node && at >= offset);
  if (index >= 0) return index;
  const last = places.findLastIndex(([one]) => one === node);
  return last < 0 ? null : last + 1;
}
