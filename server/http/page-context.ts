/** What server-rendered pages may ask of the server, each answer limited to the viewer's scope. */
import type { Centre } from '#domain/centre.ts';
import type { CentreSnapshot } from '#domain/live-protocol.ts';
import type { PageContext, PageSettings } from '#domain/page-context.ts';
import { sessionSecretOf } from '../platform/session-cookie.ts';
import type { Access } from '../ports/access.ts';
import type { AlertDesk } from '../ports/alerting.ts';
import type { Clock } from '../ports/clock.ts';
import type { Estate } from '../ports/estate.ts';
import type { LiveNation } from '../ports/live.ts';
import type { Setup } from '../ports/setup.ts';
import { visibleCentre } from './viewers-estate.ts';

export interface PageParts {
  readonly access: Pick<Access, 'viewerOfSession'>;
  readonly setup: Pick<Setup, 'needed'>;
  readonly estate: Estate;
  readonly live: LiveNation;
  readonly desk: Pick<AlertDesk, 'queue'>;
  readonly clock: Clock;
  readonly settings: () => Omit<PageSettings, 'sample'>;
}

export function createPageContext(parts: PageParts): PageContext {
  const { access, setup, estate, live, desk, clock, settings } = parts;
  const holdsSample = sampleWatch(estate);
  return {
    setupNeeded: () => setup.needed(),
    viewerOf(cookieHeader) {
      const secret = sessionSecretOf(cookieHeader);
      return secret === undefined ? undefined : access.viewerOfSession(secret);
    },
    settings: () => ({ ...settings(), sample: holdsSample() }),
    summary: ({ scope }) => live.summary(scope),
    centres: ({ scope }) => live.centres(scope),
    worst: ({ scope }, limit) => live.worst(scope, limit),
    queue: ({ scope }) => desk.queue(scope),
    centre(viewer, code) {
      const centre = visibleCentre(estate, viewer, code);
      if (centre === undefined) return undefined;
      const snapshot = live.snapshotOf(code) ?? silentSnapshot(centre, clock.nowMs());
      return { centre, snapshot };
    },
  };
}

/** Whether the register holds sample centres, counted once per version. */
function sampleWatch(estate: Estate): () => boolean {
  let counted = { version: NaN, sample: false };
  return () => {
    const { version } = estate;
    if (counted.version !== version) {
      counted = { version, sample: estate.centres().some(({ sample }) => sample) };
    }
    return counted.sample;
  };
}

/** A centre that is not on the map: nothing is known of it, and nothing is expected. */
function silentSnapshot(centre: Centre, at: number): CentreSnapshot {
  return {
    code: centre.code,
    at,
    clockSkewMs: null,
    state: {
      health: 'unknown',
      power: 'unknown',
      internet: 'unknown',
      presumed: false,
      offline: false,
      incomplete: false,
      seated: null,
      minutesLeft: null,
      sinceSeconds: 0,
    },
    devices: centre.devices.map(({ kind, code }) => ({
      kind,
      device: code,
      fresh: false,
      receivedAtMs: null,
    })),
    readings: [],
  };
}
