// What a page shows and leads to, for `browsing.Visit`.
async () => {
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Korean characters drawn as empty boxes: as wide, in the same type, as a character that no font has.
  const shown = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!/[가-힣]/.test(node.data) || parent.matches("script, style, noscript") || !parent.checkVisibility()) continue;
    const {fontFamily, fontWeight, fontSize} = getComputedStyle(parent);
    shown.push({node, size: parseFloat(fontSize), type: {lang: parent.closest("[lang]").lang, fontFamily, fontWeight}});
  }
  const boxes = new Map();
  for (const {type} of shown) {
    const key = JSON.stringify(type);
    if (boxes.has(key)) continue;
    const box = Object.assign(document.createElement("span"), {lang: type.lang, textContent: "\u{10fffd}"});
    Object.assign(box.style, type, {fontSize: "100px", position: "absolute"});
    document.body.append(box);
    boxes.set(key, box.getBoundingClientRect().width / 100);
    box.remove();
  }
  const missing = new Set(), range = document.createRange();
  for (const {node, size, type} of shown) {
    const box = boxes.get(JSON.stringify(type));
    for (const {index, 0: letter} of node.data.matchAll(/[가-힣]/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      if (Math.abs(range.getBoundingClientRect().width / size - box) < 0.01) missing.add(letter);
    }
  }
  return {
    lang: document.documentElement.lang,
    links: all("[href], [src]").map((tag) => tag.href ?? tag.src),
    language: document.querySelector("a.language").href,
    ids: all("[id]").map((tag) => tag.id),
    overflow: document.documentElement.scrollWidth - innerWidth,
    missing: [...missing],
  };
}
