/**
 * Colours of the national map. Grey until something is abnormal; shape and size always say the state
 * too, so that no state rests on colour alone.
 */
import type { Health } from '#domain/health.ts';

export const PALETTE = {
  sea: '#0B1016',
  neighbour: '#131A21',
  neighbourLine: '#25303B',
  land: '#1D2833',
  /** Jammu & Kashmir and Gilgit-Baltistan in one tint, as Pakistan draws them. */
  kashmir: '#22332F',
  hatch: '#3B4A58',
  provinceLine: '#6E8093',
  outline: '#93A5B8',
  /** Muted: the red of alerts stays for alerts. */
  lineOfControl: '#D98A8F',
  disputedLabel: '#A9B8C6',
  calmHex: '#22495A',
  okCentre: '#4C8CA6',
  amber: '#FFDD70',
  red: '#FF5238',
  unknown: '#B9A8FF',
  numeral: '#0B1016',
  label: '#E8EEF4',
  selection: '#FFFFFF',
} as const;

/** What the land is drawn with. */
export type BasePalette = Readonly<
  Record<
    | 'sea'
    | 'neighbour'
    | 'neighbourLine'
    | 'land'
    | 'kashmir'
    | 'hatch'
    | 'provinceLine'
    | 'outline'
    | 'lineOfControl'
    | 'disputedLabel',
    string
  >
>;

/** The land on light pages: small maps beside text, never the wall. */
export const LIGHT_BASE: BasePalette = {
  sea: '#DCE5EC',
  neighbour: '#EEF1F4',
  neighbourLine: '#C9D2DA',
  land: '#FBFCFD',
  kashmir: '#F1F6F1',
  hatch: '#C6CFD8',
  provinceLine: '#A9B6C2',
  outline: '#71808E',
  lineOfControl: '#A85A60',
  disputedLabel: '#4D5C6A',
};

/** Fill of a single centre's mark by its health. */
export const MARK_COLOURS: Readonly<Record<Health, string>> = {
  unknown: PALETTE.unknown,
  ok: PALETTE.okCentre,
  degraded: PALETTE.amber,
  down: PALETTE.red,
};
