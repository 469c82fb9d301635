const PAGE = 50;
const WEIGHT = { error: 3, warning: 2, info: 1 };
const state = { shown: PAGE, cause: null, found: [] };

const badge = (severity) => make("span", { class: `badge ${severity}` }, severity);

function totals() {
  byId("subtitle").textContent = data.subtitle;
  byId("left-open").textContent = `${data.left_open}.`;
  byId("totals").append(...data.tiles.map(([value, label]) => make("div", { class: "tile" }, make("b", {}, value), make("span", {}, label))));
}

function table(id, heads, rows) {
  const node = byId(id);
  if (rows.length === 0) {
    node.replaceChildren(make("tbody", {}, make("tr", {}, make("td", {}, "Nothing found."))));
    return;
  }
  const cell = (tag, text, n) => make(tag, heads[n].endsWith("#") ? { class: "n" } : {}, text);
  node.replaceChildren(
    make("thead", {}, make("tr", {}, heads.map((head, n) => cell("th", head.replace("#", ""), n)))),
    make("tbody", {}, rows.map(({ cells, pick }) => {
      const row = make("tr", pick ? { class: "pick", tabindex: "0" } : {}, cells.map((text, n) => cell("td", text, n)));
      if (pick) {
        row.addEventListener("click", pick);
        row.addEventListener("keydown", (event) => { if (event.key === "Enter") pick(); });
      }
      return row;
    })),
  );
}

function choose(values) {
  byId("filters").reset();
  state.cause = values.cause === undefined ? null : values.cause;
  for (const [id, value] of Object.entries(values)) if (id !== "cause") byId(id).value = value;
  refresh();
  byId("visits-title").scrollIntoView({ behavior: "smooth" });
}

function rollUps() {
  const rule = (code) => [make("span", { class: `code ${data.rules[code].severity}` }, code), " ", data.rules[code].name];
  table("causes", ["Rule", "Biller", "Where", "Claims#", "Money"], data.causes.map((cause, n) => ({
    cells: [rule(cause.code), cause.biller, cause.place, `${cause.claims} of ${cause.of}`, cause.amount],
    pick: () => choose({ cause: n }),
  })));
  const simple = (rows, field) => rows.map((row) => ({ cells: [row.name, row.findings.toLocaleString("en-US"), row.amount], pick: () => choose({ [field]: row.name }) }));
  table("by-rule", ["Rule", "Findings#", "Money"], data.by_rule.map((row) => ({ cells: [rule(row.name), row.findings.toLocaleString("en-US"), row.amount], pick: () => choose({ "f-rule": row.name }) })));
  table("by-payer", ["Payer", "Findings#", "Money"], simple(data.by_payer, "f-payer"));
  table("by-provider", ["Biller", "Findings#", "Money"], simple(data.by_provider, "f-provider"));
}

function options(id, values) {
  byId(id).append(...values.map((value) => make("option", { value }, value)));
}

function fits(visit) {
  if (state.cause !== null && !visit.causes.includes(state.cause)) return false;
  const [severity, rule, payer, provider, status] = ["severity", "rule", "payer", "provider", "status"].map((name) => byId(`f-${name}`).value);
  const codes = visit.findings.map((finding) => finding.code);
  const text = byId("f-text").value.trim().toUpperCase();
  const weight = (finding) => WEIGHT[finding.severity];
  return (!severity || visit.findings.some((finding) => weight(finding) >= WEIGHT[severity]))
    && (!rule || codes.includes(rule))
    && (!payer || visit.payers.includes(payer))
    && (!provider || visit.providers.includes(provider))
    && (!status || visit.status === status)
    && (!text || visit.who.toUpperCase().includes(text) || visit.claims.some((claim) => claim.number.toUpperCase().includes(text))
      || [...visit.words, ...visit.providers].some((word) => word.toUpperCase().includes(text)));
}

function pieces(side) {
  if (side === null) return [];
  if (typeof side === "string") return [side];
  return side.map(([text, differs]) => (differs ? make("mark", {}, text) : text));
}

function told(finding) {
  const rule = data.rules[finding.code];
  return make("div", { class: `finding ${finding.severity}` },
    make("p", { class: "lead" }, `${finding.severity} `, make("span", { class: "code" }, finding.code), `: ${finding.message}`),
    make("p", {}, rule.why),
    make("p", {}, make("b", {}, "Do: "), rule.help),
    finding.amount ? make("p", {}, make("b", {}, `${finding.amount}: `), finding.basis) : null,
    make("p", { class: "soft" }, finding.work.join(" · ")),
    make("p", { class: "sheet" }, "☐ done   owner ____________________   note ______________________________________"),
    finding.since ? make("p", { class: "soft" }, finding.since) : null,
    finding.places.map((place) => make("p", { class: "soft" }, place)));
}

function pair(visit, rows) {
  const body = [];
  for (const [label, left, right, standing, findings] of rows) {
    if (label) body.push(make("tr", { class: standing }, make("td", {}, label), make("td", { class: "left" }, pieces(left)), make("td", { class: "right" }, pieces(right))));
    if (findings.length > 0) body.push(make("tr", { class: "told" }, make("td", { colspan: "3" }, findings.map((n) => told(visit.findings[n])))));
  }
  return make("table", { class: "pair" }, make("thead", {}, make("tr", {}, make("td", {}, ""), make("th", {}, "Facility"), make("th", {}, "Professional"))), make("tbody", {}, body));
}

function fill(visit, body) {
  if (body.childNodes.length > 0) return;
  body.append(make("ul", { class: "claims" }, visit.claims.map((claim) => make("li", {}, [`${claim.side} ${claim.form} ${claim.number}`, claim.biller, claim.charge, claim.file].filter(Boolean).join(" · ")))));
  body.append(...visit.pairs.map((rows) => pair(visit, rows)));
  if (visit.findings.length === 0) body.append(make("p", { class: "hint" }, visit.silent));
  if (visit.agreed) {
    const rows = visit.agreed.map(([label, text]) => make("tr", {}, make("td", {}, label), make("td", {}, text)));
    body.append(make("details", { class: "agreed" }, make("summary", {}, "What belongs together, and what may differ"), make("table", { class: "pair" }, make("tbody", {}, rows))));
  }
  for (const text of visit.open) body.append(make("p", { class: "open-end" }, text));
  if (visit.evidence.length > 0) body.append(make("p", { class: "why-linked" }, `Held to be one visit because: ${visit.evidence.join("; ")}.`));
}

function card(visit) {
  const body = make("div", { class: "body" });
  const worst = visit.findings.length > 0 ? badge(visit.findings[0].severity) : null;
  const node = make("details", { class: visit.findings.length > 0 ? "visit" : "visit quiet" },
    make("summary", {}, worst, make("span", { class: "who" }, visit.who), make("span", {}, visit.when), make("span", {}, visit.status),
      make("span", { class: "code" }, [...new Set(visit.findings.map((finding) => finding.code))].join(" ")), make("span", { class: "risk" }, visit.risk)),
    body);
  node.fillBody = () => fill(visit, body);
  node.addEventListener("toggle", () => { if (node.open) fill(visit, body); });
  return node;
}

function show() {
  const list = byId("visits");
  const from = list.childNodes.length;
  list.append(...state.found.slice(from, state.shown).map(card));
  const hidden = state.found.length - Math.min(state.shown, state.found.length);
  byId("more").hidden = hidden === 0;
  byId("more").textContent = `Show ${Math.min(PAGE, hidden)} more`;
  const cause = state.cause === null ? "" : ` with one cause: ${data.causes[state.cause].code}, ${data.causes[state.cause].biller}`;
  byId("shown").textContent = `${count(state.found.length, "visit")} of ${data.visits.length.toLocaleString("en-US")}${cause}; ${Math.min(state.shown, state.found.length)} shown, worst first.`;
}

function refresh() {
  state.found = data.visits.filter(fits);
  state.shown = PAGE;
  byId("visits").replaceChildren();
  show();
}

totals();
rollUps();
options("f-rule", data.by_rule.map((row) => row.name));
options("f-payer", data.by_payer.map((row) => row.name));
options("f-provider", data.by_provider.map((row) => row.name));
options("f-status", data.statuses);
byId("run").append(...data.run.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
byId("filters").addEventListener("input", () => { state.cause = null; refresh(); });
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", () => { state.cause = null; setTimeout(refresh); });
byId("more").addEventListener("click", () => { state.shown += PAGE; show(); });
byId("open-all").addEventListener("click", () => document.querySelectorAll("details.visit").forEach((node) => { node.open = true; }));
refresh();
const first = document.querySelector("details.visit");
if (first) first.open = true;

// On paper the visits that are shown are a work sheet: their findings stand open, a visit a page.
let closed = [];
window.addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details.visit:not([open])")];
  closed.forEach((node) => { node.fillBody(); node.open = true; });
  const left = state.found.length - Math.min(state.shown, state.found.length);
  byId("paper").textContent = left === 0 ? "" : `${count(left, "visit")} more not printed: filter them, or show more of them first.`;
});
window.addEventListener("afterprint", () => { closed.forEach((node) => { node.open = false; }); });
