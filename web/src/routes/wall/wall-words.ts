/** What the wall says, in both languages; a missing Urdu text is a type error. */
import type { Language } from '#domain/page-context.ts';
import type { Cause } from './callouts.ts';

export interface WallWords {
  readonly title: string;
  readonly sample: string;
  readonly pkt: string;
  readonly dataAge: (age: string) => string;
  readonly connecting: string;
  readonly staleSince: (age: string) => string;
  readonly noReadings: string;
  readonly frozenSince: (clock: string) => string;
  readonly frozenHelp: string;
  readonly refused: string;
  readonly signIn: string;
  readonly empty: string;
  readonly emptyHelp: string;
  readonly seatsUsable: string;
  readonly ofSeats: (usable: string, seats: string) => string;
  readonly unknownSeats: (seats: string) => string;
  readonly coverage: (reporting: string, centres: string) => string;
  readonly oldest: (age: string) => string;
  readonly seated: string;
  readonly down: string;
  readonly degraded: string;
  readonly unknown: string;
  readonly onBattery: string;
  readonly provinces: string;
  readonly worst: string;
  readonly nothingWorse: string;
  readonly incidents: string;
  readonly moreIncidents: (count: string) => string;
  readonly cityBad: (bad: string, centres: string) => string;
  readonly cityDown: (down: string) => string;
  readonly cause: Readonly<Record<Cause, string>>;
  readonly seats: (seats: string) => string;
  readonly seatedCount: (seated: string) => string;
  readonly presumedLost: string;
  readonly presumedPartial: string;
  /** With the minutes left, when the battery says. */
  readonly batteryLow: (minutes: string | null) => string;
  readonly runsOnBattery: (minutes: string | null) => string;
  readonly lastUpdate: (clock: string) => string;
  readonly feedAge: (age: string) => string;
  readonly mapFrom: string;
  readonly notVetted: string;
  readonly fullScreen: string;
  readonly settings: string;
  readonly close: string;
  readonly distance: string;
  readonly metres: (metres: string) => string;
  readonly night: string;
  readonly nightModes: Readonly<Record<'auto' | 'on' | 'off', string>>;
  readonly scene: string;
  readonly scenes: Readonly<Record<'map' | 'cells' | 'both', string>>;
  readonly keys: string;
}

const EN: WallWords = {
  title: 'National wall',
  sample: 'SAMPLE',
  pkt: 'PKT',
  dataAge: (age) => `Data ${age} old`,
  connecting: 'Connecting',
  staleSince: (age) => `No new readings for ${age}`,
  noReadings: 'No readings yet',
  frozenSince: (clock) => `Frozen since ${clock}`,
  frozenHelp: 'The line to the server is silent. What is shown is the state of that time.',
  refused: 'Signed out',
  signIn: 'Sign in again',
  empty: 'No centre is live yet',
  emptyHelp: 'Add centres in the register; each appears here with its first reading.',
  seatsUsable: 'Seats usable now',
  ofSeats: (usable, seats) => `${usable} of ${seats} seats`,
  unknownSeats: (seats) => `${seats} unknown`,
  coverage: (reporting, centres) => `${reporting} of ${centres} reporting`,
  oldest: (age) => `oldest ${age}`,
  seated: 'People seated',
  down: 'Down',
  degraded: 'Degraded',
  unknown: 'Unknown',
  onBattery: 'On battery',
  provinces: 'Provinces',
  worst: 'Needs a hand',
  nothingWorse: 'Nothing stands out',
  incidents: 'Open incidents',
  moreIncidents: (count) => `${count} more incidents`,
  cityBad: (bad, centres) => `${bad} of ${centres}`,
  cityDown: (down) => `${down} down`,
  cause: {
    power: 'power',
    internet: 'internet',
    both: 'power and internet',
    other: 'mixed causes',
  },
  seats: (seats) => `${seats} seats`,
  seatedCount: (seated) => `${seated} seated`,
  presumedLost: 'power lost (presumed)',
  presumedPartial: 'part of the power lost (presumed)',
  batteryLow: (minutes) => `battery low${minutes === null ? '' : `, ${minutes}`}`,
  runsOnBattery: (minutes) => `on battery${minutes === null ? '' : `, ${minutes}`}`,
  lastUpdate: (clock) => `Last update ${clock}`,
  feedAge: (age) => `feed ${age}`,
  mapFrom: 'Map:',
  notVetted: 'not vetted by Survey of Pakistan',
  fullScreen: 'Full screen (F)',
  settings: 'Settings (S)',
  close: 'Close',
  distance: 'Viewing distance',
  metres: (metres) => `${metres} m`,
  night: 'Night dimming',
  nightModes: { auto: '21:00 to 06:00', on: 'Always', off: 'Never' },
  scene: 'Scene',
  scenes: { map: 'Map', cells: 'Every centre', both: 'In turn' },
  keys: 'F full screen, S settings, + and - zoom, 0 whole country',
};

const UR: WallWords = {
  title: 'قومی دیوار',
  sample: 'نمونہ',
  pkt: 'پاکستان وقت',
  dataAge: (age) => `معلومات ${age} پرانی`,
  connecting: 'رابطہ ہو رہا ہے',
  staleSince: (age) => `${age} سے کوئی نئی اطلاع نہیں`,
  noReadings: 'ابھی کوئی اطلاع نہیں',
  frozenSince: (clock) => `${clock} سے منجمد`,
  frozenHelp: 'سرور سے رابطہ خاموش ہے۔ جو دکھائی دے رہا ہے وہ اسی وقت کا حال ہے۔',
  refused: 'سائن آؤٹ',
  signIn: 'دوبارہ سائن اِن کریں',
  empty: 'ابھی کوئی مرکز فعال نہیں',
  emptyHelp: 'رجسٹر میں مراکز شامل کریں؛ ہر مرکز پہلی اطلاع کے ساتھ یہاں آئے گا۔',
  seatsUsable: 'اس وقت قابلِ استعمال نشستیں',
  ofSeats: (usable, seats) => `${seats} میں سے ${usable} نشستیں`,
  unknownSeats: (seats) => `${seats} نامعلوم`,
  coverage: (reporting, centres) => `${centres} میں سے ${reporting} رابطے میں`,
  oldest: (age) => `قدیم ترین ${age}`,
  seated: 'موجود افراد',
  down: 'بند',
  degraded: 'متاثر',
  unknown: 'نامعلوم',
  onBattery: 'بیٹری پر',
  provinces: 'صوبے',
  worst: 'توجہ طلب',
  nothingWorse: 'کوئی غیر معمولی بات نہیں',
  incidents: 'جاری واقعات',
  moreIncidents: (count) => `مزید ${count} واقعات`,
  cityBad: (bad, centres) => `${centres} میں سے ${bad}`,
  cityDown: (down) => `${down} بند`,
  cause: { power: 'بجلی', internet: 'انٹرنیٹ', both: 'بجلی اور انٹرنیٹ', other: 'مختلف وجوہات' },
  seats: (seats) => `${seats} نشستیں`,
  seatedCount: (seated) => `${seated} موجود`,
  presumedLost: 'بجلی بند (قیاس)',
  presumedPartial: 'کچھ حصے کی بجلی بند (قیاس)',
  batteryLow: (minutes) => `بیٹری کم${minutes === null ? '' : `، ${minutes}`}`,
  runsOnBattery: (minutes) => `بیٹری پر${minutes === null ? '' : `، ${minutes}`}`,
  lastUpdate: (clock) => `آخری تازہ کاری ${clock}`,
  feedAge: (age) => `فیڈ ${age}`,
  mapFrom: 'نقشہ:',
  notVetted: 'سروے آف پاکستان سے منظور شدہ نہیں',
  fullScreen: 'پوری اسکرین (F)',
  settings: 'ترتیبات (S)',
  close: 'بند کریں',
  distance: 'دیکھنے کا فاصلہ',
  metres: (metres) => `${metres} میٹر`,
  night: 'رات کی مدھم روشنی',
  nightModes: { auto: '21:00 سے 06:00', on: 'ہمیشہ', off: 'کبھی نہیں' },
  scene: 'منظر',
  scenes: { map: 'نقشہ', cells: 'ہر مرکز', both: 'باری باری' },
  keys: 'F پوری اسکرین، S ترتیبات، + اور - زوم، 0 پورا ملک',
};

export const WALL_WORDS: Readonly<Record<Language, WallWords>> = { en: EN, ur: UR };
