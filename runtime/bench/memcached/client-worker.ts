import { CLIENTS, type Client } from './clients';
import { drive, fill } from './load';
import { readThrough, untilKept } from './node-death';

/** What one client does in a process of its own, so that none warms or slows another. */
export const TASKS = { drive, fill: (client: Client, _: object) => fill(client), readThrough, untilKept };

let client: Client;
process.on('message', async ({ id, task, args }: { id: number; task: keyof typeof TASKS | 'open'; args: never }) => {
  try {
    if (task === 'open') {
      const { name, servers } = args as { name: string; servers: readonly string[] };
      client = await CLIENTS[name]!(servers);
      process.send!({ id });
    } else {
      process.send!({
        id,
        result: await (TASKS[task] as (client: Client, args: never) => Promise<unknown>)(client, args),
      });
    }
  } catch (error) {
    process.send!({ id, error: `${(error as Error).stack ?? error}` });
  }
});
// Some clients raise an error that nobody can listen to once their server is gone; that must not end a measurement.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
