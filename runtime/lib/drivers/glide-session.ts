import type { GlideClient } from '@valkey/valkey-glide';
import { unlessAborted } from './abortable';
import type { OpenSession, Session, SessionRequest } from './connection';
import { DriverError, unreachable } from './driver-error';
import { DEFAULTS, type DriverOptions, serverName } from './driver-options';
import { type RawCall, rawSession } from './raw-session';
import { generationOf, parseInfo } from './server-identity';

type Glide = typeof import('@valkey/valkey-glide');

/** How often a connection is looked at, as GLIDE does not say when one is lost, in milliseconds. */
const LOOK_MS = 250;
/** A connection is lost when it has not answered for so many looks. */
const LOOKS = 4;

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
  const told = (cause: unknown): never => {
    const { ClosingError, ConnectionError, TimeoutError } = glide;
    const error = withCode(cause);
    onReplyError(error);
    if ([ClosingError, ConnectionError, TimeoutError].some((kind) => cause instanceof kind)) {
      onLost(unreachable(server, cause));
    }
    throw error;
  };
  const call: RawCall = (args) => client.customCommand(args).catch(told);
  const raw = rawSession(call);
  const identify = async () => (anyRole ? '' : generationOf(await raw.identify(), server));
  const stop = watch(client, () => onLost(unreachable(server)));
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
        const said = parseInfo(`${info}`);
        if (said.role === 'master' && generationOf(said, server) === generation) return values;
        const reason = unreachable(server);
        onLost(reason);
        throw reason;
      },
      end: async () => {
        stop();
        client.close();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Looks whether a connection answers, until the call that is returned. */
function watch(client: GlideClient, onSilence: () => void): () => void {
  let silent = 0;
  const look = () => {
    silent += 1;
    if (silent > LOOKS) return onSilence();
    client.customCommand(['PING']).then(
      () => {
        silent = 0;
      },
      () => undefined,
    );
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return () => clearInterval(timer);
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
    // A client that fails to connect when it is made takes a thread of GLIDE for good: some of them, and nothing answers.
    lazyConnect: true,
    // On a lost connection it fails commands by this alone. It is no shorter than anybody's deadline.
    requestTimeout: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
    connectionBackoff: { numberOfRetries: 1, factor: 1, exponentBase: 1 },
    // The standard mode fails at once where it cannot connect, and takes no replica.
    nodeDiscoveryMode: anyRole ? glide.NodeDiscoveryMode.Static : glide.NodeDiscoveryMode.Standard,
    advancedConfiguration: {
      connectionTimeout: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
      ...(rootCertificates === undefined ? {} : { tlsAdvancedConfiguration: { rootCertificates } }),
    },
  };
}

/** The codes of the server, which GLIDE writes in words of its own. */
const CODES: { readonly [word: string]: string } = {
  Ask: 'ASK',
  AuthenticationFailed: 'WRONGPASS',
  BusyLoadingError: 'LOADING',
  ClusterDown: 'CLUSTERDOWN',
  CrossSlot: 'CROSSSLOT',
  MasterDown: 'MASTERDOWN',
  Moved: 'MOVED',
  NoScriptError: 'NOSCRIPT',
  PermissionDenied: 'NOPERM',
  ReadOnly: 'READONLY',
  TryAgain: 'TRYAGAIN',
};

function withCode(cause: unknown): unknown {
  const [, word, text] = /signalled by the server: - (\w+): (.*)/s.exec(`${cause}`) ?? [];
  return word in CODES ? new DriverError('ERR_CACHE_TIER_REPLY', `${CODES[word]} ${text}`, { cause }) : cause;
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
