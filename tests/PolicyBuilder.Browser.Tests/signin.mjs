// Walks through the way in to the city's own pages and the pages of accounts in Chromium and prints, as JSON, what it sees.
// node signin.mjs CHROMIUM < {"address": …, "code": the setup code from the console}
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { judge, markupOf, overflow, withBrowser } from "./browser.mjs";

const [executablePath] = process.argv.slice(2);
const { address, code } = JSON.parse(readFileSync(0, "utf8"));
const password = "seven quiet herons at dawn";
const states = [];

const screens = [
  { name: "desk", width: 1280, colorScheme: "light" },
  { name: "phone", width: 320, colorScheme: "light" },
  { name: "dark", width: 1280, colorScheme: "dark" },
  { name: "dark phone", width: 360, colorScheme: "dark" },
];

// RFC 6238, as an app on a telephone does it.
function totp(key) {
  const bits = [...key].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const hash = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
  return String((hash.readInt32BE(hash[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

await withBrowser(executablePath, async (browser) => {
  const page = await (await browser.newContext({ baseURL: address })).newPage();
  let answered;
  page.on("response", (response) => {
    if (response.request().isNavigationRequest()) answered = response;
  });
  const look = async (name) => {
    const seen = { name, language: "en", status: answered.status(), title: await page.title(), markup: await markupOf(await answered.text()), views: [] };
    for (const { name: view, width, colorScheme } of screens) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      seen.views.push({ view, ...(await judge(page)), overflow: await overflow(page) });
    }
    states.push(seen);
  };
  const press = (button = "main form button") => Promise.all([page.waitForNavigation(), page.locator(button).first().click()]);
  const fill = async (fields) => {
    for (const [id, value] of Object.entries(fields)) await page.fill(`#${id}`, value);
    await press();
  };
  const wrong = async (name) => {
    await press();
    await look(`${name} with problems`);
  };

  await page.goto("/hr/setup");
  await look("setup");
  await wrong("setup");
  await fill({ Code: code });
  await look("password");
  await wrong("password");
  await fill({ FullName: "Dana Placeholder", SignInName: "dana.placeholder", Password: password });
  await look("telephone");
  await wrong("telephone");
  await fill({ Code: totp((await page.locator("code.key").innerText()).replaceAll(" ", "")) });
  await look("recovery codes");
  const recovery = await page.locator(".codes code").first().innerText();
  await page.goto("/hr/accounts");
  await look("accounts");
  await wrong("accounts");
  await page.check("#Role");
  await fill({ FullName: "Robin Sample", SignInName: "robin.sample-with-a-long-name@new-harbor.example" });
  await look("account added");
  await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: "Robin Sample" }).click()]);
  await look("one account");
  await press("#code");
  await look("new setup code");
  await page.goto("/hr/account");
  await look("own account");
  await wrong("own account");
  await page.check("#Change");
  await fill({ Password: password });
  await look("another telephone");
  await page.goto("/hr/nowhere");
  await look("404");
  await page.goto("/hr/sign-out");
  await look("sign out");
  await press();
  await look("signed out");
  await page.goto("/hr/sign-in");
  await look("sign in");
  await wrong("sign in");
  await fill({ SignInName: "dana.placeholder", Password: password });
  await look("code");
  await wrong("code");
  await fill({ Code: recovery });
});
console.log(JSON.stringify(states));
