import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Certificate, writeCertificate } from '../../../test/servers/certificate';
import { freePorts, whilePortsAreTaken } from '../../../test/servers/free-ports';
import { install } from '../../../test/servers/install';
import { guard } from '../../../test/servers/watchdog';

const run = promisify(execFile);

/** A real MariaDB server on this machine, with TLS. */
export interface RunningMariaDb {
  readonly port: number;
  /** Sends a statement as the superuser, by the socket of the server. */
  query(sql: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a server whose superuser is `root`; who starts it stops it. Debian brings all programs in one package. */
export async function startMariaDb(certificate: Certificate): Promise<RunningMariaDb> {
  const packages = { brew: 'mariadb', apt: 'mariadb-server' };
  const [server, make, client] = ['mariadbd', 'mariadb-install-db', 'mariadb'].map((name) => install([name], packages));
  // Sockets have short paths.
  const folder = mkdtempSync(join(tmpdir(), 'ct-maria-'));
  writeCertificate(folder, certificate);
  const data = join(folder, 'data');
  const socket = join(folder, 's');
  // Root may run it where it says so.
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const how = ['--auth-root-authentication-method=normal', '--skip-test-db', '--innodb-log-file-size=4M'];
  await run(make!, ['--no-defaults', `--datadir=${data}`, ...user, ...how]);
  const files = ['ca', 'cert', 'key'].map((name, at) => `--ssl-${name}=${join(folder, FILES[at]!)}`);
  let port = 0;
  const running = await whilePortsAreTaken(async () => {
    [port] = (await freePorts(1)) as [number];
    const place = [`--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1'];
    const command = [server!, '--no-defaults', ...user, ...place, ...files, '--skip-name-resolve', ...SMALL];
    return guard(folder, command, { ready: /ready for connections/ });
  });
  return {
    port,
    query: async (sql) =>
      (await run(client!, ['--no-defaults', `--socket=${socket}`, '-uroot', '-N', '-e', sql])).stdout,
    stop: running.end,
  };
}

const FILES = ['ca.pem', 'server.pem', 'server.key'];
/** Quick to start, and nothing to lose. */
const SMALL = ['--innodb-log-file-size=4M', '--innodb-buffer-pool-size=16M', '--innodb-flush-log-at-trx-commit=0'];
