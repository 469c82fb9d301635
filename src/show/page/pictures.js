// Pictures that say the same in print and without color: patterns, numbers beside them, words for those who cannot see them.
const SPACE = byId("pictures").namespaceURI;

function draw(tag, attributes, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.flat());
  return node;
}

const picture = (label, width, height, children) => draw("svg", { class: "picture", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, children);
// Narrow windows get narrow pictures, so that their words stay readable.
const NARROW = window.innerWidth < 640;
const WIDTH = NARROW ? 400 : 760;
const LEFT = NARROW ? 140 : 265;
const LABEL = NARROW ? 16 : 31;
const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function legend(words) {
  const one = (word, n) => make("li", {}, draw("svg", { viewBox: "0 0 20 10" }, draw("rect", { x: .5, y: .5, width: 19, height: 9, fill: `url(#fill-${n})`, class: "bar" })), word);
  return make("ul", { class: "legend" }, words.map(one));
}

// Rows of bars: [label, [[number, words] ...]], a bar for each number that is not nothing.
function bars(title, rows, words) {
  const most = Math.max(1e-9, ...rows.flatMap(([, values]) => values.map(([n]) => n)));
  const [left, right, width] = [LEFT, 90, WIDTH];
  let y = 0;
  const shapes = [];
  for (const [label, values] of rows) {
    const shown = values.map((value, n) => [...value, n]).filter(([n]) => n > 0);
    const height = Math.max(1, shown.length) * 16 + 8;
    shapes.push(draw("text", { x: left - 8, y: y + 13, "text-anchor": "end" }, cut(label, LABEL)));
    shown.forEach(([n, text, fill], k) => {
      const long = Math.max(1.5, (width - left - right) * n / most);
      shapes.push(draw("rect", { x: left, y: y + 3 + k * 16, width: long, height: 12, fill: `url(#fill-${fill})`, class: "bar" }));
      shapes.push(draw("text", { x: left + long + 6, y: y + 13 + k * 16 }, text));
    });
    y += height;
    shapes.push(draw("line", { x1: 0, x2: width, y1: y - 2, y2: y - 2, class: "rule" }));
  }
  return make("figure", {}, make("figcaption", {}, title), words ? legend(words) : null, picture(title, width, y + 2, shapes));
}

// Shares of levels, one's own beside all others: [title, codes, own, others], percent.
function levels([title, codes, own, others]) {
  const top = 84, wide = 52, shapes = [];
  codes.forEach((code, n) => {
    if (!code) return;
    const bar = (share, x, fill) => {
      const high = top * share / 100;
      shapes.push(draw("rect", { x, y: 100 - high, width: 18, height: Math.max(.5, high), fill: `url(#fill-${fill})`, class: "bar" }));
      shapes.push(draw("text", { x: x + 9, y: 96 - high, "text-anchor": "middle", "font-size": 9 }, share === null ? "" : share.toFixed(0)));
    };
    if (own[n] !== null) bar(own[n], n * wide + 6, 0);
    if (others[n] !== null) bar(others[n], n * wide + 26, 1);
    shapes.push(draw("text", { x: n * wide + 25, y: 113, "text-anchor": "middle", class: "soft", "font-size": 10 }, code));
  });
  shapes.push(draw("line", { x1: 0, x2: wide * 5, y1: 100, y2: 100, class: "mark" }));
  return make("figure", {}, make("figcaption", {}, title), picture(`${title}: ${codes.map((code, n) => (code && own[n] !== null ? `${code} ${own[n]} %` : "")).filter(Boolean).join(", ")}`, wide * 5, 118, shapes));
}

// Shares between 0 and 100 % with the range in which they lie; a hollow circle for what was before: [label, share, low, high, before, words].
function ranges(title, rows) {
  const [left, right, width] = [LEFT, NARROW ? 105 : 140, WIDTH];
  const at = (share) => left + (width - left - right) * share;
  const shapes = (NARROW ? [0, .5, 1] : [0, .25, .5, .75, 1]).flatMap((share) => [
    draw("line", { x1: at(share), x2: at(share), y1: 16, y2: 20 + rows.length * 20, class: "rule" }),
    draw("text", { x: at(share), y: 11, "text-anchor": "middle", class: "soft", "font-size": 10 }, `${share * 100} %`),
  ]);
  rows.forEach(([label, share, low, high, before, words], n) => {
    const y = 30 + n * 20;
    shapes.push(draw("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, cut(label, LABEL)));
    shapes.push(draw("line", { x1: at(low), x2: at(high), y1: y, y2: y, class: "mark" }));
    shapes.push(draw("line", { x1: at(low), x2: at(low), y1: y - 4, y2: y + 4, class: "mark" }), draw("line", { x1: at(high), x2: at(high), y1: y - 4, y2: y + 4, class: "mark" }));
    if (before !== null) shapes.push(draw("circle", { cx: at(before), cy: y, r: 5, class: "mark" }));
    shapes.push(draw("circle", { cx: at(share), cy: y, r: 3.5, class: "dot" }), draw("text", { x: at(1) + 10, y: y + 4 }, words));
  });
  return make("figure", {}, make("figcaption", {}, title), picture(title, width, 28 + rows.length * 20, shapes));
}

// A table under a heading: [title, heads, rows]; heads that end with # are numbers. Of a long one paper has the first rows.
const PRINTED = 25;
function block([title, heads, rows]) {
  const cell = (tag, text, n) => make(tag, heads[n].endsWith("#") ? { class: "n" } : {}, text);
  const more = title ? rows.slice(PRINTED).length : 0;
  const row = (texts, n) => make("tr", more > 0 && n >= PRINTED ? { class: "screen" } : {}, texts.map((text, at) => cell("td", text, at)));
  const body = rows.length > 0 ? rows.map(row) : make("tr", {}, make("td", { colspan: String(heads.length) }, "None."));
  const table = make("table", {}, make("thead", {}, make("tr", {}, heads.map((head, n) => cell("th", head.replace("#", ""), n)))), make("tbody", {}, body));
  // A table that scrolls is reached by keyboard, too.
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title || "Table" }, table);
  return make("section", { class: "block" }, title && make("h2", {}, title), scroll, more > 0 && make("p", { class: "hint paper" }, `${count(more, "row")} more on the screen and in the sheet (.csv).`));
}

const tile = ([value, label]) => make("div", { class: "tile" }, make("b", {}, value), make("span", {}, label));

