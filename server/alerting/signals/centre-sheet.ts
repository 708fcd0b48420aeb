/**
 * What the board keeps of one live centre between two ticks: its subjects, its devices as they were
 * last heard, who is there, and its symptoms.
 */
import { isOpenAt } from '#domain/alerting/opening-hours.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { SIGNALS } from '#domain/alerting/signal.ts';
import { type Centre, type Device, seatsOf } from '#domain/centre.ts';
import { freshForMs } from '#domain/health.ts';
import type { Subject } from '../subject.ts';
import { forgetLink, LINK_MEMORY_SLOTS, type LinkSheet } from './link-signals.ts';
import { newSymptomTracks, type SymptomTracks } from './symptom-tracks.ts';
import { newUnitSheet, type UnitSheet } from './ups-signals.ts';
import { forgetZone, ZONE_MEMORY_SLOTS, type ZoneSheet } from './zone-signals.ts';

interface SheetOfDevice {
  readonly subject: Subject;
  readonly centre: CentreSheet;
  readonly freshForMs: number;
  /** Server time since which it is on the board. */
  sinceMs: number;
  fresh: boolean;
  /** A reading since the start. */
  everHeard: boolean;
  /** Its part of the memory has changed since it was written. */
  unsaved: boolean;
  /** Number of the news it was last part of. */
  toldIn: number;
}

export type DeviceSheet = SheetOfDevice &
  (
    | { readonly kind: 'ups'; readonly unit: UnitSheet }
    | { readonly kind: 'link'; readonly link: LinkSheet }
    | { readonly kind: 'zone'; readonly zone: ZoneSheet }
  );

export interface CentreSheet {
  readonly centre: Centre;
  readonly subject: Subject;
  devices: readonly DeviceSheet[];
  units: readonly UnitSheet[];
  links: readonly LinkSheet[];
  zones: readonly ZoneSheet[];
  readonly seats: number;
  sinceMs: number;
  /** Longest time that one of its devices may be silent and still count as heard. */
  readonly freshForMsMax: number;
  /** Nobody can be there when the day is reset. */
  readonly emptyAtReset: boolean;
  /** Devices that are heard at present. */
  devicesFresh: number;
  /** Since when a device has been heard without a break; NaN while none is. */
  heardSinceMs: number;
  everHeard: boolean;
  /** Seated when last known, and when that was; NaN before. */
  seated: number;
  seatedAtMs: number;
  /** When that number last changed; NaN before the first. */
  movedAtMs: number;
  /** Since when nobody is seated; NaN while somebody is, or it is not known. */
  emptySinceMs: number;
  open: boolean;
  /** When it next opens or closes. */
  openUntilMs: number;
  /** On the outage it is in; undefined while it has mains. */
  verdict: RideThroughVerdict | undefined;
  symptoms: SymptomTracks;
  /** When it is looked at next whatever is heard; the entry in the heap that counts. */
  dueMs: number;
  /** What was heard of it since it was settled; -1 when nothing was. */
  touched: number;
}

/** A morning at 04:30 PKT, when counts are reset. */
const RESET_AT_MS = Date.UTC(2026, 0, 1, 23, 30);

/** What is remembered of a device beside its signals. */
const MEMORY_SLOTS = { ups: 0, link: LINK_MEMORY_SLOTS, zone: ZONE_MEMORY_SLOTS } as const;

/** Hands out neighbouring stretches: what is looked at together lies together. */
type Numbers = (slots: number) => Float64Array;

function numbersFor({ devices }: Centre): Numbers {
  const slots = devices.reduce(
    (sum, { kind }) => sum + SIGNALS[kind].length + MEMORY_SLOTS[kind],
    SIGNALS.centre.length,
  );
  const numbers = new Float64Array(slots).fill(NaN);
  let used = 0;
  return (count) => {
    used += count;
    return numbers.subarray(used - count, used);
  };
}

export function newCentreSheet(centre: Centre, nowMs: number): CentreSheet {
  const numbers = numbersFor(centre);
  const subject = newSubject(centre, null, numbers);
  const sheet: CentreSheet = {
    centre,
    subject,
    devices: [],
    units: [],
    links: [],
    zones: [],
    seats: seatsOf(centre),
    sinceMs: nowMs,
    freshForMsMax: centre.devices.reduce(
      (most, { intervalSeconds }) => Math.max(most, freshForMs(intervalSeconds)),
      0,
    ),
    emptyAtReset: !isOpenAt(centre, RESET_AT_MS),
    devicesFresh: 0,
    heardSinceMs: NaN,
    everHeard: false,
    seated: NaN,
    seatedAtMs: NaN,
    movedAtMs: NaN,
    emptySinceMs: NaN,
    open: false,
    openUntilMs: -Infinity,
    verdict: undefined,
    symptoms: newSymptomTracks(centre),
    dueMs: Infinity,
    touched: -1,
  };
  sheet.devices = centre.devices.map((device) => newDeviceSheet(device, sheet, { nowMs, numbers }));
  sheet.units = sheet.devices.flatMap((each) => (each.kind === 'ups' ? [each.unit] : []));
  sheet.links = sheet.devices.flatMap((each) => (each.kind === 'link' ? [each.link] : []));
  sheet.zones = sheet.devices.flatMap((each) => (each.kind === 'zone' ? [each.zone] : []));
  return sheet;
}

function newSubject(centre: Centre, device: Device | null, numbers: Numbers): Subject {
  const kind = device?.kind ?? 'centre';
  return { kind, centre, device, signals: numbers(SIGNALS[kind].length) };
}

function newDeviceSheet(
  device: Device,
  centre: CentreSheet,
  { nowMs, numbers }: { readonly nowMs: number; readonly numbers: Numbers },
): DeviceSheet {
  const base: SheetOfDevice = {
    subject: newSubject(centre.centre, device, numbers),
    centre,
    freshForMs: freshForMs(device.intervalSeconds),
    sinceMs: nowMs,
    fresh: false,
    everHeard: false,
    unsaved: false,
    toldIn: 0,
  };
  switch (device.kind) {
    case 'ups':
      return { ...base, kind: 'ups', unit: newUnitSheet(device) };
    case 'link': {
      const memory = numbers(MEMORY_SLOTS.link);
      forgetLink(memory);
      const contractedBitsPerSecond = device.contractedBitsPerSecond ?? NaN;
      const link = { role: device.role, contractedBitsPerSecond, memory };
      return { ...base, kind: 'link', link: { ...link, state: 'unknown', heardAtMs: NaN } };
    }
    case 'zone': {
      const memory = numbers(MEMORY_SLOTS.zone);
      forgetZone(memory);
      const capacity = device.capacity ?? NaN;
      return { ...base, kind: 'zone', zone: { capacity, memory, occupied: NaN } };
    }
  }
}

/** Takes over what is known of a centre and of its devices that stay, when the register changed. */
export function adoptCentre(sheet: CentreSheet, earlier: CentreSheet): CentreSheet {
  const byId = new Map(earlier.devices.map((each) => [each.subject.device?.id, each]));
  const devices = sheet.devices.map((each) => {
    const before = byId.get(each.subject.device?.id);
    return before === undefined ? each : adoptDevice(each, before);
  });
  sheet.subject.signals.set(earlier.subject.signals);
  return Object.assign(sheet, {
    devices,
    sinceMs: earlier.sinceMs,
    heardSinceMs: earlier.heardSinceMs,
    everHeard: earlier.everHeard,
    seated: earlier.seated,
    seatedAtMs: earlier.seatedAtMs,
    movedAtMs: earlier.movedAtMs,
    emptySinceMs: earlier.emptySinceMs,
    symptoms: { tracks: earlier.symptoms.tracks, isps: sheet.symptoms.isps },
  });
}

function adoptDevice(sheet: DeviceSheet, before: DeviceSheet): DeviceSheet {
  if (sheet.kind === before.kind) sheet.subject.signals.set(before.subject.signals);
  if (sheet.kind === 'link' && before.kind === 'link') {
    sheet.link.memory.set(before.link.memory);
    sheet.link.heardAtMs = before.link.heardAtMs;
  } else if (sheet.kind === 'zone' && before.kind === 'zone') {
    sheet.zone.memory.set(before.zone.memory);
  }
  return Object.assign(sheet, {
    sinceMs: before.sinceMs,
    everHeard: before.everHeard,
    unsaved: before.unsaved,
  });
}
