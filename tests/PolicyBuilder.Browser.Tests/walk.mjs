// What a walk through served pages needs: screens, a page that remembers what the browser complains of, a look at a state of a page on every kind of screen, keys.
import { join } from "node:path";
import { judge, markupOf, overflow } from "./browser.mjs";

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

// What the browser wrote to its console, and other servers that a page asked for.
export const complaints = [];
export const strangers = [];

export async function open(browser, address, options = {}) {
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

// The page as it is now, on every kind of screen. Whoever wants to look too names a folder in PICTURES.
export async function look(page, name, language, states) {
  const seen = { name, language, status: page.answered.status(), title: await page.title(), markup: await markupOf(await page.answered.text()), views: [] };
  const session = await page.context().newCDPSession(page);
  for (const { name: view, width, height, scale = 1, media = {} } of screens) {
    await session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: scale, mobile: false });
    await page.emulateMedia({ ...plain, ...media });
    seen.views.push({ view, ...(await judge(page)), overflow: await overflow(page) });
  }
  await session.send("Emulation.clearDeviceMetricsOverride");
  await session.detach();
  for (const colorScheme of process.env.PICTURES ? ["light", "dark"] : []) {
    await page.emulateMedia({ ...plain, colorScheme });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: join(process.env.PICTURES, `${name} ${language} ${width} ${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia(plain);
  states.push(seen);
}

export const leave = (page, act) => Promise.all([page.waitForNavigation(), act()]);

// What has the focus: where it is, whether it is seen, how large it is. An inline link in a sentence needs not be large (WCAG 2.5.8).
export const stop = () => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const label = element.labels?.[0];
  const target = (element.type === "checkbox" || element.type === "radio") && label ? [element, label] : [element];
  const box = element.getBoundingClientRect();
  const inSentence = element.localName === "a" && getComputedStyle(element).display === "inline"
    && [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 0);
  const tabbable = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter((one) => one.checkVisibility());
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

// Walks with Tab alone, and keeps all stops of each page.
export function keysOf(page) {
  const pages = [];
  const tab = async (stops) => {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(stop));
    return stops.at(-1);
  };
  return {
    pages,
    // On to the element, doing what each stop wants, and to the page that follows.
    through: async (name, acts) => {
      const stops = [];
      pages.push({ name, heading: await page.locator("h1").textContent(), stops });
      for (const [id, act] of acts) {
        for (let i = 0; (await tab(stops)).what !== id; i++) {
          if (i > 200) throw new Error(`${name}: Tab does not come to ${id}: ${stops.map((one) => one.what)}`);
        }
        await act?.();
      }
    },
    enter: () => leave(page, () => page.keyboard.press("Enter")),
    space: () => page.keyboard.press("Space"),
    type: (text) => () => page.keyboard.insertText(text),
    // To a mistake by its link in the summary; gives the id that has the focus then.
    follow: async (text) => {
      for (let i = 0; i < 20; i++) {
        await page.keyboard.press("Tab");
        if ((await page.evaluate(() => document.activeElement.textContent)) === text) break;
      }
      await page.keyboard.press("Enter");
      return page.evaluate(() => document.activeElement.id);
    },
    // The browser moves the focus there when it first draws the page.
    focused: async () => {
      await page.waitForFunction(() => document.activeElement.id, undefined, { timeout: 10_000 }).catch(() => {});
      return page.evaluate(() => document.activeElement.id);
    },
  };
}
