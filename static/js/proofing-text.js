// What proofreading needs of a text on a page: its words as the server counts them, the way back to where they stand,
// marks that never become part of it, and a fix that changes characters and nothing else. Used by proofing.js.
"use strict";
window.proofingText = (() => {
  const BLOCKS = new Set(
    ("P BR HR H1 H2 H3 H4 H5 H6 BLOCKQUOTE UL OL LI TABLE CAPTION THEAD TBODY TR TH TD FIGURE FIGCAPTION DIV").split(" "),
  );
  // What the editor puts there for itself.
  const OWN = "script, style, [data-cke-temp], [data-cke-bookmark], [data-cke-hidden-sel], [data-cke-magic-line], [data-cke-filler]";
  const INVISIBLE = /[\u200b\ufeff]/g;

  // One line for each block that holds something; `pieces` say which text node holds which characters.
  const read = (root) => {
    let text = "";
    let pending = false;
    const pieces = [];
    const add = (node, offset, words) => {
      const shown = words.replace(/[\t\r\n]/g, " ");
      if ((pending || !text) && !shown.replace(/ /g, "")) return;
      if (pending) text += "\n";
      pending = false;
      pieces.push({ start: text.length, end: text.length + shown.length, node, offset });
      text += shown;
    };
    const walk = (parent) => {
      for (const node of parent.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) {
          let from = 0;
          for (const found of node.data.matchAll(INVISIBLE)) {
            if (found.index > from) add(node, from, node.data.slice(from, found.index));
            from = found.index + 1;
          }
          if (from < node.data.length) add(node, from, node.data.slice(from));
        } else if (node.nodeType === Node.ELEMENT_NODE && !node.matches(OWN)) {
          const block = BLOCKS.has(node.nodeName);
          if (block && text) pending = true;
          walk(node);
          if (block && text) pending = true;
        }
      }
    };
    walk(root);
    return { text, pieces };
  };

  // The runs that hold the characters from `start` to `end`: [node, from, to] each, in their order.
  const runs = ({ pieces }, start, end) => {
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pieces[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (; low < pieces.length && pieces[low].start < end; low += 1) {
      const { node, offset, ...piece } = pieces[low];
      const from = Math.max(start, piece.start);
      const to = Math.min(end, piece.end);
      if (from < to) found.push([node, offset + from - piece.start, offset + to - piece.start]);
    }
    return found;
  };

  // A live range; of a place between two characters the one before it, so that there is something to see.
  const range = (shown, start, end) => {
    let found = runs(shown, start, end);
    if (!found.length) found = start > 0 ? runs(shown, start - 1, start) : [];
    if (!found.length) found = runs(shown, start, start + 1);
    if (!found.length) return null;
    const made = found[0][0].ownerDocument.createRange();
    made.setStart(found[0][0], found[0][1]);
    made.setEnd(found.at(-1)[0], found.at(-1)[2]);
    return made;
  };

  // The least that must change, as the server does it: what is equal stays, with its looks.
  const edits = (old, fresh) => {
    let front = 0;
    while (front < Math.min(old.length, fresh.length) && old[front] === fresh[front]) front += 1;
    let back = 0;
    while (back < Math.min(old.length, fresh.length) - front && old.at(-1 - back) === fresh.at(-1 - back)) back += 1;
    const middle = old.slice(front, old.length - back);
    const replacement = fresh.slice(front, fresh.length - back);
    if (middle.length !== replacement.length) return [[front, old.length - back, replacement]];
    return [...middle]
      .map((_, at) => [front + at, front + at + 1, replacement[at]])
      .filter(([from], at) => middle[at] !== replacement[at] && from < old.length);
  };

  // False where the text is not what the finding was made for; then nothing was changed. Of several, to be put in from
  // the last to the first, as `shown` holds what stands before a change only.
  const fix = (shown, finding) => {
    if (shown.text.slice(finding.start, finding.end) !== finding.text) return false;
    const changes = edits(finding.text, finding.suggestion).map(([from, to, words]) => {
      const start = finding.start + from;
      const end = finding.start + to;
      const found = runs(shown, start, end);
      if (found.length) return [found, words];
      // Something new: behind the character before it, with that one's looks.
      const before = start > 0 ? runs(shown, start - 1, start) : [];
      const after = before.length ? [] : runs(shown, start, start + 1);
      if (before.length) return [[[before[0][0], before[0][2], before[0][2]]], words];
      return after.length ? [[[after[0][0], after[0][1], after[0][1]]], words] : null;
    });
    if (changes.includes(null)) return false;
    for (const [found, words] of changes.reverse()) {
      for (const [node, from, to] of found.slice(1).reverse()) node.deleteData(from, to - from);
      const [node, from, to] = found[0];
      node.replaceData(from, to - from, words);
    }
    return true;
  };

  // The server counts whole characters, a page counts an emoji as two.
  const inUnits = (text, findings) => {
    if (!/[\ud800-\udbff]/.test(text)) return findings;
    const at = [0];
    for (const character of text) at.push(at.at(-1) + character.length);
    return findings.map((one) => ({ ...one, start: at[one.start], end: at[one.end] }));
  };

  // Marks without a tag (CSS Custom Highlight API), some at a time, so that a long text never stops the typing.
  const LOOKS = ["error", "warning", "info"];
  const AT_ONCE = 80;
  const marker = (view) => {
    if (!view?.CSS?.highlights || !view.Highlight) return null;
    const layers = {};
    for (const [rank, name] of [...LOOKS].reverse().concat("active").entries()) {
      layers[name] = new view.Highlight();
      layers[name].priority = rank;
      view.CSS.highlights.set(`proofing-${name}`, layers[name]);
    }
    let turn = 0;
    const later = view.requestIdleCallback?.bind(view) ?? ((work) => view.setTimeout(work, 16));
    const draw = (shown, findings) => {
      const mine = (turn += 1);
      for (const name of LOOKS) layers[name].clear();
      const some = (from) => {
        if (mine !== turn) return;
        for (const one of findings.slice(from, from + AT_ONCE)) {
          const made = range(shown, one.start, one.end);
          if (made) layers[one.severity].add(made);
        }
        if (from + AT_ONCE < findings.length) later(() => some(from + AT_ONCE));
      };
      some(0);
    };
    const point = (made) => {
      layers.active.clear();
      if (made) layers.active.add(made);
    };
    return { draw, point };
  };

  return { read, range, fix, inUnits, marker };
})();
