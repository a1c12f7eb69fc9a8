import { EventEmitter } from 'node:events';
import { SessionStore } from '../../lib/sessions/session-store';
import type { Sessions } from '../../lib/sessions/sessions';

jest.mock('express-session', () => {
  throw Object.assign(new Error("Cannot find module 'express-session'"), { code: 'MODULE_NOT_FOUND' });
});

const store = new SessionStore({ load: async () => ({ user: 'ann' }) } as unknown as Sessions);

test('without express-session the store works for others, and says what is missing when it is needed', async () => {
  expect(store).toBeInstanceOf(EventEmitter);
  const session = await new Promise((resolve) => store.get('a', (_, found) => resolve(found)));
  expect(session).toEqual({ user: 'ann' });
  expect(() => store.createSession({}, {})).toThrow(
    "A session of express-session needs the package 'express-session': run 'npm install express-session'",
  );
});

test('it has none of the methods that would look at all keys', () => {
  expect(['all', 'length', 'clear'].filter((name) => name in store)).toEqual([]);
});
