// Opens each page given on the command line in Chromium and prints, as JSON, what it sees:
// node look.mjs CHROMIUM page.html …
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, ...pages] = process.argv.slice(2);

const views = [
  { name: "desk", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "phone", viewport: { width: 320, height: 640 }, colorScheme: "light", hasTouch: true },
  { name: "dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "dark phone", viewport: { width: 320, height: 640 }, colorScheme: "dark" },
  { name: "forced colors", viewport: { width: 1280, height: 900 }, forcedColors: "active" },
  { name: "paper", viewport: { width: 816, height: 1056 }, media: "print" },
];

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "long-title": "off",
    "no-inline-style": "error",
    // A title and a heading may hold whatever a city typed.
    "no-trailing-whitespace": "off",
    "require-sri": "error",
    "void-style": "error",
  },
});

// What stands before each list item, by the item's id: the marker as the accessibility tree tells it.
async function markers(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const labels = {};
  for (const marker of nodes.filter((node) => node.role?.value === "ListMarker")) {
    const item = byId.get(marker.parentId);
    const { node } = await session.send("DOM.describeNode", { backendNodeId: item.backendDOMNodeId });
    labels[node.attributes[node.attributes.indexOf("id") + 1]] = marker.name.value.trim();
  }
  return labels;
}

async function violations(page) {
  await page.evaluate(axeSource);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values } }), tags);
  return found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target} (${node.failureSummary.split("\n").slice(1).join(" ").trim()})`));
}

async function look(browser, file, view) {
  const context = await browser.newContext({ ...view, bypassCSP: false });
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  if (view.media) await page.emulateMedia({ media: view.media });
  const seen = {
    view: view.name,
    violations: await violations(page),
    overflow: await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    requests: requests.filter((url) => url !== address && !url.startsWith("data:")),
    complaints,
  };
  if (view.name === "desk") {
    seen.markers = await markers(page);
    await page.keyboard.press("Tab");
    seen.firstStop = await page.evaluate(() => {
      const { left, top, width, height } = document.activeElement.getBoundingClientRect();
      return { text: document.activeElement.textContent, visible: left >= 0 && top >= 0 && width > 0 && height > 0 };
    });
  }
  await context.close();
  return seen;
}

const profile = mkdtempSync(join(tmpdir(), "policybuilder-browser-"));
const browser = await chromium.launch({
  executablePath,
  env: { ...process.env, HOME: profile },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const results = [];
  for (const file of pages) {
    const report = await validator.validateFile(file);
    const seen = [];
    for (const view of views) seen.push(await look(browser, file, view));
    results.push({
      file,
      markup: report.results.flatMap((result) => result.messages.map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`)),
      views: seen,
    });
  }
  console.log(JSON.stringify(results));
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
