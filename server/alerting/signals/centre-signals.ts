/**
 * Signals of a centre, from its devices as they were last heard.
 *
 * Every answer may be "not known": what some devices say is not taken for what all would say.
 */
import type { Verdict } from '#domain/alerting/condition.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { CentreSheet } from './centre-sheet.ts';
import { type LinkSheet, PATH_EXCESS_MS, works } from './link-signals.ts';
import { CENTRE_AT, flagOf, LINK_AT } from './positions.ts';
import type { Look } from './symptom-tracks.ts';
import type { UnitSheet } from './ups-signals.ts';

const MINUTE_MS = 60_000;
/** Seated people are remembered for so long after the counters fell silent. */
const SEATED_KEPT_MS = 60 * MINUTE_MS;
/** A counter that shows nobody for a moment does not empty a centre. */
const EMPTY_AFTER_MS = 5 * MINUTE_MS;
/** A count that has not moved for so long after closing time is what the doors got wrong, not people. */
const LEFT_OVER_AFTER_MS = 30 * MINUTE_MS;
/** Time for a generator to take over before the battery's minutes are counted. */
const COUNTDOWN_FROM_MS = MINUTE_MS;
/** In the first minutes after the start, unheard counters do not mean that nobody knows. */
export const FIRST_NEWS_MS = 120_000;

interface PowerState {
  /** 1 out, 0 there, NaN not known. */
  readonly mainsOut: number;
  readonly lost: number;
  readonly partial: number;
}

export function powerStateOf(units: readonly UnitSheet[]): PowerState {
  let out = 0;
  let there = 0;
  let lost = 0;
  let alive = 0;
  for (const { supply, lineOut } of units) {
    if (lineOut === 1) out += 1;
    else if (lineOut === 0) there += 1;
    if (supply === 'lost') lost += 1;
    else if (supply !== 'unknown') alive += 1;
  }
  const unknown = units.length - lost - alive;
  const mainsOut = there > 0 ? 0 : out > 0 ? 1 : NaN;
  if (lost === 0) {
    const none = alive > 0 ? 0 : NaN;
    return { mainsOut, lost: none, partial: none };
  }
  if (alive > 0) return { mainsOut, lost: 0, partial: 1 };
  return unknown > 0 ? { mainsOut, lost: NaN, partial: NaN } : { mainsOut, lost: 1, partial: 0 };
}

export function writePower(signals: Float64Array, { mainsOut, lost, partial }: PowerState): void {
  signals[CENTRE_AT.mainsOut] = mainsOut;
  signals[CENTRE_AT.powerLost] = lost;
  signals[CENTRE_AT.powerPartial] = partial;
}

/** Writes what the outage means. Without one everything is well, not unknown. */
export function writeOutlook(
  signals: Float64Array,
  verdict: RideThroughVerdict | undefined,
  nowMs: number,
): void {
  const mainsOut = signals[CENTRE_AT.mainsOut] ?? NaN;
  if (verdict === undefined || mainsOut !== 1) {
    // Nobody has a verdict on an outage that just began, and nobody needs one on none.
    const known = mainsOut === 0 ? 0 : NaN;
    signals[CENTRE_AT.outageAnnounced] = known;
    signals[CENTRE_AT.outageOverrun] = known;
    signals[CENTRE_AT.shortMinutes] = known;
    signals[CENTRE_AT.runtimeMinutes] = NaN;
    return;
  }
  signals[CENTRE_AT.outageAnnounced] = flagOf(verdict.outage === 'announced');
  signals[CENTRE_AT.outageOverrun] = flagOf(verdict.outage === 'overrun');
  const { batteryEndsAtMs, shortSeconds, outSinceMs } = verdict;
  signals[CENTRE_AT.shortMinutes] = shortSeconds === null ? NaN : shortSeconds / 60;
  const counts = batteryEndsAtMs !== null && nowMs - outSinceMs >= COUNTDOWN_FROM_MS;
  signals[CENTRE_AT.runtimeMinutes] = counts
    ? Math.max(0, (batteryEndsAtMs - nowMs) / MINUTE_MS)
    : NaN;
}

/** When the minutes left change by themselves: a unit may report seldom. */
export function nextCountdownMs(
  signals: Float64Array,
  verdict: RideThroughVerdict | undefined,
  nowMs: number,
): number {
  if (verdict === undefined || signals[CENTRE_AT.mainsOut] !== 1) return Infinity;
  if (signals[CENTRE_AT.powerLost] === 1) return Infinity;
  const beginsMs = verdict.outSinceMs + COUNTDOWN_FROM_MS;
  return nowMs < beginsMs ? beginsMs : nowMs + MINUTE_MS / 2;
}

export function writeInternet(signals: Float64Array, links: readonly LinkSheet[]): void {
  let down = 0;
  let unknown = 0;
  let working = 0;
  let primaryDown = 0;
  let primaryElse = 0;
  let backupWorks = 0;
  for (const link of links) {
    if (link.state === 'disabled') continue;
    const isWorking = works(link);
    if (link.state === 'down') down += 1;
    else if (isWorking) working += 1;
    else unknown += 1;
    if (link.role === 'backup') backupWorks += isWorking ? 1 : 0;
    else if (link.state === 'down') primaryDown += 1;
    else primaryElse += 1;
  }
  signals[CENTRE_AT.internetDown] = working > 0 ? 0 : unknown > 0 || down === 0 ? NaN : 1;
  signals[CENTRE_AT.onBackup] = onBackupOf({
    working,
    unknown,
    primaryDown,
    primaryElse,
    backupWorks,
  });
}

function onBackupOf(links: {
  readonly working: number;
  readonly unknown: number;
  readonly primaryDown: number;
  readonly primaryElse: number;
  readonly backupWorks: number;
}): number {
  // A primary that is not known to be down may be the one in use.
  if (links.primaryElse > 0) return links.working > links.backupWorks ? 0 : NaN;
  if (links.primaryDown === 0) return links.unknown > 0 ? NaN : 0;
  if (links.backupWorks > 0) return 1;
  return links.unknown > 0 ? NaN : 0;
}

/** Takes the counters' sum into the sheet and writes who is there. */
export function writePeople(sheet: CentreSheet, nowMs: number): void {
  const { signals } = sheet.subject;
  let seated = NaN;
  for (const { occupied } of sheet.zones) {
    if (Number.isNaN(occupied)) continue;
    seated = (Number.isNaN(seated) ? 0 : seated) + occupied;
  }
  if (!Number.isNaN(seated)) {
    if (seated !== sheet.seated) sheet.movedAtMs = nowMs;
    sheet.seated = seated;
    sheet.seatedAtMs = nowMs;
  }
  signals[CENTRE_AT.open] = flagOf(sheet.open);
  signals[CENTRE_AT.seated] = seated;
  signals[CENTRE_AT.occupancyPercent] = sheet.seats > 0 ? (100 * seated) / sheet.seats : NaN;
  signals[CENTRE_AT.peopleThere] = peopleThereOf(sheet, nowMs);
}

/** Seated now, or last heard within the hour; NaN when not known. */
export function seatedOf({ seated, seatedAtMs }: CentreSheet, nowMs: number): number {
  return nowMs - seatedAtMs <= SEATED_KEPT_MS ? seated : NaN;
}

function peopleThereOf(sheet: CentreSheet, nowMs: number): number {
  const seated = seatedOf(sheet, nowMs);
  if (Number.isNaN(seated)) {
    sheet.emptySinceMs = NaN;
    if (!sheet.open) return 0;
    // Counters have not had their say yet: an alert kept over the restart keeps its severity.
    return sheet.zones.length > 0 && nowMs - sheet.sinceMs < FIRST_NEWS_MS ? NaN : 1;
  }
  if (seated > 0) {
    sheet.emptySinceMs = NaN;
    return isLeftOver(sheet, nowMs) ? 0 : 1;
  }
  const before = sheet.subject.signals[CENTRE_AT.peopleThere] ?? NaN;
  if (Number.isNaN(sheet.emptySinceMs)) sheet.emptySinceMs = nowMs;
  return before === 1 && nowMs - sheet.emptySinceMs < EMPTY_AFTER_MS ? 1 : 0;
}

/** A count that was so when it was last heard stays so in the silence after it. */
function isLeftOver(sheet: CentreSheet, nowMs: number): boolean {
  const heard = !Number.isNaN(sheet.subject.signals[CENTRE_AT.seated] ?? NaN);
  const stoodStillMs = (heard ? nowMs : sheet.seatedAtMs) - sheet.movedAtMs;
  return !sheet.open && stoodStillMs >= LEFT_OVER_AFTER_MS;
}

/** When what is said of people changes by time alone. */
export function nextPeopleMs(sheet: CentreSheet, nowMs: number): number {
  const { seatedAtMs, emptySinceMs, sinceMs } = sheet;
  // Whatever is not known compares as false.
  return Math.min(
    ahead(emptySinceMs + EMPTY_AFTER_MS, nowMs),
    ahead(seatedAtMs + SEATED_KEPT_MS + 1, nowMs),
    ahead(sheet.movedAtMs + LEFT_OVER_AFTER_MS, nowMs),
    ahead(sinceMs + FIRST_NEWS_MS, nowMs),
  );
}

function ahead(atMs: number, nowMs: number): number {
  return atMs > nowMs ? atMs : Infinity;
}

export function mainsLook(signals: Float64Array): Verdict {
  const mainsOut = signals[CENTRE_AT.mainsOut] ?? NaN;
  if (Number.isNaN(mainsOut)) return 'unknown';
  return mainsOut === 1 && signals[CENTRE_AT.outageAnnounced] !== 1 ? 'breach' : 'well';
}

/** Any link that is down, with its provider, whether or not another one works. */
export function internetLook(sheet: CentreSheet): Look {
  const isps = new Set<string>();
  let down = 0;
  let unknown = 0;
  for (const device of sheet.devices) {
    if (device.kind !== 'link') continue;
    if (device.link.state === 'unknown') unknown += 1;
    if (device.link.state !== 'down') continue;
    down += 1;
    const isp = device.subject.device?.isp ?? null;
    if (isp !== null) isps.add(isp);
  }
  if (down > 0) return { verdict: 'breach', isps: [...isps] };
  return { verdict: unknown > 0 || sheet.links.length === 0 ? 'unknown' : 'well', isps: [] };
}

/** The way abroad of the link in use; latency within the country is not in it. */
export function pathLook(sheet: CentreSheet): Verdict {
  let excessMs = NaN;
  for (const { kind, subject } of sheet.devices) {
    if (kind !== 'link' || subject.signals[LINK_AT.inUse] !== 1) continue;
    excessMs = subject.signals[LINK_AT.internationalExcessMs] ?? NaN;
  }
  if (Number.isNaN(excessMs)) return 'unknown';
  if (excessMs > PATH_EXCESS_MS.fire) return 'breach';
  return excessMs <= PATH_EXCESS_MS.clear ? 'well' : 'hold';
}

export function silenceLook(signals: Float64Array): Verdict {
  const silent = signals[CENTRE_AT.silent] ?? NaN;
  if (Number.isNaN(silent)) return 'unknown';
  return silent === 1 ? 'breach' : 'well';
}
