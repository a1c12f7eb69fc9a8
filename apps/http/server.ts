import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type Application, type AppResponse, MOST_BYTES } from './exchange';

/** By the environment variable `PORT`. */
const DEFAULT_PORT = 8080;
/** ECS kills a container 30 seconds after it asked it to end. In milliseconds. */
const LAST_REQUESTS = 20_000;

/**
 * Serves until the process is asked to end (SIGTERM, SIGINT): then it takes no more connections, gives the answers that it
 * owes, closes what is open, and the process ends by itself.
 */
export function serve(listener: RequestListener, close: () => Promise<void>): Server {
  const server = createServer(listener);
  server.listen(Number(process.env['PORT'] ?? DEFAULT_PORT), () => console.log('listening', server.address()));
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    server.close(() => {
      clearTimeout(late);
      close().catch((error) => console.error(error));
    });
    const late = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
  // Of a keep-alive connection nobody knows whether another request comes: the next answer says that it does not.
  server.on('request', (_request, response) => ending && response.setHeader('connection', 'close'));
  return server;
}

/** An application as what a server of Node.js calls. */
export function listenerOf(application: Application): RequestListener {
  return (request, response) => void exchange(application, request, response);
}

async function exchange(application: Application, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const answer =
      body === undefined
        ? tooLarge()
        : await application.answer({
            method: request.method ?? 'GET',
            path: pathname,
            query: searchParams,
            headers: Object.fromEntries(
              Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
            ),
            body,
          });
    response.writeHead(answer.status, {
      ...answer.headers,
      ...(answer.cookies && { 'set-cookie': [...answer.cookies] }),
    });
    response.end(answer.body);
  } catch (error) {
    // The connection has ended, or the address of the request is none.
    if (!request.destroyed) console.error(error);
    response.destroy();
  }
}

/** The text of a body; undefined if it is too large, and then not all of it was read. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function tooLarge(): AppResponse {
  const body = `${JSON.stringify({ error: `the body needs at most ${MOST_BYTES} bytes` })}\n`;
  return { status: 413, headers: { 'content-type': 'application/json', connection: 'close' }, body };
}
