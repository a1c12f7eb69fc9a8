import { chmodSync, chownSync, mkdtempSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { FargateSize } from '../../lib/self-managed/fargate-size';
import { ContainerVariable, type NodeCommand, startScript } from '../../lib/self-managed/memcached-command';
import { freePorts, whilePortsAreTaken } from '../servers/free-ports';
import { install } from '../servers/install';
import { guard } from '../servers/watchdog';

export const USER = 'cache-tier';

export const COMMAND: NodeCommand = { size: FargateSize.SMALLEST, maxConnections: 256, maxItemKiB: 2048, tls: false };

/** What the secrets hold. */
export type Variables = { readonly [variable in ContainerVariable]?: string };

/** A node as its container would run it, with the memcached of this machine. */
export interface RunningNode {
  readonly pid: number;
  readonly folder: string;
  readonly ports: { readonly clients: number; readonly probe: number };
  stop(): Promise<void>;
}

/** Beside the container's command somebody waits for the file that memcached writes once it takes connections. */
const SCRIPT = `
export MEMCACHED_PORT_FILENAME="$PWD/ports"
( until [ -s ports ]; do case $(ps -o stat= -p $$) in Z* | '') exit;; esac; sleep 0.03; done; echo ready ) &
exec env "$@"`;

/** Where a node is, if it is to be there again. */
export interface NodePlace {
  /** The loopback address that it has for itself. */
  readonly host: string;
  readonly ports: RunningNode['ports'];
}

export function startNode(variables: Variables, command = COMMAND, at?: NodePlace): Promise<RunningNode> {
  return whilePortsAreTaken(async () => {
    install(['memcached'], { brew: 'memcached', apt: 'memcached' });
    const [clients, probe] = at ? [at.ports.clients, at.ports.probe] : await freePorts(2);
    const folder = mkdtempSync(join(tmpdir(), 'cache-tier-node-'));
    chmodSync(folder, 0o777);
    const environment = Object.entries({
      [ContainerVariable.USER]: USER,
      [ContainerVariable.RUN]: join(folder, 'run'),
      ...variables,
    }).map(([name, value]) => `${name}=${value}`);
    const everywhere = startScript(command, { clients, probe });
    const script = at === undefined ? everywhere : everywhere.replace('--listen=0.0.0.0:', `--listen=${at.host}:`);
    const shell = ['sh', '-c', SCRIPT, 'node', ...environment, '/bin/sh', '-c', script];
    // The user of the official image: memcached refuses to be root.
    const identity = process.getuid?.() === 0 ? { uid: 11_211, gid: 11_211 } : undefined;
    // Only its owner may remove it from where everybody may write.
    if (identity) chownSync(folder, identity.uid, identity.gid);
    const guarded = await guard(folder, shell, { ready: /^ready$/m, identity });
    return { pid: guarded.pid, folder, ports: { clients, probe }, stop: () => guarded.end() };
  });
}

/** How a server is reached: by TLS if an authority is given. */
interface Way {
  readonly ca?: string;
  readonly host?: string;
}

/** What a server says to one request of the binary protocol: its status, or why there is none. */
export function ask(port: number, request: Buffer, { ca, host = '127.0.0.1' }: Way = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const socket =
      ca === undefined ? createConnection({ host, port }) : connect({ host, port, ca, servername: 'localhost' });
    let reply = Buffer.alloc(0);
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => resolve(reply.length === 0 ? 'closed' : reply.toString()));
    socket.on('data', (chunk) => {
      reply = Buffer.concat([reply, chunk]);
      if (reply[0] !== 0x81 || reply.length < 24 + reply.readUInt32BE(8)) return;
      resolve(reply.readUInt16BE(6));
      socket.destroy();
    });
    socket.write(request);
  });
}

export const ACCEPTED = 0;
export const REFUSED = 0x20;

export function login(port: number, password: string, { user = USER, ...way }: Way & { readonly user?: string } = {}) {
  return ask(port, packet(0x21, 'PLAIN', `\0${user}\0${password}`), way);
}

export function packet(operation: number, key = '', value = ''): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt8(0x80, 0);
  head.writeUInt8(operation, 1);
  head.writeUInt16BE(Buffer.byteLength(key), 2);
  head.writeUInt32BE(Buffer.byteLength(key) + Buffer.byteLength(value), 8);
  return Buffer.concat([head, Buffer.from(key + value)]);
}
