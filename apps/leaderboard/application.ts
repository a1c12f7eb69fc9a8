import type { CacheTier } from 'cache-tier';
import type { Application } from '../http/exchange';
import { objectIn, text, wholeNumber } from '../http/input';
import { RequestError } from '../http/request-error';
import { type Reply, routed } from '../http/routes';

/** Who is at a place of a board. */
export interface Entry {
  readonly member: string;
  readonly score: number;
  readonly rank: number;
}

/** What is used of a leaderboard. */
export interface Board {
  submit(member: string, score: number): Promise<Entry>;
  top(count?: number): Promise<readonly Entry[]>;
  around(member: string, count?: number): Promise<readonly Entry[]>;
  size(): Promise<number>;
}

const MOST_CHARACTERS = 100;
const MOST_SCORE = 1_000_000_000_000;
const MOST_ENTRIES = 100;

/** A game and its leaderboard: requests in, answers out. */
export function leaderboardApplication(
  board: Board,
  tier: Pick<CacheTier, 'metrics' | 'close' | 'ready'>,
): Application {
  // There is no database that could answer while the first connection is made.
  const connected = tier.ready();
  const memberOf = (value: unknown) => text('member', value, MOST_CHARACTERS);
  const countOf = (query: URLSearchParams, least: number, usual: number) =>
    wholeNumber('count', query.get('count') ?? usual, least, MOST_ENTRIES);
  const answer = routed(
    {
      'GET /': async () => ({
        body: { application: 'leaderboard', description: 'who is ahead in a game', members: await board.size() },
      }),
      'GET /health': () => ({ body: { ok: true } }),
      'GET /metrics': () => ({ body: tier.metrics() }),
      'POST /scores': async ({ body }) => {
        const { member, score } = objectIn(body);
        const given = wholeNumber('score', score, -MOST_SCORE, MOST_SCORE);
        return entryReply(await board.submit(memberOf(member), given));
      },
      'GET /top': async ({ query }) => ({ body: await board.top(countOf(query, 1, 10)) }),
      'GET /around/:member': async ({ parts, query }) => {
        const entries = await board.around(memberOf(parts['member']), countOf(query, 0, 5));
        if (entries.length === 0) throw new RequestError(404, 'there is no such member');
        return { body: entries };
      },
    },
    unavailable,
  );
  return {
    answer: async (request) => {
      if (request.path !== '/health') await connected;
      return answer(request);
    },
    close: () => tier.close(),
  };
}

function entryReply({ member, score, rank }: Entry): Reply {
  return { body: { member, score, rank } };
}

/** A board is kept in the cache alone: without it there is no answer. */
function unavailable(error: unknown): RequestError | undefined {
  const { name = '', code = '' } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  const away = /^Cache(Unavailable|Timeout)Error$/.test(name) || code === 'ERR_CACHE_TIER_OUT_OF_MEMORY';
  const unknown = code === 'ERR_CACHE_TIER_OUTCOME_UNKNOWN';
  if (!away && !unknown) return undefined;
  console.error(error);
  if (unknown) return new RequestError(503, 'nobody knows whether the score was taken; look before you try again');
  return new RequestError(503, 'the leaderboard cannot be reached now; try again');
}
