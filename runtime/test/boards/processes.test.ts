import { join } from 'node:path';
import { startWorker } from '../servers/processes';
import { useBoardLab } from './board-lab';

const lab = useBoardLab();

test.each(['member', 'first'] as const)('Z4: increments of several processes sum exactly, ties by %s', async (ties) => {
  const data = { link: lab.link, options: { ties } };
  const workers = await Promise.all([1, 2, 3].map(() => startWorker(join(__dirname, 'board-worker.ts'), data)));
  try {
    const game = lab.tier().leaderboard('game', { ties });
    await game.submit('a', 2 ** 53 - 1 - 3 * 250 * 7);
    const increments = workers.map((worker) => worker.call('increments', ['a', 'b', 'c', 'd'], 1_000, 7));
    // Who reads meanwhile sees one state: the ranks of all, and sums that only grow.
    for (let done = false, last = 0; !done; ) {
      done = (await Promise.race([Promise.all(increments).then(() => true), game.top(4)])) === true;
      const all = await game.top(4);
      const sum = all.slice(1).reduce((total, { score }) => total + score, 0);
      expect(sum).toBeGreaterThanOrEqual(last);
      last = sum;
    }
    await Promise.all(increments);
    expect(await game.scores(['a', 'b', 'c', 'd'])).toEqual([2 ** 53 - 1, 5_250, 5_250, 5_250]);
    expect(await game.size()).toBe(4);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
});
