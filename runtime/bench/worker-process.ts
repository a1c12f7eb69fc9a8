import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Arena } from './arena';
import type { Surroundings } from './contender';
import type { Bay, Opening, Tasks } from './worker';

type Arguments<Task extends keyof Tasks> = Tasks[Task] extends (bay: Bay, args: infer A) => unknown ? A : never;
type Result<Task extends keyof Tasks> = Awaited<ReturnType<Tasks[Task]>>;

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** One contender in one process. */
export class WorkerProcess {
  private readonly waiting = new Map<number, Waiting>();
  private sent = 0;

  private constructor(
    public readonly name: string,
    private readonly child: ChildProcess,
  ) {
    child.on('message', ({ id, result, error }: { id: number; result: unknown; error?: string }) => {
      const { resolve, reject } = this.waiting.get(id)!;
      this.waiting.delete(id);
      if (error === undefined) resolve(result as never);
      else reject(new Error(`${name}: ${error}`));
    });
    child.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`${name}: the process ended (${code})`));
    });
  }

  /** Starts a process; the contender in it is connected afterwards. */
  public static async start(
    name: string,
    arena: Pick<Arena, 'cache' | 'postgres'>,
    options: Partial<Surroundings> = {},
  ): Promise<WorkerProcess> {
    const { cache, postgres } = arena;
    const child = fork(join(__dirname, 'worker.cjs'), {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: cache.caFile, NODE_NO_WARNINGS: '1' },
      execArgv: [],
      // Some clients write each lost connection to the terminal. What fails is told by a message.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const worker = new WorkerProcess(name, child);
    const tls = options.tls ?? false;
    const opening: Opening = {
      name,
      postgres: { host: postgres.host, port: postgres.port },
      surroundings:
        name === 'no cache'
          ? { host: postgres.host, port: postgres.port, tls: false, tagged: false }
          : {
              host: cache.host,
              port: tls ? cache.tlsPort : cache.port,
              tls,
              tagged: options.tagged ?? false,
              memcached: options.memcached,
            },
    };
    await worker.send('open', opening);
    return worker;
  }

  /** Runs a task there. */
  public call<Task extends keyof Tasks>(task: Task, args: Arguments<Task>): Promise<Result<Task>> {
    return this.send(task, args) as Promise<Result<Task>>;
  }

  public async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private send(task: string, args: unknown): Promise<unknown> {
    this.sent += 1;
    const id = this.sent;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.child.send({ id, task, args });
    });
  }
}
