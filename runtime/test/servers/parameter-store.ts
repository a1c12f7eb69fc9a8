import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Parameter Store behind a port of this machine, as far as GetParameter goes. */
export interface ParameterStore {
  readonly url: string;
  /** The texts by their names. */
  readonly parameters: Map<string, string>;
  /** The names that were asked for. */
  readonly calls: string[];
  /** Connections are cut, as if the service were down. */
  down: boolean;
  /** Resolves once no connection is open. */
  left(): Promise<void>;
  stop(): Promise<void>;
}

export async function startParameterStore(): Promise<ParameterStore> {
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Name } = JSON.parse(Buffer.concat(chunks).toString());
    store.calls.push(Name);
    if (store.down) return void request.socket.destroy();
    const { status, body } = answerTo(request.headers, store.parameters.get(Name), Name);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  // Who keeps a connection open keeps it open for good.
  http.keepAliveTimeout = 0;
  const open = new Set<Socket>();
  http.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket) && open.size === 0 && http.emit('left'));
  });
  http.listen(0, '127.0.0.1').unref();
  await once(http, 'listening');
  const store: ParameterStore = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    parameters: new Map(),
    calls: [],
    down: false,
    left: async () => {
      if (open.size > 0) await once(http, 'left');
    },
    stop: async () => {
      http.closeAllConnections();
      await once(http.close(), 'close');
    },
  };
  return store;
}

function answerTo(headers: { readonly [name: string]: unknown }, text: string | undefined, Name: string) {
  const signed = /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/us-east-1\/ssm\/aws4_request, /;
  if (!signed.test(`${headers.authorization}`)) return refusal('IncompleteSignature');
  if (headers['x-amz-target'] !== 'AmazonSSM.GetParameter') return refusal('AccessDeniedException');
  if (text === undefined) return refusal('ParameterNotFound');
  return { status: 200, body: { Parameter: { Name, Type: 'String', Value: text, Version: 1 } } };
}

function refusal(__type: string) {
  return { status: 400, body: { __type, message: __type } };
}
