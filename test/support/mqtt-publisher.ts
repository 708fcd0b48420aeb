/** A gateway for tests: publishes with QoS 1 and knows what was acknowledged. */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';

export interface PublisherOptions {
  readonly url: string;
  readonly clientId?: string;
  readonly username?: string;
  readonly password?: string;
  readonly will?: { readonly topic: string; readonly payload: object };
  readonly keepaliveSeconds?: number;
}

export class MqttPublisher {
  readonly client: MqttClient;
  readonly #unacknowledged = new Set<(error: Error) => void>();

  private constructor(client: MqttClient) {
    this.client = client;
    client.on('close', () => {
      for (const reject of this.#unacknowledged) reject(new Error('connection closed'));
    });
    // A connection that the test or the server ends is not an error of the test.
    client.on('error', () => undefined);
  }

  /** Connects once and never again by itself. Rejects when refused. */
  static async connect(options: PublisherOptions): Promise<MqttPublisher> {
    const { url, clientId, username, password, will, keepaliveSeconds = 30 } = options;
    const settings: IClientOptions = {
      protocolVersion: 4,
      reconnectPeriod: 0,
      keepalive: keepaliveSeconds,
      connectTimeout: 5_000,
    };
    if (clientId !== undefined) settings.clientId = clientId;
    if (username !== undefined) settings.username = username;
    if (password !== undefined) settings.password = password;
    if (will !== undefined) {
      const payload = Buffer.from(JSON.stringify(will.payload));
      settings.will = { topic: will.topic, payload, qos: 1, retain: true };
    }
    const client = connect(url, settings);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    client.once('connect', () => {
      resolve(undefined);
    });
    client.once('error', reject);
    client.once('close', () => {
      reject(new Error('connection closed'));
    });
    await promise;
    return new MqttPublisher(client);
  }

  /** Resolves once the broker has acknowledged; rejects when the connection ends before. */
  publish(topic: string, content: unknown, { retain = false } = {}): Promise<void> {
    const payload = typeof content === 'string' ? content : JSON.stringify(content);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#unacknowledged.add(reject);
    this.client.publish(topic, payload, { qos: 1, retain }, (error) => {
      this.#unacknowledged.delete(reject);
      if (error) reject(error);
      else resolve(undefined);
    });
    return promise;
  }

  /** Ends as a gateway that loses its line or its power: without a word. */
  break(): void {
    this.client.stream.destroy();
    this.client.end(true);
  }

  /** Ends as a gateway that is shut down. */
  async close(): Promise<void> {
    await this.client.endAsync();
  }
}
