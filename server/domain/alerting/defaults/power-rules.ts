/**
 * Default rules about mains, batteries and UPS units.
 *
 * Running from battery is a state. An alert is that the people will lose their work before the mains
 * is back, or that something needs a hand.
 */
import type { AlertRule } from '../rule.ts';
import { above, all, any, below, is, level, rule } from './rule-sketch.ts';

/** Ends before the mains is expected, or nobody knows any more when that is. */
const ENDS_TOO_SOON = any(above('shortMinutes', 2, 0), is('outageOverrun'));
/** The battery's own limits have a deadband of two minutes. */
const LEFT_MAJOR = below('runtimeMinutes', 10, 12);
const LEFT_CRITICAL = below('runtimeMinutes', 5, 7);
/** While the mains is out a part without power is people without power. */
const LOST = any(is('powerLost'), all(is('mainsOut'), is('powerPartial')));

const POWER: AlertRule = rule({
  id: 'power',
  subject: 'centre',
  nameEn: 'Power is running out',
  nameUr: 'بجلی ختم ہو رہی ہے',
  probableCause: 'commercialPowerFailure',
  levels: [
    // Half a minute lets a generator take over before anybody is told.
    level('critical', any(LOST, all(ENDS_TOO_SOON, LEFT_CRITICAL)), { on: 30, off: 120 }, 'minor'),
    // Two minutes of patience: a third of the cuts that get so far end before five minutes are left.
    level('major', all(ENDS_TOO_SOON, LEFT_MAJOR), { on: 120, off: 120 }, 'minor'),
    // Of what nobody announced only the usual length is known, and every third is over long before:
    // then the last ten minutes tell. A published slot is known to the minute, and so is what it lacks.
    level(
      'minor',
      all(is('outageAnnounced'), above('shortMinutes', 2, 0)),
      { on: 300, off: 120 },
      'warning',
    ),
  ],
  during: 'people',
  symptom: 'mains',
});

const POWER_PARTIAL: AlertRule = rule({
  id: 'power-partial',
  subject: 'centre',
  nameEn: 'Part of the centre has no power',
  nameUr: 'سینٹر کے ایک حصے میں بجلی نہیں',
  probableCause: 'powerSupplyFailure',
  levels: [level('major', is('powerPartial'), { on: 60, off: 120 }, 'minor')],
  during: 'people',
  inhibitedBy: ['power'],
  symptom: 'mains',
});

const BATTERY_UNDERSIZED: AlertRule = rule({
  id: 'battery-undersized',
  subject: 'centre',
  nameEn: 'Batteries do not recover between outages',
  nameUr: 'بیٹریاں وقفوں میں پوری چارج نہیں ہوتیں',
  probableCause: 'lowBatteryThreshold',
  levels: [level('warning', is('bankRatchets'), { on: 0, off: 600 })],
});

const MAINS: readonly AlertRule[] = [
  rule({
    id: 'mains-overvoltage',
    subject: 'ups',
    nameEn: 'Mains voltage endangers equipment',
    nameUr: 'بجلی کا وولٹیج آلات کے لیے خطرناک ہے',
    probableCause: 'powerProblem',
    levels: [level('critical', above('inputVolts', 280, 277), { on: 60, off: 300 })],
    symptom: 'mains',
  }),
  // Every summer evening has low voltage: worth a look at the week, not at the evening.
  rule({
    id: 'mains-voltage',
    subject: 'ups',
    nameEn: 'Mains voltage out of range',
    nameUr: 'بجلی کا وولٹیج حد سے باہر ہے',
    probableCause: 'powerProblem',
    levels: [
      level(
        'warning',
        all(
          is('onBattery', false),
          any(below('inputVolts', 207, 210), above('inputVolts', 253, 250)),
        ),
        { on: 900, off: 300 },
      ),
    ],
    mode: 'observe',
    inhibitedBy: ['mains-overvoltage'],
    symptom: 'mains',
  }),
  rule({
    id: 'mains-frequency',
    subject: 'ups',
    nameEn: 'Mains frequency out of range',
    nameUr: 'بجلی کی فریکوئنسی حد سے باہر ہے',
    probableCause: 'powerProblem',
    levels: [
      level(
        'warning',
        all(
          is('onBattery', false),
          any(below('inputHertz', 49.5, 49.6), above('inputHertz', 50.5, 50.4)),
        ),
        { on: 900, off: 300 },
      ),
    ],
    mode: 'observe',
    symptom: 'mains',
  }),
];

const UNITS: readonly AlertRule[] = [
  rule({
    id: 'ups-load',
    subject: 'ups',
    nameEn: 'UPS load is high',
    nameUr: 'یو پی ایس پر بوجھ زیادہ ہے',
    probableCause: 'systemResourcesOverload',
    levels: [
      level('critical', is('overload'), { on: 300, off: 300 }),
      level('major', above('loadPercent', 90, 85), { on: 300, off: 300 }),
      level('minor', above('loadPercent', 80, 75), { on: 300, off: 300 }),
    ],
  }),
  rule({
    id: 'battery-hot',
    subject: 'ups',
    nameEn: 'Battery is hot',
    nameUr: 'بیٹری گرم ہے',
    probableCause: 'highTemperature',
    levels: [
      level('major', above('batteryCelsius', 45, 43), { on: 120, off: 300 }),
      level('minor', above('batteryCelsius', 35, 33), { on: 120, off: 300 }),
    ],
  }),
  rule({
    id: 'bypass',
    subject: 'ups',
    nameEn: 'UPS in bypass: no protection',
    nameUr: 'یو پی ایس بائی پاس پر ہے، کوئی تحفظ نہیں',
    probableCause: 'lossOfRedundancy',
    levels: [level('major', is('bypass'), { on: 60, off: 60 })],
    inhibitedBy: ['power'],
  }),
  rule({
    id: 'replace-battery',
    subject: 'ups',
    nameEn: 'UPS needs a new battery',
    nameUr: 'یو پی ایس کی بیٹری بدلنی ہے',
    probableCause: 'batteryFailure',
    // One self-test that passed does not make the battery new: an hour without the word.
    // Most worn banks say nothing: their discharges do. Makers replace at four fifths.
    levels: [
      level('minor', any(is('replaceBattery'), below('learnedHealthPercent', 80, 83)), {
        on: 60,
        off: 3_600,
      }),
    ],
  }),
  rule({
    id: 'ups-silent',
    subject: 'ups',
    nameEn: 'UPS does not report',
    nameUr: 'یو پی ایس خاموش ہے',
    probableCause: 'unavailable',
    levels: [level('minor', is('silent'), { on: 300, off: 30 })],
    inhibitedBy: ['no-contact', 'power'],
  }),
];

export const POWER_RULES: readonly AlertRule[] = [
  POWER,
  POWER_PARTIAL,
  BATTERY_UNDERSIZED,
  ...MAINS,
  ...UNITS,
];
