import { clusterContract } from './contract-cluster';
import { commandContract } from './contract-commands';
import { connectionContract } from './contract-connection';
import { faultContract } from './contract-faults';
import { processContract } from './contract-process';
import type { MakeDriver } from './observed-driver';

export interface ContractSettings {
  readonly make: MakeDriver;
  /** The file and the name of the function, for a process of its own. */
  readonly file: string;
  readonly factory: string;
  /** Whether commands of one connection reach the server in the order in which they were given. @default true */
  readonly ordered?: boolean;
  /** Whether the client tells at once that a connection is lost; otherwise it may heal it unseen. @default true */
  readonly tells?: boolean;
  /** Whether it takes all options of `tls.connect`, not `ca` alone. @default true */
  readonly allTlsOptions?: boolean;
  /** Rights that the client needs beside those of the runtime's user. */
  readonly moreRights?: readonly string[];
}

/** What every driver has to do. */
export function driverContract(settings: ContractSettings): void {
  commandContract(settings);
  connectionContract(settings);
  faultContract(settings);
  clusterContract(settings);
  processContract(settings);
}
