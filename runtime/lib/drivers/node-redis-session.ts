import { unlessAborted } from './abortable';
import type { OpenSession, SessionRequest } from './connection';
import { unreachable } from './driver-error';
import { DEFAULTS, type DriverOptions, serverName, tlsOptions } from './driver-options';
import { type RawCall, rawSession } from './raw-session';
import { generationOf, parseInfo } from './server-identity';

type NodeRedis = typeof import('redis');

/** Opens sessions by node-redis: a client is used for one socket, as a new one asks for the password again. */
export function nodeRedisSessions(redis: NodeRedis, options: DriverOptions): OpenSession {
  return async (request) => {
    const { address, anyRole, signal, onLost, onReplyError } = request;
    const server = serverName(address);
    const client = redis.createClient(clientOptions(redis, options, request));
    client.on('error', onLost);
    client.on('end', () => onLost(unreachable(server)));
    let ended = false;
    // A client that is destroyed while it connects goes on to connect.
    client.on('connect', () => {
      if (ended) client.destroy();
    });
    const end = async () => {
      ended = true;
      client.destroy();
    };
    const told = (error: unknown): never => {
      onReplyError(error);
      throw error;
    };
    const call: RawCall = (args) => client.sendCommand(args).catch(told);
    try {
      await unlessAborted(signal, client.connect());
      const info = parseInfo(`${await unlessAborted(signal, call(['INFO']))}`);
      const typeMapping = { [redis.RESP_TYPES.BLOB_STRING]: Buffer };
      return {
        ...rawSession(call),
        generation: anyRole ? '' : generationOf(info, server),
        values: (keys) => client.sendCommand<(Buffer | null)[]>(['MGET', ...keys], { typeMapping }).catch(told),
        end,
      };
    } catch (error) {
      await end();
      throw error;
    }
  };
}

function clientOptions(redis: NodeRedis, options: DriverOptions, { address, password }: SessionRequest) {
  const tls = tlsOptions(options, address.host);
  return {
    // The second version has no notices that a managed server does not know.
    RESP: 2 as const,
    maintNotifications: 'disabled' as const,
    disableOfflineQueue: true,
    disableClientInfo: true,
    username: password === undefined ? undefined : options.username,
    password,
    // No deadline of its own.
    commandOptions: { timeout: undefined },
    socket: {
      ...address,
      ...(tls === undefined ? {} : { ...tls, tls: true as const }),
      connectTimeout: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
      reconnectStrategy: false as const,
    },
  } satisfies Parameters<typeof redis.createClient>[0];
}
