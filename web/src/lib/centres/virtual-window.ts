/** Which rows of a long list exist on the page: those in view and a few beyond each edge. Pure. */

export interface VirtualWindow {
  /** First row that exists, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** Rows kept beyond each edge, so that a quick scroll finds something to show. */
export const OVERSCAN_ROWS = 8;

export function windowOf(view: {
  readonly scrollTop: number;
  readonly viewHeight: number;
  readonly rowHeight: number;
  readonly rows: number;
}): VirtualWindow {
  if (view.rows === 0 || view.rowHeight <= 0) return { from: 0, to: 0 };
  const first = Math.floor(Math.max(0, view.scrollTop) / view.rowHeight);
  const last = Math.ceil((Math.max(0, view.scrollTop) + view.viewHeight) / view.rowHeight);
  const to = Math.min(view.rows, last + OVERSCAN_ROWS);
  return { from: Math.min(Math.max(0, first - OVERSCAN_ROWS), to), to };
}

/** Most rows that a window of this size ever holds; at least one. */
export function windowRowsMax(view: {
  readonly viewHeight: number;
  readonly rowHeight: number;
}): number {
  if (view.rowHeight <= 0) return 1;
  return Math.ceil(view.viewHeight / view.rowHeight) + 1 + 2 * OVERSCAN_ROWS;
}

/** Where to scroll so that `row` is in view whole; the present place when it already is. */
export function scrollTopFor(
  row: number,
  view: { readonly scrollTop: number; readonly viewHeight: number; readonly rowHeight: number },
): number {
  const top = row * view.rowHeight;
  const bottom = top + view.rowHeight;
  if (top < view.scrollTop) return top;
  return bottom > view.scrollTop + view.viewHeight ? bottom - view.viewHeight : view.scrollTop;
}
