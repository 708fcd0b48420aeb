/** The nation in figures, and the columns that live frames refer to. */
import type { NationCentres } from '#domain/nation.ts';
import type { LiveNation } from '../../ports/live.ts';
import { type EncodedJson, encodeJson } from '../encoded-json.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';
import { nationCentresSchema, summarySchema } from '../schemas/nation.ts';

export interface NationParts {
  readonly live: Pick<LiveNation, 'summary' | 'centres'>;
}

const TAG = 'Nation';

export function nationRoutes({ live }: NationParts): readonly AnyRoute[] {
  /** By the columns themselves, which the live side makes anew for each version and scope. */
  const encoded = new WeakMap<NationCentres, Promise<EncodedJson>>();
  return [
    defineRoute({
      method: 'get',
      path: `${API}/summary`,
      tag: TAG,
      summary: 'Totals of the nation and of each province, in scope',
      access: 'estate.read',
      answer: { status: 200, description: 'Totals at this moment.', schema: summarySchema },
      handle: ({ viewer }) => ({ json: live.summary(viewer.scope) }),
    }),
    defineRoute({
      method: 'get',
      path: `${API}/nation/centres`,
      tag: TAG,
      summary: 'Columns of the live centres in scope, for the map',
      access: 'estate.read',
      answer: {
        status: 200,
        description: 'The columns; 304 while the given `If-None-Match` holds.',
        schema: nationCentresSchema,
      },
      async handle({ viewer, acceptsGzip }) {
        const columns = live.centres(viewer.scope);
        const known = encoded.get(columns) ?? encodeJson(columns);
        encoded.set(columns, known);
        return encodedAnswer(await known, acceptsGzip);
      },
    }),
  ];
}

function encodedAnswer({ etag, bytes, gzipped }: EncodedJson, acceptsGzip: boolean) {
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    // Browsers ask again each time, and mostly hear 304.
    'Cache-Control': 'private, no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding, Cookie, Authorization',
  };
  if (!acceptsGzip) return { bytes, headers };
  return { bytes: gzipped, headers: { ...headers, 'Content-Encoding': 'gzip' } };
}
