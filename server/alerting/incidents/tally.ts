/**
 * Sums over the members of an incident, kept up to date member by member: a change costs the same
 * however many members there are.
 *
 * Person-minutes are summed in whole person-milliseconds over the time the server has seen, piece by
 * piece: whoever changes a tally first lets it run up to the moment of the change.
 */
import { SEVERITIES, type Severity } from '#domain/alerting/severity.ts';

/** What one member adds to the sums. */
export interface Share {
  readonly recovered: boolean;
  /** Neither well again nor given up. */
  readonly standing: boolean;
  readonly down: boolean;
  readonly people: number;
  readonly seats: number;
  readonly severity: Severity | null;
  readonly harmAtMs: number | null;
  readonly sample: boolean;
}

/** The sums as they are stored and shown. */
export interface Figures {
  readonly centres: number;
  readonly recovered: number;
  readonly centresDown: number;
  readonly people: number;
  readonly peoplePeak: number;
  readonly seats: number;
  readonly personMs: number;
  readonly harmAtMs: number | null;
  readonly severity: Severity;
  readonly sample: boolean;
}

export class Tally {
  centres = 0;
  standing = 0;
  personMs = 0;
  peoplePeak = 0;
  #recovered = 0;
  #down = 0;
  #people = 0;
  #seats = 0;
  #losing = 0;
  #cannotWork = 0;
  #sample = 0;
  #seenMs: number;
  #harmAtMs: number | null = null;
  #harmStale = false;
  readonly #severities = new Map<Severity, number>();
  readonly #least: Severity;

  /** `seenMs`: the server's own running time, which never falls. `least`: severity of no note at all. */
  constructor(seenMs: number, least: Severity) {
    this.#seenMs = seenMs;
    this.#least = least;
  }

  /** People who cannot work at the moment. */
  get losing(): number {
    return this.#losing;
  }

  run(seenMs: number): void {
    if (seenMs < this.#seenMs) return;
    this.personMs += this.#losing * (seenMs - this.#seenMs);
    this.#seenMs = seenMs;
  }

  add(share: Share): void {
    this.#count(share, 1);
    if (this.#people > this.peoplePeak) this.peoplePeak = this.#people;
    const harmAtMs = harmOf(share);
    if (harmAtMs !== null && (this.#harmAtMs === null || harmAtMs < this.#harmAtMs)) {
      this.#harmAtMs = harmAtMs;
    }
  }

  subtract(share: Share): void {
    this.#count(share, -1);
    const harmAtMs = harmOf(share);
    if (harmAtMs !== null && harmAtMs === this.#harmAtMs) this.#harmStale = true;
  }

  /** `lastSeverity`: what it was while somebody was not well, for when nobody is any more. */
  figures(members: Iterable<Share>, lastSeverity: Severity): Figures {
    return {
      centres: this.centres,
      recovered: this.#recovered,
      centresDown: this.#down,
      people: this.#people,
      peoplePeak: this.peoplePeak,
      seats: this.#seats,
      personMs: this.personMs,
      harmAtMs: this.#harm(members),
      severity: this.severity() ?? lastSeverity,
      sample: this.#sample > 0,
    };
  }

  /** Critical while people cannot work, else the worst noted, and never below `least`; null: nobody is left. */
  severity(): Severity | null {
    if (this.standing === 0) return null;
    if (this.#cannotWork > 0) return 'critical';
    for (const severity of SEVERITIES) {
      if (severity === this.#least || (this.#severities.get(severity) ?? 0) > 0) return severity;
    }
    return this.#least;
  }

  #count(share: Share, sign: 1 | -1): void {
    this.centres += sign;
    this.#sample += share.sample ? sign : 0;
    this.#recovered += share.recovered ? sign : 0;
    if (!share.standing) return;
    this.standing += sign;
    this.#people += sign * share.people;
    this.#seats += sign * share.seats;
    if (share.severity !== null) {
      this.#severities.set(share.severity, (this.#severities.get(share.severity) ?? 0) + sign);
    }
    if (!share.down) return;
    this.#down += sign;
    this.#losing += sign * share.people;
    this.#cannotWork += share.people > 0 ? sign : 0;
  }

  #harm(members: Iterable<Share>): number | null {
    if (this.#harmStale) {
      this.#harmAtMs = null;
      for (const member of members) {
        const harmAtMs = harmOf(member);
        if (harmAtMs !== null && harmAtMs < (this.#harmAtMs ?? Infinity)) this.#harmAtMs = harmAtMs;
      }
      this.#harmStale = false;
    }
    return this.#harmAtMs;
  }
}

/** A member that is down has nothing left to lose. */
function harmOf({ standing, down, harmAtMs }: Share): number | null {
  return standing && !down ? harmAtMs : null;
}
