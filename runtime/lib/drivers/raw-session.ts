import type { Session } from './connection';
import type { ScriptReply } from './driver';
import { parseInfo } from './server-identity';

/** Sends one command, and gives its reply with bulk strings as text. */
export type RawCall = (args: (string | Buffer)[]) => Promise<unknown>;

export type RawSession = Omit<Session, 'generation' | 'values' | 'end'> & Required<Pick<Session, 'identify'>>;

/** What of a session is the same for client libraries that send commands word by word. */
export function rawSession(call: RawCall): RawSession {
  return {
    set: async (key, value, { px, ifAbsent }) => {
      const args = ['SET', key, value, 'PX', `${px}`];
      return (await call(ifAbsent ? [...args, 'NX'] : args)) === 'OK';
    },
    unlink: async (keys) => {
      await call(['UNLINK', ...keys]);
    },
    evalSha: (sha, keys, args) => call(['EVALSHA', sha, `${keys.length}`, ...keys, ...args]) as Promise<ScriptReply>,
    eval: (text, keys, args) => call(['EVAL', text, `${keys.length}`, ...keys, ...args]) as Promise<ScriptReply>,
    ping: async () => {
      await call(['PING']);
    },
    time: () => call(['TIME']) as Promise<readonly unknown[]>,
    slots: () => call(['CLUSTER', 'SLOTS']),
    identify: async () => parseInfo(`${await call(['INFO', 'replication'])}`),
  };
}
