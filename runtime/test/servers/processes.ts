import { type ForkOptions, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join, relative } from 'node:path';

/** A process of its own that runs methods of a TypeScript file. */
export interface RunningWorker {
  readonly pid: number;
  /**
   * Calls a method of the worker; arguments and result are copied, as by `structuredClone`.
   *
   * @throws Error what the method threw; with the code WORKER_GONE and what it wrote to stderr if the process is gone
   */
  call<T = unknown>(method: string, ...args: unknown[]): Promise<T>;
  /** Ends it in the middle of what it does (SIGKILL); its calls fail with the code WORKER_GONE. */
  kill(): Promise<void>;
  /** Stops it (SIGSTOP) in the middle of what it does. */
  freeze(): void;
  /** Lets a frozen one go on. */
  thaw(): void;
  /** Lets it exit, as it does when its starter is gone; kills it after ten seconds. */
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly name: string; readonly code?: string; readonly stack?: string };
}

/** A child that hangs must not hang its test: longer than anything that ends by itself. */
const STOP_AFTER = 10_000;

/**
 * Starts a file that calls `serveWorker`; resolves when it does.
 *
 * @param data what the file's methods are made with
 */
export async function startWorker(file: string, data?: unknown): Promise<RunningWorker> {
  const stdio = ['ignore', 'inherit', 'pipe', 'ipc'] as const;
  const child = fork(...program(file, { serialization: 'advanced', stdio: [...stdio] }));
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let ids = 0;
  let over = false;
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-4_000);
  });
  const gone = new Promise<void>((resolve) => {
    const end = (why: string) => {
      over = true;
      const error = Object.assign(new Error(`The worker is gone: ${why}\n${complaints}`), { code: 'WORKER_GONE' });
      for (const { reject } of calls.values()) reject(error);
      calls.clear();
      // Without calls nothing else keeps this process.
      child.unref();
      resolve();
    };
    child.on('exit', (code, signal) => {
      const why = signal ?? `it ended with ${code}`;
      // What it wrote last may still be on its way; the event `close` of a disconnected child never comes.
      if (child.stderr?.readableEnded) end(why);
      else child.stderr?.on('end', () => end(why));
    });
    child.on('error', (error) => end(error.message));
  });
  child.on('message', ({ id, result, error }: Answer) => {
    const call = calls.get(id);
    calls.delete(id);
    // A test that forgets to stop its worker must end all the same.
    if (calls.size === 0) child.channel?.unref();
    if (error) call?.reject(Object.assign(new Error(error.message), error));
    else call?.resolve(result);
  });
  const call = <T>(method: string, ...args: unknown[]) => {
    ids += 1;
    const id = ids;
    return new Promise<T>((resolve, reject) => {
      if (over) {
        reject(Object.assign(new Error('The worker is gone'), { code: 'WORKER_GONE' }));
        return;
      }
      calls.set(id, { resolve: resolve as (value: unknown) => void, reject });
      child.channel?.ref();
      child.send({ id, method, args });
    });
  };
  const hold = () => {
    child.ref();
    (child.stderr as Socket | null)?.ref();
  };
  // The first call is answered when the file has been loaded.
  const started = call(START, data);
  child.unref();
  (child.stderr as Socket | null)?.unref();
  await started;
  return {
    pid: child.pid as number,
    call,
    kill: async () => {
      hold();
      child.kill('SIGKILL');
      await gone;
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop: async () => {
      if (over) return;
      hold();
      child.kill('SIGCONT');
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_AFTER);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** The bundle that the set-up of the tests has made of the file; elsewhere the file itself, compiled on its way. */
function program(file: string, options: ForkOptions): [string, string[], ForkOptions] {
  const bundles = process.env.BUNDLED_WORKERS;
  const bundle = bundles && join(bundles, relative(join(__dirname, '..'), file).replace(/\.ts$/, '.cjs'));
  if (bundle && existsSync(bundle)) return [bundle, [], { ...options, execArgv: [] }];
  return [file, [], { ...options, execArgv: ['--import', 'tsx'] }];
}

const START = 'start';

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Serves methods from a process that `startWorker` started; a process whose starter is gone ends.
 *
 * @param make gets the data that the worker was started with
 */
export function serveWorker(make: Methods | ((data: never) => Methods | Promise<Methods>)): void {
  let methods: Methods = {};
  const run = async (method: string, args: never[]): Promise<unknown> => {
    if (method === START) {
      methods = typeof make === 'function' ? await make(args[0]) : make;
      return undefined;
    }
    if (!Object.hasOwn(methods, method)) throw new Error(`The worker has no method '${method}'`);
    return methods[method](...args);
  };
  process.on('message', async ({ id, method, args }: { id: number; method: string; args: never[] }) => {
    let answer: Answer;
    try {
      answer = { id, result: await run(method, args) };
    } catch (error) {
      const { message, name, code, stack } = error as Error & { code?: string };
      answer = { id, error: { message, name, code, stack } };
    }
    if (process.connected) process.send?.(answer);
  });
  process.on('disconnect', () => process.exit());
}
