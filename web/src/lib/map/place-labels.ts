/** Decides where names stand so that they cover neither each other nor what alerts. Pure. */

/** Left, top, right and bottom in screen pixels. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

export interface LabelWish {
  readonly text: string;
  /** The place the name belongs to, in screen pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLabel {
  readonly text: string;
  /** Middle of the text. */
  readonly x: number;
  readonly y: number;
}

/** Directions tried in turn, as parts of the way from the place to a label beside it. */
const DIRECTIONS: readonly (readonly [number, number])[] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [0.8, -0.9],
  [-0.8, -0.9],
  [0.8, 0.9],
  [-0.8, 0.9],
];
/** Farther rings are tried once the nearest is full. */
const GAP_STEPS = [1, 2.2];

/**
 * Places the wishes in their order, each where it is free; one that fits nowhere is left out.
 * `gapPx` is kept between a place and its name.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  taken: readonly Box[],
  { gapPx, bounds }: { readonly gapPx: number; readonly bounds: Box },
): PlacedLabel[] {
  const boxes = [...taken];
  const placed: PlacedLabel[] = [];
  for (const wish of wishes) {
    const box = freeBox(wish, boxes, { gapPx, bounds });
    if (box === undefined) continue;
    boxes.push(box);
    placed.push({ text: wish.text, x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 });
  }
  return placed;
}

function freeBox(
  wish: LabelWish,
  boxes: readonly Box[],
  { gapPx, bounds }: { readonly gapPx: number; readonly bounds: Box },
): Box | undefined {
  for (const step of GAP_STEPS) {
    for (const [right, down] of DIRECTIONS) {
      const x = wish.x + right * (gapPx * step + wish.width / 2);
      const y = wish.y + down * (gapPx * step + wish.height / 2);
      const box: Box = [
        x - wish.width / 2,
        y - wish.height / 2,
        x + wish.width / 2,
        y + wish.height / 2,
      ];
      if (within(box, bounds) && !boxes.some((other) => overlaps(box, other))) return box;
    }
  }
  return undefined;
}

function within(box: Box, bounds: Box): boolean {
  return box[0] >= bounds[0] && box[1] >= bounds[1] && box[2] <= bounds[2] && box[3] <= bounds[3];
}

function overlaps(one: Box, other: Box): boolean {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}
