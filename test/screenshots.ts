/**
 * `npm run screenshots`: the pictures of the README, from the product itself with a live fleet.
 *
 * Decides what is pictured and when: a working morning, an hour of history, and a provider whose
 * backbone has just failed. The clock of server and fleet is moved to that hour, nothing else is
 * arranged. Run it after a change of the pages, and look at what it wrote.
 */
import { mkdirSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { queueKeyOf, type QueueSnapshot } from '#domain/alerting/queue.ts';
import type { NationSummary } from '#domain/nation.ts';
import { buildWeb } from '../server/build.ts';
import { launchBrowser, openContext, type ContextOptions } from './support/browser.ts';
import { FleetProcess } from './support/fleet-process.ts';
import { startProduct, type Product } from './support/product.ts';

const FOLDER = fileURLToPath(new URL('./screenshots/', import.meta.url));
/** The README is read over slow lines too. */
const BYTES_MAX = 350_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** 11:20 in Pakistan, when most seats are taken. */
const PICTURED_AT_UTC_MS = (6 * 60 + 20) * MINUTE_MS;
const HISTORY_MINUTES = 62;
const HISTORY_SPEED = 60;
/** A provider alone: most of its centres have a backup that holds. */
const SCENARIO = 'isp-backbone-fault';
const SCENARIO_SETTINGS = ['after=90', 'othersDownPercent=4', 'mobileDownPercent=12'];
/** From the first lines that fail until all have failed and been judged. */
const SCENARIO_SETTLED_MS = 75_000;
/** So many failing at once are the scenario's, no ordinary day's. */
const TROUBLED_SHARE_MIN = 0.1;
const POLL_MS = 1_000;
/** Some centres of the fleet have no line at any time. */
const REPORTING_SHARE_MIN = 0.95;

const SCREEN = { width: 1_600, height: 900 };
const PHONE = { width: 390, height: 844 };

const PICTURES: readonly ({ readonly name: string; readonly path: string } & ContextOptions)[] = [
  { name: 'wall-en', path: '/wall', size: SCREEN },
  { name: 'wall-ur', path: '/wall', size: SCREEN, language: 'ur' },
  { name: 'noc-en', path: '/noc', size: SCREEN },
  { name: 'centre-en', path: '/centres/lhr-001', size: SCREEN },
  {
    name: 'centre-phone-ur',
    path: '/centres/lhr-001',
    size: PHONE,
    density: 2,
    language: 'ur',
  },
];

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** How far from now it is that time of the day, on a weekday; forward or back by the shortest way. */
function shiftTo(timeOfDayUtcMs: number, nowMs: number): number {
  let shiftMs = timeOfDayUtcMs - (nowMs % DAY_MS);
  while ([0, 6].includes(new Date(nowMs + shiftMs).getUTCDay())) shiftMs += DAY_MS;
  return shiftMs;
}

/** Environment in which a Node process, its threads and its children live at another time. */
function environmentAt(shiftMs: number): Record<string, string> {
  const script = `
    const Now = Date;
    globalThis.Date = class extends Now {
      constructor(...given) { given.length === 0 ? super(Now.now() + ${shiftMs}) : super(...given); }
      static now() { return Now.now() + ${shiftMs}; }
    };`;
  const module = `data:text/javascript,${encodeURIComponent(script)}`;
  return { NODE_OPTIONS: `--import=${module}` };
}

/** Lets the fleet play the hour before now, so that charts have something to show. */
async function playHistory(
  product: Product,
  { centres, env, nowMs }: { centres: number; env: Record<string, string>; nowMs: number },
): Promise<void> {
  // It has caught up with now at its end, and now moves on meanwhile.
  const seconds = Math.ceil((HISTORY_MINUTES * 60) / (HISTORY_SPEED - 1));
  say(`Playing ${HISTORY_MINUTES} minutes of history, ${seconds} s ...`);
  const start = new Date(nowMs - HISTORY_MINUTES * MINUTE_MS).toISOString();
  const fleet = new FleetProcess({
    broker: product.broker.url,
    centres,
    env,
    extra: ['--start', start, '--speed', String(HISTORY_SPEED), '--duration', String(seconds)],
  });
  await new Promise((resolve) => fleet.process.once('exit', resolve));
}

/** Waits until the scenario shows, and then until it has settled. */
async function untilTroubled(product: Product, cookie: string): Promise<void> {
  say('Waiting for the scenario ...');
  for (;;) {
    const { nation } = await product.get<NationSummary>('/api/v1/summary', cookie);
    if (nation.degraded + nation.down >= nation.centres * TROUBLED_SHARE_MIN) break;
    await delay(POLL_MS);
  }
  await delay(SCENARIO_SETTLED_MS);
}

async function take(
  browser: Browser,
  { url, cookie }: { url: string; cookie: string },
  { name, path, ...options }: (typeof PICTURES)[number],
): Promise<void> {
  const context = await openContext(browser, url, { ...options, cookie });
  const page = await context.newPage();
  await page.goto(url + path);
  await settle(page, path);
  const file = `${FOLDER}${name}.png`;
  await page.screenshot({ path: file });
  await context.close();
  const bytes = statSync(file).size;
  say(`${name}.png ${Math.round(bytes / 1_000)} kB${bytes > BYTES_MAX ? ', too large' : ''}`);
  if (bytes > BYTES_MAX) process.exitCode = 1;
}

/** The page with the gravest incident open, where a page can open one. */
async function pathOf(product: Product, cookie: string, path: string): Promise<string> {
  if (path !== '/noc') return path;
  const { items } = await product.get<QueueSnapshot>('/api/v1/queue', cookie);
  const gravest = items.find(({ type }) => type === 'incident') ?? items[0];
  return gravest === undefined ? path : `${path}?item=${queueKeyOf(gravest)}`;
}

/** The line is live, the fonts are there, and what follows the first frames has been drawn. */
async function settle(page: Page, path: string): Promise<void> {
  const live = path === '/wall' ? '[data-trust="live"]' : 'header .line.live';
  await page.locator(live).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await delay(3_000);
}

const { values } = parseArgs({ options: { centres: { type: 'string', default: '250' } } });
const centres = Number(values.centres);
await buildWeb(say);
mkdirSync(FOLDER, { recursive: true });
const shiftMs = shiftTo(PICTURED_AT_UTC_MS, Date.now());
const env = environmentAt(shiftMs);
const product = await startProduct({
  args: ['--sample', '--sample-centres', String(centres)],
  env,
});
try {
  const cookie = await product.signIn();
  await playHistory(product, { centres, env, nowMs: Date.now() + shiftMs });
  const fleet = new FleetProcess({
    broker: product.broker.url,
    centres,
    scenario: SCENARIO,
    env,
    extra: SCENARIO_SETTINGS.flatMap((setting) => ['--set', setting]),
  });
  await product.untilReporting(centres * REPORTING_SHARE_MIN, cookie);
  await untilTroubled(product, cookie);
  const browser = await launchBrowser();
  for (const picture of PICTURES) {
    const path = await pathOf(product, cookie, picture.path);
    await take(browser, { url: product.url, cookie }, { ...picture, path });
  }
  await browser.close();
  await fleet.stop();
} finally {
  await product.dispose();
}
