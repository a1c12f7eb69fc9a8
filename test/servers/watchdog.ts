import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';

/** A server that does not outlive the process that started it. */
export interface GuardedServer {
  /** The process of the server itself. */
  readonly pid: number;
  /** Ends the server by a signal, such as `QUIT`, and keeps its folder. */
  kill(signal: string): Promise<void>;
  /** Leaves the folder of a killed server to another guard. */
  release(): Promise<void>;
  /** Ends the server and removes its folder. */
  end(): Promise<void>;
}

export interface GuardOptions {
  /** What the server writes once it takes connections. */
  readonly ready: RegExp;
  /** The signal that ends the server at once. @default KILL */
  readonly signal?: string;
  /** The user that runs the server. @default - the user of this process */
  readonly identity?: { readonly uid: number; readonly gid: number };
}

/**
 * Kills the server and removes its folder once this process has closed the pipe, or is gone: a failed test or a killed
 * test run leaves nothing behind. A line instead of the end of the pipe is a signal; a second one releases the folder.
 * A stopped server (SIGSTOP) must go on before it can obey.
 */
const WATCHDOG = `
signal=$1; shift
"$@" </dev/null & server=$!
echo "pid $server"
exec >&- 2>&-
read -r line && signal=$line
kill "-$signal" $server
kill -CONT $server; pkill -CONT -P $server
wait $server
read -r _ || rm -rf "$0"`;

/** Starts a server from a folder of its own; resolves when it takes connections, fails with what it wrote. */
export async function guard(
  folder: string,
  command: readonly string[],
  { ready, signal = 'KILL', identity }: GuardOptions,
): Promise<GuardedServer> {
  const watchdog = spawn('sh', ['-c', WATCHDOG, folder, signal, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: folder,
    // A signal to all processes of the tests, as from a terminal, must not end it before it has cleaned up.
    detached: true,
    ...identity,
  });
  // The watchdog may be gone when the pipe to it is closed.
  watchdog.stdin.on('error', () => undefined);
  const dead = once(watchdog.stdout, 'end');
  const gone = once(watchdog, 'exit');
  const pipes = [watchdog.stdin, watchdog.stdout, watchdog.stderr] as unknown as readonly Socket[];
  const end = async () => {
    watchdog.ref();
    watchdog.stdin.end();
    await gone;
  };
  try {
    const pid = await started(watchdog, ready);
    // A test that forgets to stop its server must end all the same.
    watchdog.unref();
    for (const pipe of pipes) pipe.unref();
    return {
      pid,
      kill: async (by) => {
        for (const pipe of pipes) pipe.ref();
        watchdog.stdin.write(`${by}\n`);
        await dead;
      },
      release: async () => {
        watchdog.ref();
        watchdog.stdin.write('\n');
        await gone;
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Waits until the server takes connections, or fails with what it wrote. */
function started(watchdog: ChildProcess, ready: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    const read = (chunk: Buffer) => {
      if (log.length < 100_000) log += chunk;
      const pid = /^pid (\d+)$/m.exec(log)?.[1];
      if (pid && ready.test(log)) resolve(Number(pid));
    };
    watchdog.stdout?.on('data', read).on('end', () => reject(new Error(`The server did not start:\n${log}`)));
    watchdog.stderr?.on('data', read);
    watchdog.on('error', reject);
  });
}
