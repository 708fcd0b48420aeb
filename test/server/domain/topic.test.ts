import { describe, expect, test } from 'vitest';
import { centreTopic, parseDevicePath, parseTopic } from '#domain/topic.ts';

const ROOT = 'erozgar/v1';

describe('a topic of the grammar', () => {
  test.each([
    ['PB/lhr-001/data', { province: 'PB', centre: 'lhr-001', type: 'data' }],
    ['GB/gil-001/status', { province: 'GB', centre: 'gil-001', type: 'status' }],
    ['SD/khi-014/meta', { province: 'SD', centre: 'khi-014', type: 'meta' }],
    [
      'PB/lhr-001/ups/u1',
      { province: 'PB', centre: 'lhr-001', type: 'reading', kind: 'ups', device: 'u1' },
    ],
    [
      'PB/lhr-001/cmd/selftest/ack',
      { province: 'PB', centre: 'lhr-001', type: 'acknowledgement', verb: 'selftest' },
    ],
  ])('%s is understood', (rest, topic) => {
    expect(parseTopic(ROOT, `${ROOT}/${rest}`)).toEqual({ ok: true, topic });
  });
});

describe('a topic outside the grammar', () => {
  test.each([
    ['erozgar/v2/PB/lhr-001/data', 'foreign_root'],
    ['erozgar/v1', 'foreign_root'],
    ['erozgar/v1x/PB/lhr-001/data', 'foreign_root'],
    ['erozgar/v1/PB/lhr-001', 'wrong_depth'],
    ['erozgar/v1/PB/lhr-001/ups', 'wrong_depth'],
    ['erozgar/v1/PB/lhr-001/ups/u1/x', 'wrong_depth'],
    ['erozgar/v1/XX/lhr-001/data', 'unknown_province'],
    ['erozgar/v1/pb/lhr-001/data', 'unknown_province'],
    ['erozgar/v1/PB/LHR/data', 'bad_centre_code'],
    ['erozgar/v1/PB//data', 'bad_centre_code'],
    ['erozgar/v1/PB/lhr-001/fan/f1', 'unknown_kind'],
    ['erozgar/v1/PB/lhr-001/other', 'unknown_kind'],
    ['erozgar/v1/PB/lhr-001/ups/U 1', 'bad_device_code'],
  ])('%s is refused: %s', (text, fault) => {
    expect(parseTopic(ROOT, text)).toEqual({ ok: false, fault });
  });
});

test('a topic that is built is understood again', () => {
  const topic = centreTopic(ROOT, { province: 'KP', centre: 'pew-002' }, 'link/l1');
  expect(parseTopic(ROOT, topic)).toMatchObject({
    ok: true,
    topic: { kind: 'link', device: 'l1' },
  });
});

test.each([
  ['ups/u1', { kind: 'ups', device: 'u1' }],
  ['zone/z-12', { kind: 'zone', device: 'z-12' }],
  ['ups', undefined],
  ['ups/', undefined],
  ['fan/f1', undefined],
  ['ups/u1/x', undefined],
])('the device path %s is %o', (path, expected) => {
  expect(parseDevicePath(path)).toEqual(expected);
});
