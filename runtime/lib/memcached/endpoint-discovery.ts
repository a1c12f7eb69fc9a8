import { DriverError } from '../drivers/driver-error';
import { type Address, serverName } from '../drivers/driver-options';
import { parseConfiguration } from './cluster-configuration';
import { type ConfigurationAnswer, ConfigurationQuestions, type OpenForConfiguration } from './configuration-question';
import type { Discovery, MembershipListener } from './discovery';
import { type Membership, membershipOf } from './membership';
import { CLOCKS, type Clocks, isWithin, type Moment, momentOf } from './moment';

export interface EndpointDiscoveryOptions {
  /** The configuration endpoint. */
  readonly endpoint: Address;
  /** Opens a session with a node, or with the endpoint; it gives up when the signal says so. */
  readonly open: OpenForConfiguration;
  /** Between two questions, in milliseconds, with jitter. @default 5000 */
  readonly pollMs?: number;
  /** How long an answer counts, in milliseconds from the moment its question was sent. @default 15000 */
  readonly membershipMs?: number;
  /** How long an answer may take, with the connection, in milliseconds. @default 1000 */
  readonly askMs?: number;
  /**
   * After how many older versions in a row, while nobody says what is known, the endpoint is believed: the cluster was
   * deleted and made anew. @default 60
   */
  readonly renewedAfter?: number;
  /** Called with the reason why the nodes are not known, or not confirmed, at each attempt. */
  readonly onError?: (error: Error) => void;
  /** @default - those of this process */
  readonly clocks?: Clocks;
}

const DEFAULTS = { pollMs: 5000, membershipMs: 15_000, askMs: 1000, renewedAfter: 60, clocks: CLOCKS };

/** After a first failure, in milliseconds; doubled by each, up to `pollMs`. */
const FIRST_DELAY_MS = 250;

/** How many nodes are asked at a time. */
const ASKED_AT_ONCE = 3;

/**
 * Asks a configuration endpoint who the nodes are, from now on, and known nodes when it does not answer. A server without
 * such a command is a cluster of one.
 */
export function discoverByEndpoint(options: EndpointDiscoveryOptions): Discovery {
  return new EndpointDiscovery(options);
}

class EndpointDiscovery implements Discovery {
  public current: Membership | undefined;
  public problem: Error | undefined;
  private confirmed: Moment | undefined;
  private older = 0;
  private round: { readonly abort: AbortController; readonly began: Moment } | undefined;
  private ended: Moment | undefined;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly listeners = new Set<MembershipListener>();
  private readonly options: EndpointDiscoveryOptions & typeof DEFAULTS;
  private readonly questions: ConfigurationQuestions;

  public constructor(options: EndpointDiscoveryOptions) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.options = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as EndpointDiscoveryOptions) };
    this.questions = new ConfigurationQuestions(options.open, this.options.askMs, this.options.clocks);
    void this.look();
  }

  public onChange(listener: MembershipListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public isCurrent(): boolean {
    const { membershipMs, clocks } = this.options;
    if (this.closed) return false;
    if (this.confirmed !== undefined && isWithin(this.confirmed, membershipMs, clocks)) return true;
    this.wake();
    return false;
  }

  public close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.round?.abort.abort(new DriverError('ERR_CACHE_TIER_UNREACHABLE', 'the discovery of nodes was closed'));
    this.questions.close();
    this.listeners.clear();
  }

  /** The timer of a process that was frozen may be far away, and an answer that it waits for may never come. */
  private wake(): void {
    const { askMs, clocks } = this.options;
    const { round, ended } = this;
    if (round !== undefined && isWithin(round.began, 2 * askMs, clocks)) return;
    if (round === undefined && ended !== undefined && isWithin(ended, FIRST_DELAY_MS, clocks)) return;
    void this.look();
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    this.round?.abort.abort(new DriverError('ERR_CACHE_TIER_UNREACHABLE', 'the question was asked anew'));
    const round = { abort: new AbortController(), began: momentOf(this.options.clocks) };
    this.round = round;
    const problem = await this.askAround(round.abort.signal);
    if (this.round !== round || this.closed) return;
    this.problem = problem;
    this.round = undefined;
    this.ended = momentOf(this.options.clocks);
    this.failures = problem === undefined ? 0 : this.failures + 1;
    this.timer = setTimeout(() => void this.look(), this.delay()).unref();
    if (problem !== undefined) tell(() => this.options.onError?.(problem));
  }

  /** Not in step with other processes. */
  private delay(): number {
    const { failures } = this;
    const { pollMs } = this.options;
    const delay = failures === 0 ? pollMs : Math.min(pollMs, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 20));
    return delay * (0.75 + Math.random() / 2);
  }

  /** Asks the endpoint, or else the known nodes, a few at a time. Returns the problem of the endpoint if nobody helps. */
  private async askAround(signal: AbortSignal): Promise<Error | undefined> {
    const { endpoint } = this.options;
    const ofEndpoint = this.questions.again(endpoint, signal);
    const problem = await this.outcome(ofEndpoint, endpoint, true);
    if (problem === undefined) return undefined;
    const nodes = shuffled(this.current?.nodes ?? []);
    for (let i = 0; i < nodes.length && !signal.aborted; i += ASKED_AT_ONCE) {
      const asked = nodes.slice(i, i + ASKED_AT_ONCE);
      const problems = await Promise.all(
        asked.map((node) => this.outcome(this.questions.once(node, signal), node, false)),
      );
      if (problems.includes(undefined)) return undefined;
    }
    return problem;
  }

  private async outcome(
    answer: Promise<ConfigurationAnswer>,
    from: Address,
    isEndpoint: boolean,
  ): Promise<Error | undefined> {
    try {
      this.learn(await answer, from, isEndpoint);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  /** @throws DriverError if it confirms nothing */
  private learn({ text, sent }: ConfigurationAnswer, from: Address, isEndpoint: boolean): void {
    const server = serverName(from);
    if (text === undefined && !isEndpoint) throw refused(`${server} does not say who the nodes are`);
    const { version, nodes } = text === undefined ? { version: 0, nodes: [from] } : parseConfiguration(text);
    const [now, before] = [membershipOf(version, nodes), this.current];
    if (before !== undefined && contradicts(now, before)) {
      if (isEndpoint) this.older += 1;
      if (!isEndpoint || this.older < this.options.renewedAfter) {
        throw refused(`${server} names the nodes of version ${version}, but version ${before.version} is known`);
      }
    }
    if (this.closed) return;
    this.older = 0;
    if (this.confirmed === undefined || sent.monotonic > this.confirmed.monotonic) this.confirmed = sent;
    this.current = now;
    if (now.fingerprint === before?.fingerprint) return;
    for (const listener of [...this.listeners]) tell(() => listener(now, before));
  }
}

/** Whether a list cannot be the same as, or follow, another one. */
function contradicts(now: Membership, before: Membership): boolean {
  return now.version < before.version || (now.version === before.version && now.fingerprint !== before.fingerprint);
}

function refused(message: string): DriverError {
  return new DriverError('ERR_CACHE_TIER_REFUSED', message);
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  const sorted = values.map((value) => ({ value, place: Math.random() })).sort((a, b) => a.place - b.place);
  return sorted.map(({ value }) => value);
}

/** Who is told must not break what tells. */
function tell(report: () => void): void {
  try {
    report();
  } catch {
    // It is not ours to handle.
  }
}
