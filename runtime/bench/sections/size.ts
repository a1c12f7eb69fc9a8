import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Arena } from '../arena';
import { type Findings, ms } from '../report';
import { spread } from '../statistics';

const run = promisify(execFile);
const FOLDER = join(process.env.CACHE_TIER_BENCH!, 'build');
const LIBRARY = join(process.env.CACHE_TIER_BENCH!, '..', 'lib');
const COLD_ROUNDS = 15;
/** What an application loads only if it uses it, and PostgreSQL's parser, which is loaded at the first query. */
const OTHERS = ['libpg-query', 'pg', 'redis', '@valkey/valkey-glide', '@aws-sdk/*', '@smithy/*', '@opentelemetry/*'];

/** Reads one key in a fresh process, and says how many milliseconds after the start of the process it had it. */
const PROGRAMS = {
  'cache-tier': `
    const { CacheTier } = require(${JSON.stringify(join(LIBRARY, 'index.ts'))});
    const tier = CacheTier.fromLink({ endpoint: '127.0.0.1', port: process.argv[2] });
    tier.ready().then(async () => {
      await tier.cacheAside.getOrSet('cold', () => ({ id: 1 }), { ttl: '1h' });
      console.log(performance.now());
      await tier.close();
    });`,
  ioredis: `
    const { Redis } = require('ioredis');
    const redis = new Redis({ host: '127.0.0.1', port: process.argv[2] });
    redis.get('cold').then((value) => {
      JSON.parse(value ?? 'null');
      console.log(performance.now());
      redis.disconnect();
    });`,
} as const;

/** How big a bundle is, and how soon a fresh process has its first answer. */
export async function size(arena: Arena): Promise<Findings> {
  mkdirSync(FOLDER, { recursive: true });
  const library = { contents: `module.exports = require(${JSON.stringify(join(LIBRARY, 'index.ts'))})` };
  const bare = await bundled(library.contents, [...OTHERS, 'ioredis']);
  const whole = await bundled(library.contents, OTHERS);
  const plain = await bundled(`module.exports = require('ioredis')`, OTHERS);
  const cold = await coldStarts(arena);
  const [own, theirs] = [spread(cold['cache-tier']), spread(cold.ioredis)];
  const added = own.median - theirs.median;
  const kb = (text: Uint8Array) => `${(gzipSync(text).length / 1000).toFixed(1)}`;
  return {
    tables: [
      {
        title: 'Size',
        note: 'Bundled and minified by esbuild, without the parser of PostgreSQL, in kB of 1,000 bytes.',
        columns: ['bundle', 'minified kB', 'gzip kB'],
        rows: [
          ['cache-tier without ioredis', `${(bare.length / 1000).toFixed(1)}`, kb(bare)],
          ['cache-tier with ioredis', `${(whole.length / 1000).toFixed(1)}`, kb(whole)],
          ['ioredis', `${(plain.length / 1000).toFixed(1)}`, kb(plain)],
        ],
      },
      {
        title: 'Cold start',
        note: `Milliseconds from the start of a fresh Node.js process until it has loaded a bundle, connected over TCP and read one key; ${COLD_ROUNDS} processes each, in turns.`,
        columns: ['program', 'ms'],
        rows: [
          ['cache-tier', `${ms(own.median)} (${ms(own.least)}–${ms(own.most)})`],
          ['ioredis', `${ms(theirs.median)} (${ms(theirs.least)}–${ms(theirs.most)})`],
        ],
      },
    ],
    figures: [
      {
        name: 'bundle without the parser and ioredis, gzip',
        measured: `${kb(bare)} kB`,
        aim: '≤ 80 kB',
        met: gzipSync(bare).length <= 80_000,
      },
      {
        name: 'bundle without the parser, with ioredis, gzip',
        measured: `${kb(whole)} kB, of which ioredis is ${kb(plain)} kB`,
      },
      {
        name: 'cold load, connect and GET, to plain ioredis',
        measured: `${added >= 0 ? '+' : ''}${ms(added)} ms`,
        aim: '≤ +10 ms',
        met: added <= 10,
      },
    ],
  };
}

async function coldStarts(arena: Arena): Promise<{ readonly [name in keyof typeof PROGRAMS]: readonly number[] }> {
  const times = { 'cache-tier': [] as number[], ioredis: [] as number[] };
  const names = Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[];
  for (const name of names) await bundled(PROGRAMS[name], OTHERS, join(FOLDER, `cold-${name}.cjs`));
  const rounds = Math.max(3, COLD_ROUNDS * arena.effort);
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const { stdout } = await run(process.execPath, [join(FOLDER, `cold-${name}.cjs`), `${arena.cache.port}`]);
      // The first one finds nothing in the cache, and fills the file system's.
      if (round > 0) times[name].push(Number(stdout));
    }
  }
  return times;
}

async function bundled(contents: string, external: readonly string[], outfile?: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: FOLDER },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    external: [...external],
    logLevel: 'error',
    ...(outfile === undefined ? { write: false } : { outfile }),
  });
  return outputFiles?.[0]?.contents ?? new Uint8Array();
}
