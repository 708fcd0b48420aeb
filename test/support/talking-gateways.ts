/**
 * Gateways of a few centres that say something at a steady pace and know exactly what they said.
 *
 * They behave as gateways in the field: QoS 1, a persistent session, and everything that was not
 * acknowledged is sent again after a reconnection. So when all is acknowledged, exactly `published`
 * readings must be in the store: one fewer is a loss, one more a double.
 */
import { connect, type MqttClient } from 'mqtt';
import type { CentreRecord, DeviceRecord } from '#domain/centre.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import type { Credentials } from './mosquitto.ts';
import type { Product } from './product.ts';

const RECONNECT_MS = 200;
const POLL_MS = 20;

/** A message of each centre every so often. */
const PERIOD_MS = 50;

export interface TalkingGatewaysOptions {
  readonly centres: readonly CentreRecord[];
  readonly broker: { readonly url: string; readonly root: string };
  readonly credentialsOf?: (code: string) => Credentials;
}

interface Gateway {
  readonly centre: CentreRecord;
  readonly client: MqttClient;
  lastAtMs: number;
  messages: number;
}

/** Centres that are nobody's sample, with the devices that sample centres have. */
export function realCentres(count: number): CentreRecord[] {
  return sampleCentres({ centres: count, seed: 99 }).map((record, index) => ({
    ...record,
    code: `real-${index + 1}`,
    sample: false,
  }));
}

/** Puts centres into the register of a running product. */
export async function importCentres(
  product: Product,
  { cookie, centres }: { readonly cookie: string; readonly centres: readonly CentreRecord[] },
): Promise<void> {
  const response = await fetch(`${product.url}/api/v1/centres/import`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(centres),
  });
  if (!response.ok) throw new Error(`Cannot import: ${response.status} ${await response.text()}`);
}

export class TalkingGateways {
  readonly #gateways: readonly Gateway[];
  readonly #root: string;
  readonly #timer: NodeJS.Timeout;
  #acknowledged = 0;
  #firstAtMs = Infinity;

  constructor({ centres, broker, credentialsOf }: TalkingGatewaysOptions) {
    this.#root = broker.root;
    this.#gateways = centres.map((centre) => {
      const client = connect(broker.url, {
        protocolVersion: 4,
        clean: false,
        clientId: centre.code,
        reconnectPeriod: RECONNECT_MS,
        ...credentialsOf?.(centre.code),
      });
      // Brokers that are away are what these tests are about.
      client.on('error', () => undefined);
      return { centre, client, lastAtMs: 0, messages: 0 };
    });
    this.#timer = setInterval(() => {
      this.#talk();
    }, PERIOD_MS);
  }

  /** Readings said so far. */
  get published(): number {
    return this.#gateways.reduce(
      (sum, { centre, messages }) => sum + messages * centre.devices.length,
      0,
    );
  }

  /** Messages said so far and acknowledged so far. */
  get messages(): { readonly published: number; readonly acknowledged: number } {
    const published = this.#gateways.reduce((sum, { messages }) => sum + messages, 0);
    return { published, acknowledged: this.#acknowledged };
  }

  /** Says nothing new; resolves once everything said is acknowledged. Throws after `patienceMs`. */
  async settle(patienceMs: number): Promise<void> {
    clearInterval(this.#timer);
    const deadline = performance.now() + patienceMs;
    while (this.#acknowledged < this.messages.published) {
      if (performance.now() > deadline) {
        throw new Error(`not all acknowledged: ${JSON.stringify(this.messages)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#gateways.map(({ client }) => client.endAsync(true)));
  }

  /**
   * How far the store is from what was said: 0 for every device when nothing is missing or doubled.
   * `spanMs` is how far back is asked for, and with it from what resolution the store answers.
   */
  async differences(
    product: Product,
    { cookie, spanMs }: { readonly cookie: string; readonly spanMs: number },
  ): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const { centre, messages, lastAtMs } of this.#gateways) {
      const toMs = lastAtMs + 1;
      const fromMs = Math.min(this.#firstAtMs, toMs - spanMs);
      for (const { kind, code } of centre.devices) {
        const device = `${centre.code}/${kind}/${code}`;
        const { series } = await product.get<{ series: { count: number[] }[] }>(
          `/api/v1/devices/${device}/history?from=${fromMs}&to=${toMs}&metrics=${COUNTED[kind]}`,
          cookie,
        );
        const stored = series[0]?.count.reduce((sum, count) => sum + count, 0) ?? 0;
        if (stored !== messages) found[device] = stored - messages;
      }
    }
    return found;
  }

  #talk(): void {
    for (const gateway of this.#gateways) {
      const { centre, client } = gateway;
      const at = Math.max(Date.now(), gateway.lastAtMs + 1);
      gateway.lastAtMs = at;
      gateway.messages += 1;
      this.#firstAtMs = Math.min(this.#firstAtMs, at);
      const readings = centre.devices.map((device) => ({
        device: `${device.kind}/${device.code}`,
        ...contentOf(device, gateway.messages),
      }));
      const topic = `${this.#root}/${centre.province}/${centre.code}/data`;
      const message = JSON.stringify({ boot: 'e2e', seq: gateway.messages, at, readings });
      client.publish(topic, message, { qos: 1 }, (error) => {
        if (!error) this.#acknowledged += 1;
      });
    }
  }
}

/** A metric that every reading of these gateways has. */
const COUNTED = { ups: 'loadPercent', link: 'latencyMs', zone: 'occupied' } as const;

function contentOf({ kind, capacity }: DeviceRecord, turn: number): object {
  if (kind === 'ups') return { status: 'OL', inputVolts: 228, loadPercent: 30 + (turn % 20) };
  if (kind === 'link') return { up: true, latencyMs: 20 + (turn % 10), lossPercent: 0 };
  return { occupied: Math.min(turn % 5, capacity ?? 0), capacity: capacity ?? 0 };
}
