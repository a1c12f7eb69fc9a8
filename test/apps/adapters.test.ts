import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, type AppRequest, MOST_BYTES } from '../../apps/http/exchange';
import { type HttpEvent, lambdaHandler } from '../../apps/http/lambda';
import { overSocket } from '../../apps/http/over-socket';
import { listenerOf } from '../../apps/http/server';

/** Answers with what it was asked. */
const echo: Application = {
  answer: async (request) => ({
    status: 201,
    headers: { 'x-method': request.method },
    cookies: ['a=1; Secure', 'b=2'],
    body: JSON.stringify({ ...request, query: Object.fromEntries(request.query) }),
  }),
  close: async () => {},
};

const event = (more: Partial<HttpEvent> = {}): HttpEvent => ({
  rawPath: '/things/a%20b',
  rawQueryString: 'q=1&r=%26',
  headers: { 'content-type': 'text/plain' },
  cookies: ['one=1', 'two=2'],
  body: 'aGVsbG8=',
  isBase64Encoded: true,
  requestContext: { http: { method: 'POST' }, stage: '$default' },
  ...more,
});

const ASKED = {
  method: 'POST',
  path: '/things/a%20b',
  query: { q: '1', r: '&' },
  headers: { 'content-type': 'text/plain', cookie: 'one=1; two=2' },
  body: 'hello',
};

test('an event of a function URL is a request, and the answer its result', async () => {
  const result = await lambdaHandler(echo)(event());
  expect(JSON.parse(result.body)).toEqual(ASKED);
  expect(result).toMatchObject({
    statusCode: 201,
    headers: { 'x-method': 'POST' },
    cookies: ['a=1; Secure', 'b=2'],
  });
});

test('the stage of an HTTP API does not stand in the path', async () => {
  const staged = event({ rawPath: '/prod/things', requestContext: { http: { method: 'GET' }, stage: 'prod' } });
  expect(JSON.parse((await lambdaHandler(echo)(staged)).body).path).toBe('/things');
});

test('a body that is too large is refused, by Lambda and by a server', async () => {
  const body = 'x'.repeat(MOST_BYTES + 1);
  const refused = { error: `the body needs at most ${MOST_BYTES} bytes` };
  const { statusCode, body: told } = await lambdaHandler(echo)(event({ body, isBase64Encoded: false }));
  expect([statusCode, JSON.parse(told)]).toEqual([413, refused]);
  const response = await fetch(await served(), { method: 'POST', body });
  expect([response.status, await response.json()]).toEqual([413, refused]);
});

test('a connection of a server brings the same request', async () => {
  const headers = { 'content-type': 'text/plain', cookie: 'one=1; two=2' };
  const response = await fetch(`${await served()}/things/a%20b?q=1&r=%26`, { method: 'POST', headers, body: 'hello' });
  expect([response.status, response.headers.getSetCookie()]).toEqual([201, ['a=1; Secure', 'b=2']]);
  expect(await response.json()).toMatchObject({ ...ASKED, headers });
});

test('a listener of node:http runs where requests come as events', async () => {
  const application = overSocket(listenerOf(echo), echo.close);
  ends.push(application.close);
  const asked: AppRequest = { ...ASKED, query: new URLSearchParams(ASKED.query) };
  for (const _again of [1, 2]) {
    const answer = await application.answer(asked);
    expect(answer).toMatchObject({ status: 201, cookies: ['a=1; Secure', 'b=2'], headers: { 'x-method': 'POST' } });
    expect(JSON.parse(answer.body)).toMatchObject(ASKED);
  }
});

test("a socket that another process has left is in nobody's way", async () => {
  const left = join(tmpdir(), `application-${process.pid}.sock`);
  writeFileSync(left, '');
  ends.push(async () => rmSync(left));
  const application = overSocket(listenerOf(echo), echo.close);
  ends.push(application.close);
  expect(await application.answer({ ...ASKED, query: new URLSearchParams() })).toMatchObject({ status: 201 });
});

test('a socket that could not be made is tried again at the next request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adapters-'));
  ends.push(async () => rmSync(folder, { recursive: true }));
  const socketPath = join(folder, 'socket');
  writeFileSync(socketPath, '');
  const application = overSocket(listenerOf(echo), echo.close, socketPath);
  ends.unshift(application.close);
  const asked = { ...ASKED, query: new URLSearchParams() };
  await expect(application.answer(asked)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  rmSync(socketPath);
  expect(await application.answer(asked)).toMatchObject({ status: 201 });
});

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** The echo behind a port of this machine. */
async function served(): Promise<string> {
  const server = createServer(listenerOf(echo)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
