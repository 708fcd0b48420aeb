/** What alerts, incidents and messages say in Urdu. Digits are Latin, as ur-PK has them. */
import type { AlertPhrases, TimelinePart } from './wording-phrases.ts';

function by({ by: who }: TimelinePart): string {
  return who === null ? '' : ` (${who})`;
}

function said({ text }: TimelinePart): string {
  return text === '' ? '' : `: ${text}`;
}

export const alertPhrasesUr: AlertPhrases = {
  language: 'ur',
  direction: 'rtl',
  months: [
    'جنوری',
    'فروری',
    'مارچ',
    'اپریل',
    'مئی',
    'جون',
    'جولائی',
    'اگست',
    'ستمبر',
    'اکتوبر',
    'نومبر',
    'دسمبر',
  ],
  units: { s: 'سیکنڈ', min: 'منٹ', h: 'گھنٹے', d: 'دن' },
  comma: '، ',
  severities: { critical: 'انتہائی سنگین', major: 'سنگین', minor: 'معمولی', warning: 'تنبیہ' },
  outages: {
    announced: 'اعلان شدہ لوڈ شیڈنگ',
    unannounced: 'بغیر اعلان بندش',
    overrun: 'مقررہ وقت کے بعد بھی لوڈ شیڈنگ',
  },
  symptoms: {
    mains: 'بجلی بند',
    internet: 'انٹرنیٹ بند',
    path: 'بیرونِ ملک رابطہ کمزور',
    silence: 'کوئی اطلاع نہیں',
  },
  causeKinds: {
    feeder: 'فیڈر',
    city: 'شہر',
    disco: 'تقسیم کار کمپنی',
    grid: 'قومی گرڈ',
    'isp-city': 'شہر میں انٹرنیٹ کمپنی',
    isp: 'انٹرنیٹ کمپنی',
    internet: 'تمام انٹرنیٹ کمپنیاں',
    path: 'بیرونِ ملک رابطہ',
    server: 'خود نگہبان',
    manual: 'ہاتھ سے یکجا',
  },
  channelTypes: { email: 'ای میل', webhook: 'ویب ہُک', sms: 'ایس ایم ایس', telegram: 'ٹیلیگرام' },
  deliveryStates: {
    waiting: 'منتظر',
    retrying: 'دوبارہ کوشش',
    delivered: 'پہنچ گیا',
    failed: 'ناکام',
    digested: 'خلاصے میں بھیجا گیا',
    held: 'روکا گیا',
  },
  notificationEvents: {
    raised: 'نیا',
    worsened: 'مزید سنگین',
    escalated: 'آگے بڑھایا گیا',
    assigned: 'سونپا گیا',
    cleared: 'ختم',
    digest: 'خلاصہ',
    test: 'آزمائش',
    blind: 'نگرانی معطل',
  },
  traceReasons: {
    told: 'اطلاع دی گئی',
    waiting: 'بھیجے جانے کا منتظر',
    failed: 'بھیجا نہیں جا سکا',
    'rule-observes': 'یہ اصول صرف مشاہدہ کرتا ہے',
    maintenance: 'اس کے لیے طے شدہ کام درج تھا',
    inhibited: 'اس کی جگہ کوئی بڑا واقعہ موجود ہے',
    shelved: 'اسے مؤخر کیا گیا تھا',
    'no-chain': 'اس کے لیے اطلاع کا کوئی سلسلہ نہیں',
    'below-severity': 'سنگینی سلسلے کی حد سے کم تھی',
    'acknowledged-before': 'اس مرحلے سے پہلے کسی نے ذمہ لے لیا',
    'not-on-call': 'اس وقت ڈیوٹی پر نہیں تھے',
    'not-in-chain': 'اطلاع کے سلسلے میں شامل نہیں',
    'step-not-due': 'یہ مرحلہ ابھی نہیں آیا',
    'no-address': 'سلسلے کے کسی ذریعے کا پتہ درج نہیں',
    'channel-disabled': 'یہ ذریعہ بند ہے',
    'no-channel': 'اس قسم کا کوئی ذریعہ نہیں',
    'quiet-hours': 'خاموشی کے اوقات',
    'rate-cap': 'ایک ساتھ بہت پیغامات: خلاصے میں شامل',
  },
  blindReasons: {
    broker: 'بروکر پیغامات نہیں لے رہا',
    store: 'ریڈنگز محفوظ نہیں ہو رہیں',
    uplink: 'کوئی گیٹ وے سنائی نہیں دے رہا',
    silence: 'بیشتر مراکز ایک ساتھ خاموش ہو گئے',
  },
  signals: {
    open: 'کھلا',
    peopleThere: 'لوگ موجود',
    seated: 'موجود افراد',
    occupancyPercent: 'بھری نشستیں',
    mainsOut: 'بجلی بند',
    outageAnnounced: 'اعلان شدہ لوڈ شیڈنگ',
    outageOverrun: 'مقررہ وقت کے بعد بھی لوڈ شیڈنگ',
    powerLost: 'بجلی مکمل بند',
    powerPartial: 'کچھ حصے کی بجلی بند',
    runtimeMinutes: 'بیٹری کا باقی وقت',
    shortMinutes: 'بجلی آنے سے پہلے بیٹری ختم',
    internetDown: 'انٹرنیٹ بند',
    onBackup: 'متبادل لنک پر',
    silent: 'کوئی اطلاع نہیں',
    bankRatchets: 'بندشوں کے درمیان بیٹری بحال نہیں ہو رہی',
    clockSkewSeconds: 'گیٹ وے کی گھڑی کا فرق',
    onBattery: 'بیٹری پر',
    bypass: 'بائی پاس پر، غیر محفوظ',
    overload: 'حد سے زیادہ لوڈ',
    batteryLow: 'بیٹری کم',
    replaceBattery: 'بیٹری بدلنے کی ضرورت',
    selfTest: 'خود کار جانچ جاری',
    inputVolts: 'اِن پٹ وولٹیج',
    inputHertz: 'اِن پٹ فریکوئنسی',
    loadPercent: 'لوڈ',
    batteryChargePercent: 'بیٹری چارج',
    batteryCelsius: 'بیٹری کا درجۂ حرارت',
    reportedRuntimeMinutes: 'بتایا گیا بیٹری وقت',
    estimatedRuntimeMinutes: 'تخمینی بیٹری وقت',
    learnedHealthPercent: 'استعمال سے ظاہر بیٹری گنجائش',
    down: 'لنک بند',
    disabled: 'ارادتاً بند',
    inUse: 'زیرِ استعمال',
    lossPercent: 'پیکٹ ضیاع',
    latencyMs: 'تاخیر',
    latencyRatio: 'معمول کے مقابلے میں تاخیر',
    latencyExcessMs: 'معمول سے زائد تاخیر',
    jitterMs: 'اتار چڑھاؤ',
    internationalLatencyMs: 'بیرونِ ملک تاخیر',
    internationalExcessMs: 'بیرونِ ملک معمول سے زائد تاخیر',
    utilisationPercent: 'معاہدے کی رفتار کا استعمال',
    throughputPercentOfUsual: 'معمول کے مقابلے میں رفتار',
    driftPercent: 'دروازے کی گنتی کا فرق',
  },

  cause(kind, key) {
    switch (kind) {
      case 'feeder':
        return `فیڈر ${key}`;
      case 'grid':
        return 'قومی گرڈ';
      case 'internet':
        return 'تمام انٹرنیٹ کمپنیاں';
      case 'path':
        return 'بیرونِ ملک رابطہ';
      case 'server':
        return 'خود نگہبان';
      case 'manual':
        return key === '' ? 'ہاتھ سے یکجا' : key;
      default:
        return key;
    }
  },
  ispInCity: (isp, city) => `${city} میں ${isp}`,

  people: (count, one) => (one ? `${count} فرد` : `${count} افراد`),
  seated: (count) => `${count} موجود`,
  seats: (count) => `${count} نشستیں`,
  centres: (count, one) => (one ? `${count} مرکز` : `${count} مراکز`),
  place: ({ name, code, city }) => `${name} (${code})، ${city}`,
  device: (kind, code) => `${{ ups: 'یو پی ایس', link: 'لنک', zone: 'زون' }[kind]} ${code}`,
  ago: (span) => `${span} پہلے`,

  verdict: {
    short: ({ short, at }) =>
      at === null ? `بیٹری ${short} کم پڑے گی` : `بیٹری ${at} پر ختم، ${short} کم`,
    covers: ({ until, usual }) => {
      if (until === null) return 'بیٹری بجلی آنے تک چلے گی';
      return usual
        ? `بیٹری معمول کی واپسی ${until} کے بعد تک چلے گی`
        : `بیٹری ${until} پر بجلی آنے تک چلے گی`;
    },
    openEnded: ({ until, overrun }) => {
      const mains = overrun ? 'مقررہ وقت گزر چکا' : 'بجلی کب آئے گی معلوم نہیں';
      return until === null ? mains : `بیٹری ${until} پر ختم، ${mains}`;
    },
    lost: ({ since, presumed }) =>
      presumed ? `غالباً ${since} سے بجلی بند` : `${since} سے بجلی بند`,
    unknown: ({ since }) => `${since} سے مین بجلی بند، بیٹری کا وقت معلوم نہیں`,
  },
  figure: ({ value, limit }) => (limit === null ? value : `${value}، حد ${limit}`),
  extent: ({ symptom, centres, recovered, down }) =>
    [
      symptom === null ? centres : `${centres} میں ${symptom}`,
      recovered === null ? '' : `، ${recovered} بحال`,
      down === null ? '' : `، ${down} میں کام ممکن نہیں`,
    ].join(''),

  tag(event, severity) {
    switch (event) {
      case 'worsened':
        return `${severity}، مزید بگڑا`;
      case 'escalated':
        return `${severity}، کسی نے ذمہ نہیں لیا`;
      case 'assigned':
        return `${severity}، آپ کے سپرد`;
      case 'cleared':
        return 'ختم';
      case 'test':
        return 'آزمائش';
      case 'digest':
        return 'خلاصہ';
      case 'blind':
        return 'نگرانی معطل';
      default:
        return severity;
    }
  },
  tags: { exercise: 'مشق', sample: 'نمونہ' },

  message: {
    severity: 'سنگینی',
    raised: 'کب سے',
    cleared: 'ختم ہوا',
    outage: 'بندش',
    batteryEnds: 'بیٹری ختم',
    mainsExpected: 'بجلی متوقع',
    device: 'آلہ',
    rule: 'اصول',
    people: 'افراد',
    acknowledged: 'ذمہ لیا',
    assigned: 'سپرد',
    runbook: 'کیا کرنا ہے',
    open: 'کھولیں',
    why: ({ chain, step }) => `یہ اطلاع سلسلہ "${chain}" کے مرحلہ ${step} سے آئی ہے۔`,
    whyAssigned: 'یہ اطلاع اس لیے آئی کہ یہ کام آپ کے سپرد ہوا ہے۔',
    test: 'آزمائشی پیغام',
    testBody: ({ channel }) => `ذریعہ "${channel}" کام کر رہا ہے۔ کچھ کرنے کی ضرورت نہیں۔`,
    exercise: 'یہ ایک مشق ہے۔',
    sample: 'یہ نمونے کے مراکز کے بارے میں ہے۔',
  },
  digest: {
    subject: ({ count, one, span }) => `${span} میں ${count} ${one ? 'اطلاع' : 'اطلاعات'}`,
    causes: {
      storm: 'ایک ساتھ بہت کچھ ہوا؛ سب یہاں یکجا ہے۔',
      'rate-cap': 'دس منٹ میں آپ کو جتنے پیغامات بھیجے جا سکتے ہیں ان سے زیادہ تھے۔',
      'quiet-hours': 'خاموشی کے اوقات میں روکے گئے۔',
    },
    counted: (count, severity) => `${count} ${severity}`,
    worst: 'سب سے سنگین پہلے:',
    more: (count) => `اور مزید ${count}`,
  },
  blind: {
    began: ({ since, reasons }) => `نگہبان ${since} سے نہیں دیکھ پا رہا: ${reasons}`,
    ended: ({ span }) => `نگہبان ${span} بعد دوبارہ دیکھ رہا ہے`,
    consequence: 'اس دوران اسکرین پر کچھ مکمل نہیں اور کوئی انتباہ جاری نہیں ہو سکتا۔',
  },
  timeline: {
    raised: ({ severity }) => (severity === null ? 'نیا انتباہ' : `نیا انتباہ: ${severity}`),
    severity: ({ severity }) => `اب ${severity ?? ''}`,
    cleared: () => 'ختم ہوا',
    recurred: () => 'دوبارہ ہوا',
    inhibited: (part) => `کسی بڑے واقعے میں شامل${said(part)}`,
    released: (part) => `دوبارہ الگ انتباہ${said(part)}`,
    acknowledged: (part) => `ذمہ لیا${by(part)}${said(part)}`,
    unacknowledged: (part) => `ذمہ واپس کیا${by(part)}`,
    assigned: (part) =>
      part.text === '' ? `کسی کے سپرد نہیں${by(part)}` : `${part.text} کے سپرد${by(part)}`,
    commented: (part) => `${part.by ?? 'تبصرہ'}${said(part)}`,
    shelved: (part) => `مؤخر کیا${by(part)}${said(part)}`,
    unshelved: (part) => `مؤخر نہیں رہا${by(part)}`,
    closed: (part) => `بند کیا${by(part)}${said(part)}`,
    reopened: (part) => `دوبارہ کھلا${by(part)}`,
    joined: ({ centres, text }) => `${centres ?? text} شامل ہوئے`,
    left: ({ centres, text }) => `${centres ?? text} نکل گئے`,
    merged: (part) => `یکجا کیا${by(part)}${said(part)}`,
    split: (part) => `الگ کیا${by(part)}${said(part)}`,
    reparented: (part) => `دوسرے واقعے کے تحت رکھا${by(part)}${said(part)}`,
    escalated: (part) => `آگے بڑھایا گیا${said(part)}`,
    notified: (part) => `اطلاع دی گئی${said(part)}`,
    'not-notified': (part) => `اطلاع نہیں دی گئی${said(part)}`,
  },
};
