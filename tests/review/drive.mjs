// Uses the review pages as a person does, in headless Chromium. Run by tests/review.rs:
//
//   node drive.mjs CHROMIUM TASK.json
//
// A task names the pages and what must be found on them. The first thing that is not as it should be ends the program.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, taskPath] = process.argv;
const task = JSON.parse(readFileSync(taskPath, "utf8"));
const url = (path) => pathToFileURL(join(task.review, path)).href;

const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "yusuan-")), {
  executablePath,
  headless: true,
  locale: "zh-CN",
  viewport: { width: 1440, height: 900 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
context.setDefaultTimeout(15000);
const page = await context.newPage();
const faults = [];
page.on("pageerror", (error) => faults.push(error.message));
page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
page.on("dialog", (dialog) => { faults.push(`a dialog opened: ${dialog.message()}`); dialog.dismiss(); });
page.on("request", (request) => {
  if (!/^(file|blob|data):/.test(request.url())) faults.push(`the page asked for ${request.url()}`);
});

/** No serious fault of accessibility, in either theme. */
async function accessible(where) {
  for (const theme of ["light", "dark"]) {
    await page.evaluate((theme) => { document.documentElement.dataset.theme = theme; }, theme);
    // Injected by the debugger, which the page's policy does not stop.
    await page.evaluate(readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
    const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    const told = serious.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
    assert.deepEqual(told, [], `${where}, ${theme}`);
  }
}

async function opened(path) {
  await page.goto(url(path));
  await page.locator(".extracted article").first().waitFor();
}

const steps = {
  async "the index lists, filters and sorts"() {
    await page.goto(url("index.html"));
    const rows = page.locator(".list tbody tr");
    assert.equal(await rows.count(), task.documents);
    await page.fill("#filter", task.filter.words);
    assert.equal(await rows.count(), task.filter.found);
    await page.fill("#filter", "");
    await page.check("#failing");
    assert.equal(await rows.count(), task.failing);
    await page.uncheck("#failing");
    for (const [box, column] of [["#unproven", "proven"], ["#warned", "warnings"]]) {
      const before = await rows.count();
      await page.check(box);
      assert.ok(await rows.count() < before, `${column} narrows the list`);
      await page.uncheck(box);
      assert.equal(await rows.count(), before);
    }
    await page.selectOption("#year", String(task.filter.year));
    assert.equal(await rows.count(), task.filter.ofYear);
    await page.selectOption("#year", "");
    await page.click("[data-sort=proven]");
    await page.click("[data-sort=proven]");
    const shares = (await page.locator(".list .share").allTextContents()).map(parseFloat);
    assert.deepEqual(shares, [...shares].sort((a, b) => a - b));
    assert.equal(await page.locator(".charts svg.chart").count(), 3);
    await accessible("index");
    await page.click("#language");
    assert.equal(await page.locator("h1").textContent(), "Budget data review");
    await page.click("#language");
  },

  async "a cell's box lies where the cell is printed"() {
    await page.goto(url("index.html"));
    await page.click(`.list a[href="${task.pdf.page}"]`);
    await page.locator(".extracted article").first().waitFor();
    for (let sheet = Number(page.url().split("#")[1]); sheet < task.pdf.sheet; sheet += 1) {
      await page.click("#next");
      await page.waitForURL(`**#${sheet + 1}`);
    }
    const place = task.pdf.place.join();
    const cell = page.locator(`.extracted [data-place="${place}"]`);
    await cell.hover();
    assert.equal(await cell.textContent(), task.pdf.text);
    const box = page.locator(`.print [data-place="${place}"]`);
    assert.match(await box.getAttribute("class"), /\bon\b/);
    const [image, drawn] = await Promise.all([page.locator(".paper img").boundingBox(), box.boundingBox()]);
    const scale = image.width / task.pdf.width;
    const [, x0, y0, x1, y1] = task.pdf.place;
    const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 4, `${found} is not ${wanted}`);
    near(drawn.x, image.x + x0 * scale);
    near(drawn.y, image.y + y0 * scale);
    near(drawn.x + drawn.width, image.x + x1 * scale);
    near(drawn.y + drawn.height, image.y + y1 * scale);
    // The picture is there in full, and the place is drawn once.
    const drawing = await page.evaluate(([place, [, x0, y0, x1, y1]]) => {
      const image = document.querySelector(".paper img");
      return [image.complete && image.naturalWidth > 800, document.querySelectorAll(`.print [data-place="${place}"]`).length,
        x1 > x0 && y1 > y0];
    }, [place, task.pdf.place]);
    assert.deepEqual(drawing, [true, 1, true]);
    await box.click({ force: true });
    assert.equal(await cell.evaluate((element) => element === document.activeElement), true);
    await accessible("document");
  },

  async "the flow of money is drawn"() {
    await page.click("#flow");
    assert.ok(await page.locator("dialog.flow .band").count() >= 3);
    await page.click("dialog.flow .strong");
  },

  async "a failed check leads to both operands"() {
    await opened(task.failed.page);
    await page.locator(".failures .open").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.click(`.failures li:nth-child(${task.failed.check}) .rule`);
    const texts = async (side) => (await page.locator(`.print .${side}`).allTextContents()).sort();
    await page.locator(".print .actual").first().waitFor();
    assert.deepEqual(await texts("actual"), task.failed.actual);
    assert.deepEqual(await texts("expected"), task.failed.expected);
    assert.equal(await page.locator(".failures .open [data-side=difference]").textContent(), task.failed.difference);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".failures .open").count(), 0);
  },

  async "what is searched is found"() {
    await page.keyboard.press("/");
    await page.keyboard.type(task.failed.cell);
    await page.click(".results button");
    assert.ok(await page.locator(".extracted [tabindex='0'].on").count() >= 1);
    await page.keyboard.press("Escape");
  },

  async "a cell is corrected and the patch saved"() {
    const row = page.locator(".extracted tr", { hasText: task.failed.cell });
    const cell = row.locator("td", { hasText: task.failed.old }).first();
    await cell.dblclick();
    await page.fill("#new", "dreißig");
    await page.click("dialog[open] [type=submit]");
    assert.notEqual(await page.locator(".fault").textContent(), "");
    await page.fill("#new", task.failed.new);
    await page.fill("#reason", task.failed.reason);
    await page.click("dialog[open] [type=submit]");
    await page.locator(".extracted .pending").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
    await download.saveAs(task.patch);
  },

  async "a target is corrected and the patch saved"() {
    await opened(task.indicator.page);
    await page.keyboard.press("/");
    await page.keyboard.type(task.indicator.name);
    await page.click(".results button");
    const row = page.locator(".extracted tr[data-indicator]", { hasText: task.indicator.name });
    await row.locator("td").last().click();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#old").textContent(), task.indicator.old);
    await page.fill("#new", task.indicator.new);
    await page.click("dialog[open] [type=submit]");
    await row.locator(".pending").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
    await download.saveAs(task.indicator.patch);
  },

  async "text from documents is shown and nothing else"() {
    await page.goto(url("index.html"));
    assert.equal(await page.locator("img[src=x], .list b").count(), 0);
    await opened(task.hostile);
    await page.locator("summary").click();
    for (const button of await page.locator(".side li > button").all()) await button.click();
    await page.locator(".extracted article").first().waitFor();
    assert.equal(await page.locator("img[src=x], main script, a[href^=javascript]").count(), 0);
    const text = await page.locator("body").textContent();
    assert.ok(text.includes("<img src=x onerror=alert(1)>") && text.includes("⟦202E⟧") && !text.includes("\u202e"));
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    // The policy stops what would be let in.
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.pwned = 1";
      document.body.append(script);
    });
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.ok(faults.splice(0).every((fault) => fault.includes("Content Security Policy")));
  },

  async "a long document is turned at once"() {
    await opened(task.long);
    await page.keyboard.press("n");
    await page.waitForURL("**#2");
    assert.ok(await page.locator("*").count() < 3000);
  },
};

for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
    assert.deepEqual(faults, []);
    console.log(`ok ${name}`);
  } catch (error) {
    await page.screenshot({ path: join(task.review, "failed.png") });
    console.error(`not ok ${name}\n${error.stack}\nThe page then: ${join(task.review, "failed.png")}`);
    process.exitCode = 1;
    break;
  }
}
await context.close();
