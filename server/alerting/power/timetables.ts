/** What the outlook asks of whoever keeps the published schedules. */
import type { AnnouncedSlot } from '#domain/alerting/feeder-schedule.ts';
import type { FeederPlace, TimeWindow } from '#domain/alerting/feeder-timetable.ts';

export interface Timetables {
  /** Announced slots of a feeder that touch the window, in order of time. */
  slotsAt(place: FeederPlace, window: TimeWindow): readonly AnnouncedSlot[];
  /** Returns what ends it. */
  onChange(listener: () => void): () => void;
}
