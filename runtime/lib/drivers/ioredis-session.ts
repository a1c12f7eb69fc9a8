import type { Redis, RedisOptions } from 'ioredis';
import { coalescingConnector } from './coalescing-connector';
import type { OpenSession, Session, SessionRequest } from './connection';
import type { ScriptReply } from './driver';
import { unreachable } from './driver-error';
import { type DriverOptions, serverName, tlsOptions } from './driver-options';
import { generationOf, parseInfo, type ServerInfo } from './server-identity';

type Ioredis = typeof import('ioredis');

/** Opens sessions by ioredis. */
export function ioredisSessions(ioredis: Ioredis, options: DriverOptions): OpenSession {
  return async (request) => {
    const { address, anyRole, signal, onLost } = request;
    let generation = '';
    let reason: Error | undefined;
    // ioredis hands over the reply to INFO before it lets any command through.
    const accept = (info: ServerInfo) => {
      try {
        generation = anyRole ? '' : generationOf(info, serverName(address));
        return true;
      } catch (error) {
        reason = error as Error;
        return false;
      }
    };
    const redis = new ioredis.Redis(redisOptions(ioredis, options, request, accept));
    redis.on('error', (error) => {
      reason ??= error;
    });
    redis.on('close', () => onLost(reason ?? unreachable(serverName(address))));
    const giveUp = () => {
      reason ??= signal.reason as Error;
      redis.disconnect();
    };
    signal.addEventListener('abort', giveUp);
    try {
      await redis.connect();
    } catch (error) {
      throw reason ?? error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    return sessionOf(redis, generation);
  };
}

function redisOptions(
  ioredis: Ioredis,
  options: DriverOptions,
  { address, password, onReplyError }: SessionRequest,
  accept: (info: ServerInfo) => boolean,
): RedisOptions {
  const tls = tlsOptions(options, address.host);
  return {
    ...address,
    tls,
    username: password === undefined ? undefined : options.username,
    password,
    Connector: coalescingConnector(ioredis.AbstractConnector, { address, tls, accept }),
    lazyConnect: true,
    // The whole attempt has one limit, which is not of ioredis.
    connectTimeout: undefined,
    retryStrategy: null,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: false,
    disableClientInfo: true,
    maxLoadingRetryTime: 100,
    reconnectOnError: (error) => {
      onReplyError(error);
      return false;
    },
  };
}

function sessionOf(redis: Redis, generation: string): Session {
  return {
    generation,
    values: (keys) => redis.mgetBuffer(keys as string[]),
    set: async (key, value, { px, ifAbsent }) => {
      const set = ifAbsent ? redis.set(key, value, 'PX', px, 'NX') : redis.set(key, value, 'PX', px);
      return (await set) === 'OK';
    },
    unlink: async (keys) => {
      await redis.unlink(keys as string[]);
    },
    evalSha: (sha, keys, args) => redis.evalsha(sha, keys.length, ...keys, ...args) as Promise<ScriptReply>,
    eval: (text, keys, args) => redis.eval(text, keys.length, ...keys, ...args) as Promise<ScriptReply>,
    ping: async () => {
      await redis.ping();
    },
    time: () => redis.time(),
    slots: () => redis.cluster('SLOTS'),
    identify: async () => parseInfo(await redis.info('replication')),
    end: () =>
      new Promise((resolve) => {
        if (redis.status === 'end') return resolve();
        redis.once('end', resolve);
        redis.disconnect();
      }),
  };
}
