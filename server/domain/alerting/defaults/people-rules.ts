/** Default rules about people counts and the sensors that make them. */
import type { AlertRule } from '../rule.ts';
import { above, is, level, rule } from './rule-sketch.ts';

export const PEOPLE_RULES: readonly AlertRule[] = [
  rule({
    id: 'over-capacity',
    subject: 'centre',
    nameEn: 'More people than seats',
    nameUr: 'نشستوں سے زیادہ لوگ',
    probableCause: 'systemResourcesOverload',
    levels: [level('minor', above('occupancyPercent', 103, 100), { on: 600, off: 600 })],
    during: 'people',
  }),
  rule({
    id: 'count-drift',
    subject: 'zone',
    nameEn: 'People counter drifts',
    nameUr: 'گنتی کا سینسر غلط گن رہا ہے',
    probableCause: 'corruptData',
    // Doors within their makers' 98 to 99.5 % differ by up to 1.5 % between the two ways.
    levels: [level('warning', above('driftPercent', 3, 2.5), { on: 0, off: 0 })],
  }),
  rule({
    id: 'sensor-silent',
    subject: 'zone',
    nameEn: 'People counter does not report',
    nameUr: 'گنتی کا سینسر خاموش ہے',
    probableCause: 'unavailable',
    levels: [level('warning', is('silent'), { on: 3_600, off: 30 })],
    inhibitedBy: ['power', 'no-contact'],
  }),
];
