import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Application, AppRequest, AppResponse } from './exchange';

/**
 * Runs a listener of node:http, such as an application of Express, where requests come as events: over a socket of this
 * process, so that the listener has a real connection, and nothing of it has to be imitated.
 *
 * @param socketPath where the socket is made, at the first request; in a new folder unless it is given
 */
export function overSocket(listener: RequestListener, close: () => Promise<void>, socketPath?: string): Application {
  const server = createServer(listener);
  let folder: string | undefined;
  let listening: Promise<string> | undefined;
  async function listen(): Promise<string> {
    // A process that was killed leaves its socket, and the next one may have the same id.
    if (socketPath === undefined) folder ??= await mkdtemp(join(tmpdir(), 'application-'));
    const path = socketPath ?? join(folder!, 'socket');
    await once(server.listen(path).unref(), 'listening');
    return path;
  }
  return {
    answer: async (request) => {
      listening ??= listen().catch((error) => {
        // The next request tries again.
        listening = undefined;
        throw error;
      });
      return exchange(await listening, request);
    },
    close: async () => {
      if (server.listening) await once(server.close(), 'close');
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
      await close();
    },
  };
}

async function exchange(socketPath: string, { method, path, query, headers, body }: AppRequest): Promise<AppResponse> {
  const search = query.size > 0 ? `?${query}` : '';
  // The body stands here whole, however it came; and a connection that is kept would not outlive a freeze.
  const { 'transfer-encoding': _encoding, connection: _connection, ...rest } = headers;
  const own = { ...rest, 'content-length': String(Buffer.byteLength(body)) };
  const sent = send({ socketPath, method, path: `${path}${search}`, headers: own, agent: false });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const { 'set-cookie': cookies, connection: _kept, 'transfer-encoding': _chunked, ...given } = response.headers;
  return {
    status: response.statusCode ?? 500,
    headers: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat().join(', ')])),
    ...(cookies && { cookies }),
    body: Buffer.concat(chunks).toString(),
  };
}
