import { describe, expect, test } from 'vitest';
import { adoptBoot, advancePresence, UNKNOWN_PRESENCE } from '../../../server/domain/presence.ts';

const online = { online: true, boot: 'b2' };

describe('presence of a gateway', () => {
  test('is what it says itself', () => {
    expect(advancePresence(UNKNOWN_PRESENCE, online)).toEqual(online);
    expect(advancePresence(online, { online: false, boot: 'b2' }).online).toBe(false);
    expect(advancePresence(UNKNOWN_PRESENCE, { online: false, boot: null }).online).toBe(false);
  });

  test('a will of another boot than the present one is ignored', () => {
    expect(advancePresence(online, { online: false, boot: 'b1' })).toBe(online);
  });

  test('a new boot is present at once, whatever the clock says', () => {
    expect(advancePresence(online, { online: true, boot: 'b3' })).toEqual({
      online: true,
      boot: 'b3',
    });
  });

  test('a live message tells the boot, never the presence', () => {
    const offline = { online: false, boot: 'b1' };
    expect(adoptBoot(offline, 'b2')).toEqual({ online: false, boot: 'b2' });
    expect(adoptBoot(offline, 'b1')).toBe(offline);
  });

  test('saying the same again changes nothing', () => {
    expect(advancePresence(online, { ...online })).toBe(online);
    expect(advancePresence(online, { online: true, boot: null })).toBe(online);
  });
});
