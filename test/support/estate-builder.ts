/** Small registers for tests: as few words as possible for as much estate as needed. */
import type { Centre, Device } from '#domain/centre.ts';
import type { DeviceKind } from '#domain/device.ts';
import type { Estate } from '../../server/ports/estate.ts';

export interface DeviceSketch {
  readonly kind: DeviceKind;
  readonly code: string;
  readonly role?: 'primary' | 'backup';
  readonly capacity?: number;
  readonly intervalSeconds?: number;
}

export const USUAL_DEVICES: readonly DeviceSketch[] = [
  { kind: 'ups', code: 'u1' },
  { kind: 'link', code: 'l1', role: 'primary' },
  { kind: 'link', code: 'l2', role: 'backup' },
  { kind: 'zone', code: 'z1', capacity: 100 },
];

/** A live centre. Device ids are `id * 10` and on, in the order of the sketches. */
export function centreOf(
  id: number,
  code: string,
  options: Partial<Omit<Centre, 'devices' | 'id' | 'code'>> & {
    readonly devices?: readonly DeviceSketch[];
  } = {},
): Centre {
  const { devices = USUAL_DEVICES, ...fields } = options;
  return {
    id,
    code,
    nameEn: `Centre ${code}`,
    nameUr: `سینٹر ${code}`,
    province: 'PB',
    district: 'Lahore',
    cityEn: 'Lahore',
    cityUr: 'لاہور',
    latitude: 31.5,
    longitude: 74.3,
    lifeCycle: 'live',
    operator: 'Operator',
    contactName: null,
    contactPhone: null,
    disco: 'LESCO',
    feeder: 'LESCO-1',
    feederCategory: 'I',
    opensAt: '09:00',
    closesAt: '21:00',
    sample: false,
    ...fields,
    devices: devices.map((sketch, position) => deviceOf(id * 10 + position, id, sketch)),
  };
}

function deviceOf(id: number, centreId: number, sketch: DeviceSketch): Device {
  return {
    id,
    centreId,
    kind: sketch.kind,
    code: sketch.code,
    intervalSeconds: sketch.intervalSeconds ?? 10,
    model: null,
    ratedWatts: null,
    isp: null,
    role: sketch.role ?? null,
    contractedBitsPerSecond: null,
    roomKind: null,
    nameEn: null,
    nameUr: null,
    capacity: sketch.capacity ?? null,
  };
}

/** A register that a test changes by `set`. */
export class TestEstate implements Estate {
  version = 1;
  #centres: readonly Centre[];
  readonly #listeners = new Set<() => void>();

  constructor(centres: readonly Centre[]) {
    this.#centres = centres;
  }

  centres(): readonly Centre[] {
    return this.#centres;
  }

  centre(code: string): Centre | undefined {
    return this.#centres.find((centre) => centre.code === code);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  set(centres: readonly Centre[]): void {
    this.#centres = centres;
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }
}
