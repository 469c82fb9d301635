const SUMS = ["overpaid", "not billed", "at risk of denial"];

byId("subtitle").textContent = data.subtitle;
byId("totals").append(...data.tiles.map(tile));
if (data.first.length > 0) {
  byId("first").append(make("h2", {}, "What to do first"), make("ol", {}, data.first.map((text) => make("li", {}, text))));
}
if (data.money_by_rule.length > 0) {
  byId("money").append(make("h2", {}, "Money by cause and payer"), bars("By rule", data.money_by_rule, SUMS), bars("By payer", data.money_by_payer));
}
byId("rules").append(block(data.rules));
const hasBefore = data.accuracy.some(([, rows]) => rows.some((row) => row[4] !== null));
byId("accuracy").append(
  make("h2", {}, "Share of claims that are right"),
  make("p", { class: "hint" }, hasBefore ? "Dot: now, with its range. Circle: the earlier audit. Behind the share: claims, and the change in points." : "Dot: share, with its range. Behind it: claims. With --baseline and an earlier audit (.ndjson), a circle shows where it was."),
  ...data.accuracy.map(([title, rows]) => ranges(title, rows)),
);
if (data.agreement) byId("agreement").append(block(data.agreement));
byId("blocks").append(...data.blocks.map(block));
if (data.level_table[2].length > 0) {
  byId("levels").append(block(data.level_table));
  if (data.levels.length > 0) byId("levels").append(legend(["own share in percent", "all others"]), make("div", { class: "levels" }, data.levels.map(levels)));
}
