/**
 * The links of one centre and the router's choice between them.
 *
 * A street cabinet has a battery of its own: a mains failure that outlasts it takes the line along.
 */
import type { CentreRecord, DeviceRecord, LinkRole } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import { linkConditionsAt, type Conditions } from './conditions.ts';
import { drawIn, FAIR_USE_OCTETS, INTERNATIONAL_MS, ispProfileOf } from './isps.ts';
import {
  lineBitsPerSecond,
  newLink,
  stepLink,
  type Link,
  type LinkTraits,
} from '../models/link.ts';
import { drawSpans, Timeline, type Span } from '../models/timeline.ts';
import {
  NEW_UPLINK,
  stepUplink,
  type Path,
  type Uplink,
  type UplinkTraits,
} from '../models/uplink.ts';
import type { DeviceReading, StepTime } from './reading.ts';

interface Line {
  readonly device: string;
  readonly isp: string | null;
  readonly role: LinkRole | null;
  readonly traits: LinkTraits;
  readonly cabinetHours: number;
  readonly outages: Timeline<Span>;
  link: Link;
  downBy: LinkTruth['downBy'];
  /** Part of the contracted rate that the line has to give. */
  ratePart: number;
  /** What has been asked of it of late, against that. */
  askedPart: number;
  counterBits: LinkTraits['counterBits'];
}

/** A line as it really is. */
export interface LinkTruth {
  readonly device: string;
  readonly up: boolean;
  readonly role: LinkRole | null;
  readonly isp: string | null;
  /** What took it down: a fault of its own (`line`), its street cabinet without mains, or a fault's id. */
  readonly downBy: 'line' | 'cabinet' | (string & {}) | null;
  /** Carries the people and gives them a small part of what was bought. */
  readonly throttled: boolean;
  /**
   * What people have wanted to draw in the last minutes, against what the line can give; 0 where it
   * does not carry them.
   */
  readonly askedPart: number;
}

const MEGABIT = 1_000_000;
const FALLBACK_BITS_PER_SECOND = 20 * MEGABIT;
/** What one person draws on average, and how it varies from step to step. */
const PERSON_BITS_PER_SECOND = [350_000, 1_300_000] as const;
/** Demand jumps from step to step; how full a line is goes by its mean over some minutes. */
const ASKED_SETTLES_SECONDS = 300;
const DEMAND_SIGMA = 0.35;
const SEND_PART = 0.22;
/** Gateway, cameras, probes: on every line, always. */
const IDLE_BITS_PER_SECOND = 60_000;
const OUTAGE_SIGMA = 0.9;
const EVENING_PEAK_HOUR = 22.25;
const EVENING_HOURS_WIDE = 2;
/** At this part of the contracted rate people cannot work as they are used to. */
const THROTTLED_PART = 0.1;
const COUNTER_CHOICES = [
  [null, 90],
  [64, 6],
  [32, 4],
] as const;

interface NetworkStart {
  readonly seed: number;
  readonly atMs: number;
  /** No line fails by itself, and none is throttled for its volume. */
  readonly calm: boolean;
}

export class Network {
  readonly #prng: Prng;
  readonly #lines: readonly Line[];
  readonly #uplinkTraits: UplinkTraits;
  readonly #personBitsPerSecond: number;
  #uplink: Uplink = NEW_UPLINK;

  constructor(centre: CentreRecord, start: NetworkStart) {
    this.#prng = new Prng(start.seed, `network of ${centre.code}`);
    this.#personBitsPerSecond = this.#prng.uniform(...PERSON_BITS_PER_SECOND);
    this.#uplinkTraits = {
      detectSeconds: this.#prng.uniform(15, 60),
      switchSeconds: this.#prng.uniform(1, 20),
    };
    this.#lines = centre.devices
      .filter(({ kind }) => kind === 'link')
      .map((device) => this.#drawLine(device, centre.code, start));
  }

  /** The path that the centre's traffic takes; a centre without links is taken as connected. */
  get path(): Path {
    return this.#lines.length === 0 ? 'primary' : this.#uplink.path;
  }

  step(
    time: StepTime & { readonly minute: number },
    centre: { readonly seated: number; readonly mainsOutHours: number },
    conditions: Conditions,
  ): void {
    const noise = Math.exp(DEMAND_SIGMA * this.#prng.normal());
    const wanted = centre.seated * this.#personBitsPerSecond * noise;
    const evening = eveningAt(time.minute / 60);
    for (const line of this.#lines) {
      const carries = this.#carries(line);
      const met = linkConditionsAt(conditions, line, time);
      line.downBy = met.downBy ?? ownFaultOf(line, time.atMs, centre.mainsOutHours);
      line.counterBits = met.counters?.bits ?? line.traits.counterBits;
      const rxBitsPerSecond = IDLE_BITS_PER_SECOND + (carries ? wanted : 0);
      const lineRate = lineBitsPerSecond(line.link, line.traits, met.disturbance);
      line.ratePart = lineRate / line.traits.contractedBitsPerSecond;
      const settled = 1 - Math.exp(-time.seconds / ASKED_SETTLES_SECONDS);
      line.askedPart += (rxBitsPerSecond / lineRate - line.askedPart) * settled;
      line.link = stepLink(
        line.link,
        line.traits,
        {
          atMs: time.atMs,
          seconds: time.seconds,
          up: line.downBy === null,
          adminUp: !met.disabled,
          demand: { rxBitsPerSecond, txBitsPerSecond: rxBitsPerSecond * SEND_PART },
          evening,
          disturbance: met.disturbance,
          rebooted: met.rebooted,
          octetsJumpTo: met.counters?.jumpTo,
        },
        this.#prng,
      );
    }
    this.#uplink = stepUplink(this.#uplink, this.#uplinkTraits, {
      atMs: time.atMs,
      primaryUp: this.#lines.some(({ role, link }) => role !== 'backup' && link.up),
      backupUp: this.#lines.some(({ role, link }) => role === 'backup' && link.up),
    });
  }

  readings(atMs: number): DeviceReading[] {
    return this.#lines.map((line) => ({
      kind: 'link',
      device: line.device,
      fields: {
        up: line.link.up,
        adminUp: line.link.adminUp,
        active: line.link.up && this.#carries(line),
        ...trafficOf(line, atMs),
        latencyMs: line.link.latencyMs,
        jitterMs: line.link.jitterMs,
        lossPercent: line.link.lossPercent,
        internationalLatencyMs: line.link.internationalLatencyMs,
      },
    }));
  }

  truth(): LinkTruth[] {
    return this.#lines.map((line) => ({
      device: line.device,
      role: line.role,
      isp: line.isp,
      up: line.link.up,
      downBy: line.downBy,
      throttled: line.link.up && this.#carries(line) && line.ratePart <= THROTTLED_PART,
      askedPart: line.link.up && this.#carries(line) ? line.askedPart : 0,
    }));
  }

  #carries({ role }: Line): boolean {
    return this.#uplink.path === (role === 'backup' ? 'backup' : 'primary');
  }

  #drawLine(device: DeviceRecord, centre: string, start: NetworkStart): Line {
    const prng = this.#prng;
    const profile = ispProfileOf(device.isp, device.model);
    const traits: LinkTraits = {
      technology: profile.technology,
      contractedBitsPerSecond: device.contractedBitsPerSecond ?? FALLBACK_BITS_PER_SECOND,
      latencyMs: drawIn(prng, profile.latencyMs),
      internationalMs: drawIn(prng, INTERNATIONAL_MS),
      jitterMs: drawIn(prng, profile.jitterMs),
      lossPercent: drawIn(prng, profile.lossPercent),
      contentionMs: drawIn(prng, profile.contentionMs),
      fairUseOctets: prng.chance(profile.fairUsePart) && !start.calm ? FAIR_USE_OCTETS : Infinity,
      counterBits: prng.weighted(COUNTER_CHOICES),
    };
    const key = `${centre}/${device.code}`;
    return {
      device: device.code,
      isp: device.isp,
      role: device.role,
      traits,
      cabinetHours: drawIn(prng, profile.cabinetHours),
      outages: new Timeline((day) =>
        drawSpans(new Prng(start.seed, `outages of ${key} on ${day}`), day, {
          perDay: start.calm ? 0 : profile.outagesPerDay,
          medianMinutes: profile.outageMedianMinutes,
          sigma: OUTAGE_SIGMA,
        }),
      ),
      link: newLink(traits, start.atMs, prng),
      downBy: null,
      ratePart: 1,
      askedPart: 0,
      counterBits: traits.counterBits,
    };
  }
}

function eveningAt(hour: number): number {
  const away = (hour < 4 ? hour + 24 : hour) - EVENING_PEAK_HOUR;
  return Math.exp(-((away / EVENING_HOURS_WIDE) ** 2));
}

function ownFaultOf(line: Line, atMs: number, mainsOutHours: number): LinkTruth['downBy'] {
  if (line.outages.at(atMs) !== undefined) return 'line';
  return mainsOutHours < line.cabinetHours ? null : 'cabinet';
}

function trafficOf({ link, counterBits }: Line, atMs: number): DeviceReading['fields'] {
  if (counterBits === null) {
    return { rxBitsPerSecond: link.rxBitsPerSecond, txBitsPerSecond: link.txBitsPerSecond };
  }
  const wrap = counterBits === 32 ? 2 ** 32 : Number.MAX_SAFE_INTEGER;
  return {
    rxOctets: link.rxOctets % wrap,
    txOctets: link.txOctets % wrap,
    counterBits,
    uptimeSeconds: Math.floor((atMs - link.bootedAtMs) / 1_000),
  };
}
