import { expect, test } from 'vitest';
import {
  burnInShiftAt,
  isNight,
  readWallSettings,
  reloadIsDue,
  sceneAt,
} from '../../../web/src/routes/wall/wall-settings.ts';

const PKT = (hour: number, minute = 0): number => Date.UTC(2026, 10, 23, hour - 5, minute);

test('a wall comes up with defaults whatever its link says', () => {
  const settings = readWallSettings(new URLSearchParams('distance=900&night=maybe&scene=&x=1'));
  expect(settings).toEqual({ distance: '5', night: 'off', scene: 'map' });
});

test('a kiosk link carries its settings', () => {
  const settings = readWallSettings(new URLSearchParams('distance=8&night=auto&scene=both'));
  expect(settings).toEqual({ distance: '8', night: 'auto', scene: 'both' });
});

test('night is from 21:00 to 06:00 in Pakistan, wherever the screen stands', () => {
  const nights = [5, 6, 12, 20, 21, 23].map((hour) => isNight('auto', PKT(hour)));
  expect(nights).toEqual([true, false, false, false, true, true]);
  expect(isNight('on', PKT(12))).toBe(true);
  expect(isNight('off', PKT(23))).toBe(false);
});

test('the picture moves every six minutes, by at most four pixels', () => {
  const places = new Set<string>();
  for (let minute = 0; minute < 48; minute += 6) {
    const [x, y] = burnInShiftAt(PKT(12, minute));
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(4);
    places.add(`${String(x)} ${String(y)}`);
  }
  expect(places.size).toBe(8);
});

test('a wall starts afresh once a night, not at once when it was opened after that', () => {
  expect(reloadIsDue(PKT(3, 59), PKT(3))).toBe(false);
  expect(reloadIsDue(PKT(4), PKT(3))).toBe(true);
  expect(reloadIsDue(PKT(23), PKT(4, 1))).toBe(false);
  expect(reloadIsDue(PKT(4) + 86_400_000, PKT(4, 1))).toBe(true);
});

test('scenes in turn: three minutes of map, one of cells', () => {
  const scenes = [0, 1, 2, 3].map((minute) => sceneAt('both', PKT(12, minute)));
  expect(scenes.filter((scene) => scene === 'map')).toHaveLength(3);
  expect(sceneAt('map', PKT(12, 3))).toBe('map');
});
