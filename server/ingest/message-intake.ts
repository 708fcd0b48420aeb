/**
 * Takes one MQTT message at a time: finds whom it is about, checks it, hands its readings on.
 *
 * Whatever is sent, nothing is thrown and nobody else is harmed: what cannot be believed is
 * quarantined with a reason, who is not in the register is sighted, and everything is counted.
 */
import { parseDevicePath, parseTopic, type Topic, type TopicFault } from '#domain/topic.ts';
import { adoptBoot, advancePresence } from '#domain/presence.ts';
import type { DirectoryCentre } from '../ports/directory.ts';
import type { QuarantineReason } from '../ports/ingest.ts';
import type { Counters } from './counters.ts';
import { decodeText, isFields, type Fields } from './decode/fields.ts';
import { parseTime } from './decode/time.ts';
import type { MessageContext, Outbox } from './outbox.ts';
import { LATE_MS, type ReadingIntake } from './reading-intake.ts';
import { Roster, type RosterCentre, type RosterDevice } from './roster.ts';

/** Largest message with many readings, and largest of any other sort, in bytes. */
export const DATA_BYTES_MAX = 256 * 1024;
export const MESSAGE_BYTES_MAX = 16 * 1024;
/** Readings in one message: more than `DATA_BYTES_MAX` holds when each says something. */
export const READINGS_PER_MESSAGE_MAX = 2_000;

const BOOT_LENGTH_MAX = 64;
/** Offsets within a message beyond which its clock is not believed: a year. */
const OFFSET_MS_MAX = 366 * 86_400_000;
/** Further from our clock than this a sample says nothing about skew. */
const SKEW_MS_MAX = 86_400_000;
/** A change of skew worth telling. */
const SKEW_STEP_MS = 500;
/** Topics of known devices whose meaning is remembered. */
const ROUTES_MAX = 200_000;

const REASON_BY_FAULT: Readonly<Record<TopicFault, QuarantineReason>> = {
  foreign_root: 'bad_topic',
  wrong_depth: 'bad_topic',
  unknown_province: 'unknown_province',
  bad_centre_code: 'bad_code',
  unknown_kind: 'unknown_kind',
  bad_device_code: 'bad_code',
};

/** What a topic of the register means. */
type Route =
  | { readonly type: 'data' | 'status' | 'meta' | 'acknowledgement'; readonly centre: RosterCentre }
  | { readonly type: 'reading'; readonly centre: RosterCentre; readonly device: RosterDevice };

export class MessageIntake {
  readonly roster = new Roster();
  readonly #root: string;
  readonly #outbox: Outbox;
  readonly #counters: Counters;
  readonly #readings: ReadingIntake;
  readonly #routes = new Map<string, Route>();

  constructor(options: {
    readonly root: string;
    readonly outbox: Outbox;
    readonly counters: Counters;
    readonly readings: ReadingIntake;
  }) {
    this.#root = options.root;
    this.#outbox = options.outbox;
    this.#counters = options.counters;
    this.#readings = options.readings;
  }

  setDirectory(centres: readonly DirectoryCentre[]): void {
    this.roster.replace(centres);
    this.#routes.clear();
  }

  take(message: MessageContext): void {
    this.#counters.messages += 1;
    this.#outbox.begin(message);
    const route = this.#routes.get(message.topic) ?? this.#resolve(message);
    if (route === undefined) return;
    const { payload } = message;
    if (payload.length > (route.type === 'data' ? DATA_BYTES_MAX : MESSAGE_BYTES_MAX)) {
      this.#outbox.refuseMessage('too_large');
      return;
    }
    // An empty payload on a retained topic takes the retained message back: it says nothing.
    if (payload.length === 0 && (route.type === 'status' || route.type === 'meta')) return;
    const content = this.#parse(payload);
    if (content !== undefined) this.#follow(route, content, message);
  }

  /** The connection of a gateway whose will names `centre` has ended without one being sent. */
  loseConnection(lost: {
    readonly centre: string;
    readonly boot: string | null;
    readonly receivedAtMs: number;
  }): void {
    const centre = this.roster.centre(lost.centre);
    if (centre?.accepts !== true) return;
    const { boot, receivedAtMs } = lost;
    this.#tellPresence(centre, { online: false, boot, atMs: receivedAtMs, receivedAtMs });
  }

  #resolve(message: MessageContext): Route | undefined {
    const parsed = parseTopic(this.#root, message.topic);
    if (!parsed.ok) {
      this.#outbox.refuseMessage(REASON_BY_FAULT[parsed.fault]);
      return undefined;
    }
    const { topic } = parsed;
    const centre = this.roster.centre(topic.centre);
    if (centre === undefined) {
      this.#sightUnknownCentre(topic, message.payload);
      return undefined;
    }
    if (centre.province !== topic.province) {
      this.#outbox.refuseMessage('wrong_province');
      return undefined;
    }
    if (!centre.accepts) {
      this.#outbox.refuseMessage('not_accepting');
      return undefined;
    }
    const route = this.#routeWithin(centre, topic);
    if (route !== undefined && this.#routes.size < ROUTES_MAX) {
      this.#routes.set(message.topic, route);
    }
    return route;
  }

  #routeWithin(centre: RosterCentre, topic: Topic): Route | undefined {
    if (topic.type !== 'reading') return { type: topic.type, centre };
    const device = centre.devices.get(`${topic.kind}/${topic.device}`);
    if (device !== undefined) return { type: 'reading', centre, device };
    this.#counters.unclaimedMessages += 1;
    this.#outbox.sight(topic, { kind: topic.kind, device: topic.device });
    return undefined;
  }

  #sightUnknownCentre(topic: Topic, payload: Buffer): void {
    this.#counters.unclaimedMessages += 1;
    if (topic.type === 'reading') {
      this.#outbox.sight(topic, { kind: topic.kind, device: topic.device });
      return;
    }
    this.#outbox.sight(topic, null);
    if (topic.type !== 'data' || payload.length > MESSAGE_BYTES_MAX) return;
    const content = parseJson(payload);
    const readings = isFields(content) ? content['readings'] : undefined;
    if (!Array.isArray(readings)) return;
    for (const reading of readings.slice(0, READINGS_PER_MESSAGE_MAX)) {
      const path = isFields(reading) ? reading['device'] : undefined;
      const named = typeof path === 'string' ? parseDevicePath(path) : undefined;
      if (named !== undefined) this.#outbox.sight(topic, named);
    }
  }

  #parse(payload: Buffer): Fields | undefined {
    const content = parseJson(payload);
    if (content === undefined) this.#outbox.refuseMessage('not_json');
    else if (isFields(content)) return content;
    else this.#outbox.refuseMessage('bad_shape');
    return undefined;
  }

  #follow(route: Route, content: Fields, message: MessageContext): void {
    switch (route.type) {
      case 'data':
        this.#takeData(route.centre, content, message);
        break;
      case 'reading':
        this.#takeReading(route, content, message);
        break;
      case 'status':
        this.#takeStatus(route.centre, content, message);
        break;
      case 'meta':
        this.#takeMeta(route.centre, content);
        break;
      case 'acknowledgement':
        break;
    }
  }

  #takeReading(
    { centre, device }: Extract<Route, { type: 'reading' }>,
    content: Fields,
    { receivedAtMs }: MessageContext,
  ): void {
    const atMs = parseTime(content['at']);
    if (atMs === undefined) {
      this.#outbox.refuseMessage('bad_time');
      return;
    }
    const replayed = this.#isReplay(content);
    if (!replayed) this.#learnSkew(centre, receivedAtMs - atMs);
    this.#readings.admit(device, content, { atMs, receivedAtMs, replayed });
  }

  #takeData(centre: RosterCentre, content: Fields, { receivedAtMs }: MessageContext): void {
    const atMs = parseTime(content['at']);
    const { readings } = content as { readings?: unknown };
    if (atMs === undefined || !Array.isArray(readings)) {
      this.#outbox.refuseMessage(atMs === undefined ? 'bad_time' : 'bad_shape');
      return;
    }
    if (readings.length > READINGS_PER_MESSAGE_MAX) {
      this.#outbox.refuseMessage('too_many_readings');
      return;
    }
    const replayed = this.#isReplay(content);
    if (!replayed) this.#learnFrom(centre, content, { atMs, receivedAtMs });
    for (const reading of readings as readonly unknown[]) {
      this.#takePart(centre, reading, { atMs, receivedAtMs, replayed });
    }
  }

  #takePart(
    centre: RosterCentre,
    reading: unknown,
    message: { readonly atMs: number; readonly receivedAtMs: number; readonly replayed: boolean },
  ): void {
    this.#outbox.within('');
    if (!isFields(reading)) {
      this.#outbox.refuse('bad_shape', 'readings', reading);
      return;
    }
    const path = reading['device'];
    const device = typeof path === 'string' ? centre.devices.get(path) : undefined;
    if (typeof path !== 'string' || device === undefined) {
      this.#sightUnknownDevice(centre, path);
      return;
    }
    this.#outbox.within(path);
    const offset = reading['dt'] ?? 0;
    if (typeof offset !== 'number' || Math.abs(offset) > OFFSET_MS_MAX) {
      this.#outbox.refuse('bad_time', 'dt', offset);
      return;
    }
    const { receivedAtMs, replayed } = message;
    const atMs = message.atMs + Math.round(offset);
    this.#readings.admit(device, reading, { atMs, receivedAtMs, replayed });
  }

  #sightUnknownDevice(centre: RosterCentre, path: unknown): void {
    const named = typeof path === 'string' ? parseDevicePath(path) : undefined;
    if (named === undefined) {
      this.#outbox.refuse('bad_device', 'device', path);
      return;
    }
    this.#counters.unclaimedMessages += 1;
    this.#outbox.sight({ province: centre.province, centre: centre.code }, named);
  }

  #takeStatus(centre: RosterCentre, content: Fields, { receivedAtMs }: MessageContext): void {
    const { online } = content as { online?: unknown };
    if (typeof online !== 'boolean') {
      this.#outbox.refuseMessage('bad_shape');
      return;
    }
    const said = content['at'];
    const atMs = parseTime(said);
    // A wrong clock must not hide that a gateway went: the change counts from now.
    if (atMs === undefined && said !== undefined) this.#outbox.refuse('bad_time', 'at', said);
    const boot = this.#bootOf(content);
    this.#tellPresence(centre, { online, boot, atMs: atMs ?? receivedAtMs, receivedAtMs });
  }

  #tellPresence(
    { id, memory }: RosterCentre,
    said: { online: boolean; boot: string | null; atMs: number; receivedAtMs: number },
  ): void {
    const presence = advancePresence(memory.presence, said);
    if (presence === memory.presence || presence.online === null) return;
    memory.presence = presence;
    const { atMs, receivedAtMs } = said;
    const { online, boot } = presence;
    this.#outbox.tellPresence({ centreId: id, online, atMs, receivedAtMs, boot });
  }

  /** An inventory may announce devices that are not in the register yet. */
  #takeMeta(centre: RosterCentre, content: Fields): void {
    const { devices } = content as { devices?: unknown };
    if (devices === undefined) return;
    if (!Array.isArray(devices) || devices.length > READINGS_PER_MESSAGE_MAX) {
      this.#outbox.refuse('bad_shape', 'devices', devices);
      return;
    }
    for (const device of devices as readonly unknown[]) {
      const path = isFields(device) ? device['device'] : undefined;
      if (typeof path !== 'string' || !centre.devices.has(path)) {
        this.#sightUnknownDevice(centre, path);
      }
    }
  }

  #learnFrom(
    centre: RosterCentre,
    content: Fields,
    { atMs, receivedAtMs }: { readonly atMs: number; readonly receivedAtMs: number },
  ): void {
    this.#learnSkew(centre, receivedAtMs - atMs);
    if (receivedAtMs - atMs > LATE_MS) return;
    const boot = this.#bootOf(content);
    if (boot !== null) centre.memory.presence = adoptBoot(centre.memory.presence, boot);
  }

  #learnSkew({ id, memory }: RosterCentre, skewMs: number): void {
    if (Math.abs(skewMs) > SKEW_MS_MAX) return;
    memory.skew.add(skewMs);
    if (!memory.skew.due) return;
    const medianMs = memory.skew.medianMs();
    if (medianMs === null) return;
    const { reportedSkewMs } = memory;
    if (reportedSkewMs !== null && Math.abs(medianMs - reportedSkewMs) < SKEW_STEP_MS) return;
    memory.reportedSkewMs = medianMs;
    this.#outbox.tellSkew({ centreId: id, skewMs: medianMs });
  }

  #bootOf(content: Fields): string | null {
    return decodeText(content, 'boot', { lengthMax: BOOT_LENGTH_MAX, faults: this.#outbox });
  }

  #isReplay(content: Fields): boolean {
    const said = content['hist'];
    if (said === undefined || said === null) return false;
    if (typeof said !== 'boolean') this.#outbox.refuse('wrong_type', 'hist', said);
    return said === true;
  }
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString()) as unknown;
  } catch {
    return undefined;
  }
}
