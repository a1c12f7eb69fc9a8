import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

type Environment = { readonly [name: string]: string };

/** How an invocation ended. */
export interface Outcome {
  /** The message of the error; undefined if the invocation succeeded. */
  readonly error?: string;
  /** The class of the error. */
  readonly name?: string;
  /** Everything that the log would hold. */
  readonly log: readonly string[];
}

/** Runs one bundled handler in processes of its own, as Lambda does. */
export class LambdaHost {
  private active: ChildProcess;
  private spare: ChildProcess;
  private readonly waiting = new Map<string, (outcome: Outcome) => void>();

  /** @param environment what every instance has: endpoints, credentials, the certificate to trust */
  constructor(
    private readonly handler: string,
    private readonly environment: Environment,
  ) {
    this.active = this.start();
    this.spare = this.start();
  }

  /**
   * Invokes the handler; the variables stay for later invocations.
   *
   * @param remaining the time of an invocation that is to end early, in milliseconds: what it waits for counts in full
   */
  invoke(event: object, variables: Environment, remaining?: number): Promise<Outcome> {
    const id = randomUUID();
    const outcome = new Promise<Outcome>((resolve) => this.waiting.set(id, resolve));
    this.active.send({ id, handler: this.handler, event, environment: variables, remaining });
    return outcome;
  }

  /** Ends the instance in the middle of what it does; a new one answers from now on. */
  kill(): void {
    this.active.kill('SIGKILL');
    for (const resolve of this.waiting.values()) resolve({ error: 'killed', log: [] });
    this.waiting.clear();
    this.active = this.spare;
    this.spare = this.start();
  }

  stop(): void {
    this.active.kill('SIGKILL');
    this.spare.kill('SIGKILL');
  }

  private start(): ChildProcess {
    const child = fork(join(__dirname, 'lambda-process.cjs'), [this.handler], {
      env: { PATH: process.env.PATH, ...this.environment },
      execArgv: [],
    });
    // A test that fails before it stops its instances must end all the same.
    child.unref();
    child.channel?.unref();
    child.on('message', (answer: { id: string } & Outcome) => {
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
    return child;
  }
}
