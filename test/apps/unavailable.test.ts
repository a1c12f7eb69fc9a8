import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Store } from 'express-session';
import { type Board, leaderboardApplication } from '../../apps/leaderboard/application';
import { kept, readRules } from '../../apps/orders/rules';
import { sessionsApplication } from '../../apps/sessions/application';

const coded = (code: string, more: object = {}) => Object.assign(new Error('inside'), { code, ...more });

beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

test('people get 503 while the store of their sessions cannot be asked', async () => {
  class Away extends Store {
    public get = (_id: string, callback: (error: unknown) => void) =>
      callback(coded('ERR_CACHE_TIER_SESSIONS', { status: 503 }));
    public set = (_id: string, _session: unknown, callback?: (error: unknown) => void) =>
      callback?.(coded('ERR_CACHE_TIER_SESSIONS', { status: 503 }));
    public destroy = (_id: string, callback?: (error: unknown) => void) => callback?.(undefined);
  }
  const app = sessionsApplication({ store: new Away(), secret: 'secret', metrics: () => ({}) });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/login`;
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: '{"user":"ann"}' });
  const told = await response.json();
  server.closeAllConnections();
  await once(server.close(), 'close');
  expect([response.status, told]).toEqual([503, { error: 'the sessions cannot be reached now; try again' }]);
});

test.each([
  ['ERR_CACHE_TIER_OUTCOME_UNKNOWN', 503],
  ['ERR_CACHE_TIER_OUT_OF_MEMORY', 503],
  ['OTHER', 500],
])('a board that fails with %s answers %i', async (code, status) => {
  const board = { submit: () => Promise.reject(coded(code)) } as unknown as Board;
  const tier = { ready: async () => undefined, metrics: () => ({}), close: async () => undefined };
  const { answer } = leaderboardApplication(board, tier as never);
  const body = '{"member":"ann","score":1}';
  const request = { method: 'POST', path: '/scores', query: new URLSearchParams(), headers: {}, body };
  expect((await answer(request)).status).toBe(status);
});

test.each([
  [undefined, undefined, 300_000],
  ['[{"tables":["products"],"ttl":60}]', undefined, 60_000],
  ['[{"tables":["shop.products"],"ttl":60}]', '20', 20_000],
  ['[{"tables":["products"]}]', undefined, 300_000],
  ['[{"tables":["other"],"ttl":60}]', undefined, undefined],
  ['{"tables":["products"]}', undefined, undefined],
  ['[7]', undefined, undefined],
  ['[{', undefined, undefined],
])('with the rules %s and at most %s s products are kept %s ms', (text, most, ms) => {
  expect(
    kept(
      readRules(text, () => undefined),
      most,
    ),
  ).toBe(ms);
});

test('rules that cannot be read are told of', () => {
  const told: Error[] = [];
  readRules('[{', (error) => told.push(error));
  expect(told).toHaveLength(1);
});
