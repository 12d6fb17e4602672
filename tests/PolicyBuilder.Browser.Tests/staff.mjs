// Walks through the pages for HR and admins in Chromium and prints, as JSON, what it sees.
// node staff.mjs CHROMIUM < {"address": …, "walk": "flow" or "faults", "folder": …, "setupCode": …, "password": …, "robin": …, "recovery": […], "bad": …, "good": …}
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { withBrowser } from "./browser.mjs";
import { complaints, keysOf, leave, look, open as openAt, strangers } from "./walk.mjs";

const [executablePath] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(0, "utf8"));
const { address, password, robin } = asked;
const states = [];
const open = (browser, options) => openAt(browser, address, options);
const see = (page, name) => look(page, name, "en", states);
const press = (page, selector = "main form button") => leave(page, () => page.locator(selector).first().click());

async function go(page, path, name) {
  await page.goto(path);
  await see(page, name);
}

// The code that an app on a telephone shows (RFC 6238).
function codeOf(key) {
  const bits = [...key.replace(/[^A-Z2-7]/g, "")].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", secret).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function signIn(page, name, code, then = "/hr") {
  await page.goto(`/hr/sign-in?then=${encodeURIComponent(then)}`);
  await page.fill("#SignInName", name);
  await page.fill("#Password", password);
  await press(page);
  await page.fill("#Code", code);
  await press(page);
}

// The way in, with each mistake; leaves the page on the overview, as an admin.
async function wayIn(page) {
  const noor = "noor.placeholder";
  await go(page, "/hr/sign-in", "sign-in");
  await press(page);
  await see(page, "sign-in with problems");
  await go(page, "/hr/sign-in/oidc", "organisation's sign-in, which is off");
  await go(page, "/hr/setup", "setup");
  await press(page);
  await see(page, "setup with problems");
  await page.fill("#Code", asked.setupCode);
  await press(page);
  await see(page, "setup password");
  await press(page);
  await see(page, "setup password with problems");
  await page.fill("#FullName", "Noor Placeholder");
  await page.fill("#SignInName", noor);
  await page.fill("#Password", password);
  await press(page);
  await see(page, "setup app");
  await press(page);
  await see(page, "setup app with problems");
  await page.fill("#Code", codeOf(await page.locator("code.key").textContent()));
  await press(page);
  await see(page, "recovery codes");
  const codes = await page.locator(".codes code").allTextContents();
  await go(page, "/hr/sign-out", "sign-out");
  await press(page);
  await see(page, "signed out");
  await page.goto("/hr/sign-in?then=/hr");
  await page.fill("#SignInName", noor);
  await page.fill("#Password", password);
  await press(page);
  await see(page, "code");
  await press(page);
  await see(page, "code with problems");
  await page.fill("#Code", codes[0]);
  await press(page);
}

const openAll = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));

// Sends a form of a person's page that stands behind a summary.
async function act(page, id, handler, fields) {
  await page.goto(`/hr/person?id=${id}`);
  await openAll(page);
  for (const [field, value] of Object.entries(fields)) {
    // A browser's own field for a day takes no words; who has none of it types what they like.
    await page.evaluate(([name, text]) => { const input = document.getElementById(name); input.type = "text"; input.value = text; }, [field, value]);
  }
  await press(page, `form[action*='handler=${handler}'] button`);
}

async function flow(browser) {
  const page = await open(browser);
  await wayIn(page);
  await see(page, "overview");
  await go(page, "/hr/people?standing=Asked&sort=Name&down=true", "people, filtered and sorted");
  await go(page, "/hr/people?page-number=2", "people, further");
  await go(page, "/hr/people?q=nobody", "people, none found");
  await go(page, "/hr/person?id=1000", "person");
  await openAll(page);
  await see(page, "person, all opened");
  await act(page, "1005", "Address", { Address: "no address" });
  await see(page, "person, address with problems");
  await act(page, "1005", "Leave", { From: "tomorrow" });
  await see(page, "person, leave with problems");
  await act(page, "1001", "Correct", {});
  await see(page, "person, correction with problems");
  await act(page, "1001", "Hold", {});
  await see(page, "person, hold with problems");
  await go(page, "/hr/roster", "roster");
  await press(page);
  await see(page, "roster with problems");
  await page.setInputFiles("#Roster", asked.bad);
  await press(page);
  await see(page, "roster read");
  await press(page);
  await see(page, "roster, bad rows with problems");
  await page.goto("/hr/campaigns");
  await openAll(page);
  await see(page, "campaigns");
  await go(page, "/hr/paper", "paper");
  await page.fill("#Person", "9");
  await press(page, "form[enctype] button");
  await see(page, "paper with problems");
  await go(page, "/hr/questions", "questions");
  await press(page);
  await see(page, "questions with problems");
  await go(page, "/hr/mail", "mail");
  await go(page, "/hr/policies", "policies");
  await press(page, "main table a");
  await openAll(page);
  await see(page, "changes");
  await press(page, "main form button");
  await see(page, "changes with problems");
  await go(page, "/hr/ledger", "ledger");
  await press(page);
  await see(page, "ledger verified");
  await go(page, "/hr/retention", "retention");
  await press(page);
  await see(page, "retention with problems");
  await go(page, "/hr/log", "log");
  await go(page, "/hr/accounts", "accounts");
  await press(page);
  await see(page, "accounts with problems");
  await page.fill("#FullName", "Mo Sample");
  await page.fill("#SignInName", "mo.sample");
  await page.check("#Role");
  await press(page);
  await see(page, "account added");
  await press(page, "main tbody a:text('Mo Sample')");
  await see(page, "one account");
  await press(page, "#close");
  await see(page, "one account, closed");
  await go(page, "/hr/account", "own account");
  await press(page);
  await see(page, "own account with problems");
  await page.check("#Change");
  await page.fill("#Password", password);
  await press(page);
  await see(page, "own app");
  await go(page, "/hr/nowhere", "404");
  await page.goto("/hr/ledger");
  await page.evaluate(() => document.querySelector("main input[name=__RequestVerificationToken]").remove());
  await press(page);
  await see(page, "400");
  await page.context().close();
  const officer = await open(browser);
  await signIn(officer, robin, asked.recovery[0]);
  await go(officer, "/hr/accounts", "403");
  await go(officer, "/hr/retention", "retention, for human resources");
  await officer.context().close();
}

// Files that are not understood, a ledger that was tampered with, an organisation whose sign-in does not answer.
async function faults(browser) {
  const page = await open(browser);
  await go(page, "/hr/sign-in", "sign-in, two ways");
  await go(page, "/hr/sign-in/oidc", "502");
  await signIn(page, robin, asked.recovery[0]);
  await see(page, "overview, files not understood");
  await go(page, "/hr/campaigns", "campaigns, files not understood");
  await page.goto("/hr/ledger");
  await press(page);
  await see(page, "ledger that does not hold");
  await page.context().close();
}

// Tab, Space, Enter and what can be typed, on a phone's width: from the way in to a leave.
async function byKeyboard(browser) {
  const page = await open(browser, { viewport: { width: 360, height: 740 } });
  const { pages, through, enter, type, follow, focused } = keysOf(page);
  const run = { pages, summary: [] };
  // Month, day and year, each of which moves the focus on to the next.
  const day = (digits) => () => page.keyboard.type(digits);
  const down = () => page.keyboard.press("ArrowDown");
  await page.goto("/hr/people");
  await through("sign in, in haste", [["button Continue", enter]]);
  run.focused = await focused();
  run.summary.push(await follow("Type your sign-in name"));
  await type(robin)();
  await through("sign in", [["Password", type(password)], ["button Continue", enter]]);
  await through("code", [["Code", type(asked.recovery[1])], ["button Sign in", enter]]);
  await through("people", [["q", type("Canary")], ["department", down], ["button Show", enter]]);
  await through("people, filtered", [["a Name ▲", enter]]);
  await through("people, sorted", [["a Canary Quillfeather 17", enter]]);
  await through("person", [["summary Note a leave", () => page.keyboard.press("Space")], ["From", day("02012030")], ["Until", day("01312030")], ["button Note the leave", enter]]);
  run.second = await focused();
  run.summary.push(await follow("The last day lies before the first"));
  await day("03012030")();
  await through("leave", [["button Note the leave", enter]]);
  run.heading = await page.locator(".done").textContent();
  await page.context().close();
  return run;
}

// A roster read, imported, and its new people asked, without script.
async function withoutScript(browser) {
  const page = await open(browser, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const told = [];
  const tell = async (selector = "h1") => told.push((await page.locator(selector).first().textContent()).trim());
  await signIn(page, robin, asked.recovery[2], "/hr/roster");
  await tell();
  await page.setInputFiles("#Roster", asked.good);
  await press(page);
  await tell();
  await press(page);
  await tell(".done");
  await page.goto("/hr/campaigns");
  await page.locator("summary").first().click();
  await tell(".letter strong");
  await press(page);
  await tell(".done");
  await page.context().close();
  return told;
}

await withBrowser(executablePath, async (browser) => {
  await (asked.walk === "faults" ? faults : flow)(browser);
  const results = { states, complaints: complaints.splice(0), strangers };
  if (asked.walk === "flow") Object.assign(results, { keyboard: await byKeyboard(browser), scriptless: await withoutScript(browser) });
  console.log(JSON.stringify(results));
});
