/** What alerts, incidents and messages say in English. */
import type { AlertPhrases, TimelinePart } from './wording-phrases.ts';

function by({ by: who }: TimelinePart): string {
  return who === null ? '' : ` by ${who}`;
}

function said({ text }: TimelinePart): string {
  return text === '' ? '' : `: ${text}`;
}

export const alertPhrasesEn: AlertPhrases = {
  language: 'en',
  direction: 'ltr',
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  units: { s: 's', min: 'min', h: 'h', d: 'd' },
  comma: ', ',
  severities: { critical: 'Critical', major: 'Major', minor: 'Minor', warning: 'Warning' },
  outages: {
    announced: 'announced load-shedding',
    unannounced: 'unannounced outage',
    overrun: 'load-shedding past its announced end',
  },
  symptoms: {
    mains: 'mains out',
    internet: 'internet down',
    path: 'path abroad degraded',
    silence: 'nothing heard',
  },
  causeKinds: {
    feeder: 'Feeder',
    city: 'City',
    disco: 'Distribution company',
    grid: 'National grid',
    'isp-city': 'Provider in a city',
    isp: 'Provider',
    internet: 'All providers',
    path: 'Path abroad',
    server: 'Nigehban itself',
    manual: 'Put together by hand',
  },
  channelTypes: { email: 'E-mail', webhook: 'Webhook', sms: 'SMS', telegram: 'Telegram' },
  deliveryStates: {
    waiting: 'Waiting',
    retrying: 'Trying again',
    delivered: 'Delivered',
    failed: 'Failed',
    digested: 'Sent in a digest',
    held: 'Held back',
  },
  notificationEvents: {
    raised: 'Raised',
    worsened: 'Worse',
    escalated: 'Escalated',
    assigned: 'Assigned',
    cleared: 'Cleared',
    digest: 'Digest',
    test: 'Test',
    blind: 'Blind',
  },
  traceReasons: {
    told: 'Told',
    waiting: 'Waiting to be sent',
    failed: 'Could not be sent',
    'rule-observes': 'The rule only observes',
    maintenance: 'Planned work was declared for it',
    inhibited: 'Something larger stands for it',
    shelved: 'It was shelved',
    'no-chain': 'No escalation chain fits it',
    'below-severity': 'Below the severity the chain begins at',
    'acknowledged-before': 'It was acknowledged before this step came',
    'not-on-call': 'Was not on call',
    'not-in-chain': 'Is not in its escalation chain',
    'step-not-due': 'The step has not come yet',
    'no-address': 'Has no address for any way of the chain',
    'channel-disabled': 'The channel is switched off',
    'no-channel': 'There is no channel of this sort',
    'quiet-hours': 'Quiet hours',
    'rate-cap': 'Too many messages at once: gathered into a digest',
  },
  blindReasons: {
    broker: 'the broker takes no messages',
    store: 'readings are not being stored',
    uplink: 'no gateway is heard',
    silence: 'most centres fell silent at once',
  },
  signals: {
    open: 'Open',
    peopleThere: 'People there',
    seated: 'People seated',
    occupancyPercent: 'Seats taken',
    mainsOut: 'Mains out',
    outageAnnounced: 'Announced load-shedding',
    outageOverrun: 'Load-shedding past its announced end',
    powerLost: 'Power lost',
    powerPartial: 'Part of the power lost',
    runtimeMinutes: 'Battery time left',
    shortMinutes: 'Battery short of the return of the mains',
    internetDown: 'Internet down',
    onBackup: 'On the backup link',
    silent: 'Nothing heard',
    bankRatchets: 'Battery does not recover between outages',
    clockSkewSeconds: 'Clock of the gateway off',
    onBattery: 'On battery',
    bypass: 'On bypass, unprotected',
    overload: 'Overloaded',
    batteryLow: 'Battery low',
    replaceBattery: 'Battery needs replacing',
    selfTest: 'Self-test running',
    inputVolts: 'Input voltage',
    inputHertz: 'Input frequency',
    loadPercent: 'Load',
    batteryChargePercent: 'Battery charge',
    batteryCelsius: 'Battery temperature',
    reportedRuntimeMinutes: 'Battery time as reported',
    estimatedRuntimeMinutes: 'Battery time as estimated',
    learnedHealthPercent: 'Battery capacity as discharges show',
    down: 'Link down',
    disabled: 'Switched off on purpose',
    inUse: 'Carries the traffic',
    lossPercent: 'Packet loss',
    latencyMs: 'Round trip',
    latencyRatio: 'Round trip against the usual',
    latencyExcessMs: 'Round trip above the usual',
    jitterMs: 'Jitter',
    internationalLatencyMs: 'Round trip abroad',
    internationalExcessMs: 'Round trip abroad above the usual',
    utilisationPercent: 'Use of the contracted rate',
    throughputPercentOfUsual: 'Throughput against the usual',
    driftPercent: 'Drift of the door count',
  },

  cause(kind, key) {
    switch (kind) {
      case 'feeder':
        return `Feeder ${key}`;
      case 'grid':
        return 'National grid';
      case 'internet':
        return 'All internet providers';
      case 'path':
        return 'International path';
      case 'server':
        return 'Nigehban itself';
      case 'manual':
        return key === '' ? 'Put together by hand' : key;
      default:
        return key;
    }
  },
  ispInCity: (isp, city) => `${isp} in ${city}`,

  people: (count, one) => (one ? `${count} person` : `${count} people`),
  seated: (count) => `${count} seated`,
  seats: (count) => `${count} seats`,
  centres: (count, one) => (one ? `${count} centre` : `${count} centres`),
  place: ({ name, code, city }) => `${name} (${code}), ${city}`,
  device: (kind, code) => `${{ ups: 'UPS', link: 'link', zone: 'zone' }[kind]} ${code}`,
  ago: (span) => `${span} ago`,

  verdict: {
    short: ({ short, at }) => (at === null ? `short by ${short}` : `short by ${short} at ${at}`),
    covers: ({ until, usual }) => {
      if (until === null) return 'lasts until the mains is back';
      return usual
        ? `lasts past the usual return at ${until}`
        : `lasts until the mains at ${until}`;
    },
    openEnded: ({ until, overrun }) => {
      const mains = overrun ? 'announced end has passed' : 'return of the mains not known';
      return until === null ? mains : `battery ends at ${until}, ${mains}`;
    },
    lost: ({ since, presumed }) =>
      presumed ? `presumed without power since ${since}` : `without power since ${since}`,
    unknown: ({ since }) => `mains out since ${since}, battery time not known`,
  },
  figure: ({ value, limit }) => (limit === null ? value : `${value}, limit ${limit}`),
  extent: ({ symptom, centres, recovered, down }) =>
    [
      symptom === null ? `at ${centres}` : `${symptom} at ${centres}`,
      recovered === null ? '' : `, ${recovered} back`,
      down === null ? '' : `, ${down} unable to work`,
    ].join(''),

  tag(event, severity) {
    switch (event) {
      case 'worsened':
        return `${severity}, worse`;
      case 'escalated':
        return `${severity}, not acknowledged`;
      case 'assigned':
        return `${severity}, assigned to you`;
      case 'cleared':
        return 'Cleared';
      case 'test':
        return 'Test';
      case 'digest':
        return 'Digest';
      case 'blind':
        return 'Blind';
      default:
        return severity;
    }
  },
  tags: { exercise: 'EXERCISE', sample: 'SAMPLE' },

  message: {
    severity: 'Severity',
    raised: 'Since',
    cleared: 'Cleared',
    outage: 'Outage',
    batteryEnds: 'Battery ends',
    mainsExpected: 'Mains expected',
    device: 'Device',
    rule: 'Rule',
    people: 'People',
    acknowledged: 'Acknowledged',
    assigned: 'Assigned',
    runbook: 'What to do',
    open: 'Open',
    why: ({ chain, step }) => `You are told by the chain "${chain}", step ${step}.`,
    whyAssigned: 'You are told because it was assigned to you.',
    test: 'Test message',
    testBody: ({ channel }) => `The channel "${channel}" works. Nothing needs to be done.`,
    exercise: 'This is an exercise.',
    sample: 'This is about the sample estate.',
  },
  digest: {
    subject: ({ count, one, span }) =>
      `${count} ${one ? 'notification' : 'notifications'} in ${span}`,
    causes: {
      storm: 'Many things happened at once; they are gathered here.',
      'rate-cap': 'More messages were due than may be sent to you in ten minutes.',
      'quiet-hours': 'Held back during quiet hours.',
    },
    counted: (count, severity) => `${count} ${severity.toLowerCase()}`,
    worst: 'The worst first:',
    more: (count) => `and ${count} more`,
  },
  blind: {
    began: ({ since, reasons }) => `Nigehban is blind since ${since}: ${reasons}`,
    ended: ({ span }) => `Nigehban sees again, after ${span}`,
    consequence:
      'Until it sees again, nothing on the screens is complete and no alert can be raised.',
  },
  timeline: {
    raised: ({ severity }) =>
      severity === null ? 'Raised' : `Raised as ${severity.toLowerCase()}`,
    severity: ({ severity }) => `Now ${(severity ?? '').toLowerCase()}`,
    cleared: () => 'Cleared',
    recurred: () => 'Came back',
    inhibited: (part) => `Taken in by something larger${said(part)}`,
    released: (part) => `Stands for itself again${said(part)}`,
    acknowledged: (part) => `Acknowledged${by(part)}${said(part)}`,
    unacknowledged: (part) => `Acknowledgement taken back${by(part)}`,
    assigned: (part) =>
      part.text === '' ? `Assigned to nobody${by(part)}` : `Assigned to ${part.text}${by(part)}`,
    commented: (part) => `${part.by ?? 'Comment'}${said(part)}`,
    shelved: (part) => `Shelved${by(part)}${said(part)}`,
    unshelved: (part) => `Back from the shelf${by(part)}`,
    closed: (part) => `Closed${by(part)}${said(part)}`,
    reopened: (part) => `Open again${by(part)}`,
    joined: ({ centres, text }) => `${centres ?? text} joined`,
    left: ({ centres, text }) => `${centres ?? text} left`,
    merged: (part) => `Merged${by(part)}${said(part)}`,
    split: (part) => `Split${by(part)}${said(part)}`,
    reparented: (part) => `Put under another incident${by(part)}${said(part)}`,
    escalated: (part) => `Escalated${said(part)}`,
    notified: (part) => `Told${said(part)}`,
    'not-notified': (part) => `Not told${said(part)}`,
  },
};
