import { type Application, MOST_BYTES } from './exchange';

/** What is used of an event of a function URL; an HTTP API sends the same, as its payload format 2.0. */
export interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: { readonly [name: string]: string | undefined };
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string }; readonly stage?: string };
}

/** What Lambda gives back to them. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** An application as a handler of Lambda. */
export function lambdaHandler({ answer }: Pick<Application, 'answer'>): (event: HttpEvent) => Promise<HttpResult> {
  return async ({ rawPath, rawQueryString, headers, cookies, body = '', isBase64Encoded, requestContext }) => {
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    if (bytes.length > MOST_BYTES) return tooLarge();
    const response = await answer({
      method: requestContext.http.method,
      path: withoutStage(rawPath, requestContext.stage),
      query: new URLSearchParams(rawQueryString),
      headers: { ...headers, ...(cookies && { cookie: cookies.join('; ') }) },
      body: bytes.toString(),
    });
    return {
      statusCode: response.status,
      headers: response.headers,
      ...(response.cookies && { cookies: response.cookies }),
      body: response.body,
    };
  };
}

/** A stage of an HTTP API with a name stands in front of the path. */
function withoutStage(path: string, stage = '$default'): string {
  return stage !== '$default' && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

function tooLarge(): HttpResult {
  const body = `${JSON.stringify({ error: `the body needs at most ${MOST_BYTES} bytes` })}\n`;
  return { statusCode: 413, headers: { 'content-type': 'application/json' }, body };
}
