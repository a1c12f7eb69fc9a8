import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { AbstractConnector } from 'ioredis';
import type { Address } from './driver-options';
import type { ServerInfo } from './server-identity';
import { coalesceWrites } from './write-coalescing';

export interface ConnectorSettings {
  readonly address: Address;
  readonly tls: ConnectionOptions | undefined;
  /** Told what a server says of itself; false closes the connection before any command is sent. */
  readonly accept: (info: ServerInfo) => boolean;
}

type Base = new (disconnectTimeout: number) => AbstractConnector;
/** What ioredis takes for `Connector`. */
export type ConnectorClass = new (options: unknown) => AbstractConnector;

/** A class that ioredis makes its sockets by. Its base is an argument, as ioredis is loaded late. */
export function coalescingConnector(Abstract: unknown, { address, tls, accept }: ConnectorSettings): ConnectorClass {
  return class CoalescingConnector extends (Abstract as Base) {
    public constructor(_options: unknown) {
      super(0);
    }

    public override async connect(): Promise<Socket> {
      const socket = tls === undefined ? connectTcp(address) : connectTls({ ...address, ...tls });
      // ioredis listens for the first error only, and a second one must not end the process.
      socket.on('error', (error) => {
        this.firstError ??= error;
      });
      this.stream = socket;
      return coalesceWrites(socket);
    }

    public override check(info: ServerInfo): boolean {
      return accept(info);
    }

    /** At once: replies of a server that is given up must not be waited for. */
    public override disconnect(): void {
      this.stream?.destroy();
    }
  };
}
