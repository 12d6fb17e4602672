// What the scripts of these tests share: a browser, the screens it shows, and the two that judge a page.
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const views = [
  { name: "desk", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "phone", viewport: { width: 320, height: 640 }, colorScheme: "light", hasTouch: true },
  { name: "dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "dark phone", viewport: { width: 320, height: 640 }, colorScheme: "dark" },
  { name: "forced colors", viewport: { width: 1280, height: 900 }, forcedColors: "active" },
  { name: "paper", viewport: { width: 816, height: 1056 }, media: "print" },
];

const rules = {
  "long-title": "off",
  "no-inline-style": "error",
  // A title and a heading may hold whatever a city typed.
  "no-trailing-whitespace": "off",
  "require-sri": "error",
  "void-style": "error",
};
const validatorOf = (more) => new HtmlValidate({ extends: ["html-validate:standard", "html-validate:a11y"], rules: { ...rules, ...more } });
const validator = validatorOf({});
const served = validatorOf({ "require-sri": ["error", { target: "crossorigin" }], "void-style": "off" });

// What html-validate finds wrong in a file.
export const markup = async (file) => told(await validator.validateFile(file));

// What it finds wrong in what a server answered. The hash of a file of one's own would add nothing there, and ASP.NET writes its hidden input with a slash.
export const markupOf = async (html) => told(await served.validateString(html));

const told = (report) => report.results.flatMap((result) => result.messages.map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`));

// What axe finds wrong (WCAG 2.2 A and AA, best practice), and what it could not decide.
export async function judge(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations", "incomplete"] }), tags);
  const lines = (results) => results.flatMap((result) =>
    result.nodes.map((node) => `${result.id}: ${node.target} (${(node.failureSummary ?? "").split("\n").slice(1).join(" ").trim()})`));
  return { violations: lines(found.violations), incomplete: lines(found.incomplete) };
}

export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Runs something with a browser of its own profile.
export async function withBrowser(executablePath, run) {
  const profile = mkdtempSync(join(tmpdir(), "policybuilder-browser-"));
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, HOME: profile },
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    return await run(browser);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
