const PAGE = 200;
const HEADS = ["What", "Department", "Family", "Billed by", "Likely owner", "Missing", "Service", "Day", "Days#", "Worth#", "How", "Visit#", "Claim", "Payer"];
const SHOWN = [1, 6, 5, 4, 7, 8, 9, 11, 12];
let most = PAGE;

byId("subtitle").textContent = data.subtitle;
byId("totals").append(...data.tiles.map(tile));
byId("blocks").append(...data.blocks.map(block));
if (data.level_table[2].length > 0) {
    byId("levels").append(block(data.level_table), data.levels.length > 0 ? legend(["own share in percent", "all others"]) : "", make("div", { class: "levels" }, data.levels.map(levels)));
}

for (const n of [1, 2, 4]) {
  const values = [...new Set(data.lines.map((line) => line[n]))].sort();
  byId(`f-${n}`).append(...values.map((value) => make("option", { value }, value)));
}

function show() {
  const text = byId("f-text").value.trim().toUpperCase();
  const fits = (line) => [1, 2, 4].every((n) => !byId(`f-${n}`).value || line[n] === byId(`f-${n}`).value)
    && (!text || line.some((cell) => String(cell).toUpperCase().includes(text)));
  const found = data.lines.filter(fits);
  const cell = (line, n) => {
    if (n === 5) return line[0] === "no twin" ? line[5] : `${line[0]}: ${line[5]}`;
    return line[n] === null ? "" : String(line[n]);
  };
  const rows = found.slice(0, most).map((line) => SHOWN.map((n) => cell(line, n)));
  byId("lines").replaceChildren(block(["", SHOWN.map((n) => HEADS[n]), rows]));
  byId("shown").textContent = `${count(found.length, "line")} of ${data.lines.length.toLocaleString("en-US")}; ${rows.length.toLocaleString("en-US")} shown, worst visit first.`;
  byId("more").hidden = found.length <= most;
}

byId("filters").addEventListener("input", () => { most = PAGE; show(); });
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", () => setTimeout(show));
byId("more").addEventListener("click", () => { most += PAGE; show(); });
show();
