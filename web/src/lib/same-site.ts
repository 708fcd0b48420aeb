/** Keeps "go on to" addresses on this site, so that a sign-in link cannot lead people elsewhere. */

const HOME = '/wall';
/** A base that no address of ours can name: what leaves it is foreign. */
const BASE = 'http://same-site.invalid';

/** The path, query and fragment of `next` when it stays on this site, else the wall. */
export function sameSitePath(next: string | null): string {
  if (next?.startsWith('/') !== true || !URL.canParse(next, BASE)) return HOME;
  const url = new URL(next, BASE);
  return url.origin === BASE ? `${url.pathname}${url.search}${url.hash}` : HOME;
}
