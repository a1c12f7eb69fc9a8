import type { FargateSize } from './fargate-size';
import { LOGIN_CHECKER, loginProbe } from './login-checker';

/** Where clients connect. */
export const MEMCACHED_PORT = 11_211;

/** Where a node that speaks TLS answers itself without: the probe has no TLS. Nobody else reaches the loopback interface. */
const PROBE_PORT = 11_212;

/** The one place that can be written, in memory, and gone with the task. Every image has it, open to all users. */
export const WRITABLE_FOLDER = '/tmp';

/** What memcached and the program that checks logins have there, for no other user. */
export const RUN_FOLDER = `${WRITABLE_FOLDER}/memcached`;

/** The variables that a container gets, the first two as they are and the others from secrets. */
export enum ContainerVariable {
  USER = 'MEMCACHED_USER',
  RUN = 'MEMCACHED_RUN',
  /** What clients log in with now. */
  PASSWORD = 'MEMCACHED_PASSWORD',
  /** What they will log in with after the next rotation. */
  UPCOMING_PASSWORD = 'MEMCACHED_UPCOMING_PASSWORD',
  /** What they logged in with before the last one, or `none`. */
  PREVIOUS_PASSWORD = 'MEMCACHED_PREVIOUS_PASSWORD',
  /** While a rotation makes another one the current one: what they logged in with before the current one, or `none`. */
  OLDER_PASSWORD = 'MEMCACHED_OLDER_PASSWORD',
  CERTIFICATE = 'MEMCACHED_CERTIFICATE',
  PRIVATE_KEY = 'MEMCACHED_PRIVATE_KEY',
}

/** What decides about the command line of a node. */
export interface NodeCommand {
  readonly size: FargateSize;
  /** How many clients may be connected at once. */
  readonly maxConnections: number;
  /** The largest item, in KiB. */
  readonly maxItemKiB: number;
  readonly tls: boolean;
}

/** The command line of memcached. It has no secret in it. */
export function memcachedCommand(
  { size, maxConnections, maxItemKiB, tls }: NodeCommand,
  ports = DEFAULT_PORTS,
): string[] {
  return [
    'memcached',
    // Without SASL nobody gets in, and with it memcached speaks the binary protocol alone, never UDP.
    ...['--enable-sasl', '--protocol=binary', '--udp-port=0'],
    `--memory-limit=${size.itemMemoryMiB}`,
    `--conn-limit=${maxConnections}`,
    `--threads=${size.threads}`,
    `--max-item-size=${maxItemKiB}k`,
    `--listen=0.0.0.0:${ports.clients}`,
    ...(tls
      ? [
          `--listen=notls:127.0.0.1:${ports.probe}`,
          '--enable-ssl',
          '--extended=ssl_chain_cert="$run/certificate.pem",ssl_key="$run/key.pem",ssl_min_version=2',
        ]
      : []),
  ];
}

const DEFAULT_PORTS = { clients: MEMCACHED_PORT, probe: PROBE_PORT };

/** What the container runs in a shell: writes what memcached reads, and becomes memcached. */
export function startScript(node: NodeCommand, ports = DEFAULT_PORTS): string {
  return [
    'set -eu; umask 077',
    `run="$${ContainerVariable.RUN}"; mkdir -p "$run"; rm -f "$run/logins"`,
    `printf 'mech_list: plain\\npwcheck_method: saslauthd\\nsaslauthd_path: %s\\n' "$run/logins" > "$run/memcached.conf"`,
    ...(node.tls
      ? [
          `printf '%s\\n' "$${ContainerVariable.CERTIFICATE}" > "$run/certificate.pem"`,
          `printf '%s\\n' "$${ContainerVariable.PRIVATE_KEY}" > "$run/key.pem"`,
          `unset ${ContainerVariable.CERTIFICATE} ${ContainerVariable.PRIVATE_KEY}`,
        ]
      : []),
    'export SASL_CONF_PATH="$run"; unset MEMCACHED_SASL_PWDB',
    `exec perl -e '${LOGIN_CHECKER}' "$run/logins" ${memcachedCommand(node, ports).join(' ')}`,
  ].join('\n');
}

/** By which ECS knows that a node answers and lets clients in. */
export function healthCommand({ tls }: Pick<NodeCommand, 'tls'>, ports = DEFAULT_PORTS): string[] {
  return ['CMD', 'perl', '-e', loginProbe(tls ? ports.probe : ports.clients)];
}
