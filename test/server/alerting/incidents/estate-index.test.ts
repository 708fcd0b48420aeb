import { expect, test } from 'vitest';
import { EstateIndex } from '../../../../server/alerting/incidents/estate-index.ts';
import { TestEstate } from '../../../support/estate-builder.ts';
import { placed } from './support.ts';

test('groups are as large as the live centres that can be hit in them, whatever changes', () => {
  const estate = new TestEstate([
    placed(1, { feeder: 'F1' }),
    placed(2, { feeder: 'F1', city: 'Kasur' }),
    placed(3, { feeder: 'F2', isp: 'Nayatel', backup: 'PTCL' }),
    { ...placed(4, { feeder: 'F1' }), lifeCycle: 'planned' },
  ]);
  const index = new EstateIndex(estate);
  const sizes = (): number[] =>
    [
      'grid',
      'disco:LESCO',
      'city:PB/Lahore',
      'feeder:LESCO/F1',
      'isp:PTCL',
      'isp:Jazz',
      'path',
    ].map((id) => index.size(id));
  expect(sizes()).toEqual([3, 3, 2, 2, 3, 2, 3]);
  expect(index.partSize('city:PB/Lahore', 'feeder:LESCO/F1')).toBe(1);
  expect(index.partSize('isp:PTCL', 'isp-city:PTCL/PB/Kasur')).toBe(1);
  expect(index.centre(4)).toBeUndefined();

  const [first, , third] = estate.centres();
  estate.set([
    first!,
    { ...third!, feeder: 'F1' },
    { ...placed(4, { feeder: 'F1' }), devices: [] },
  ]);
  expect(sizes(), 'a centre without devices can be hit in nothing').toEqual([2, 2, 2, 2, 2, 1, 2]);
  expect(index.centre(2)).toBeUndefined();
  estate.set([]);
  expect(sizes()).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
