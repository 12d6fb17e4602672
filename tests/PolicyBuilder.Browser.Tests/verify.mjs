// Uses the page that checks receipts as people do, and prints, as JSON, what it says:
// node verify.mjs CHROMIUM verify.html < asked.json
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { judge, markup, overflow, views, withBrowser } from "./browser.mjs";

const [executablePath, file] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(0, "utf8"));
const address = pathToFileURL(file).href;
const html = readFileSync(file, "utf8");
const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)[1];

const requests = [];
const complaints = [];

async function open(browser, options = {}, where = address, prepare = async () => {}) {
  const context = await browser.newContext({ locale: "en-US", ...options });
  await context.route(/^https?:/, (route) => {
    if (route.request().url() !== where) return route.abort();
    return route.fulfill({ contentType: "text/html; charset=utf-8", headers: { "content-security-policy": policy }, body: html });
  });
  const page = await context.newPage();
  page.on("request", (request) => request.url() !== where && requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await prepare(page);
  await page.goto(where);
  if (options.javaScriptEnabled !== false) await page.evaluate(`globalThis.answerNow = ${answerNow}`);
  return page;
}

const upload = (name, base64) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(base64, "base64") });

async function ask(page, { name, file: bytes, key }) {
  await page.setInputFiles("#file", upload(`${name}.tlog-proof`, bytes));
  await page.fill("#key", key);
  await page.click("#form button[type=submit]");
  return answer(page);
}

async function answer(page) {
  await page.locator("#verdict, .problem:visible").first().waitFor();
  return page.evaluate(() => globalThis.answerNow());
}

// What the page says now; it is put into each page that is opened.
function answerNow() {
  const result = document.getElementById("result");
  const problem = [...document.querySelectorAll(".problem")].find((element) => !element.hidden);
  const texts = (selector) => [...result.querySelectorAll(selector)].map((element) => element.textContent);
  return {
    state: result.hidden ? "problem" : result.className,
    verdict: texts("#verdict span:last-child")[0] ?? "",
    lead: texts(".lead")[0] ?? "",
    lines: texts("li"),
    problem: problem?.textContent ?? "",
    focus: document.activeElement.id,
    status: document.getElementById("status").textContent,
    title: document.title,
    language: document.documentElement.lang,
  };
}

// The same for many, in one go: through the page's own form, without waiting for the screen between them.
const askAll = (page, cases) => page.evaluate(async (all) => {
  const byId = (id) => document.getElementById(id);
  const shown = () => !byId("result").hidden || [...document.querySelectorAll(".problem")].some((element) => !element.hidden);
  const answers = [];
  for (const { file: base64, key } of all) {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], "receipt.tlog-proof"));
    byId("file").files = transfer.files;
    byId("file").dispatchEvent(new Event("change"));
    byId("key").value = key;
    byId("key").dispatchEvent(new Event("input"));
    byId("form").requestSubmit();
    while (!shown()) await new Promise((resolve) => setTimeout(resolve));
    answers.push(globalThis.answerNow());
  }
  return answers;
}, cases);

const shown = (page, selector) => page.locator(selector).isVisible();

// The page in one state, on every kind of screen.
async function lookAt(browser, state) {
  const seen = [];
  for (const view of [...views, { name: "Spanish phone", viewport: { width: 320, height: 256 }, locale: "es-MX" }]) {
    const page = await open(browser, view);
    await page.locator("#form").waitFor();
    if (state !== null) await ask(page, state);
    if (view.media) await page.emulateMedia({ media: view.media });
    seen.push({ view: view.name, ...(await judge(page)), overflow: await overflow(page), form: await shown(page, "#form") });
    await page.context().close();
  }
  return seen;
}

// From the first Tab to the verdict without a mouse. A file is chosen in a window of the system, which no script reaches: the text is pasted.
async function byKeyboard(browser, { file: bytes, key }) {
  const page = await open(browser);
  await page.locator("#form").waitFor();
  const stops = [];
  const tab = async () => {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => document.activeElement.id || document.activeElement.localName));
  };
  await tab();
  await tab();
  await tab();
  await page.keyboard.press("Enter");
  await tab();
  await page.keyboard.insertText(Buffer.from(bytes, "base64").toString("utf8"));
  await tab();
  await page.keyboard.insertText(key);
  await tab();
  await page.keyboard.press("Enter");
  const answered = { stops, ...(await answer(page)) };
  await page.context().close();
  return answered;
}

async function drop(browser, { file: bytes, key }) {
  const page = await open(browser);
  await page.fill("#key", key);
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.tlog-proof"));
    return transfer;
  }, Buffer.from(bytes, "base64").toString("utf8"));
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
  await page.click("#form button[type=submit]");
  const answered = await answer(page);
  await page.context().close();
  return answered;
}

// What the page says where there is little to say: nothing chosen, a key that is none, an answer whose question has changed.
async function mishaps(browser, { file: bytes, key }) {
  const page = await open(browser);
  const check = () => page.click("#form button[type=submit]");
  await check();
  const nothing = await answer(page);
  await page.setInputFiles("#file", upload("receipt.tlog-proof", bytes));
  await check();
  const keyless = await answer(page);
  await page.fill("#key", "mapleton.example/policies");
  await check();
  const badKey = await answer(page);
  const invalid = await page.getAttribute("#key", "aria-invalid");
  await page.fill("#key", key);
  await check();
  const good = await answer(page);
  await page.fill("#key", `${key} `);
  const stale = { result: await shown(page, "#result"), title: await page.title(), status: await page.textContent("#status") };
  await page.context().close();
  return { nothing, keyless, badKey, invalid, good, stale };
}

async function inSpanish(browser, { file: bytes, key }) {
  const page = await open(browser, { locale: "es-US" });
  await page.locator("#form").waitFor();
  const said = await ask(page, { name: "recibo", file: bytes, key });
  const label = await page.textContent("label[for=file]");
  await page.click("#language");
  const back = await answer(page);
  await page.context().close();
  return { said, label, back };
}

// Where the browser cannot do it.
async function unable(browser) {
  const insecure = await open(browser, {}, "http://city.example/verify.html");
  await insecure.locator("#unable").waitFor();
  const old = await open(browser, {}, address, (page) => page.addInitScript(() => {
    crypto.subtle.importKey = async () => {
      throw new DOMException("Unrecognized name.", "NotSupportedError");
    };
  }));
  await old.locator("#unable").waitFor();
  const lying = await open(browser, {}, address, (page) => page.addInitScript(() => {
    crypto.subtle.verify = async () => true;
  }));
  await lying.locator("#unable").waitFor();
  const scriptless = await open(browser, { javaScriptEnabled: false });
  const seen = {
    insecure: await insecure.textContent("#unable"),
    old: await old.textContent("#unable"),
    lying: await lying.textContent("#unable"),
    scriptless: await scriptless.locator("noscript").textContent(),
    forms: [await shown(insecure, "#form"), await shown(old, "#form"), await shown(lying, "#form"), await shown(scriptless, "#form")],
  };
  for (const page of [insecure, old, lying, scriptless]) await page.context().close();
  return seen;
}

// Every sentence in both languages, with the same values in it.
const words = (page) => page.evaluate(() => {
  const values = (text) => (text.match(/\{\d\}/g) ?? []).sort().join();
  const inPage = [...document.querySelectorAll("[data-words]")].map((element) => element.dataset.words).sort();
  return {
    unequal: Object.entries(SAYS).filter(([, both]) => both.length !== 2 || values(both[0]) !== values(both[1])).map(([name]) => name),
    missing: inPage.filter((name) => !PAGE[name]),
    unused: Object.keys(PAGE).filter((name) => !inPage.includes(name)),
  };
});

// Other people's vectors, given to the page's own functions.
const vectors = (page, { signatures, notes, keys, checkpoints, proofs }) => page.evaluate(async (given) => {
  const bytes = (base64) => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
  const taken = async (list, read) => {
    const results = [];
    for (const item of list) {
      results.push(await (async () => read(item))().then((value) => value, (error) => {
        if (error instanceof Refusal) return false;
        throw error;
      }));
    }
    return results;
  };
  return {
    signatures: await taken(given.signatures, ({ key, message, signature }) => isSignedBy(bytes(key), bytes(message), bytes(signature))),
    notes: await taken(given.notes, async ({ note, keys: texts }) => {
      const trusted = [];
      for (const text of texts) trusted.push(await readKey(text));
      return (await signersOf(readNote(decode(bytes(note))), trusted)).length > 0;
    }),
    keys: await taken(given.keys, async (text) => (await readKey(text)).text === text),
    checkpoints: await taken(given.checkpoints, async (text) => (await readCheckpoint(text)).size >= 0n),
    proofs: await taken(given.proofs, async ({ text, entry, key }) => (await verifyProof(await readProof(text), utf8(entry), [await readKey(key)])).size > 0n),
  };
}, { signatures, notes, keys, checkpoints, proofs });

await withBrowser(executablePath, async (browser) => {
  const page = await open(browser);
  await page.locator("#form").waitFor();
  const results = {
    markup: await markup(file),
    answers: await askAll(page, asked.cases),
    words: await words(page),
    vectors: asked.vectors === null ? null : await vectors(page, asked.vectors),
    keyboard: await byKeyboard(browser, asked.good),
    dropped: await drop(browser, asked.good),
    mishaps: await mishaps(browser, asked.good),
    spanish: await inSpanish(browser, asked.good),
    views: { start: await lookAt(browser, null), good: await lookAt(browser, asked.good), bad: await lookAt(browser, asked.bad) },
  };
  const secure = await open(browser, {}, "https://city.example/verify.html");
  results.https = await ask(secure, asked.good);
  results.complaints = complaints.splice(0);
  results.requests = requests;
  results.unable = await unable(browser);
  console.log(JSON.stringify(results));
});
