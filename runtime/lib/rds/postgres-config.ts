import { LinkField } from '../link';
import { type DatabaseCredential, databaseCredential } from './database-credential';
import { connectionLimit, type DatabaseConfigOptions, databaseLink } from './database-link';
import { trustedAuthorities } from './trusted-authorities';

/** What `new Pool()` of node-postgres is given. */
export interface PostgresConfig {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database?: string;
  /** Asked for each connection. @default - none, or what the environment of node-postgres says */
  readonly password?: () => Promise<string>;
  readonly ssl: false | { readonly ca: string[]; readonly rejectUnauthorized: true };
  readonly max: number;
  readonly connectionTimeoutMillis: number;
  readonly keepAlive: true;
}

/** Longer than a failover within RDS Proxy takes, and shorter than most requests may. */
const CONNECT_MS = 10_000;
const SPEAKS = { caller: 'postgresConfig', engines: ['postgres'], other: 'mysqlConfig', port: 5_432 } as const;

/** What the server says of a password that it does not take. */
const REFUSALS: readonly unknown[] = ['28P01', '28000'];

/** What is used of a client of node-postgres while it signs in. */
interface SigningIn {
  readonly connection?: {
    on(event: 'errorMessage', listener: (error: { readonly code?: unknown }) => void): unknown;
    once(event: 'readyForQuery', listener: () => void): unknown;
    removeListener(event: 'errorMessage', listener: (error: { readonly code?: unknown }) => void): unknown;
  };
}

/**
 * The options of a pool of node-postgres, by the variables that `connect` of a database gives a function or container:
 * `new Pool(postgresConfig())`. It waits for nothing: the password is read, or the IAM token signed, when a connection is
 * made. The certificate of the server is verified, and its name.
 *
 * @throws LinkError for a variable that is missing, which it names, or that says what cannot be
 */
export function postgresConfig(options: DatabaseConfigOptions = {}): PostgresConfig {
  const place = databaseLink(SPEAKS, options);
  const { host, port, user } = place;
  const database = place.link[LinkField.DATABASE];
  const credential = databaseCredential(place, options);
  const authorities = trustedAuthorities(place, options);
  return {
    host,
    port,
    user,
    ...(database !== undefined && { database }),
    ...(credential && { password: passwordOf(credential) }),
    ssl: place.tls && {
      // Found when the first connection is made, and not while a function starts.
      get ca() {
        return [...authorities()];
      },
      rejectUnauthorized: true,
    },
    max: connectionLimit(options, place.environment),
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  };
}

/** node-postgres asks for it as a method of the client that signs in, on whose connection a refusal is heard of. */
function passwordOf(credential: DatabaseCredential): () => Promise<string> {
  return async function password(this: unknown) {
    const given = await credential.password();
    const connection = (this as SigningIn | undefined)?.connection;
    if (typeof connection?.on === 'function') {
      const onError = ({ code }: { readonly code?: unknown }) => {
        if (REFUSALS.includes(code)) credential.refused(given);
      };
      connection.on('errorMessage', onError);
      connection.once('readyForQuery', () => connection.removeListener('errorMessage', onError));
    }
    return given;
  };
}
