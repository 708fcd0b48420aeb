/**
 * The settings of a wall, kept in its address so that a kiosk link carries them. Pure.
 *
 * Unknown values mean the default: a wall must come up whatever its link says.
 */

/** Distance of the viewers in metres. */
export const DISTANCES = ['3', '5', '8'] as const;
export const NIGHT_MODES = ['auto', 'on', 'off'] as const;
export const SCENES = ['map', 'cells', 'both'] as const;

export interface WallSettings {
  readonly distance: (typeof DISTANCES)[number];
  readonly night: (typeof NIGHT_MODES)[number];
  /** `both` changes between the map and the cells. */
  readonly scene: (typeof SCENES)[number];
}

/** Size of what must be read from afar, against the layout made for 5 m. */
export const DISTANCE_SCALES: Readonly<Record<WallSettings['distance'], number>> = {
  '3': 0.9,
  '5': 1,
  '8': 1.15,
};

/** Call-outs that have room beside the map when it is read from that far. */
export const DISTANCE_CALLOUTS: Readonly<Record<WallSettings['distance'], number>> = {
  '3': 5,
  '5': 5,
  '8': 3,
};

export function readWallSettings(query: URLSearchParams): WallSettings {
  return {
    distance: oneOf(DISTANCES, query.get('distance')) ?? '5',
    night: oneOf(NIGHT_MODES, query.get('night')) ?? 'off',
    scene: oneOf(SCENES, query.get('scene')) ?? 'map',
  };
}

function oneOf<Word extends string>(words: readonly Word[], text: string | null): Word | undefined {
  return words.find((word) => word === text);
}

const PKT_OFFSET_MS = 5 * 3_600_000;
const HOUR_MS = 3_600_000;
const NIGHT_FROM_HOUR = 21;
const NIGHT_UNTIL_HOUR = 6;

export function isNight(mode: WallSettings['night'], serverTimeMs: number): boolean {
  if (mode !== 'auto') return mode === 'on';
  const hour = Math.floor((serverTimeMs + PKT_OFFSET_MS) / HOUR_MS) % 24;
  return hour >= NIGHT_FROM_HOUR || hour < NIGHT_UNTIL_HOUR;
}

const RELOAD_AT_MS = 4 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** True once a night, at 04:00 PKT, for a page that was opened before that. */
export function reloadIsDue(serverTimeMs: number, openedAtMs: number): boolean {
  const dayOf = (atMs: number): number =>
    Math.floor((atMs + PKT_OFFSET_MS - RELOAD_AT_MS) / DAY_MS);
  return dayOf(serverTimeMs) > dayOf(openedAtMs);
}

const SHIFT_PERIOD_MS = 6 * 60_000;
const SHIFTS: readonly (readonly [x: number, y: number])[] = [
  [0, 0],
  [3, -2],
  [4, 2],
  [0, 4],
  [-3, 3],
  [-4, 0],
  [-2, -4],
  [2, -3],
];

/** Where the whole picture stands, in pixels, so that no edge is burnt into the panel. */
export function burnInShiftAt(serverTimeMs: number): readonly [x: number, y: number] {
  return SHIFTS[Math.floor(serverTimeMs / SHIFT_PERIOD_MS) % SHIFTS.length] ?? [0, 0];
}

const SCENE_PERIOD_MS = 60_000;

/** The scene of the moment: three minutes of map, one of cells. */
export function sceneAt(scene: WallSettings['scene'], serverTimeMs: number): 'map' | 'cells' {
  if (scene !== 'both') return scene;
  return Math.floor(serverTimeMs / SCENE_PERIOD_MS) % 4 === 3 ? 'cells' : 'map';
}
