import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arena, openArena } from './arena';
import { benchOptions } from './options';
import { conditions, type Figure, type Findings, figuresText, sectionText } from './report';
import { hits } from './sections/hits';
import { outage } from './sections/outage';
import { races } from './sections/races';
import { stampede } from './sections/stampede';
import { tagDrop } from './sections/tag-drop';

const SECTIONS: { readonly [name: string]: (arena: Arena) => Promise<Findings> } = {
  hits,
  stampede,
  races,
  outage,
  'tag-drop': tagDrop,
};

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
      const findings = await section(arena);
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
  if (only.length > 0 || quick) return;
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
