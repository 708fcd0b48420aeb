import { expect, test } from 'vitest';
import type { PageContext } from '#domain/page-context.ts';
import { createPageContext } from '../../../server/http/page-context.ts';
import { centreRecord, deviceRecord } from '../estate/support.ts';
import { startApi, type TestApi } from './support.ts';

const SETTINGS = { programmeName: 'e-Rozgar', language: 'en', version: '1.2.3' } as const;

async function start(): Promise<{ readonly api: TestApi; readonly context: PageContext }> {
  const api = await startApi();
  const devices = [deviceRecord('ups', 'u1')];
  api.enter(
    centreRecord('lhr-001', { devices }),
    centreRecord('khi-001', { province: 'SD', devices }),
    centreRecord('mul-001', { lifeCycle: 'planned', devices }),
  );
  return { api, context: createPageContext({ ...api.parts, settings: () => SETTINGS }) };
}

test('pages learn who is looking from the session cookie alone', async () => {
  const { api, context } = await start();
  expect(context.setupNeeded()).toBe(true);
  const viewer = api.access.add('viewer');
  expect(context.setupNeeded()).toBe(false);
  const secret = api.access.openSession(viewer);
  expect(context.viewerOf(`theme=dark; nigehban_session=${secret}`)).toEqual(viewer);
  expect(context.viewerOf(undefined)).toBeUndefined();
  expect(context.viewerOf('nigehban_session=made-up')).toBeUndefined();
});

test('what pages show of the nation and of centres stays in scope', async () => {
  const { api, context } = await start();
  const sindh = api.access.add('viewer', { scope: { type: 'province', province: 'SD' } });
  expect(context.summary(sindh).nation.centres).toBe(1);
  expect(context.centres(sindh).codes).toEqual(['khi-001']);
  expect(context.worst(sindh, 10).map(({ code }) => code)).toEqual(['khi-001']);
  expect(context.centre(sindh, 'khi-001')?.centre.code).toBe('khi-001');
  expect(context.centre(sindh, 'lhr-001')).toBeUndefined();
});

test('a centre that is not live yet is shown with nothing known of it', async () => {
  const { api, context } = await start();
  const shown = context.centre(api.access.add('viewer'), 'mul-001');
  expect(shown?.snapshot).toMatchObject({
    state: { health: 'unknown', seated: null },
    devices: [{ kind: 'ups', device: 'u1', fresh: false, receivedAtMs: null }],
    readings: [],
  });
});

test('pages are marked SAMPLE as long as the register holds a sample centre', async () => {
  const { api, context } = await start();
  expect(context.settings()).toEqual({ ...SETTINGS, sample: false });
  api.enter(centreRecord('sam-001', { sample: true }));
  expect(context.settings().sample).toBe(true);
  api.register.remove('sam-001');
  expect(context.settings().sample).toBe(false);
});
