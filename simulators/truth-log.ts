/**
 * What really needed a person: the list of a perfect observer, against which alerts are measured.
 *
 * The observer sees people and things as they are and the whole run to its end; it never looks at
 * what a gateway sent or at any rule. People are concerned while somebody is seated or the centre is
 * open. Trouble that is over before anybody could have lifted a hand needed nobody.
 *
 * It must be told of:
 * - `power`: seats or gateway without power for two minutes on end, people concerned. Its time runs
 *   from when the units left the mains: from then on somebody could have acted.
 * - `internet`: power, and no path to the internet for two minutes on end, people concerned.
 * - `line`: the line that people are meant to work on down for five minutes on end by a fault of its
 *   own or of its provider, people concerned: the provider has to be called.
 * - `backup`: a backup line down for two hours on end in the same way: nobody is hurt yet, and it has
 *   not come back by itself.
 * - `battery`: a bank with less than 80 % of what was bought.
 * - `bypass`: a unit that has carried people past its battery for five minutes on end.
 * - `throttle`: the line that carries people has given a tenth of its rate or less for 15 minutes.
 * - `counter`: a door count that is wrong by ten people and a tenth of the seats for half an hour.
 * - `clock`: a gateway whose clock is a minute or more off.
 * - `volts`: more than 280 V at the input for a minute: equipment burns.
 *
 * Telling of the following is right, and not telling of it is no miss (`must` is false):
 * - `power` that came within five minutes of being lost for two minutes on end, and was not lost.
 * - `line` and `backup` whose street cabinet has no mains: people are hurt as much, and nothing but the
 *   mains helps.
 * - `full`: the line that carries people was asked for nine tenths of its rate for 15 minutes on end.
 * - `undersized`: a bank that fell below 20 % in a published shed: the timetable alone exhausts it.
 */
import type { CentreTruth } from './centre/centre-model.ts';
import type { UpsTruth } from './centre/power-plant.ts';

export const NEED_KINDS = [
  'power',
  'internet',
  'line',
  'backup',
  'battery',
  'bypass',
  'throttle',
  'full',
  'counter',
  'clock',
  'volts',
  'undersized',
] as const;
export type NeedKind = (typeof NEED_KINDS)[number];

/** One thing that needed a person, half open in time. */
export interface Need {
  readonly kind: NeedKind;
  readonly centre: string;
  /** Null where it is the centre's as a whole. */
  readonly device: string | null;
  /** False where silence about it is no miss. */
  readonly must: boolean;
  /** What it shares with others that have the same trouble, e.g. `unplanned LESCO-LHR-001`, `PTCL`. */
  readonly cause: string;
  readonly fromMs: number;
  /** When people began to be hurt by it; null when they were not. */
  readonly hurtFromMs: number | null;
  /** Infinity while it lasts. */
  readonly untilMs: number;
  /** Most people seated while it lasted. */
  readonly people: number;
}

/** Trouble on end after which it has needed somebody. */
const NEEDED_AFTER_SECONDS: Readonly<Record<NeedKind, number>> = {
  power: 120,
  internet: 120,
  line: 300,
  backup: 7_200,
  battery: 0,
  bypass: 300,
  throttle: 900,
  full: 900,
  counter: 1_800,
  clock: 0,
  volts: 60,
  undersized: 0,
};
const CLOSE_MINUTES = 5;
const WORN_HEALTH = 0.8;
const UNDERSIZED_CHARGE = 0.2;
const COUNTER_WRONG_PEOPLE = 10;
const COUNTER_WRONG_PART = 0.1;
const FULL_PART = 0.9;
const CLOCK_WRONG_MS = 60_000;
const BURNING_VOLTS = 280;

/** Something that is wrong in this step. */
interface Wrong {
  readonly kind: NeedKind;
  readonly device: string | null;
  readonly cause: string;
  /** It hurts now: these steps in a row decide. */
  readonly hurts: boolean;
  /** It is about to: enough for an alert to be right. */
  readonly close: boolean;
}

/** Something wrong over time. */
interface Spell {
  readonly wrong: Wrong;
  readonly fromMs: number;
  hurtRunFromMs: number | null;
  closeRunFromMs: number | null;
  hurtFromMs: number | null;
  wasClose: boolean;
  people: number;
}

export class TruthLog {
  readonly #spells = new Map<string, Map<string, Spell>>();
  readonly #needs: Need[] = [];

  /** Takes a centre as it is at the end of a step of `seconds`. */
  observe(truth: CentreTruth, step: { readonly atMs: number; readonly seconds: number }): void {
    const wrongs = wrongsAt(truth);
    const open = this.#spells.get(truth.code);
    if (wrongs.length === 0 && (open === undefined || open.size === 0)) return;
    const spells = open ?? new Map<string, Spell>();
    if (open === undefined) this.#spells.set(truth.code, spells);
    const fromMs = step.atMs - step.seconds * 1_000;
    const now = new Set<string>();
    for (const wrong of wrongs) {
      const key = `${wrong.kind} ${wrong.device ?? ''}`;
      now.add(key);
      const spell = spells.get(key) ?? newSpell(wrong, fromMs);
      spells.set(key, spell);
      extend(spell, { wrong, fromMs, atMs: step.atMs, people: truth.seated });
    }
    for (const [key, spell] of spells) {
      if (now.has(key) || spell.wrong.kind === 'undersized') continue;
      spells.delete(key);
      this.#keep(truth.code, spell, fromMs);
    }
  }

  /** Everything so far that has needed somebody, in order of time; what lasts has no end. */
  needs(): Need[] {
    const lasting = [...this.#spells].flatMap(([centre, spells]) =>
      [...spells.values()].flatMap((spell) => needOf(centre, spell, Infinity) ?? []),
    );
    return [...this.#needs, ...lasting].sort(
      (a, b) => a.fromMs - b.fromMs || a.centre.localeCompare(b.centre),
    );
  }

  #keep(centre: string, spell: Spell, untilMs: number): void {
    const need = needOf(centre, spell, untilMs);
    if (need !== undefined) this.#needs.push(need);
  }
}

function newSpell(wrong: Wrong, fromMs: number): Spell {
  return {
    wrong,
    fromMs,
    hurtRunFromMs: null,
    closeRunFromMs: null,
    hurtFromMs: null,
    wasClose: false,
    people: 0,
  };
}

function extend(
  spell: Spell,
  step: { readonly wrong: Wrong; readonly fromMs: number; atMs: number; people: number },
): void {
  const { wrong, fromMs, atMs } = step;
  const neededMs = NEEDED_AFTER_SECONDS[wrong.kind] * 1_000;
  spell.people = Math.max(spell.people, step.people);
  spell.hurtRunFromMs = wrong.hurts ? (spell.hurtRunFromMs ?? fromMs) : null;
  if (spell.hurtRunFromMs !== null && atMs - spell.hurtRunFromMs >= neededMs) {
    spell.hurtFromMs ??= spell.hurtRunFromMs;
  }
  const close = wrong.close || wrong.hurts;
  spell.closeRunFromMs = close ? (spell.closeRunFromMs ?? fromMs) : null;
  if (spell.closeRunFromMs !== null && atMs - spell.closeRunFromMs >= neededMs) {
    spell.wasClose = true;
  }
}

function needOf(centre: string, spell: Spell, untilMs: number): Need | undefined {
  const { wrong, fromMs, hurtFromMs, people } = spell;
  if (hurtFromMs === null && !spell.wasClose) return undefined;
  return {
    kind: wrong.kind,
    centre,
    device: wrong.device,
    must: hurtFromMs !== null,
    cause: wrong.cause,
    fromMs,
    hurtFromMs,
    untilMs,
    people,
  };
}

function wrongsAt(truth: CentreTruth): Wrong[] {
  const concerned = truth.open || truth.seated > 0;
  const powered = truth.seatsPowered && truth.gatewayPowered;
  const wrongs: Wrong[] = [];
  powerWrongs(truth, { concerned, powered }, wrongs);
  lineWrongs(truth, concerned && powered, wrongs);
  for (const unit of truth.ups) unitWrongs(truth, unit, concerned, wrongs);
  for (const { device, capacity, inside, counted } of truth.doors) {
    const by = Math.abs(counted - inside);
    if (by < COUNTER_WRONG_PEOPLE || by < COUNTER_WRONG_PART * capacity) continue;
    wrongs.push({ kind: 'counter', device, cause: device, hurts: true, close: true });
  }
  if (Math.abs(truth.clockOffsetMs) >= CLOCK_WRONG_MS) {
    wrongs.push({ kind: 'clock', device: null, cause: truth.code, hurts: true, close: true });
  }
  if (truth.inputVolts > BURNING_VOLTS) {
    wrongs.push({ kind: 'volts', device: null, cause: truth.feeder, hurts: true, close: true });
  }
  return wrongs;
}

function powerWrongs(
  truth: CentreTruth,
  { concerned, powered }: { readonly concerned: boolean; readonly powered: boolean },
  wrongs: Wrong[],
): void {
  const offMains = truth.ups.filter(({ mode }) => mode === 'battery' || mode === 'off');
  if (offMains.length === 0 && powered) return;
  const minutesLeft = Math.min(...offMains.map(minutesLeftOf));
  wrongs.push({
    kind: 'power',
    device: null,
    cause: powerCauseOf(truth),
    hurts: concerned && !powered,
    close: concerned && minutesLeft < CLOSE_MINUTES,
  });
}

/** A unit also leaves the mains for volts it cannot use, or for a fault of its own. */
function powerCauseOf({ mainsOutBy, inputVolts, ups, feeder, code }: CentreTruth): string {
  if (mainsOutBy !== null) return `${mainsOutBy} ${feeder}`;
  const unusable = inputVolts > 0 && ups.some(({ mode }) => mode === 'battery');
  return unusable ? `volts ${feeder}` : code;
}

function minutesLeftOf({ mode, minutesLeft }: UpsTruth): number {
  return mode === 'off' ? 0 : minutesLeft;
}

function lineWrongs(truth: CentreTruth, concerned: boolean, wrongs: Wrong[]): void {
  for (const link of truth.links) {
    const { device, downBy } = link;
    const cause = link.isp ?? device;
    if (downBy !== null) {
      const kind = link.role === 'backup' ? 'backup' : 'line';
      const hurts = concerned && downBy !== 'cabinet';
      wrongs.push({ kind, device, cause, hurts, close: concerned });
    }
    if (link.throttled && truth.seated > 0) {
      wrongs.push({ kind: 'throttle', device, cause, hurts: concerned, close: false });
    }
    if (link.askedPart >= FULL_PART) {
      wrongs.push({ kind: 'full', device, cause, hurts: false, close: concerned });
    }
  }
  if (truth.path !== 'none') return;
  const downBy = new Set(truth.links.map((link) => link.downBy));
  const cabinets = downBy.size === 1 && downBy.has('cabinet');
  const isps = truth.links.flatMap((link) => (link.downBy === null ? [] : (link.isp ?? [])));
  wrongs.push({
    kind: 'internet',
    device: null,
    cause: cabinets ? truth.feeder : isps.sort().join(' and '),
    hurts: concerned,
    close: false,
  });
}

function unitWrongs(
  truth: CentreTruth,
  { device, mode, batteryHealth, batteryCharge }: UpsTruth,
  concerned: boolean,
  wrongs: Wrong[],
): void {
  const cause = `${truth.code} ${device}`;
  if (batteryHealth < WORN_HEALTH) {
    wrongs.push({ kind: 'battery', device, cause, hurts: true, close: true });
  }
  if (mode === 'bypass') {
    wrongs.push({ kind: 'bypass', device, cause, hurts: concerned, close: false });
  }
  const shed = truth.mainsOutBy === 'scheduled' && mode !== 'mains' && mode !== 'bypass';
  if (shed && batteryCharge < UNDERSIZED_CHARGE) {
    wrongs.push({ kind: 'undersized', device, cause, hurts: false, close: true });
  }
}
