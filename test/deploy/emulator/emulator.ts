import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts, whilePortsAreTaken } from '../../servers/free-ports';
import { type GuardedServer, guard } from '../../servers/watchdog';

/** An account of AWS in a process of this machine. */
export interface Emulator {
  readonly url: string;
  readonly account: string;
  readonly region: string;
  /** What a program gets so that the account is this one. */
  readonly environment: { readonly [name: string]: string };
  /** What a client of the AWS SDK gets. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Ends the process as a crash would, or by another signal; what was deployed is gone with it. */
  kill(signal?: string): Promise<void>;
  stop(): Promise<void>;
}

/** What the emulator is told. */
export interface EmulatorOptions {
  /** Where every replication group says that it is. @default - where nobody listens */
  readonly cache?: Place;
  /** Where every database says that it is. @default - a name that nobody resolves */
  readonly database?: Place;
  /** What the functions get that run in it, beside what their template says. @default - nothing */
  readonly environment?: { readonly [name: string]: string };
  /** The program that is the emulator. @default - the shim */
  readonly program?: string;
}

/** A server that the tests started. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

const ACCOUNT = '111111111111';
const REGION = 'us-east-1';
const SHIM = join(__dirname, 'shim.py');
const PYTHON = resolve('.venv-deploy', process.platform === 'win32' ? 'Scripts' : 'bin', 'python');

/** Starts an empty account, with nothing in it but what AWS puts there; who starts it stops it. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return whilePortsAreTaken(() => startOnce(options));
}

async function startOnce({ cache, database, environment = {}, program = SHIM }: EmulatorOptions): Promise<Emulator> {
  const [port] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-emulator-'));
  const nowhere = { host: '127.0.0.1', port: 9 };
  const settings = {
    GATEWAY_PORT: `${port}`,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    REDIS_HOST: (cache ?? nowhere).host,
    REDIS_PORT: `${(cache ?? nowhere).port}`,
    ...(database && { DATABASE_HOST: database.host, DATABASE_PORT: `${database.port}` }),
    // A function in Lambda finds the AWS SDK beside it.
    NODE_PATH: resolve('node_modules'),
    AWS_SECRET_ACCESS_KEY: 'test',
    ...environment,
  };
  const told = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const command = ['env', ...told, PYTHON, program];
  const server: GuardedServer = await guard(folder, command, { ready: /Running on http/ });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    account: ACCOUNT,
    region: REGION,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
    client: { endpoint: url, region: REGION, credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' } },
    kill: (signal = 'KILL') => server.kill(signal),
    stop: () => server.end(),
  };
}
