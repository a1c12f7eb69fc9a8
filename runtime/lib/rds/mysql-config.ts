import { Socket } from 'node:net';
import { LinkField } from '../link';
import { type DatabaseCredential, databaseCredential } from './database-credential';
import { connectionLimit, type DatabaseConfigOptions, type DatabaseLink, databaseLink } from './database-link';
import { type ConnectionSettings, SignInWatch } from './sign-in-watch';
import { trustedAuthorities } from './trusted-authorities';

/** What `createPool()` of mysql2 is given. */
export interface MysqlConfig {
  host: string;
  port: number;
  user: string;
  database?: string;
  /** Opens each connection, once its password is known. */
  stream?: (options: Opening) => Socket;
  /** By which IAM tokens are sent. */
  authPlugins?: { [plugin: string]: (data: { connection: SigningIn }) => () => Buffer };
  ssl?: { readonly ca: string[]; rejectUnauthorized: true; verifyIdentity: true };
  connectionLimit: number;
  connectTimeout: number;
  enableKeepAlive: true;
}

interface Opening {
  config?: ConnectionSettings;
}

interface SigningIn {
  config: ConnectionSettings;
}

const CONNECT_MS = 10_000;
const SPEAKS = { caller: 'mysqlConfig', engines: ['mysql', 'mariadb'], other: 'postgresConfig', port: 3_306 } as const;

/**
 * The options of a pool of mysql2, for MySQL and MariaDB, by the variables that `connect` of a database gives a function or
 * container: `createPool(mysqlConfig())`. It waits for nothing: the password is read, or the IAM token signed, when a
 * connection is made. The certificate of the server is verified, and its name.
 *
 * @throws LinkError for a variable that is missing, which it names, or that says what cannot be
 */
export function mysqlConfig(options: DatabaseConfigOptions = {}): MysqlConfig {
  const place = databaseLink(SPEAKS, options);
  const { host, port, user, tls } = place;
  const database = place.link[LinkField.DATABASE];
  const credential = databaseCredential(place, options);
  const authorities = trustedAuthorities(place, options);
  let ca: string[] | undefined;
  return {
    host,
    port,
    user,
    ...(database !== undefined && { database }),
    ...(credential && { stream: opened(place, credential) }),
    ...(tls && {
      // What the plugin of RDS for IAM asks for; never sent in the clear.
      authPlugins: {
        mysql_clear_password:
          ({ connection }) =>
          () =>
            Buffer.from(`${connection.config.password}\0`),
      },
      ssl: {
        // One list, by which mysql2 knows that it has read it already.
        get ca() {
          ca ??= [...authorities()];
          return ca;
        },
        rejectUnauthorized: true,
        verifyIdentity: true,
      },
    }),
    connectionLimit: connectionLimit(options, place.environment),
    connectTimeout: CONNECT_MS,
    enableKeepAlive: true,
  };
}

/**
 * mysql2 takes a password as a text alone. But it lets its user make the stream of each connection, with the settings of
 * that connection at hand, and reads the password from there only when the server has greeted: so a stream that connects
 * once the password is known is enough.
 */
function opened({ host, port }: DatabaseLink, credential: DatabaseCredential): (options: Opening) => Socket {
  const watch = new SignInWatch();
  return ({ config = {} }) => {
    const socket = new Socket().setNoDelay(true).setKeepAlive(true);
    const open = async () => {
      await watch.outcome();
      const password = await credential.password();
      if (socket.destroyed) return;
      config.password = password;
      watch.add(config, socket, () => credential.refused(password));
      socket.connect(port, host);
    };
    open().catch((error: Error) => socket.destroy(error));
    return socket;
  };
}
