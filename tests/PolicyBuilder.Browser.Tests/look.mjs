// Opens each page given on the command line in Chromium and prints, as JSON, what it sees:
// node look.mjs CHROMIUM page.html …
import { pathToFileURL } from "node:url";
import { judge, markup, overflow, views, withBrowser } from "./browser.mjs";

const [executablePath, ...pages] = process.argv.slice(2);

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
    violations: (await judge(page)).violations,
    overflow: await overflow(page),
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

await withBrowser(executablePath, async (browser) => {
  const results = [];
  for (const file of pages) {
    const seen = [];
    for (const view of views) seen.push(await look(browser, file, view));
    results.push({ file, markup: await markup(file), views: seen });
  }
  console.log(JSON.stringify(results));
});
