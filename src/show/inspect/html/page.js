const PAGE = 100;
const TABS = [["story", "Told"], ["form", "Form"], ["segments", "Segments"], ["findings", "Findings"]];
const state = { shown: PAGE, found: [], at: -1, tab: "story" };

const money = (text) => (text === undefined || text === "" || Number.isNaN(Number(text)) ? text || "" : Number(text).toLocaleString("en-US", { style: "currency", currency: "USD" }));
const days = (claim) => (claim.to && claim.to !== claim.from ? `${claim.from} to ${claim.to}` : claim.from || "");
const side = (claim) => (claim.claim_type === "institutional" ? "facility" : "professional");

// Every value of a claim that a person may look for, in lower case, made when it is first asked for.
function haystack(claim) {
  if (claim.words === undefined) {
    claim.words = [claim.patient, claim.patient_control_number, claim.payer, claim.billing_provider, claim.wrong, claim.file,
      ...claim.story.flatMap(([, lines]) => lines)].join("\n").toLowerCase();
  }
  return claim.words;
}

function fits(claim) {
  const value = (id) => byId(id).value;
  const text = value("f-text").trim().toLowerCase();
  const from = claim.from || "";
  return (!value("f-kind") || claim.claim_type === value("f-kind"))
    && (!value("f-payer") || claim.payer === value("f-payer"))
    && (!value("f-wrong") || (claim.wrong !== "") === (value("f-wrong") === "yes"))
    && (!value("f-from") || (claim.to || from) >= value("f-from"))
    && (!value("f-to") || (from !== "" && from <= value("f-to")))
    && (!value("f-charge") || Number(claim.total_charge) >= Number(value("f-charge")))
    && text.split(/\s+/).every((word) => haystack(claim).includes(word));
}

function row(claim, n) {
  const open = () => { location.hash = `claim-${data.claims.indexOf(claim) + 1}`; };
  return make("tr", { onclick: open },
    make("td", { class: "who" }, make("button", { type: "button", onclick: open }, claim.patient || "no name")),
    make("td", {}, claim.patient_control_number || ""), make("td", { class: "day" }, days(claim)), make("td", {}, claim.payer || ""),
    make("td", {}, side(claim)), make("td", { class: "n" }, money(claim.total_charge)), make("td", { class: "warning" }, claim.wrong));
}

function show() {
  const body = byId("claims").tBodies[0];
  body.append(...state.found.slice(body.rows.length, state.shown).map(row));
  const hidden = state.found.length - body.rows.length;
  byId("more").hidden = hidden === 0;
  byId("more").textContent = `Show ${Math.min(PAGE, hidden)} more`;
  const sum = state.found.reduce((all, claim) => all + (Number(claim.total_charge) || 0), 0);
  byId("shown").textContent = `${count(state.found.length, "claim")} of ${data.claims.length.toLocaleString("en-US")}, ${money(sum.toFixed(2))}; ${body.rows.length.toLocaleString("en-US")} shown.`;
}

function refresh() {
  state.found = data.claims.filter(fits);
  state.shown = PAGE;
  const titles = ["Patient", "Control number", "Dates", "Payer", "Kind", "Charge", "Wrong"];
  byId("claims").replaceChildren(make("thead", {}, make("tr", {}, titles.map((title) => make("th", { scope: "col", class: title === "Charge" ? "n" : null }, title)))), make("tbody"));
  show();
}

const lines = (texts) => texts.map((text) => make("div", {}, text));

function told(claim) {
  const rows = claim.story.flatMap(([label, texts]) => [make("dt", {}, label), make("dd", {}, lines(texts))]);
  const also = claim.also.map(([label, value]) => make("div", {}, `${data.labels[label]}: ${value}`));
  if (also.length > 0) rows.push(make("dt", {}, "Also"), make("dd", {}, also));
  return [make("dl", {}, rows), make("h3", {}, "What is odd"), ...findings(claim)];
}

function findings(claim) {
  if (claim.findings === null) return [make("p", { class: "hint" }, "Not validated: the claim did not come as X12.")];
  if (claim.findings.length === 0) return [make("p", { class: "hint" }, "twinclaim validate finds nothing.")];
  return claim.findings.map((finding) => make("div", { class: `finding ${finding.severity}` },
    make("p", {}, make("span", { class: `badge ${finding.severity}` }, finding.severity), ` ${finding.code} `, finding.message),
    make("p", { class: "soft" }, finding.place),
    finding.help ? make("p", {}, finding.help) : null));
}

function drawn(claim) {
  const found = new Set((claim.findings || []).map((finding) => finding.box).filter(Boolean));
  // Box 24 is a whole service line, 50 to 64 stand once for each payer.
  const odd = { has: (number) => found.has(number) || (/^(24|5\d|6[0-4])[A-Z]$/.test(number) && found.has(number.slice(0, -1))) };
  const pages = claim.pages.map((rows, n) => make("div", {},
    make("h3", {}, `${claim.form}, page ${n + 1} of ${claim.pages.length}`),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${claim.form}, page ${n + 1}` }, make("div", { class: rows.length > 28 ? "page dense" : "page" }, rows.map(([layout, titled, cells]) => {
      const boxes = data.layouts[layout].map(([number, title, width], at) => {
        const texts = cells[at];
        const box = make("div", { class: `box${texts.length > 0 ? " filled" : ""}${odd.has(number) ? " odd" : ""}`, "aria-label": `box ${number} ${title}`, role: "group" },
          titled ? make("span", { class: "label" }, `${number} ${title}`) : null, texts.join("\n"));
        box.style.flex = `0 0 ${(width / 79) * 100}%`;
        return box;
      });
      return make("div", { class: titled ? "row" : "row untitled" }, boxes);
    })))));
  const rest = claim.addendum.flatMap(([label, value]) => [make("dt", {}, data.labels[label]), make("dd", {}, value)]);
  return [...pages, rest.length > 0 ? make("h3", {}, "Addendum: what the form has no box for") : null, rest.length > 0 ? make("dl", { class: "rest" }, rest) : null];
}

function explain(text, help, only) {
  const rows = help.elements.filter(([at]) => !only || at === only || at.startsWith(`${only}-`) || at.startsWith(`${only}(`)).map(([at, name]) => {
    const values = data.meanings[name] || {};
    const parts = text.split(separator(text)).slice(1).join("\n");
    const meaning = Object.entries(values).filter(([value]) => parts.split(/[\n:^]/).includes(value)).map(([value, words]) => `${value} = ${words}`);
    return make("tr", {}, make("td", {}, make("code", {}, at)), make("td", {}, name), make("td", {}, meaning.join(", ")));
  });
  byId("help").replaceChildren(make("strong", {}, `${help.name}${help.loop ? ` · loop ${help.loop}` : ""}`), make("table", {}, make("tbody", {}, rows)));
}

// The element separator stands behind the identifier.
const separator = (text) => (text.match(/[^A-Z0-9]/) || ["*"])[0];

function segments(claim) {
  if (claim.segments.length === 0) return [make("p", { class: "hint" }, "The claim did not come as X12.")];
  const all = claim.segments.flatMap(([text, at, depth]) => {
    const help = data.helps[at];
    const mark = separator(text);
    const [id, ...elements] = text.split(mark);
    const name = (n) => `${id}${String(n + 1).padStart(2, "0")}`;
    const words = (n) => (help.elements.find(([place]) => place === name(n) || place.startsWith(`${name(n)}-`)) || [])[1] || "";
    const node = make("span", { class: "segment", tabindex: "0", title: help.name, onmouseenter: () => explain(text, help), onfocus: () => explain(text, help) },
      make("span", { class: "id" }, id), elements.flatMap((element, n) => [mark, make("i", { title: `${name(n)} ${words(n)}` }, element)]));
    node.style.marginLeft = `${Math.max(0, depth - 2)}rem`;
    const loop = help.opens ? make("p", { class: "loop" }, help.opens) : null;
    if (loop) loop.style.marginLeft = node.style.marginLeft;
    return [loop, node];
  });
  return [...all, make("div", { id: "help", "aria-live": "polite" }, "Point at a segment, or go to it with Tab, to see what it says.")];
}

function tab(name) {
  state.tab = name;
  const claim = data.claims[state.at];
  byId("tabs").replaceChildren(...TABS.map(([id, title]) => make("button", {
    type: "button", role: "tab", id: `tab-${id}`, "aria-selected": String(id === name), "aria-controls": "view", tabindex: id === name ? "0" : "-1", onclick: () => tab(id),
  }, id === "findings" && claim.findings ? `${title} (${claim.findings.length})` : title)));
  byId("view").setAttribute("aria-labelledby", `tab-${name}`);
  const views = { story: told, form: drawn, segments, findings };
  byId("view").replaceChildren(...views[name](claim).filter(Boolean));
}

function route() {
  const [, n, name] = location.hash.match(/^#claim-(\d+)(?:-(\w+))?$/) || [];
  const claim = n === undefined ? undefined : data.claims[Number(n) - 1];
  byId("list").hidden = claim !== undefined;
  byId("claim").hidden = claim === undefined;
  if (claim === undefined) return;
  state.at = Number(n) - 1;
  byId("claim-title").textContent = [claim.patient, days(claim), money(claim.total_charge)].filter(Boolean).join(" · ");
  byId("claim-where").textContent = [`account ${claim.patient_control_number || "unknown"}`, `${side(claim)} claim ${claim.number} of ${claim.file}`, claim.payer].filter(Boolean).join(" · ");
  const at = state.found.indexOf(claim);
  byId("previous").disabled = at <= 0;
  byId("next").disabled = at < 0 || at + 1 >= state.found.length;
  tab(TABS.some(([id]) => id === name) ? name : state.tab);
  window.scrollTo(0, 0);
  byId("claim-title").focus();
}

function step(by) {
  const next = state.found[state.found.indexOf(data.claims[state.at]) + by];
  if (next !== undefined) location.hash = `claim-${data.claims.indexOf(next) + 1}`;
}

function keys(event) {
  if (byId("claim").hidden || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") location.hash = "";
  if (event.target.getAttribute("role") !== "tab") return;
  const at = TABS.findIndex(([id]) => id === state.tab);
  const to = event.key === "ArrowRight" ? at + 1 : event.key === "ArrowLeft" ? at - 1 : at;
  if (to !== at) {
    tab(TABS[(to + TABS.length) % TABS.length][0]);
    byId(`tab-${state.tab}`).focus();
  }
}

byId("title").textContent = data.title;
document.title = `twinclaim: ${data.title}`;
const odd = data.claims.filter((claim) => claim.wrong !== "").length;
byId("subtitle").textContent = `${count(data.claims.length, "claim")}, ${odd === 0 ? "none with errors or warnings" : `${odd.toLocaleString("en-US")} with errors or warnings`}.`;
byId("f-payer").append(...[...new Set(data.claims.map((claim) => claim.payer).filter(Boolean))].sort().map((payer) => make("option", { value: payer }, payer)));
byId("filters").addEventListener("input", refresh);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", () => setTimeout(refresh));
byId("more").addEventListener("click", () => { state.shown += PAGE; show(); });
byId("back").addEventListener("click", () => { location.hash = ""; });
byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
byId("print").addEventListener("click", () => window.print());
window.addEventListener("hashchange", route);
document.addEventListener("keydown", keys);
refresh();
route();
