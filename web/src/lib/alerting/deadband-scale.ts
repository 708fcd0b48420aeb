/** Where limit and well-again value of a condition lie on a small scale, for a picture of the deadband. Pure. */

export interface DeadbandScale {
  /** Positions from the left, 0 to 100. */
  readonly firePercent: number;
  readonly clearPercent: number;
  /** On which side of the limit it raises. */
  readonly raises: 'right' | 'left';
}

/** Room on either side, against the width of the deadband and the size of the limit. */
const ROOM_OF_BAND = 1;
const ROOM_OF_LIMIT = 0.15;

export function deadbandScale({
  type,
  fire,
  clear,
}: {
  readonly type: 'above' | 'below';
  readonly fire: number;
  readonly clear: number;
}): DeadbandScale {
  const low = Math.min(fire, clear);
  const high = Math.max(fire, clear);
  const room = Math.max(
    (high - low) * ROOM_OF_BAND,
    Math.abs(fire) * ROOM_OF_LIMIT,
    Number.EPSILON,
  );
  const length = high - low + 2 * room;
  const percentOf = (value: number): number => ((value - low + room) / length) * 100;
  return {
    firePercent: percentOf(fire),
    clearPercent: percentOf(clear),
    raises: type === 'above' ? 'right' : 'left',
  };
}
