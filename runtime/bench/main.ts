import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arena, openArena } from './arena';
import { leaderboard } from './leaderboard';
import { benchOptions } from './options';
import { conditions, type Figure, type Findings, figuresText, sectionText } from './report';
import { engines } from './sections/engines';
import { fidelity } from './sections/fidelity';
import { hits } from './sections/hits';
import { memcached } from './sections/memcached';
import { outage } from './sections/outage';
import { races } from './sections/races';
import { shop } from './sections/shop';
import { size } from './sections/size';
import { stampede } from './sections/stampede';
import { tagDrop } from './sections/tag-drop';
import { wrapper } from './sections/wrapper';
import { sessions } from './sessions';

const SECTIONS: { readonly [name: string]: (arena: Arena) => Promise<Findings> } = {
  hits,
  stampede,
  races,
  outage,
  'tag-drop': tagDrop,
  wrapper,
  fidelity,
  size,
  shop,
  sessions,
  leaderboard,
  memcached,
  engines,
};

/** One section that fails must not cost the figures of the others. */
function failed(name: string, error: unknown): Findings {
  console.error(error);
  process.exitCode = 1;
  return { tables: [], figures: [{ name: `section ${name}`, measured: 'failed', aim: 'measured', met: false }] };
}

async function main(): Promise<void> {
  const { only, quick } = benchOptions(process.argv.slice(2), Object.keys(SECTIONS));
  const started = performance.now();
  const texts: string[] = [];
  const figures: Figure[] = [];
  const arena = await openArena(quick);
  try {
    for (const [name, section] of Object.entries(SECTIONS)) {
      if (only.length > 0 && !only.includes(name)) continue;
      const begun = performance.now();
      const findings = await section(arena).catch((error) => failed(name, error));
      figures.push(...findings.figures);
      texts.push(sectionText(findings));
      console.log(`${sectionText(findings)}\n(${name}: ${Math.round((performance.now() - begun) / 1000)} s)\n`);
    }
  } finally {
    await arena.close();
  }
  console.log(figuresText(figures));
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  // A part of a run, or a hasty one, is no result.
  if (only.length > 0 || quick || process.exitCode === 1) return;
  const text = [
    '# Results of the benchmark',
    `Written by \`npm run bench -w runtime\` in one run of ${minutes} minutes. Quote the ratios: the machine's speed drifts.`,
    conditions(arena.rounds),
    '## Figures with an aim',
    figuresText(figures),
    '## All figures',
    ...texts,
  ].join('\n\n');
  writeFileSync(join(process.env.CACHE_TIER_BENCH!, 'RESULTS.md'), `${text.trimEnd()}\n`);
}

void main();
