/** Centres and devices of the register by id; made anew when the register has changed. */
import type { Centre, Device } from '#domain/centre.ts';
import type { Estate } from '../../ports/estate.ts';
import type { SubjectKey } from '../subject.ts';

/** Where a subject is: its centre, and the device unless it is the centre itself. */
export interface Place {
  readonly centre: Centre;
  readonly device: Device | null;
}

export class CentreIndex {
  readonly #estate: Pick<Estate, 'version' | 'centres'>;
  #version: number | undefined;
  #centres = new Map<number, Centre>();
  #devices = new Map<number, Place>();

  constructor(estate: Pick<Estate, 'version' | 'centres'>) {
    this.#estate = estate;
  }

  centre(id: number): Centre | undefined {
    this.#refresh();
    return this.#centres.get(id);
  }

  /** Undefined for what has left the register. */
  placeOf(subject: SubjectKey): Place | undefined {
    this.#refresh();
    const [kind, number] = subject.split(':');
    if (kind === 'device') return this.#devices.get(Number(number));
    const centre = this.#centres.get(Number(number));
    return centre === undefined ? undefined : { centre, device: null };
  }

  /** Centres that count: live ones. */
  liveCentres(): number {
    this.#refresh();
    let live = 0;
    for (const { lifeCycle } of this.#centres.values()) if (lifeCycle === 'live') live += 1;
    return live;
  }

  #refresh(): void {
    if (this.#version === this.#estate.version) return;
    this.#version = this.#estate.version;
    this.#centres = new Map();
    this.#devices = new Map();
    for (const centre of this.#estate.centres()) {
      this.#centres.set(centre.id, centre);
      for (const device of centre.devices) this.#devices.set(device.id, { centre, device });
    }
  }
}
