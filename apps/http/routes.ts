import type { Application, AppRequest, AppResponse } from './exchange';
import { RequestError } from './request-error';

/** What a route answers; the body becomes JSON. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  /** @default - none */
  readonly headers?: { readonly [name: string]: string };
  readonly body: unknown;
}

/** A request at a route, with what its path says: `/products/:id` has an `id`. */
export interface Routed extends AppRequest {
  readonly parts: { readonly [name: string]: string };
}

/** Answers by `<method> <path>`, such as `GET /products/:id`. */
export type Routes = { readonly [route: string]: (request: Routed) => Promise<Reply> | Reply };

/** What a route throws that is the fault of the request, in words for the one who sent it. */
export type Explain = (error: unknown) => RequestError | undefined;

/**
 * Answers requests by their routes. What goes wrong inside stands in the log, and never in an answer.
 *
 * @param explain says what errors of a driver mean to the one who asked
 */
export function routed(routes: Routes, explain: Explain = () => undefined): Application['answer'] {
  const table = Object.entries(routes).map(([route, run]) => {
    const [method, path] = route.split(' ') as [string, string];
    return { method, segments: path.split('/'), run };
  });
  return async (request) => {
    try {
      const found = table.map((row) => ({ ...row, parts: partsOf(row.segments, request.path.split('/')) }));
      const here = found.filter(({ parts }) => parts !== undefined);
      const row = here.find(({ method }) => method === request.method);
      if (here.length === 0) throw new RequestError(404, 'there is nothing here');
      if (!row) throw new RequestError(405, `this takes ${here.map(({ method }) => method).join(' or ')}`);
      return jsonResponse(await row.run({ ...request, parts: row.parts! }));
    } catch (error) {
      return refusal(error instanceof RequestError ? error : explain(error), error);
    }
  };
}

/** What a path says; undefined if it is of another route. */
function partsOf(segments: readonly string[], path: readonly string[]): { [name: string]: string } | undefined {
  const parts: { [name: string]: string } = {};
  if (segments.length !== path.length) return undefined;
  for (const [index, segment] of segments.entries()) {
    if (segment.startsWith(':')) parts[segment.slice(1)] = decoded(path[index]!);
    else if (segment !== path[index]) return undefined;
  }
  return parts;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RequestError(400, 'the path needs to be encoded as a URL is');
  }
}

function refusal(known: RequestError | undefined, error: unknown): AppResponse {
  if (known) return jsonResponse({ status: known.status, body: { error: known.message } });
  console.error(error);
  return jsonResponse({ status: 500, body: { error: 'something went wrong; the log of the application says what' } });
}

function jsonResponse({ status = 200, headers, body }: Reply): AppResponse {
  return {
    status,
    // Nobody between here and the one who asked keeps what the cache of the application decides about.
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: `${JSON.stringify(body)}\n`,
  };
}
