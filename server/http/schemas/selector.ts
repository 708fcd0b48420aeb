/** Which centres something is meant for, on the wire. */
import { z } from 'zod';
import { FEEDER_CATEGORIES } from '#domain/centre.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { codeSchema } from './centre.ts';

const NAME_LENGTH_MAX = 100;
/** Centres can be named one by one for a district, not for the nation. */
const ENTRIES_MAX = 2_000;

const names = z.array(z.string().trim().min(1).max(NAME_LENGTH_MAX)).max(ENTRIES_MAX);

export const selectorSchema = z
  .strictObject({
    provinces: z.array(z.enum(PROVINCE_CODES)).exactOptional(),
    cities: names.meta({ description: 'In English.' }).exactOptional(),
    discos: names.exactOptional(),
    feeders: names.exactOptional(),
    categories: z.array(z.enum(FEEDER_CATEGORIES)).exactOptional(),
    operators: names.exactOptional(),
    isps: names
      .meta({ description: 'Holds when any link of the centre has one of them.' })
      .exactOptional(),
    centres: z.array(codeSchema).max(ENTRIES_MAX).exactOptional(),
  })
  .meta({
    id: 'CentreSelector',
    description: 'All that are given must hold; an empty selector takes in every centre.',
  });
