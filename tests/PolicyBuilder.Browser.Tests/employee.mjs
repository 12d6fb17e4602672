// Walks through the employees' pages in Chromium and prints, as JSON, what it sees. In each state of a page every kind of screen is tried, without loading it again.
// node employee.mjs CHROMIUM < {"address": …, "walk": "flow" or "faults", "folder": …, "links": …}
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judge, markupOf, overflow, withBrowser } from "./browser.mjs";

const [executablePath] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(0, "utf8"));
const { address, folder, links } = asked;
const complaints = [];
const strangers = [];

// The design page's kinds of screen, and a dark room. At 200 % a desk of 1280 has room for half as much.
const screens = [
  { name: "desk", width: 1280, height: 900 },
  { name: "phone on its side", width: 320, height: 256 },
  { name: "200 %", width: 640, height: 450, scale: 2 },
  { name: "paper", width: 816, height: 1056, media: { media: "print" } },
  { name: "forced colors", width: 1280, height: 900, media: { forcedColors: "active" } },
  { name: "reduced motion", width: 1280, height: 900, media: { reducedMotion: "reduce" } },
  { name: "dark", width: 1280, height: 900, media: { colorScheme: "dark" } },
];
const plain = { media: "screen", forcedColors: "none", reducedMotion: "no-preference", colorScheme: "light" };

async function open(browser, options = {}) {
  const context = await browser.newContext({ baseURL: address, locale: "en-US", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => new URL(request.url()).origin === address || strangers.push(request.url()));
  page.on("response", (response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) page.answered = response;
  });
  return page;
}

// The page as it is now, on every kind of screen.
async function look(page, name, language, states) {
  const seen = { name, language, status: page.answered.status(), title: await page.title(), markup: await markupOf(await page.answered.text()), views: [] };
  const session = await page.context().newCDPSession(page);
  for (const { name: view, width, height, scale = 1, media = {} } of screens) {
    await session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: scale, mobile: false });
    await page.emulateMedia({ ...plain, ...media });
    seen.views.push({ view, ...(await judge(page)), overflow: await overflow(page) });
  }
  await session.send("Emulation.clearDeviceMetricsOverride");
  await session.detach();
  await page.emulateMedia(plain);
  states.push(seen);
}

const leave = (page, act) => Promise.all([page.waitForNavigation(), act()]);
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

// What has the focus: where it is, whether it is seen, how large it is. An inline link in a sentence needs not be large (WCAG 2.5.8).
const stop = () => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const label = element.labels?.[0];
  const target = (element.type === "checkbox" || element.type === "radio") && label ? [element, label] : [element];
  const box = element.getBoundingClientRect();
  const inSentence = element.localName === "a" && getComputedStyle(element).display === "inline"
    && [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 0);
  const tabbable = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, summary, [tabindex='0']")].filter((one) => one.checkVisibility());
  return {
    what: element.id || `${element.localName} ${element.textContent.trim().slice(0, 40)}`,
    place: tabbable.indexOf(element),
    top: Math.round(box.top + scrollY),
    left: Math.round(box.left),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    small: !inSentence && Math.min(box.width, Math.max(...target.map((one) => one.getBoundingClientRect().height))) < 24,
    inSentence,
  };
};

// Tab, Space and Enter only, on a phone's width. Gives all stops of each page.
async function byKeyboard(browser) {
  const page = await open(browser, { viewport: { width: 360, height: 740 } });
  const pages = [];
  const run = { pages, summary: [] };
  const tab = async (stops) => {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(stop));
    return stops.at(-1);
  };
  // On to the element, doing what each stop wants, and to the page that follows.
  const through = async (name, acts) => {
    const stops = [];
    pages.push({ name, heading: await page.locator("h1").textContent(), stops });
    for (const [id, act] of acts) {
      for (let i = 0; (await tab(stops)).what !== id; i++) {
        if (i > 200) throw new Error(`${name}: Tab does not come to ${id}: ${stops.map((one) => one.what)}`);
      }
      await act?.();
    }
  };
  const enter = () => leave(page, () => page.keyboard.press("Enter"));
  const space = () => page.keyboard.press("Space");
  const type = (text) => () => page.keyboard.insertText(text);

  await page.goto(links.keyboard);
  await through("first page", [["button Continue", enter]]);
  await through("read", [["button Continue to signing", enter]]);
  await through("consent", [["electronic", space], ["button Continue", enter]]);
  await through("sign, in haste", [["button Continue", enter]]);
  // To each mistake by its link in the summary, and with the next key the mistake is mended.
  const follow = async (text) => {
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement.textContent)) === text) break;
    }
    await page.keyboard.press("Enter");
    run.summary.push(await page.evaluate(() => document.activeElement.id));
  };
  // The browser moves the focus there when it first draws the page.
  await page.waitForFunction(() => document.activeElement.id, undefined, { timeout: 10_000 }).catch(() => {});
  run.focused = await page.evaluate(() => document.activeElement.id);
  await follow("Tick the box to make the statement");
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
