import type { AppRequest } from '../../apps/http/exchange';
import { amount, objectIn, text, wholeNumber } from '../../apps/http/input';
import { RequestError } from '../../apps/http/request-error';
import { routed } from '../../apps/http/routes';

const request = (method: string, path: string, body = ''): AppRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body,
});

const answer = routed(
  {
    'GET /things/:id': ({ parts }) => ({ body: parts }),
    'PUT /things/:id': () => ({ status: 204, body: null }),
    'GET /fails': () => {
      throw new Error('password=hunter2');
    },
    'GET /known': () => {
      throw Object.assign(new Error('inside'), { code: 'KNOWN' });
    },
  },
  (error) => ((error as { code?: string }).code === 'KNOWN' ? new RequestError(409, 'not now') : undefined),
);

afterEach(() => jest.restoreAllMocks());

test.each([
  ['GET', '/things/7', 200, { id: '7' }],
  ['GET', '/things/a%20b', 200, { id: 'a b' }],
  ['GET', '/things/%zz', 400, { error: 'the path needs to be encoded as a URL is' }],
  ['GET', '/things', 404, { error: 'there is nothing here' }],
  ['GET', '/things/7/more', 404, { error: 'there is nothing here' }],
  ['POST', '/things/7', 405, { error: 'this takes GET or PUT' }],
  ['GET', '/known', 409, { error: 'not now' }],
])('%s %s answers %i', async (method, path, status, body) => {
  const response = await answer(request(method, path));
  expect([response.status, JSON.parse(response.body)]).toEqual([status, body]);
  expect(response.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
});

test('what goes wrong inside stands in the log, and not in the answer', async () => {
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const response = await answer(request('GET', '/fails'));
  expect([response.status, response.body]).toEqual([
    500,
    '{"error":"something went wrong; the log of the application says what"}\n',
  ]);
  expect(`${log.mock.calls}`).toContain('hunter2');
});

test.each([
  ['the body needs to be JSON', () => objectIn('{')],
  ['the body needs to be a JSON object', () => objectIn('[1]')],
  ["'id' needs a whole number from 1 to 9", () => wholeNumber('id', '0', 1, 9)],
  ["'id' needs a whole number from 1 to 9", () => wholeNumber('id', '1e0', 1, 9)],
  ["'id' needs a whole number from 1 to 9", () => wholeNumber('id', "1' or '1'='1", 1, 9)],
  ["'id' needs a whole number from 1 to 9", () => wholeNumber('id', 1.5, 1, 9)],
  ["'id' needs a whole number from 1 to 9", () => wholeNumber('id', undefined, 1, 9)],
  ["'price' needs an amount such as 19.99, up to 9999999.99", () => amount('price', -1)],
  ["'price' needs an amount such as 19.99, up to 9999999.99", () => amount('price', '1.999')],
  ["'price' needs an amount such as 19.99, up to 9999999.99", () => amount('price', 1e21)],
  ["'user' needs a text of 1 to 3 characters", () => text('user', 'abcd', 3)],
  ["'user' needs a text of 1 to 3 characters", () => text('user', '', 3)],
  ["'user' needs a text of 1 to 3 characters", () => text('user', 1, 3)],
  ["'user' needs a text of whole characters, without NUL", () => text('user', 'a\0', 3)],
  ["'user' needs a text of whole characters, without NUL", () => text('user', 'a\ud83d', 3)],
])('%s', (message, read) => {
  expect(read).toThrow(new RequestError(400, message));
});

test('what is right is taken as it is', () => {
  expect([objectIn('{"a":1}'), wholeNumber('id', '7', 1, 9), wholeNumber('id', 7, 1, 9)]).toEqual([{ a: 1 }, 7, 7]);
  expect([amount('price', 19.5), amount('price', '19.99'), text('user', '👍', 3)]).toEqual(['19.5', '19.99', '👍']);
});
