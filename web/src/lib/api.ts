/** Asks the server's HTTP interface, and tells apart what went wrong: line, permission, or request. */

export interface ApiFault {
  /** HTTP status; 0 when the server was not reached. */
  readonly status: number;
  /** The server's stable word, or `unreachable`. */
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
  readonly retryAfterSeconds: number | null;
}

export type ApiAnswer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: ApiFault };

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, under its media type. */
  readonly text?: { readonly body: Blob; readonly mediaType: string };
  readonly signal?: AbortSignal;
}

const API = '/api/v1';
const UNREACHABLE: ApiFault = {
  status: 0,
  code: 'unreachable',
  message: '',
  details: undefined,
  retryAfterSeconds: null,
};

/** Never throws. `path` is below `/api/v1`; an answer without a body has the value undefined. */
export async function askServer<Value>(
  path: string,
  request: ApiRequest = {},
): Promise<ApiAnswer<Value>> {
  try {
    const response = await fetch(API + path, initOf(request));
    if (!response.ok) return { ok: false, fault: await faultOf(response) };
    const value: unknown = response.status === 204 ? undefined : await response.json();
    return { ok: true, value: value as Value };
  } catch {
    return { ok: false, fault: UNREACHABLE };
  }
}

function initOf({ method = 'GET', json, text, signal }: ApiRequest): RequestInit {
  const init: RequestInit = { method };
  if (signal !== undefined) init.signal = signal;
  if (json !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(json);
  } else if (text !== undefined) {
    init.headers = { 'content-type': text.mediaType };
    init.body = text.body;
  }
  return init;
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: unknown;
  };
}

async function faultOf(response: Response): Promise<ApiFault> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  return {
    status: response.status,
    code: body.error?.code ?? 'unknown',
    message: body.error?.message ?? response.statusText,
    details: body.error?.details,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  };
}
