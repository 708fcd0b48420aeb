/** What spreadsheets do to CSV: they run text as formulas, and choose their own separator. */

/** What a spreadsheet would run as a formula, after any quotes that were put before it. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

/** Text that no spreadsheet runs; `unguarded` gives the original back. */
export function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Undoes `guarded`; text that was never guarded stays. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

const SEPARATORS = [',', ';', '\t'] as const;

/** The separator that is most frequent in the heading. */
export function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const heading = end < 0 ? text : text.slice(0, end);
  let best: string = SEPARATORS[0];
  for (const separator of SEPARATORS) {
    if (heading.split(separator).length > heading.split(best).length) best = separator;
  }
  return best;
}
