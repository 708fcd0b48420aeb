/**
 * Default rules about internet links.
 *
 * What a link is like matters while people use it: quality is judged on the link that carries the
 * traffic, and larger troubles at the centre stand for it.
 */
import type { AlertRule, Condition, RuleLevel } from '../rule.ts';
import type { Severity } from '../severity.ts';
import { above, all, any, below, is, level, rule } from './rule-sketch.ts';

/** Where one of these stands, the quality of a single link is not news. */
const LARGER: readonly string[] = ['power', 'no-contact', 'internet-down', 'on-backup'];
/** A line that is full or throttled is slow and uneven: these say so, and come first. */
const OVERFULL: readonly string[] = [...LARGER, 'link-busy', 'throughput-collapse'];

interface Delays {
  readonly on: number;
  readonly off: number;
}

function inUse(severity: Severity, when: Condition, delays: Delays): RuleLevel {
  return level(severity, all(is('inUse'), when), delays);
}

const CENTRE: readonly AlertRule[] = [
  rule({
    id: 'internet-down',
    subject: 'centre',
    nameEn: 'No internet',
    nameUr: 'انٹرنیٹ بند ہے',
    probableCause: 'lossOfSignal',
    levels: [level('critical', is('internetDown'), { on: 60, off: 120 }, 'minor')],
    during: 'people',
    inhibitedBy: ['power', 'no-contact'],
    symptom: 'internet',
  }),
  rule({
    id: 'on-backup',
    subject: 'centre',
    nameEn: 'Working on the backup link',
    nameUr: 'متبادل انٹرنیٹ پر چل رہا ہے',
    probableCause: 'lossOfRedundancy',
    // Routers go back to a primary only once it has held for five minutes.
    levels: [level('major', is('onBackup'), { on: 300, off: 420 }, 'minor')],
    during: 'people',
    inhibitedBy: ['power', 'no-contact', 'internet-down'],
    symptom: 'internet',
  }),
];

const QUALITY: readonly AlertRule[] = [
  rule({
    id: 'link-loss',
    subject: 'link',
    nameEn: 'Link loses packets',
    nameUr: 'لنک پر پیکٹ ضائع ہو رہے ہیں',
    probableCause: 'excessiveErrorRate',
    levels: [
      inUse('major', above('lossPercent', 10, 9), { on: 300, off: 300 }),
      inUse('minor', above('lossPercent', 2, 1), { on: 300, off: 300 }),
    ],
    during: 'people',
    inhibitedBy: LARGER,
    symptom: 'path',
  }),
  rule({
    id: 'link-latency',
    subject: 'link',
    nameEn: 'Link is slow to answer',
    nameUr: 'لنک کا جواب سست ہے',
    probableCause: 'excessiveResponseTime',
    levels: [
      inUse('minor', all(above('latencyRatio', 2, 1.8), above('latencyExcessMs', 30, 25)), {
        on: 900,
        off: 600,
      }),
    ],
    during: 'people',
    inhibitedBy: OVERFULL,
    symptom: 'internet',
  }),
  rule({
    id: 'link-jitter',
    subject: 'link',
    nameEn: 'Link is uneven',
    nameUr: 'لنک میں جِٹر زیادہ ہے',
    probableCause: 'degradedSignal',
    levels: [
      inUse('major', above('jitterMs', 30, 25), { on: 900, off: 600 }),
      inUse('minor', above('jitterMs', 15, 12), { on: 900, off: 600 }),
    ],
    during: 'people',
    inhibitedBy: OVERFULL,
    symptom: 'internet',
  }),
  rule({
    id: 'link-busy',
    subject: 'link',
    nameEn: 'Link is full',
    nameUr: 'لنک بھر گیا ہے',
    probableCause: 'congestion',
    // An hour before it counts as over: the lunch break of a line that is too small is no news.
    levels: [
      inUse('major', above('utilisationPercent', 95, 90), { on: 900, off: 3_600 }),
      inUse('minor', above('utilisationPercent', 80, 75), { on: 900, off: 3_600 }),
    ],
    during: 'people',
    inhibitedBy: LARGER,
  }),
  rule({
    id: 'throughput-collapse',
    subject: 'link',
    nameEn: 'Link is up but carries next to nothing',
    nameUr: 'لنک چالو ہے مگر رفتار نہ ہونے کے برابر',
    probableCause: 'bandwidthReduced',
    levels: [
      inUse(
        'major',
        all(
          is('down', false),
          below('throughputPercentOfUsual', 15, 40),
          below('lossPercent', 5, 8),
        ),
        { on: 600, off: 600 },
      ),
    ],
    // After closing time the doors' errors of the day are taken for people who draw nothing.
    during: 'open',
    inhibitedBy: LARGER,
    symptom: 'internet',
  }),
  rule({
    id: 'international-path',
    subject: 'link',
    nameEn: 'The way abroad is slow',
    nameUr: 'بین الاقوامی راستہ سست ہے',
    probableCause: 'excessiveResponseTime',
    levels: [inUse('warning', above('internationalExcessMs', 40, 20), { on: 300, off: 600 })],
    during: 'people',
    inhibitedBy: LARGER,
    symptom: 'path',
  }),
];

const LINKS: readonly AlertRule[] = [
  // A primary that is down is told of by what it does to the centre; a backup hurts nobody yet.
  rule({
    id: 'link-down',
    subject: 'link',
    nameEn: 'Backup link is down',
    nameUr: 'متبادل لنک بند ہے',
    probableCause: 'lossOfRedundancy',
    levels: [level('minor', is('down'), { on: 7_200, off: 300 })],
    during: 'people',
    inhibitedBy: ['power', 'no-contact', 'internet-down', 'on-backup', 'link-flapping'],
    symptom: 'internet',
  }),
  rule({
    id: 'link-flapping',
    subject: 'link',
    nameEn: 'Link goes up and down',
    nameUr: 'لنک بار بار بند ہو رہا ہے',
    probableCause: 'lossOfSignal',
    levels: [
      level(
        'minor',
        {
          type: 'changes',
          signal: 'down',
          count: 3,
          windowSeconds: 600,
          steadySeconds: 1_800,
        },
        { on: 0, off: 0 },
      ),
    ],
    inhibitedBy: ['power', 'no-contact'],
    symptom: 'internet',
  }),
  rule({
    id: 'link-silent',
    subject: 'link',
    nameEn: 'Link does not report',
    nameUr: 'لنک خاموش ہے',
    probableCause: 'unavailable',
    levels: [level('warning', is('silent'), { on: 1_800, off: 30 })],
    inhibitedBy: ['power', 'no-contact'],
  }),
];

/** The gateway itself: no reading of any kind, and not because the power is gone. */
const NO_CONTACT: AlertRule = rule({
  id: 'no-contact',
  subject: 'centre',
  nameEn: 'No contact with the centre',
  nameUr: 'سینٹر سے رابطہ نہیں',
  probableCause: 'unavailable',
  levels: [
    level('critical', all(is('silent'), is('peopleThere')), { on: 300, off: 30 }),
    level('major', is('silent'), { on: 120, off: 30 }, 'minor'),
  ],
  inhibitedBy: ['power'],
  symptom: 'silence',
});

const CLOCK_SKEW: AlertRule = rule({
  id: 'clock-skew',
  subject: 'centre',
  nameEn: 'Gateway clock is wrong',
  nameUr: 'گیٹ وے کی گھڑی غلط ہے',
  probableCause: 'realTimeClockFailure',
  levels: [
    level(
      'warning',
      any(above('clockSkewSeconds', 120, 60), below('clockSkewSeconds', -120, -60)),
      {
        on: 600,
        off: 600,
      },
    ),
  ],
  mode: 'observe',
});

export const NETWORK_RULES: readonly AlertRule[] = [
  NO_CONTACT,
  ...CENTRE,
  ...LINKS,
  ...QUALITY,
  CLOCK_SKEW,
];
