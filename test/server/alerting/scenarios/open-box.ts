/** Opens nations in boxes for scenarios, and says to them what people would say. */
import { onTestFinished } from 'vitest';
import type { Viewer } from '#domain/viewer.ts';
import { type BoxOptions, NationInABox } from '../../../support/nation-in-a-box.ts';

export const LEAD: Viewer = {
  id: 1,
  email: 'lead@example.pk',
  name: 'Lead',
  role: 'lead',
  scope: { type: 'nation' },
};

/** A nation that is put away when the test is over. */
export function openBox(options: BoxOptions): NationInABox {
  const box = NationInABox.open(options);
  onTestFinished(() => box.dispose());
  return box;
}

/** Publishes daily slots of a feeder, PKT. */
export function publish(
  box: NationInABox,
  feeder: string,
  slots: readonly { readonly from: string; readonly minutes: number }[],
): void {
  box.server.judgement.schedules.put(LEAD, {
    id: null,
    disco: 'LESCO',
    feeder,
    category: null,
    slots: slots.map((slot) => ({ type: 'weekly', weekdays: [], ...slot })),
    validFromMs: null,
    validUntilMs: null,
    source: 'timetable of the test',
    sample: false,
  });
}

/** The live state of a centre; throws when it is not live. */
export function stateOf({ server }: NationInABox, code: string) {
  const state = server.hub.feed.stateOfId(server.estate.centre(code)?.id ?? -1);
  if (state === undefined) throw new Error(`No live centre "${code}"`);
  return state;
}
