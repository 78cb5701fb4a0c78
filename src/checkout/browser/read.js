// What a customer sees: every element and text of the page in document order, with what its box and style say of it.
const [selectors, cap] = arguments;
if (!window.__signoff) Object.defineProperty(window, "__signoff", { value: { incidents: [], nodes: [] } });
const watch = window.__signoff;
const report = { address: location.href, kind: document.contentType, incidents: watch.incidents, tree: null };
if (!document.documentElement) return { ...report, tree: [] };
const [loaded] = performance.getEntriesByType("navigation");
if ((loaded && loaded.decodedBodySize > cap) || document.documentElement.outerHTML.length > cap) return report;

const CLICKED = "a[href],area[href],button,input,label,select,option,summary,[role],[onclick]";
// The states of what is chosen, or of an option that is opened.
const CHOSEN = ["aria-checked", "aria-selected", "aria-pressed", "aria-expanded"];
const wide = { left: 0, top: 0, right: Infinity, bottom: Infinity };
const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
const nodes = (watch.nodes = []);
const tree = (report.tree = []);

const colour = (text) => {
  const [r, g, b, opaque = 1] = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  return [r, g, b, opaque];
};
const light = ([r, g, b]) =>
  [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
const blends = (text, ground) => {
  const [low, high] = [light(text), light(ground)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05) < 1.1;
};
const meet = (a, b) => ({
  left: Math.max(a.left, b.left),
  top: Math.max(a.top, b.top),
  right: Math.min(a.right, b.right),
  bottom: Math.min(a.bottom, b.bottom),
});
const shows = (box, clip) => {
  const seen = meet(box, clip);
  return seen.right - seen.left > 1 && seen.bottom - seen.top > 1;
};
const address = (image) => (image.match(/url\("?([^")]*)/) || [])[1] || null;
// The picture behind an element, or drawn by it or right before or after what stands in it.
const picture = (element, style) => {
  const others = ["::before", "::after"].map((part) => getComputedStyle(element, part)).filter((part) => part.content !== "none");
  const drawn = [style, ...others].flatMap((part) => [part.backgroundImage, part.maskImage, part.webkitMaskImage, part.content]);
  return drawn.map((image) => address(image || "")).find(Boolean) || null;
};

// What lies over a page as a whole (a banner, a dialog) is no property of what lies under it.
const isFixed = (element) => {
  for (let node = element; node; node = node.parentElement) if (/fixed|sticky/.test(getComputedStyle(node).position)) return true;
  return false;
};
// Whether a click on the middle of the element reaches it, or what stands in it; else whether something fixed lies over it.
const reaches = (element) => {
  const box = element.getBoundingClientRect();
  if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth) {
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  }
  const hits = [...element.getClientRects()].map((part) =>
    element.getRootNode().elementFromPoint(part.left + part.width / 2, part.top + part.height / 2));
  const clickable = hits.some((hit) => hit && element.contains(hit));
  return { clickable, covered: !clickable && hits.some((hit) => hit && isFixed(hit) && !isFixed(element)) };
};
const bars = (element) => {
  if (element.matches(":disabled")) return element.disabled ? "attribute" : "fieldset";
  if (element.closest("[aria-disabled=true]")) return "aria";
  return element.closest("[inert]") ? "inert" : null;
};
const caption = (element) => {
  if (element.tagName !== "INPUT") return null;
  return { submit: element.value || "Submit", button: element.value, reset: element.value || "Reset" }[element.type] || null;
};

// What an element passes on to those in it.
const look = (element, outer) => {
  const style = getComputedStyle(element);
  const boxless = style.display === "contents" || element.matches("select *");
  const placed = { absolute: outer.placed, fixed: view }[style.position] || outer.clip;
  const isCut = [style.overflowX, style.overflowY].some((value) => value === "hidden" || value === "clip") || style.clip !== "auto";
  const isPage = element === document.body || element === document.documentElement;
  const clip = isCut && !isPage && style.display !== "inline" ? meet(placed, element.getBoundingClientRect()) : placed;
  const cutAway = /^(inset\((50|100)%|circle\(0)/.test(style.clipPath) || style.clip === "rect(0px, 0px, 0px, 0px)";
  const opacity = outer.opacity * style.opacity;
  const hidden = outer.hidden || cutAway || opacity < 0.05 || (!boxless && !element.checkVisibility());
  const back = colour(style.backgroundColor);
  const ground = style.backgroundImage !== "none" ? null : back[3] > 0.5 ? back : outer.ground;
  const ink = colour(style.color);
  const readable = parseFloat(style.fontSize) > 1 && ink[3] > 0.05 && !(ground && blends(ink, ground));
  const shown = !hidden && style.visibility === "visible";
  return {
    style,
    hidden,
    opacity,
    clip,
    ground,
    boxless,
    placed: style.position === "static" ? outer.placed : clip,
    text: shown && readable,
    seen: shown && (boxless ? outer.seen : [...element.getClientRects()].some((box) => shows(box, placed))),
  };
};

const readText = (node, parent, sight) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const inList = sight.boxless && sight.style.display !== "contents";
  const visible = sight.text && (inList ? sight.seen : [...range.getClientRects()].some((box) => shows(box, sight.clip)));
  nodes.push(null);
  tree.push({ parent, visible, kind: { text: node.data } });
};

const readElement = (element, parent, outer) => {
  const sight = look(element, outer);
  const { style } = sight;
  const place = tree.length;
  const says = (name) => element.getAttribute(name) === "true";
  nodes.push(element);
  tree.push({
    parent,
    visible: sight.seen && (element.localName !== "iframe" || (element.clientWidth > 1 && element.clientHeight > 1)),
    kind: {
      element: {
        tag: element.localName,
        attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name.toLowerCase(), value])),
        breaks: !/^(inline|contents|none|ruby)/.test(style.display) || element.localName === "br",
        clickable: sight.seen && style.pointerEvents !== "none",
        chosen: Boolean(element.checked || element.selected) || CHOSEN.some(says),
        disabled: bars(element),
        background: picture(element, style),
        parts: selectors.filter(([, selector]) => element.matches(selector)).map(([part]) => part),
      },
    },
  });
  const words = caption(element);
  if (words) {
    nodes.push(null);
    tree.push({ parent: place, visible: sight.seen && sight.text, kind: { text: words } });
  }
  const closed = element.localName === "details" && !element.open && { ...sight, hidden: true, text: false };
  const summary = closed && element.querySelector(":scope > summary");
  const given = element.localName === "slot" ? element.assignedNodes() : [];
  for (const node of given.length ? given : (element.shadowRoot || element).childNodes) {
    read(node, place, closed && node !== summary ? closed : sight);
  }
};
const read = (node, parent, sight) => {
  if (node.nodeType === Node.TEXT_NODE) readText(node, parent, sight);
  if (node.nodeType === Node.ELEMENT_NODE) readElement(node, parent, sight);
};

const [left, top] = [scrollX, scrollY];
scrollTo({ left: 0, top: 0, behavior: "instant" });
read(document.documentElement, null, { hidden: false, opacity: 1, seen: true, clip: wide, placed: wide, ground: [255, 255, 255] });
// Last, because it scrolls.
nodes.forEach((element, place) => {
  const node = element && tree[place].kind.element;
  if (node && node.clickable && element.matches(CLICKED) && !element.matches("select *")) Object.assign(node, reaches(element));
});
scrollTo({ left, top, behavior: "instant" });
return report;
