import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { AbstractConnector } from 'ioredis';
import { DriverError } from './driver-error';
import type { Address } from './driver-options';
import { coalesceWrites } from './write-coalescing';

export interface ConnectorSettings {
  readonly address: Address;
  readonly tls: ConnectionOptions | undefined;
  readonly password: (() => string | undefined) | undefined;
  /** Told what a server says of itself; false closes the connection before any command is sent. */
  readonly accept: (info: Readonly<Record<string, string>>) => boolean;
}

type Base = new (disconnectTimeout: number) => AbstractConnector;

/** A class that ioredis makes its sockets by. Its base is an argument, as ioredis is loaded late. */
export function coalescingConnector(Abstract: unknown, settings: ConnectorSettings) {
  return class CoalescingConnector extends (Abstract as Base) {
    private credential: string | undefined;

    public constructor(options: unknown) {
      super(0);
      // ioredis reads this option at each attempt, and only then.
      Object.defineProperty(options as object, 'password', {
        enumerable: true,
        get: () => {
          this.credential = settings.password?.();
          return this.credential;
        },
      });
    }

    public override async connect(): Promise<Socket> {
      if (settings.password !== undefined && this.credential === undefined) {
        throw new DriverError('ERR_CACHE_TIER_NO_CREDENTIAL', 'There is no password yet');
      }
      const socket = open(settings);
      // ioredis listens for the first error only, and a second one must not end the process.
      socket.on('error', (error) => {
        this.firstError ??= error;
      });
      this.stream = socket;
      return coalesceWrites(socket);
    }

    public override check(info: Readonly<Record<string, string>>): boolean {
      return settings.accept(info);
    }

    /** At once: replies of a server that is given up must not be waited for. */
    public override disconnect(): void {
      this.stream?.destroy();
    }
  };
}

function open({ address: { host, port }, tls }: ConnectorSettings): Socket {
  return tls === undefined ? connectTcp({ host, port }) : connectTls({ host, port, ...tls });
}
