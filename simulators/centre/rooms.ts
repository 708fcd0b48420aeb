/** The rooms of one centre, the people in them, and the sensors that count them. */
import type { CentreRecord, DeviceRecord, RoomKind } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import type { Conditions, DoorTotals } from './conditions.ts';
import { minuteOfText, type DayKind } from '../models/calendar.ts';
import {
  countedInside,
  newDoor,
  shownTotal,
  stepDoor,
  withTotals,
  type Door,
  type DoorTraits,
} from '../models/door.ts';
import {
  newZone,
  occupancyShare,
  roomShare,
  stepZone,
  type PeopleTraits,
  type Zone,
} from '../models/people.ts';
import type { DeviceReading, StepTime } from './reading.ts';

interface Room {
  readonly device: string;
  readonly kind: RoomKind | null;
  readonly capacity: number;
  readonly method: 'measured' | 'inferred' | 'estimated';
  /** A door counter with its own errors; without one the sensor sees the seats themselves. */
  readonly doorTraits: DoorTraits | undefined;
  /** Sends totals alone and leaves the sum to the server. */
  readonly countersOnly: boolean;
  /** Width of totals that a fault makes it send alone. */
  told: DoorTotals['bits'] | undefined;
  zone: Zone;
  door: Door;
}

interface RoomTime extends StepTime {
  readonly kind: DayKind;
  readonly minute: number;
}

/** A door counter as it really is. */
export interface DoorTruth {
  readonly device: string;
  readonly capacity: number;
  /** People really behind the door, and those it believes to be there. */
  readonly inside: number;
  readonly counted: number;
}

/** Popularity 1 is a centre that fills 57 % of its seats on average over a working day. */
const MEAN_SHARE = 0.575;
const CENTRE_MEAN_SHARE = [0.35, 0.8] as const;
/** Centres need six months to fill up; a tenth of them is younger. */
const RAMP_MONTHS = 6;
const MONTHS_OPEN_MAX = 60;
const SWAPPED_DOOR_CHANCE = 0.003;
const NARROW_COUNTER_CHANCE = 0.1;
const COUNTERS_ONLY_CHANCE = 0.02;

export class Rooms {
  readonly #prng: Prng;
  readonly #people: PeopleTraits;
  readonly #rooms: readonly Room[];

  constructor(
    centre: CentreRecord,
    start: {
      readonly seed: number;
      readonly kind: DayKind;
      readonly minute: number;
      /** No door counter is mounted the wrong way round. */
      readonly calm: boolean;
    },
  ) {
    const prng = new Prng(start.seed, `people of ${centre.code}`);
    this.#prng = prng;
    const monthsOpen = prng.uniform(1, MONTHS_OPEN_MAX);
    const ramp = Math.min(1, monthsOpen / RAMP_MONTHS);
    this.#people = {
      popularity: (ramp * prng.uniform(...CENTRE_MEAN_SHARE)) / MEAN_SHARE,
      opensMinute: minuteOfText(centre.opensAt),
      closesMinute: minuteOfText(centre.closesAt),
    };
    const share = occupancyShare(this.#people, start.kind, start.minute);
    this.#rooms = centre.devices
      .filter(({ kind }) => kind === 'zone')
      .map((device) =>
        drawRoom(device, { share, hour: start.minute / 60, calm: start.calm }, prng),
      );
  }

  /** People really seated in the centre. */
  get seated(): number {
    return this.#rooms.reduce((sum, { zone }) => sum + zone.occupied, 0);
  }

  step(time: RoomTime, unworkableSeconds: number, conditions: Conditions): void {
    const share = occupancyShare(this.#people, time.kind, time.minute);
    for (const room of this.#rooms) {
      const before = room.zone;
      const step = {
        seconds: time.seconds,
        capacity: room.capacity,
        share: roomShare(room.kind, share, time.minute / 60),
        unworkableSeconds,
      };
      room.zone = stepZone(before, step, this.#prng);
      if (room.doorTraits === undefined) continue;
      const { doorTotals } = conditions;
      room.told = doorTotals?.bits;
      room.door = stepDoor(
        withTotals(room.door, doorTotals?.jumpTo),
        room.doorTraits,
        {
          before,
          after: room.zone,
          minute: time.minute,
          seconds: time.seconds,
          exitLossPart: conditions.doorExitLossPart,
        },
        this.#prng,
      );
    }
  }

  /** Door counters and what they should count. */
  doors(): DoorTruth[] {
    return this.#rooms
      .filter(({ doorTraits }) => doorTraits !== undefined)
      .map(({ device, capacity, zone, door }) => ({
        device,
        capacity,
        inside: zone.occupied,
        counted: countedInside(door),
      }));
  }

  readings(): DeviceReading[] {
    return this.#rooms.map((room) => ({
      kind: 'zone',
      device: room.device,
      fields: fieldsOf(room),
    }));
  }
}

function fieldsOf({ zone, door, doorTraits, ...room }: Room): DeviceReading['fields'] {
  const { capacity, method } = room;
  if (doorTraits === undefined) return { occupied: zone.occupied, capacity, method };
  const counterBits = room.told ?? doorTraits.counterBits;
  const inTotal = shownTotal(door.inTotal, counterBits);
  const outTotal = shownTotal(door.outTotal, counterBits);
  const silent = room.countersOnly || room.told !== undefined;
  const occupied = silent ? NaN : countedInside(door);
  return { occupied, capacity, method, inTotal, outTotal, counterBits };
}

function drawRoom(
  device: DeviceRecord,
  now: { readonly share: number; readonly hour: number; readonly calm: boolean },
  prng: Prng,
): Room {
  const capacity = device.capacity ?? 0;
  const zone = newZone(capacity, roomShare(device.roomKind, now.share, now.hour), prng);
  const atDoor = device.model?.includes('VS133') ?? false;
  return {
    device: device.code,
    kind: device.roomKind,
    capacity,
    method: atDoor ? 'inferred' : 'measured',
    doorTraits: atDoor ? drawDoorTraits(prng, now.calm) : undefined,
    countersOnly: prng.chance(COUNTERS_ONLY_CHANCE),
    told: undefined,
    zone,
    door: newDoor(zone),
  };
}

function drawDoorTraits(prng: Prng, calm: boolean): DoorTraits {
  return {
    entrySeenPart: prng.uniform(0.98, 0.995),
    exitSeenPart: prng.uniform(0.98, 0.995),
    counterBits: prng.chance(NARROW_COUNTER_CHANCE) ? 16 : 32,
    swapped: prng.chance(SWAPPED_DOOR_CHANCE) && !calm,
  };
}
