import type { Contender, Surroundings } from './contender';
import { CONTENDERS } from './contenders/contenders';
import { costs } from './tasks/costs';
import { fidelity } from './tasks/fidelity';
import { drive, fill } from './tasks/hits';
import { outage, recovered } from './tasks/outage';
import { paired } from './tasks/paired';
import { race } from './tasks/race';
import { shop } from './tasks/shop';
import { stampede } from './tasks/stampede';
import { dropTag, fillTag } from './tasks/tag-drop';
import { wrappedFidelity } from './tasks/wrapped-fidelity';
import { write } from './tasks/writers';

/** What a task works with: one contender in a process of its own, so that none warms or slows another. */
export interface Bay {
  readonly contender: Contender;
  readonly postgres: { readonly host: string; readonly port: number };
  /** Opens the same contender once more, as another instance of an application. */
  another(): Promise<Contender>;
}

/** What is sent to a worker before anything else. */
export interface Opening {
  readonly name: string;
  readonly surroundings: Surroundings;
  readonly postgres: Bay['postgres'];
}

export const TASKS = {
  costs,
  drive,
  dropTag,
  fidelity,
  fill,
  fillTag,
  outage,
  paired,
  race,
  recovered,
  shop,
  stampede,
  wrappedFidelity,
  write,
};

export type Tasks = typeof TASKS;

async function open({ name, surroundings, postgres }: Opening): Promise<Bay> {
  const another = () => CONTENDERS[name]!(surroundings);
  return { contender: await another(), postgres, another };
}

let bay: Bay;
process.on('message', async ({ id, task, args }: { id: number; task: keyof Tasks | 'open'; args: never }) => {
  try {
    if (task === 'open') {
      bay = await open(args);
      process.send!({ id });
      return;
    }
    process.send!({ id, result: await (TASKS[task] as (bay: Bay, args: never) => Promise<unknown>)(bay, args) });
  } catch (error) {
    process.send!({ id, error: `${(error as Error).stack}` });
  }
});
// Some clients raise an error that nobody can listen to once their server is gone; that must not end a measurement.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
