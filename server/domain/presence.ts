/**
 * Whether a centre's gateway is there, from what it says of itself and from its last will.
 *
 * A gateway has one boot at a time. The will of an earlier boot may arrive after the birth of the
 * next one (the broker noticed the death late): it says nothing about the present and is ignored.
 * Silence is not judged here.
 */

export interface Presence {
  /** Null until something was said. */
  readonly online: boolean | null;
  readonly boot: string | null;
}

export const UNKNOWN_PRESENCE: Presence = { online: null, boot: null };

/** Takes one status message or last will; gives the same object when it changes nothing. */
export function advancePresence(
  presence: Presence,
  said: { readonly online: boolean; readonly boot: string | null },
): Presence {
  if (!said.online && isOfAnotherBoot(presence, said.boot)) return presence;
  const boot = said.boot ?? presence.boot;
  if (said.online === presence.online && boot === presence.boot) return presence;
  return { online: said.online, boot };
}

/** Takes the boot of a live message: proof of which boot is the present one, not of presence. */
export function adoptBoot(presence: Presence, boot: string): Presence {
  return boot === presence.boot ? presence : { online: presence.online, boot };
}

function isOfAnotherBoot(presence: Presence, boot: string | null): boolean {
  return boot !== null && presence.boot !== null && boot !== presence.boot;
}
