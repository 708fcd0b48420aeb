/** The centres of an incident: how each is, and which to look at first. Pure. */
import type { IncidentMemberView } from '#domain/alerting/alert.ts';

export const MEMBER_STATES = ['down', 'affected', 'recovered'] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

export function memberStateOf(
  member: Pick<IncidentMemberView, 'recoveredAtMs' | 'down'>,
): MemberState {
  if (member.recoveredAtMs !== null) return 'recovered';
  return member.down ? 'down' : 'affected';
}

/** Those who cannot work first, then by people; `open` and `recovered` leave the others out. */
export function orderedMembers(
  members: readonly IncidentMemberView[],
  show: 'all' | 'open' | 'recovered',
): readonly IncidentMemberView[] {
  return members
    .filter(({ recoveredAtMs }) => show === 'all' || (show === 'open') === (recoveredAtMs === null))
    .sort(
      (one, other) =>
        rankOf(one) - rankOf(other) ||
        (other.people ?? 0) - (one.people ?? 0) ||
        (one.centre < other.centre ? -1 : 1),
    );
}

function rankOf(member: IncidentMemberView): number {
  return MEMBER_STATES.indexOf(memberStateOf(member));
}
