/** The whole register in and out, as files. */
import { z } from 'zod';
import type { EstateRegister } from '../../ports/estate.ts';
import { ImportRefusedError } from '../errors.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { importReportSchema } from '../schemas/centre.ts';

export interface ExchangeParts {
  readonly estate: Pick<EstateRegister, 'importCentres' | 'exportCentres'>;
}

/** Largest import; a national estate of 10,000 centres is about 31 MB of JSON. */
const IMPORT_BYTES_MAX = 128 * 1_024 * 1_024;
const TAG = 'Centres';

export function exchangeRoutes({ estate }: ExchangeParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${API}/centres/import`,
      tag: TAG,
      summary: 'Upsert centres by code: all of them or none',
      access: 'estate.import',
      query: z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') }),
      body: { textOf: ['text/csv', 'application/json'], bytesMax: IMPORT_BYTES_MAX },
      answer: {
        status: 200,
        description: 'What was done; with `dryRun` what would be done, faults included.',
        schema: importReportSchema,
      },
      failures: { 422: 'There are faults; `details` is the report and nothing was changed.' },
      handle({ query, body: text, mediaType }) {
        const dryRun = query.dryRun === 'true';
        const format = mediaType === 'text/csv' ? 'csv' : 'json';
        const report = estate.importCentres({ format, text }, { dryRun });
        if (!dryRun && !report.applied) throw new ImportRefusedError(report.faults.length, report);
        return { json: report };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${API}/centres/export`,
      tag: TAG,
      summary: 'Every centre as a file that the import takes',
      access: 'estate.export',
      query: z.strictObject({ format: z.enum(['csv', 'json']).default('csv') }),
      answer: {
        status: 200,
        description: 'The file.',
        mediaTypes: ['text/csv', 'application/json'],
      },
      handle({ query: { format } }) {
        const mediaType = format === 'csv' ? 'text/csv' : 'application/json';
        return {
          text: estate.exportCentres(format),
          headers: {
            'Content-Type': `${mediaType}; charset=utf-8`,
            'Content-Disposition': `attachment; filename="centres.${format}"`,
          },
        };
      },
    }),
  ];
}
