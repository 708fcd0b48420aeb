/** The API described: as an OpenAPI document and as a page. */
import { docsPageOf } from '../docs-page.ts';
import { openApiDocumentOf } from '../openapi.ts';
import { type AnyRoute, API, defineRoute } from '../route.ts';

/** `described` are the routes beside these two, which are described as well. */
export function documentationRoutes(
  described: readonly AnyRoute[],
  info: { readonly title: string; readonly version: string },
): readonly AnyRoute[] {
  const routes: readonly AnyRoute[] = [
    defineRoute({
      method: 'get',
      path: `${API}/openapi.json`,
      tag: 'Documentation',
      summary: 'This interface as an OpenAPI 3.1 document',
      access: 'documentation.read',
      answer: { status: 200, description: 'The document.', mediaTypes: ['application/json'] },
      handle: () => ({ text: documentText, headers: { 'Content-Type': 'application/json' } }),
    }),
    defineRoute({
      method: 'get',
      path: '/api/docs',
      tag: 'Documentation',
      summary: 'This interface as a page to read',
      access: 'documentation.read',
      answer: { status: 200, description: 'The page.', mediaTypes: ['text/html'] },
      handle: () => ({
        text: page.html,
        headers: {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': page.contentSecurityPolicy,
        },
      }),
    }),
  ];
  const document = openApiDocumentOf([...described, ...routes], info);
  const documentText = JSON.stringify(document);
  const page = docsPageOf(document);
  return routes;
}
