import { loadOn } from './cached-load';
import { ClientSession } from './client-session';
import { type KnownDatabase, type StatementFacts, unplanned } from './known-database';
import { isClosed, isIdle, isVisible, type PgClient, type PgClientClass } from './pg-shapes';
import { deliver, type QueryCall, queryCallOf, textOf } from './query-call';
import { cachedRead, wanted } from './read-path';
import { recordSetUp } from './session-setup';
import { type Outcome, sendAndWatch, sendAsIs } from './statement-outcome';
import type { WrapContext } from './wrap-context';
import { WrapReason } from './wrap-reason';
import { WrapTarget } from './wrap-target';
import { announced, needsAnnouncement, type WriteSteps, writeSteps } from './write-path';

const sessions = new WeakMap<PgClient, ClientSession>();

/** Wraps one client of node-postgres in place: its writes are announced, and its reads may come from the cache. */
export function wrapClient<T>(client: T, wrap: WrapContext): T {
  instrument(client as PgClient, new WrapTarget(wrap));
  return client;
}

export function sessionOf(client: PgClient): ClientSession | undefined {
  return sessions.get(client);
}

/** Puts a session behind a client, once; undefined if its traffic cannot be seen. */
export function instrument(client: PgClient, target: WrapTarget): ClientSession | undefined {
  const known = sessions.get(client);
  if (known) return known;
  if (!isVisible(client)) {
    target.leave();
    return undefined;
  }
  const session = new ClientSession(client, client.query, target);
  sessions.set(client, session);
  replace(client, 'query', (...args: [unknown, unknown, unknown]) => query(target, session, args));
  if (client.pipeline) drainBeforeEnd(session);
  return session;
}

/** Replaces a method of one object, as invisibly as a method of its class. */
export function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

function query(target: WrapTarget, session: ClientSession, args: [unknown, unknown, unknown]): unknown {
  const [config] = args;
  if (session.fromPool && isKnownHarmless(target, session)) return session.pass(args);
  const text = textOf(config) ?? preparedText(session, config);
  if (session.settingUp && recordSetUp(session, text, args)) {
    return session.queue.isEmpty ? session.pass(args) : inTurn(target, session, args, text, true);
  }
  const facts = text === undefined ? undefined : target.facts(session, text);
  if (!session.queue.isEmpty || !facts) return inTurn(target, session, args, text);
  if (facts.harmless) return session.fromPool ? session.pass(args) : read(target, session, facts, args);
  const call = isIdle(session.client) ? queryCallOf(...args) : undefined;
  if (!call || !isReadyFor(session, facts)) return inTurn(target, session, args, text);
  const steps = writeSteps(session, facts, call, target.policy.announces);
  if (needsAnnouncement(steps)) return inTurn(target, session, args, text);
  note(session, facts, steps);
  return session.pass(args);
}

/** The pool has looked at the statement already, in the database that this session sees. */
function isKnownHarmless(target: WrapTarget, session: ClientSession): boolean {
  const { harmlessIn, queue, settingUp, isShifted } = session;
  if (harmlessIn === undefined || settingUp || isShifted || !session.hasPlainStrings || !queue.isEmpty) return false;
  return target.seenBy(session) === harmlessIn;
}

/** A transaction should not be the first to need what can be asked only outside of one. */
function isReadyFor({ database }: ClientSession, { plan }: StatementFacts): boolean {
  return database?.planner?.ready === true || !plan.transaction.includes('begin');
}

/** A statement that needs nothing: from the cache if somebody wants that, or as it is. */
function read(
  target: WrapTarget,
  session: ClientSession,
  facts: StatementFacts,
  args: [unknown, unknown, unknown],
): unknown {
  const { wrap } = target;
  const keeping = wanted(wrap, facts, args[0]);
  const prepared = typeof keeping === 'object' ? heldRead(target, session, facts, keeping, args) : keeping;
  if (typeof prepared !== 'object') {
    if (prepared !== undefined) wrap.events.bypass?.(prepared);
    return session.pass(args);
  }
  const { client, queue } = session;
  const load = () => loadOn(target, session, prepared);
  return deliver(client, prepared.call.callback, () =>
    queue.run(async () => (await wrap.read(prepared.request(true, load))).value),
  );
}

/** A read on a client that the caller holds must not overtake what was asked of it before. */
function heldRead(
  target: WrapTarget,
  session: ClientSession,
  facts: StatementFacts,
  keeping: Exclude<ReturnType<typeof wanted>, string | undefined>,
  args: [unknown, unknown, unknown],
): ReturnType<typeof cachedRead> {
  const { client, database } = session;
  if (client.pipeline) return WrapReason.PIPELINE;
  if (!isIdle(client)) return WrapReason.BUSY;
  if (session.status !== 'I') return WrapReason.TRANSACTION;
  if (session.isTainted) return WrapReason.TAINTED;
  const seen: KnownDatabase | undefined = database ?? target.current;
  if (!seen) return WrapReason.NOT_READY;
  const { Query } = client.constructor as PgClientClass;
  const place = { target, database: seen, Query, clientTypes: client._types, binary: client.binary === true };
  return cachedRead(place, facts, keeping, queryCallOf(...args));
}

/** Waits for its turn behind what was asked before, and does what has to be done for it then. */
function inTurn(
  target: WrapTarget,
  session: ClientSession,
  args: [unknown, unknown, unknown],
  text: string | undefined,
  setUp = false,
): unknown {
  const call = queryCallOf(...args);
  // What node-postgres refuses at once it refuses at once here as well.
  if (!call) return session.pass(args);
  const { client, queue, fromPool } = session;
  const known = text === undefined || fromPool ? undefined : target.facts(session, text);
  if (known && typeof wanted(target.wrap, known, args[0]) === 'object') target.wrap.events.bypass?.(WrapReason.BUSY);
  const run = () => queue.run(() => (setUp ? sent(session, call) : turn(target, session, call, text)));
  if (call.submittable) {
    const { handleError } = call.config as { handleError?: (error: unknown, connection: unknown) => void };
    run().catch((error: unknown) => handleError?.call(call.config, error, client.connection));
    return call.config;
  }
  return deliver(client, call.callback, async () => {
    const { error, result } = await run();
    if (error !== undefined) throw error;
    return result;
  });
}

async function turn(
  target: WrapTarget,
  session: ClientSession,
  call: QueryCall,
  text: string | undefined,
): Promise<Outcome> {
  if (isClosed(session.client)) return sendAndWatch(session, call);
  const facts = text === undefined ? unplanned('') : await target.learn(session, text);
  const steps = writeSteps(session, facts, call, target.policy.announces);
  note(session, facts, steps);
  return needsAnnouncement(steps) ? announced(target, session, call, steps) : sent(session, call);
}

/** What the session has to remember of a statement, before it is sent. */
function note(session: ClientSession, { plan }: StatementFacts, steps: WriteSteps): void {
  if (plan.taints) session.taint();
  if (plan.movesSearchPath) session.shift(plan.taints || plan.write?.resolved === false);
  if (steps.abandons) session.open.ending = true;
  session.open.add(steps.collected);
}

function sent(session: ClientSession, call: QueryCall): Promise<Outcome> {
  return new Promise((resolve) => {
    sendAsIs(session, call, (error?: unknown, result?: unknown) => resolve(error ? { error } : { result }));
    // Its own listeners are told; the next turn comes when the client is idle.
    if (call.submittable) resolve({});
  });
}

/** A statement that was prepared by name may come without its text. */
function preparedText({ client }: ClientSession, config: unknown): string | undefined {
  const name = (config as { name?: unknown } | null | undefined)?.name;
  const { parsedStatements } = (client.connection ?? {}) as { parsedStatements?: Record<string, unknown> };
  const text = typeof name === 'string' ? parsedStatements?.[name] : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** A client in pipeline mode ends when all that was asked of it is done: also what still waits for its turn. */
function drainBeforeEnd(session: ClientSession): void {
  const { client, queue } = session;
  const end = client.end;
  replace(client, 'end', (...args: [() => void]) => {
    if (queue.isEmpty) return end.apply(client, args);
    const ended = queue.run(async () => undefined).then(() => end.apply(client, args));
    return typeof args[0] === 'function' ? undefined : ended;
  });
}
