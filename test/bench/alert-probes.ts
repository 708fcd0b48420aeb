/**
 * Centres that only the bench speaks for: each goes into bypass once, and an alert must follow when
 * the rule's on-delay has ended.
 */
import mqtt from 'mqtt';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CentreRecord } from '#domain/centre.ts';
import type { ProvinceCode } from '#domain/province.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import type { Product } from '../support/product.ts';
import type { QueueWatch } from './queue-watch.ts';

const PROBES = 120;
const RULE = 'bypass';
/** Of the rule for the probes: so short that the bench does not wait, and more than one tick. */
const ON_DELAY_SECONDS = 10;
const REPORT_EVERY_MS = 5_000;
const REPORTS = 5;
/** Probes begin one after the other, so that they meet every phase of the tick. */
const APART_MS = 337;
const ERROR_LENGTH_MAX = 500;

export class AlertProbes {
  readonly #product: Product;
  readonly #province: ProvinceCode;
  readonly #codes: readonly string[];

  private constructor(product: Product, province: ProvinceCode, codes: readonly string[]) {
    this.#product = product;
    this.#province = province;
    this.#codes = codes;
  }

  /** Puts the probes into the register and shortens their rule's on-delay. */
  static async register(product: Product, cookie: string): Promise<AlertProbes> {
    const codes = Array.from({ length: PROBES }, (_, index) => `probe-${index + 1}`);
    const [model] = sampleCentres({ centres: 1, seed: 1 });
    if (model === undefined) throw new Error('The sample is empty');
    const centres = codes.map((code) => probeOf(model, code));
    await send(product, cookie, {
      method: 'POST',
      path: '/api/v1/centres/import',
      body: centres,
    });
    const rule = await product.get<{ version: number; levels: object[] }>(
      `/api/v1/rules/${RULE}`,
      cookie,
    );
    const { version, ...fields } = rule;
    const levels = rule.levels.map((level) => ({ ...level, onDelaySeconds: ON_DELAY_SECONDS }));
    await send(product, cookie, {
      method: 'PUT',
      path: `/api/v1/rules/${RULE}`,
      body: {
        rule: { ...fields, overrides: [{ where: { centres: codes }, levels }] },
        expectedVersion: version,
      },
    });
    return new AlertProbes(product, model.province, codes);
  }

  /** Lets every probe go into bypass; answers how long each alert took to a console, ms. */
  async run(console: QueueWatch | undefined): Promise<number[]> {
    const gateway = await mqtt.connectAsync(this.#product.broker.url, { clientId: 'probes' });
    await Promise.all(
      this.#codes.map(async (code, index) => {
        await sleep(index * APART_MS);
        for (let report = 0; report < REPORTS; report += 1) {
          const topic = `${this.#product.broker.root}/${this.#province}/${code}/ups/u1`;
          const payload = JSON.stringify({ at: Date.now(), status: 'OL BYPASS' });
          await gateway.publishAsync(topic, payload, { qos: 1 });
          await sleep(REPORT_EVERY_MS);
        }
      }),
    );
    await gateway.endAsync();
    const probes = new Set(this.#codes);
    return [...(console?.sightings() ?? [])]
      .filter(({ centre }) => centre !== null && probes.has(centre))
      .map(({ raisedAtMs, seenAtMs }) => seenAtMs - raisedAtMs);
  }
}

/** A centre of one UPS, like one of the sample otherwise, on a feeder of its own. */
function probeOf(model: CentreRecord, code: string): CentreRecord {
  const devices = model.devices.filter(({ kind }) => kind === 'ups').slice(0, 1);
  return { ...model, code, feeder: `PROBE-${code}`, devices };
}

async function send(
  product: Product,
  cookie: string,
  { method, path, body }: { method: string; path: string; body: unknown },
): Promise<void> {
  const response = await fetch(`${product.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${(await response.text()).slice(0, ERROR_LENGTH_MAX)}`);
  }
}
