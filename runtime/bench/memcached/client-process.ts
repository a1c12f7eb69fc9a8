import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TASKS } from './client-worker';

type Tasks = typeof TASKS;
type Arguments<Task extends keyof Tasks> = Parameters<Tasks[Task]>[1];
type Result<Task extends keyof Tasks> = Awaited<ReturnType<Tasks[Task]>>;

/** One client in one process. */
export class ClientProcess {
  private sent = 0;

  private constructor(
    public readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts a process; the client in it is connected afterwards. */
  public static async start(name: string, servers: readonly string[]): Promise<ClientProcess> {
    // Some clients write each lost connection to the terminal. What fails is told by a message.
    const child = fork(join(__dirname, 'memcached-worker.cjs'), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.setMaxListeners(0);
    const started = new ClientProcess(name, child);
    await started.send('open', { name, servers });
    return started;
  }

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
      const ended = (code: number | null) => reject(new Error(`${this.name}: the process ended (${code})`));
      const answered = (message: { id: number; result?: unknown; error?: string }) => {
        if (message.id !== id) return;
        this.child.off('message', answered).off('exit', ended);
        if (message.error === undefined) resolve(message.result);
        else reject(new Error(`${this.name}: ${message.error}`));
      };
      this.child.on('message', answered).on('exit', ended);
      this.child.send({ id, task, args });
    });
  }
}
