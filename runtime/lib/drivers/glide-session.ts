import type { GlideClient } from '@valkey/valkey-glide';
import { unlessAborted } from './abortable';
import type { OpenSession, Session, SessionRequest } from './connection';
import { DriverError, unreachable } from './driver-error';
import { DEFAULTS, type DriverOptions, serverName } from './driver-options';
import { type RawCall, rawSession } from './raw-session';
import { generationOf, parseInfo } from './server-identity';

type Glide = typeof import('@valkey/valkey-glide');

/** How often a connection is looked at, as GLIDE does not say when one is lost, in milliseconds. */
const LOOK_MS = 500;
/** GLIDE wants a deadline; whoever asked has a shorter one. */
const REQUEST_MS = 60_000;

/**
 * Opens sessions by GLIDE. It reconnects by itself and tells nobody, so each read asks in one pipeline who answers, and
 * a session ends at the first error of its connection.
 */
export function glideSessions(glide: Glide, options: DriverOptions): OpenSession {
  const rootCertificates = rootCertificatesOf(options);
  // Each failed attempt would be a line on the terminal; they are told by `onError`. Whoever has set it is not overruled.
  glide.Logger.init('off');
  return async (request) => {
    const creating = glide.GlideClient.createClient(configuration(glide, options, request, rootCertificates));
    try {
      return await sessionOf(glide, await unlessAborted(request.signal, creating), request);
    } catch (error) {
      creating.then(
        (client) => client.close(),
        () => undefined,
      );
      throw error;
    }
  };
}

async function sessionOf(glide: Glide, client: GlideClient, request: SessionRequest): Promise<Session> {
  const { address, anyRole, onLost, onReplyError } = request;
  const server = serverName(address);
  const told = (error: unknown): never => {
    onReplyError(error);
    const { ClosingError, ConnectionError, TimeoutError } = glide;
    if ([ClosingError, ConnectionError, TimeoutError].some((kind) => error instanceof kind)) {
      onLost(unreachable(server, error));
    }
    throw error;
  };
  const call: RawCall = (args) => client.customCommand(args).catch(told);
  const raw = rawSession(call);
  const identify = async () => (anyRole ? '' : generationOf(await raw.identify(), server));
  const end = async () => {
    clearInterval(look);
    client.close();
  };
  const look = setInterval(() => raw.ping().catch(() => undefined), LOOK_MS);
  look.unref();
  try {
    const generation = await unlessAborted(request.signal, identify());
    return {
      ...raw,
      identify: undefined,
      generation,
      values: async (keys) => {
        const batch = new glide.Batch(false).customCommand(['INFO', 'replication']).mget(keys as string[]);
        const replies = await client.exec(batch, true, { decoder: glide.Decoder.Bytes }).catch(told);
        const [info, values] = replies as unknown as [Buffer, (Buffer | null)[]];
        if (generationOf(parseInfo(`${info}`), server) === generation) return values;
        const reason = unreachable(server);
        onLost(reason);
        throw reason;
      },
      end,
    };
  } catch (error) {
    clearInterval(look);
    throw error;
  }
}

function configuration(
  glide: Glide,
  options: DriverOptions,
  { address, password, anyRole }: SessionRequest,
  rootCertificates: string | undefined,
): Parameters<Glide['GlideClient']['createClient']>[0] {
  return {
    addresses: [address],
    useTLS: options.tls !== undefined && options.tls !== false,
    credentials: password === undefined ? undefined : { username: options.username, password },
    requestTimeout: REQUEST_MS,
    connectionBackoff: { numberOfRetries: 0, factor: 1, exponentBase: 1 },
    // The standard mode fails at once where it cannot connect, and takes no replica.
    nodeDiscoveryMode: anyRole ? glide.NodeDiscoveryMode.Static : glide.NodeDiscoveryMode.Standard,
    advancedConfiguration: {
      connectionTimeout: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
      ...(rootCertificates === undefined ? {} : { tlsAdvancedConfiguration: { rootCertificates } }),
    },
  };
}

function rootCertificatesOf({ tls }: DriverOptions): string | undefined {
  if (typeof tls !== 'object') return undefined;
  const { ca, ...others } = tls;
  const unknown = Object.entries(others).find(([, value]) => value !== undefined);
  if (unknown !== undefined) {
    const message = `'tls.${unknown[0]}' needs another client: Valkey GLIDE takes 'tls.ca' only`;
    throw new DriverError('ERR_CACHE_TIER_OPTION', message);
  }
  return ca === undefined ? undefined : [ca].flat().join('\n');
}
