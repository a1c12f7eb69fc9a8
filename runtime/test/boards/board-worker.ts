import type { LeaderboardOptions } from '../../lib/boards/board-options';
import type { Link } from '../../lib/link';
import { CacheTier } from '../../lib/tier/cache-tier';
import { serveWorker } from '../servers/processes';

/** A process of an application with one board. */
serveWorker(async ({ link, options }: { readonly link: Link; readonly options: LeaderboardOptions }) => {
  const game = CacheTier.fromLink(link).leaderboard('game', options);
  await game.size();
  return {
    /** Adds to each of some members, over and over, up to fifty at once. */
    increments: async (members: readonly string[], times: number, by: number) => {
      const all = Array.from({ length: times }, (_, i) => members[i % members.length]!);
      for (let from = 0; from < times; from += 50) {
        await Promise.all(all.slice(from, from + 50).map((member) => game.increment(member, by)));
      }
    },
  };
});
