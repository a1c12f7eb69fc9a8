import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningProxy, startProxy } from './tcp-proxy';

// Servers and processes start within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let server: Server;
let proxy: RunningProxy;
const clients = new Set<Socket>();
beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy((server.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  server.close();
});

test('it passes bytes both ways, and counts them', async () => {
  const client = await open();
  client.write('hello');
  expect(await read(client)).toBe('hello');
  expect(proxy.bytes).toEqual({ toServer: 5, toClients: 5 });
  expect(proxy.connections).toBe(1);
});

test('a frozen one takes connections and passes nothing on until it is thawed', async () => {
  proxy.freeze();
  const client = await open();
  client.write('held');
  const answer = read(client);
  expect(await Promise.race([answer, pause(30, 'nothing')])).toBe('nothing');
  proxy.thaw();
  expect(await answer).toBe('held');
});

test('it drops what is open and takes new connections', async () => {
  const client = await open();
  const end = closed(client);
  proxy.drop();
  await end;
  const next = await open();
  next.write('again');
  expect(await read(next)).toBe('again');
});

test('it refuses connections until it accepts them', async () => {
  const client = await open();
  const end = closed(client);
  proxy.refuse();
  await end;
  await closed(connect(proxy.port, '127.0.0.1').on('error', () => undefined));
  proxy.accept();
  const next = await open();
  next.write('again');
  expect(await read(next)).toBe('again');
});

test('it delays what the server sends', async () => {
  proxy.delay(40);
  const client = await open();
  const start = performance.now();
  client.write('late');
  expect(await read(client)).toBe('late');
  // Timers may fire a millisecond early.
  expect(performance.now() - start).toBeGreaterThanOrEqual(38);
});

test.each([
  ['toClients', { toServer: 10, toClients: 4 }],
  ['toServer', { toServer: 4, toClients: 0 }],
] as const)('it cuts a connection in the middle, %s', async (direction, bytes) => {
  proxy.cutAfter(4, direction);
  const client = await open();
  let text = '';
  client.on('data', (chunk) => {
    text += chunk;
  });
  const end = closed(client);
  client.write('0123456789');
  await end;
  expect(text).toBe(direction === 'toClients' ? '0123' : '');
  expect(proxy.bytes).toEqual(bytes);
  const next = await open();
  next.write('0123456789');
  expect(await read(next)).toBe('0123456789');
});

test('the client sees that the server has closed, after its last bytes', async () => {
  const client = await open();
  client.end('bye');
  expect(await read(client)).toBe('bye');
  await closed(client);
  expect(proxy.connections).toBe(0);
});

async function open(): Promise<Socket> {
  const client = connect(proxy.port, '127.0.0.1');
  clients.add(client);
  client.on('error', () => undefined);
  await once(client, 'connect');
  return client;
}

async function read(socket: Socket): Promise<string> {
  return `${(await once(socket, 'data'))[0]}`;
}

/** Resolves on a reset as well. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('close', () => resolve());
  });
}
