/** What the map says, in both languages; a missing Urdu text is a type error. */
import type { Health, InternetState, PowerState } from '#domain/health.ts';
import type { Language } from '#domain/page-context.ts';

interface MapWords {
  readonly map: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly wholeCountry: string;
  readonly disputed: string;
  readonly legendFarMore: string;
  readonly legendMore: string;
  readonly legendUsual: string;
  readonly legendUnknown: string;
  readonly legendBadCount: string;
  readonly legendUnknownCount: string;
  readonly failed: string;
  readonly loading: string;
  readonly mirror: string;
  readonly mirrorHelp: string;
  readonly more: (centres: string) => string;
  readonly counts: (counts: {
    readonly centres: string;
    readonly down: string;
    readonly degraded: string;
    readonly unknown: string;
  }) => string;
  readonly newlyDown: (centres: string, names: string) => string;
  readonly seats: (seats: string) => string;
  readonly seated: (seated: string) => string;
  readonly minutesLeft: (minutes: string) => string;
  readonly health: Readonly<Record<Health, string>>;
  readonly power: Readonly<Record<PowerState, string>>;
  readonly internet: Readonly<Record<InternetState, string>>;
}

const EN: MapWords = {
  map: 'Map of all centres',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  wholeCountry: 'Whole country',
  disputed:
    'Indian Illegally Occupied Jammu & Kashmir (Disputed Territory - Final status to be decided in line with relevant UNSC resolutions)',
  legendFarMore: 'far more trouble than usual, with its count',
  legendMore: 'more trouble than usual',
  legendUsual: 'centres, nothing unusual',
  legendUnknown: 'centres of which nothing is known',
  legendBadCount: 'so many down or degraded',
  legendUnknownCount: 'unknown',
  failed: 'The map cannot be loaded. Figures beside it are live.',
  loading: 'The map is being loaded',
  mirror: 'Centres by province',
  mirrorHelp: 'Arrow keys move, Enter opens, Escape goes back.',
  more: (centres) => `${centres} more, all listed in the explorer`,
  counts: ({ centres, down, degraded, unknown }) =>
    `${centres} centres, ${down} down, ${degraded} degraded, ${unknown} unknown`,
  newlyDown: (centres, names) => `Newly down: ${centres}. ${names}`,
  seats: (seats) => `${seats} seats`,
  seated: (seated) => `${seated} seated`,
  minutesLeft: (minutes) => `${minutes} min of battery left`,
  health: { unknown: 'unknown', ok: 'working', degraded: 'degraded', down: 'down' },
  power: {
    unknown: 'power unknown',
    unmeasured: 'power not measured',
    mains: 'on mains',
    battery: 'on battery',
    bypass: 'UPS bypassed',
    low: 'battery nearly empty',
    partial: 'part of the power lost',
    lost: 'no power',
  },
  internet: {
    unknown: 'internet unknown',
    unmeasured: 'internet not measured',
    up: 'internet up',
    backup: 'on backup link',
    impaired: 'internet impaired',
    down: 'no internet',
  },
};

const UR: MapWords = {
  map: 'تمام مراکز کا نقشہ',
  zoomIn: 'قریب کریں',
  zoomOut: 'دور کریں',
  wholeCountry: 'پورا ملک',
  disputed:
    'بھارت کے غیر قانونی زیرِ قبضہ جموں و کشمیر (متنازع علاقہ - حتمی حیثیت کا فیصلہ اقوامِ متحدہ کی سلامتی کونسل کی متعلقہ قراردادوں کے مطابق ہونا ہے)',
  legendFarMore: 'معمول سے بہت زیادہ خرابی، تعداد کے ساتھ',
  legendMore: 'معمول سے زیادہ خرابی',
  legendUsual: 'مراکز، کچھ غیر معمولی نہیں',
  legendUnknown: 'مراکز جن کا حال نامعلوم ہے',
  legendBadCount: 'اتنے بند یا متاثر',
  legendUnknownCount: 'نامعلوم',
  failed: 'نقشہ لوڈ نہیں ہو سکا۔ ساتھ کے اعداد و شمار براہِ راست ہیں۔',
  loading: 'نقشہ لوڈ ہو رہا ہے',
  mirror: 'صوبہ وار مراکز',
  mirrorHelp: 'تیر کے بٹن سے حرکت، Enter سے کھولیں، Escape سے واپس۔',
  more: (centres) => `مزید ${centres}، سب فہرست میں موجود ہیں`,
  counts: ({ centres, down, degraded, unknown }) =>
    `${centres} مراکز، ${down} بند، ${degraded} متاثر، ${unknown} نامعلوم`,
  newlyDown: (centres, names) => `نئے بند مراکز: ${centres}۔ ${names}`,
  seats: (seats) => `${seats} نشستیں`,
  seated: (seated) => `${seated} افراد موجود`,
  minutesLeft: (minutes) => `بیٹری کے ${minutes} منٹ باقی`,
  health: { unknown: 'نامعلوم', ok: 'فعال', degraded: 'متاثر', down: 'بند' },
  power: {
    unknown: 'بجلی کا حال نامعلوم',
    unmeasured: 'بجلی کی پیمائش نہیں',
    mains: 'مین بجلی پر',
    battery: 'بیٹری پر',
    bypass: 'یو پی ایس بائی پاس',
    low: 'بیٹری ختم ہونے کو',
    partial: 'کچھ حصے کی بجلی بند',
    lost: 'بجلی بند',
  },
  internet: {
    unknown: 'انٹرنیٹ کا حال نامعلوم',
    unmeasured: 'انٹرنیٹ کی پیمائش نہیں',
    up: 'انٹرنیٹ چل رہا ہے',
    backup: 'متبادل لنک پر',
    impaired: 'انٹرنیٹ کمزور',
    down: 'انٹرنیٹ بند',
  },
};

export type { MapWords };
export const MAP_WORDS: Readonly<Record<Language, MapWords>> = { en: EN, ur: UR };
