/**
 * The API's documentation as one page of plain HTML, from the OpenAPI document. No script, nothing
 * from elsewhere; its one style sheet is allowed by hash.
 */
import { createHash } from 'node:crypto';
import type { OpenApiDocument } from './openapi.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-inline-size: 60rem; padding: 1.5rem; }
h2 { margin-block-start: 2rem; }
details { border-block-end: 1px solid GrayText; padding-block: .4rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid GrayText; border-radius: .25rem; }
.method { display: inline-block; min-inline-size: 4.5rem; font-weight: 700; }
table { border-collapse: collapse; }
th, td { text-align: start; vertical-align: top; padding: .2rem 1rem .2rem 0; }
`;

export interface DocsPage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** The parts of the document that the page shows; the library's own types allow far more. */
interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: unknown;
}
interface Response {
  readonly description: string;
  readonly content?: Content;
}
type Content = Readonly<Record<string, { readonly schema?: unknown }>>;

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function docsPageOf(document: OpenApiDocument): DocsPage {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const { title, version } = document.info;
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(title)} ${escaped(version)}</h1>
<p>Sign in at <code>POST /api/v1/session</code> for a cookie, or send
<code>Authorization: Bearer</code> with a token. As a document: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
${[...byTag(document)].map(([tag, entries]) => sectionOf(tag, entries)).join('\n')}
<h2>Schemas</h2>
${Object.entries(document.components?.schemas ?? {})
  .map(([name, schema]) => schemaEntry(name, schema))
  .join('\n')}
</body></html>
`;
  return {
    html,
    contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

function byTag(document: OpenApiDocument): ReadonlyMap<string, readonly Entry[]> {
  const sections = new Map<string, Entry[]>();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const tag = operation.tags?.[0] ?? '';
      sections.set(tag, [...(sections.get(tag) ?? []), { method, path, operation }]);
    }
  }
  return sections;
}

function sectionOf(tag: string, entries: readonly Entry[]): string {
  return `<h2>${escaped(tag)}</h2>\n${entries.map(operationEntry).join('\n')}`;
}

function operationEntry({ method, path, operation }: Entry): string {
  const { summary = '', parameters = [], requestBody, responses, security = [] } = operation;
  return `<details><summary><span class="method">${method.toUpperCase()}</span>
<code>${escaped(path)}</code> ${escaped(summary)}</summary>
${security.length === 0 ? '<p>Open to all.</p>' : ''}
${parameters.length === 0 ? '' : parameterTable(parameters)}
${requestBody === undefined ? '' : `<h3>Body</h3>${contentOf(requestBody.content)}`}
<h3>Answers</h3>
${Object.entries(responses).map(responseEntry).join('\n')}
</details>`;
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${escaped(parameter.name)}</code></td><td>${parameter.in}${
        parameter.required === true ? ', required' : ''
      }</td><td>${escaped(parameter.description ?? '')} <code>${shown(parameter.schema)}</code></td></tr>`,
  );
  return `<h3>Parameters</h3><table>${rows.join('')}</table>`;
}

function responseEntry([status, { description, content = {} }]: [string, Response]): string {
  return `<p><code>${escaped(status)}</code> ${escaped(description)}</p>${contentOf(content)}`;
}

function contentOf(content: Content): string {
  return Object.entries(content)
    .map(([mediaType, { schema }]) => {
      const name = referenceOf(schema);
      const body = name === undefined ? `<pre>${shown(schema, 2)}</pre>` : linkTo(name);
      return `<p><code>${escaped(mediaType)}</code> ${body}</p>`;
    })
    .join('');
}

function referenceOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('$ref' in schema)) return undefined;
  return String(schema.$ref).split('/').at(-1);
}

function linkTo(name: string): string {
  return `<a href="#${escaped(name)}">${escaped(name)}</a>`;
}

function schemaEntry(name: string, schema: unknown): string {
  return `<details id="${escaped(name)}"><summary><code>${escaped(name)}</code></summary>
<pre>${shown(schema, 2)}</pre></details>`;
}

function shown(value: unknown, indent = 0): string {
  return escaped(JSON.stringify(value, null, indent));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
