// Every page in a browser: nothing wrong for people with other eyes or hands, nothing leaves, nothing is cut off in a
// narrow window, and paper gets what a reader needs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pages-"));
const twinclaim = (...args) => execFileSync(process.env.TWINCLAIM, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
const sample = (name) => join(process.env.TWINCLAIM_ROOT, "samples", name);
const PAGES = ["inspect", "reconcile", "audit", "charges", "diff"];
let browser;

before(async () => {
  twinclaim("generate", "pairs", "--claims", "80", "--seed", "11", "-o", "pairs");
  const [facility, professional] = ["pairs/facility.837", "pairs/professional.837"];
  twinclaim("inspect", "--html", "inspect.html", facility, professional, sample("broken/typed.837"), sample("inpatient"));
  twinclaim("generate", "professional", "--claims", "3", "--seed", "1", "-o", "one.837");
  const other = readFileSync(join(folder, "one.837"), "utf8").replace(/CLM\*([^*]+)\*([^*]+)/, "CLM*$1*99999");
  writeFileSync(join(folder, "other.837"), other);
  const failing = (...args) => { try { twinclaim(...args); } catch (error) { assert.equal(error.status, 1, String(error.stderr)); } };
  failing("reconcile", "--format", "html", "-o", "reconcile.html", "--audit", "audit.html", "--charges", "charges.html", facility, professional);
  failing("diff", "--format", "html", "-o", "diff.html", "one.837", "other.837");
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

// A page in a window of its own; what it asks for and what goes wrong in it are kept.
async function open(name, { width = 1280, scheme = "light", hash = "", axe: withAxe = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: withAxe });
  const page = await context.newPage();
  const troubles = [];
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) troubles.push(`asks for ${request.url()}`); });
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") troubles.push(message.text()); });
  await page.goto(pathToFileURL(join(folder, `${name}.html`)) + hash);
  await page.waitForTimeout(200);
  return { page, troubles, close: () => context.close() };
}

async function looked(name, hash = "") {
  for (const scheme of ["light", "dark"]) {
    for (const width of [400, 1280]) {
      const { page, troubles, close } = await open(name, { width, scheme, hash, axe: true });
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      const told = violations.map((one) => `${one.id} (${one.impact}): ${one.nodes[0].html.slice(0, 200)}`);
      assert.deepEqual(told, [], `${name}${hash}, ${scheme}, ${width}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${name}${hash} is ${over} pixels too wide at ${width}`);
      assert.deepEqual(troubles, [], name);
      await close();
    }
  }
}

for (const name of PAGES) {
  test(`${name}: accessible, in narrow windows, light and dark, asks for nothing`, () => looked(name));
  test(`${name}: prints`, async () => {
    const { page, close } = await open(name);
    const pdf = await page.pdf({ format: "Letter" });
    assert.ok(pdf.length > 5000 && pdf.subarray(0, 5).toString() === "%PDF-");
    // What only a screen needs is not on paper.
    await page.emulateMedia({ media: "print" });
    for (const control of await page.locator("input, select, form button, .more button").all()) {
      assert.equal(await control.isVisible(), false, `${name}: ${await control.evaluate((node) => node.outerHTML)}`);
    }
    await close();
  });
}

test("inspect: claims, forms and segments are accessible", async () => {
  for (const view of ["", "-form", "-segments"]) await looked("inspect", `#claim-1${view}`);
});

test("inspect: by keyboard from the search to a claim, and back", async () => {
  const { page, close } = await open("inspect");
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.tagName);
  for (let n = 0; n < 20 && (await focused()) !== "INPUT"; n += 1) await page.keyboard.press("Tab");
  assert.equal(await focused(), "INPUT");
  const number = await page.evaluate(() => JSON.parse(document.getElementById("data")?.textContent || "{}").claims?.[0]?.row?.patient_control_number);
  await page.keyboard.type(number || "H");
  for (let n = 0; n < 20 && !["A", "TR"].includes(await focused()); n += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.startsWith("#claim-"));
  await page.goBack();
  await page.waitForFunction(() => !location.hash.startsWith("#claim-"));
  await close();
});

test("reconcile: the first visit is open, and a search by procedure leaves those that have it", async () => {
  const { page, close } = await open("reconcile");
  assert.equal(await page.locator("details.visit[open]").count(), 1);
  const all = await page.locator("details.visit").count();
  await page.locator("input[type=search]").first().fill("99285");
  await page.waitForTimeout(300);
  const found = await page.locator("details.visit").count();
  assert.ok(found > 0 && found < all, `${found} of ${all}`);
  await close();
});

test("audit: of long tables paper has the first rows, and says how many more there are", async () => {
  const { page, close } = await open("audit");
  const visible = async (selector) => (await Promise.all((await page.locator(selector).all()).map((node) => node.isVisible()))).filter(Boolean).length;
  const onScreen = await visible("tbody tr");
  assert.equal(await visible(".paper"), 0);
  await page.emulateMedia({ media: "print" });
  assert.ok(await visible(".paper") > 0 && await visible("tbody tr") < onScreen);
  await close();
});
