import { Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';

const PAGE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html';

/** MiB that go with CPU units: some values, or all from a least to a most in steps. */
const MEMORY: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16_384, 1024)],
  [4096, steps(8192, 30_720, 1024)],
  [8192, steps(16_384, 61_440, 4096)],
  [16_384, steps(32_768, 122_880, 8192)],
]);

/** What memcached needs beside its items: connections, its hash table, buffers, and the program that checks logins. */
const LEAST_OVERHEAD = 128;
const OVERHEAD = 0.2;

/**
 * CPU and memory of a task on Fargate, of which one node of a self-managed Memcached has all.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
export class FargateSize {
  /** A quarter of a vCPU and 512 MiB, of which items have 384: enough to develop against. */
  public static readonly SMALLEST = new FargateSize(256, 512);

  /**
   * A size that Fargate offers.
   *
   * @param cpu in units of 1/1024 vCPU: 256, 512, 1024, 2048, 4096, 8192 or 16384
   * @param memoryMiB in MiB, as they go with the CPU: for 1024 units 2048 to 8192, in steps of 1024
   * @throws InvalidCacheError if Fargate has no such size
   */
  public static of(cpu: number, memoryMiB: number): FargateSize {
    const problems = sizeProblems(cpu, memoryMiB);
    if (problems.length > 0) throw new InvalidCacheError('FargateSize.of', problems);
    return new FargateSize(cpu, memoryMiB);
  }

  private constructor(
    /** In units of 1/1024 vCPU. */
    public readonly cpu: number,
    /** In MiB. */
    public readonly memoryMiB: number,
  ) {}

  /** What items have of it, in MiB: the rest, a fifth and at least 128 MiB, is what a node needs beside them. */
  public get itemMemoryMiB(): number {
    return this.memoryMiB - Math.max(LEAST_OVERHEAD, Math.ceil(this.memoryMiB * OVERHEAD));
  }

  /** How many threads serve clients: one for each whole vCPU, and one at least. */
  public get threads(): number {
    return Math.max(1, Math.floor(this.cpu / 1024));
  }
}

function sizeProblems(cpu: number, memoryMiB: number): string[] {
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryMiB)) {
    return [
      `'cpu' and 'memoryMiB' need numbers, got a token: the memory of the items follows from them; write numbers`,
    ];
  }
  const offered = MEMORY.get(cpu);
  if (offered === undefined) {
    return [`'cpu' needs one of ${[...MEMORY.keys()].join(', ')}, got ${cpu}; choose one (${PAGE})`];
  }
  if (offered.includes(memoryMiB)) return [];
  const [least, most, step] = [offered[0], offered[offered.length - 1], offered[1] - offered[0]];
  const range = offered.length > 3 ? `${least} to ${most} in steps of ${step}` : `one of ${offered.join(', ')}`;
  return [`'memoryMiB' needs ${range} with ${cpu} CPU units, got ${memoryMiB}; choose one (${PAGE})`];
}

function steps(least: number, most: number, step: number): number[] {
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}
