/**
 * Which connections of the embedded broker are gateways, told by the centre their will names.
 *
 * A gateway that has reconnected is there, whatever becomes of its earlier connection; one that we
 * have turned away ourselves is not gone.
 */
import type { Client } from 'aedes';
import { parseTopic } from '#domain/topic.ts';

export interface Gateway {
  readonly centre: string;
  readonly boot: string | null;
}

interface Will {
  readonly topic: string;
  readonly payload: Buffer | string;
}

interface Known {
  readonly will: Will;
  gateway: Gateway | undefined;
  dismissed: boolean;
}

export class Gateways {
  readonly #root: string;
  readonly #clients = new WeakMap<Client, Known>();
  /** By centre; a centre has more than one only while an old connection lingers. */
  readonly #connected = new Map<string, Set<Client>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Notes the will a connection comes with. */
  introduce(client: Client, will: Will | undefined): void {
    if (will === undefined) return;
    this.#clients.set(client, { will, gateway: this.#gatewayOf(will), dismissed: false });
  }

  /**
   * Counts a connection as its gateway's, unless it may only speak for another centre than the one
   * its will names.
   */
  connect(client: Client, speaksFor: string | null): void {
    const known = this.#clients.get(client);
    if (known === undefined) return;
    if (speaksFor !== null && known.gateway?.centre !== speaksFor) known.gateway = undefined;
    const { gateway } = known;
    if (gateway === undefined) return;
    const others = this.#connected.get(gateway.centre);
    if (others === undefined) this.#connected.set(gateway.centre, new Set([client]));
    else others.add(client);
  }

  /** Forgets the connection; gives its gateway when it was one. */
  disconnect(client: Client): Gateway | undefined {
    const gateway = this.#clients.get(client)?.gateway;
    this.#clients.delete(client);
    if (gateway === undefined) return undefined;
    const clients = this.#connected.get(gateway.centre);
    clients?.delete(client);
    if (clients?.size === 0) this.#connected.delete(gateway.centre);
    return gateway;
  }

  isWill(client: Client, packet: object): boolean {
    return this.#clients.get(client)?.will === packet;
  }

  /** Says that we end this connection ourselves: its will means nothing. */
  dismiss(client: Client): void {
    const known = this.#clients.get(client);
    if (known !== undefined) known.dismissed = true;
  }

  /** Whether the end of this connection means that its centre's gateway is gone. */
  lastWordCounts(client: Client): boolean {
    const known = this.#clients.get(client);
    if (known?.dismissed === true) return false;
    const clients = known?.gateway && this.#connected.get(known.gateway.centre);
    return (
      clients === undefined || clients.size === 0 || (clients.size === 1 && clients.has(client))
    );
  }

  #gatewayOf(will: Will): Gateway | undefined {
    const parsed = parseTopic(this.#root, will.topic);
    if (!parsed.ok || parsed.topic.type !== 'status') return undefined;
    return { centre: parsed.topic.centre, boot: bootOf(will.payload.toString()) };
  }
}

function bootOf(payload: string): string | null {
  try {
    const content: unknown = JSON.parse(payload);
    if (typeof content !== 'object' || content === null || !('boot' in content)) return null;
    return typeof content.boot === 'string' ? content.boot : null;
  } catch {
    return null;
  }
}
