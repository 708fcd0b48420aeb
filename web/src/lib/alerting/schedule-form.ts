/** Feeder schedules as they are edited, and back. Pure. */
import type {
  FeederSchedule,
  OnceSlot,
  Weekday,
  WeeklySlot,
} from '#domain/alerting/feeder-schedule.ts';
import { FEEDER_CATEGORIES, type FeederCategory } from '#domain/centre.ts';
import { type FormFault, isNumber, type TypedNumber } from './condition-form.ts';
import {
  DAY_MINUTES,
  DAY_MS,
  HOUR_MS,
  minuteOfClock,
  msOfPktInput,
  pktDayOf,
  pktInputOf,
} from './pkt-input.ts';
import { minutesCovered, occurrencesOf, type Stretch } from './week-grid.ts';

export interface SlotForm {
  type: 'weekly' | 'once';
  weekdays: Weekday[];
  from: string;
  minutes: TypedNumber;
  /** Of a single outage, as `datetime-local` fields have them. */
  begins: string;
  ends: string;
}

export interface ScheduleForm {
  disco: string;
  target: 'feeder' | 'category';
  feeder: string;
  category: FeederCategory;
  slots: SlotForm[];
  /** Days, '' for open; the last day is one of them. */
  validFrom: string;
  lastDay: string;
  source: string;
}

/** What a schedule is without its number. */
export type ScheduleDraft = Omit<FeederSchedule, 'id'>;

const SLOT_MINUTES_USUAL = 60;

export function newSchedule(): ScheduleForm {
  return {
    disco: '',
    target: 'feeder',
    feeder: '',
    category: 'II',
    slots: [newWeeklySlot()],
    validFrom: '',
    lastDay: '',
    source: '',
  };
}

export function newWeeklySlot(): SlotForm {
  return {
    type: 'weekly',
    weekdays: [],
    from: '14:00',
    minutes: SLOT_MINUTES_USUAL,
    begins: '',
    ends: '',
  };
}

/** A single outage that begins with the next full hour. */
export function newOnceSlot(nowMs: number): SlotForm {
  const fromMs = Math.ceil(nowMs / HOUR_MS) * HOUR_MS;
  return {
    ...newWeeklySlot(),
    type: 'once',
    begins: pktInputOf(fromMs),
    ends: pktInputOf(fromMs + 2 * HOUR_MS),
  };
}

export function scheduleFormOf(schedule: ScheduleDraft): ScheduleForm {
  const dayOf = (atMs: number | null): string => (atMs === null ? '' : pktDayOf(atMs));
  return {
    disco: schedule.disco,
    target: schedule.feeder === null ? 'category' : 'feeder',
    feeder: schedule.feeder ?? '',
    category: schedule.category ?? FEEDER_CATEGORIES[0],
    slots: schedule.slots.map(slotFormOf),
    validFrom: dayOf(schedule.validFromMs),
    lastDay: dayOf(schedule.validUntilMs === null ? null : schedule.validUntilMs - 1),
    source: schedule.source,
  };
}

function slotFormOf(slot: WeeklySlot | OnceSlot): SlotForm {
  if (slot.type === 'weekly') {
    const { weekdays, from, minutes } = slot;
    return { ...newWeeklySlot(), weekdays: [...weekdays], from, minutes };
  }
  return {
    ...newWeeklySlot(),
    type: 'once',
    begins: pktInputOf(slot.fromMs),
    ends: pktInputOf(slot.untilMs),
  };
}

export function slotOf(form: SlotForm): WeeklySlot | OnceSlot {
  if (form.type === 'weekly') {
    return {
      type: 'weekly',
      weekdays: [...form.weekdays],
      from: form.from,
      minutes: form.minutes ?? 0,
    };
  }
  return {
    type: 'once',
    fromMs: msOfPktInput(form.begins) ?? 0,
    untilMs: msOfPktInput(form.ends) ?? 0,
  };
}

export function scheduleOf(form: ScheduleForm, sample: boolean): ScheduleDraft {
  const ofFeeder = form.target === 'feeder';
  const lastDayMs = msOfPktInput(form.lastDay);
  return {
    disco: form.disco.trim(),
    feeder: ofFeeder ? form.feeder.trim() : null,
    category: ofFeeder ? null : form.category,
    slots: form.slots.map(slotOf),
    validFromMs: msOfPktInput(form.validFrom),
    validUntilMs: lastDayMs === null ? null : lastDayMs + DAY_MS,
    source: form.source.trim(),
    sample,
  };
}

/** What keeps the schedule from being sent. */
export function scheduleFaultsOf(form: ScheduleForm): FormFault[] {
  const faults: FormFault[] = [];
  const missing = (path: string): void => {
    faults.push({ path, code: 'missing' });
  };
  if (form.disco.trim() === '') missing('disco');
  if (form.target === 'feeder' && form.feeder.trim() === '') missing('feeder');
  if (form.source.trim() === '') missing('source');
  for (const [place, slot] of form.slots.entries()) {
    for (const field of missingInSlot(slot)) missing(`slots.${String(place)}.${field}`);
  }
  return faults;
}

function missingInSlot(slot: SlotForm): string[] {
  if (slot.type === 'weekly') {
    const length = slot.minutes;
    const fits = isNumber(length) && length > 0 && length <= DAY_MINUTES;
    return [...(minuteOfClock(slot.from) === null ? ['from'] : []), ...(fits ? [] : ['minutes'])];
  }
  const fromMs = msOfPktInput(slot.begins);
  const untilMs = msOfPktInput(slot.ends);
  if (fromMs === null) return ['fromMs'];
  return untilMs === null || untilMs <= fromMs ? ['untilMs'] : [];
}

/** When the feeder is off by this schedule alone, within the window. */
export function outagesOf(schedule: ScheduleDraft, window: Stretch): Stretch[] {
  const valid = { fromMs: schedule.validFromMs, untilMs: schedule.validUntilMs };
  return schedule.slots
    .flatMap((slot) => occurrencesOf(slot, window, valid))
    .toSorted((one, other) => one.fromMs - other.fromMs);
}

/** Hours without mains on a day of the window, on the average of its days. */
export function hoursPerDay(schedule: ScheduleDraft, window: Stretch): number {
  const days = (window.untilMs - window.fromMs) / (24 * HOUR_MS);
  return minutesCovered(outagesOf(schedule, window), window) / 60 / days;
}
