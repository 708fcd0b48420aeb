/** Who is on call when: a rota's turns as a strip of time, overrides laid over them. Pure. */
import type { Rota } from '#domain/alerting/notification.ts';
import { HOUR_MS } from './pkt-input.ts';
import type { Stretch } from './week-grid.ts';

export interface Turn extends Stretch {
  /** Null: nobody. */
  readonly contactId: number | null;
  readonly override: boolean;
}

type Turns = Pick<Rota, 'contactIds' | 'startsAtMs' | 'shiftHours' | 'overrides'>;

/** Who is on call at a moment; of overrides that meet, the one listed last wins. */
export function onCallAt(rota: Turns, atMs: number): Pick<Turn, 'contactId' | 'override'> {
  const override = rota.overrides.findLast(
    ({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs,
  );
  if (override !== undefined) return { contactId: override.contactId, override: true };
  return { contactId: regularAt(rota, atMs), override: false };
}

function regularAt({ contactIds, startsAtMs, shiftHours }: Turns, atMs: number): number | null {
  if (contactIds.length === 0 || shiftHours <= 0 || atMs < startsAtMs) return null;
  const turn = Math.floor((atMs - startsAtMs) / (shiftHours * HOUR_MS));
  return contactIds[turn % contactIds.length] ?? null;
}

/** The window cut at each change of who is on call; neighbours with the same person are one turn. */
export function turnsOf(rota: Turns, { fromMs, untilMs }: Stretch): Turn[] {
  const turns: Turn[] = [];
  const cuts = [fromMs, ...changesOf(rota, { fromMs, untilMs }), untilMs];
  for (const [place, start] of cuts.entries()) {
    const end = cuts[place + 1];
    if (end === undefined || end <= start) continue;
    const who = onCallAt(rota, start);
    const last = turns.at(-1);
    if (last?.contactId === who.contactId && last.override === who.override) {
      turns[turns.length - 1] = { ...last, untilMs: end };
    } else turns.push({ fromMs: start, untilMs: end, ...who });
  }
  return turns;
}

/** Moments within the window at which somebody else may be on call, ascending. */
function changesOf(rota: Turns, { fromMs, untilMs }: Stretch): number[] {
  const moments = rota.overrides.flatMap((override) => [override.fromMs, override.untilMs]);
  const shiftMs = rota.shiftHours * HOUR_MS;
  if (shiftMs > 0) {
    const passed = Math.max(0, Math.ceil((fromMs - rota.startsAtMs) / shiftMs));
    for (let at = rota.startsAtMs + passed * shiftMs; at < untilMs; at += shiftMs) moments.push(at);
  }
  return [...new Set(moments)]
    .filter((at) => at > fromMs && at < untilMs)
    .toSorted((one, other) => one - other);
}

/** A colour of its own for each contact, as an index that stays while the list of people does. */
export function toneOf(rota: Pick<Rota, 'contactIds'>, contactId: number | null): number | null {
  if (contactId === null) return null;
  const place = rota.contactIds.indexOf(contactId);
  return place === -1 ? rota.contactIds.length : place;
}
