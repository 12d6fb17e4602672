// Walks through the employees' pages in Chromium and prints, as JSON, what it sees. In each state of a page every kind of screen is tried, without loading it again.
// node employee.mjs CHROMIUM < {"address": …, "walk": "flow" or "faults", "folder": …, "links": …}
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";
import { complaints, keysOf, leave, look, open as openAt, strangers } from "./walk.mjs";

const [executablePath] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(0, "utf8"));
const { address, folder, links } = asked;

const open = (browser, options) => openAt(browser, address, options);
const send = (page) => leave(page, () => page.locator("main form button").click());

// Every page from the mail to the receipt, every mistake that a person can make, every link that is of no use.
async function flow(browser, language, states) {
  const { newcomer, changed, old, expired, revoked } = links[language];
  const page = await open(browser, { locale: language === "es" ? "es-MX" : "en-US" });
  const see = (name) => look(page, name, language, states);
  const longWord = "Ñandú".repeat(24);

  await page.goto(newcomer);
  await see("first page");
  await send(page);
  await see("read");
  await send(page);
  await see("consent");
  await send(page);
  await see("consent with a problem");
  await page.check("#paper");
  await send(page);
  await see("paper");
  await page.goto("/consent");
  await page.check("#electronic");
  await send(page);
  await see("sign");
  await send(page);
  await see("sign with problems");
  await page.fill("#FullName", longWord.repeat(2));
  await send(page);
  await see("sign with a name that is too long");
  await page.check("#Ticked");
  await page.fill("#FullName", longWord);
  await send(page);
  await see("check");
  await page.goto("/questions");
  await see("questions");
  await page.fill("#Text", longWord.repeat(20));
  await send(page);
  await see("questions with problems");
  await page.check("#asks");
  await page.fill("#Text", "¿?");
  await send(page);
  await see("questions sent");
  await page.goto("/check");
  await page.evaluate(() => document.querySelector("main input[name=__RequestVerificationToken]").remove());
  await send(page);
  await see("400");
  await page.goto("/questions");
  await page.evaluate(() => { document.querySelector("#Text").value = "w".repeat(70_000); });
  await send(page);
  await see("413");
  await page.goto("/check");
  await send(page);
  await see("receipt");
  await page.goto(changed);
  await send(page);
  await see("read with what changed");
  await page.goto(old);
  await see("409");
  await page.goto(revoked);
  await see("410 revoked");
  await page.goto(expired);
  await see("410 expired");
  await send(page);
  await see("new link");
  await page.goto("/a/unknown");
  await see("404 link");
  await page.goto("/nowhere");
  await see("404 page");
  await page.goto("/verify");
  await page.locator("#form").waitFor();
  await see("verify");
  await page.context().clearCookies();
  await page.goto("/read");
  await see("403");
  await page.context().close();
}

// What the server cannot do: it has no file any more, it cannot keep a signature, it was asked for too much.
async function faults(browser, language, states) {
  const page = await open(browser, { locale: language === "es" ? "es-MX" : "en-US" });
  const see = (name) => look(page, name, language, states);
  await page.goto(links[language].newcomer);
  await send(page);
  await send(page);
  await page.check("#electronic");
  await send(page);
  await page.check("#Ticked");
  await page.fill("#FullName", "Canary");
  await send(page);
  await send(page);
  await see("503");
  await page.goto("/document/word");
  await see("500");
  while ((await page.context().request.get("/a/unknown")).status() !== 429);
  await page.goto("/a/unknown");
  await see("429");
  await page.context().close();
}

// Tab, Space and Enter only, on a phone's width. Gives all stops of each page.
async function byKeyboard(browser) {
  const page = await open(browser, { viewport: { width: 360, height: 740 } });
  const { pages, through, enter, space, type, follow, focused } = keysOf(page);
  const run = { pages, summary: [] };
  await page.goto(links.keyboard);
  await through("first page", [["button Continue", enter]]);
  await through("read", [["button Continue to signing", enter]]);
  await through("consent", [["electronic", space], ["button Continue", enter]]);
  await through("sign, in haste", [["button Continue", enter]]);
  run.focused = await focused();
  // With the next key the mistake is mended.
  run.summary.push(await follow("Tick the box to make the statement"));
  await space();
  await through("sign", [["FullName", type("Keyboard Only")], ["button Continue", enter]]);
  await through("check", [["button Sign this policy", enter]]);
  await through("receipt", [["a Download your receipt"]]);
  run.heading = await page.locator("h1").textContent();
  await page.context().close();
  return run;
}

// The whole flow without script, on a phone; the receipt is then checked with script on the page for it.
async function withoutScript(browser) {
  const page = await open(browser, { javaScriptEnabled: false, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, acceptDownloads: true });
  const tap = (locator) => page.locator(locator).tap();
  const go = () => leave(page, () => tap("main form button"));
  const headings = [];
  const heading = async () => headings.push(await page.locator("h1").textContent());
  await page.goto(links.scriptless);
  await heading();
  await go();
  await heading();
  await go();
  await heading();
  await tap("label[for=electronic]");
  await go();
  await heading();
  await tap("label[for=Ticked]");
  await page.fill("#FullName", "Sin Guion");
  await go();
  await heading();
  await go();
  await heading();
  const [download] = await Promise.all([page.waitForEvent("download"), tap("main .button")]);
  const receipt = join(folder, download.suggestedFilename());
  await download.saveAs(receipt);
  await page.context().close();

  const verify = await open(browser, { viewport: { width: 360, height: 740 } });
  await verify.goto("/verify");
  await verify.locator("#form").waitFor();
  await verify.setInputFiles("#file", receipt);
  await verify.fill("#key", asked.key);
  await verify.click("#form button[type=submit]");
  await verify.locator("#verdict").waitFor();
  const verdict = await verify.locator("#result").getAttribute("class");
  await verify.context().close();
  return { headings, receipt, verdict };
}

// Two pages as paper.
async function print(browser) {
  const page = await open(browser);
  const files = [];
  await page.goto(links.printed);
  await send(page);
  for (const name of ["read", "receipt"]) {
    if (name === "receipt") {
      await send(page);
      await page.check("#electronic");
      await send(page);
      await page.check("#Ticked");
      await page.fill("#FullName", "Printed");
      await send(page);
      await send(page);
    }
    files.push(join(folder, `${name}.pdf`));
    await page.pdf({ path: files.at(-1), tagged: true, format: "Letter" });
  }
  await page.context().close();
  return files;
}

await withBrowser(executablePath, async (browser) => {
  const states = [];
  const walk = asked.walk === "faults" ? faults : flow;
  await Promise.all(["en", "es"].map((language) => walk(browser, language, states)));
  const results = { states, complaints: complaints.splice(0), strangers };
  if (walk === flow) Object.assign(results, { keyboard: await byKeyboard(browser), scriptless: await withoutScript(browser), printed: await print(browser) });
  console.log(JSON.stringify(results));
});
