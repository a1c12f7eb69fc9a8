// `npm run bench`: our construct against the same template written with L1s, in one run. Quote the ratios: the machine's
// speed drifts, and the two variants take turns.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = Number(process.env.BENCH_RUNS ?? 7);
const COUNTS = [1, 50, 200];
const VARIANTS = ['construct', 'l1'];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const child = (args, env = {}) =>
  execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false', ...env } });

console.log(`Medians of ${RUNS} runs; each run is a process of its own; the variants take turns.\n`);
console.log('| groups | figure | construct | L1s | ratio |');
console.log('|---|---|---|---|---|');
for (const count of COUNTS) {
  const results = { construct: [], l1: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const variant of run % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
      const out = mkdtempSync(join(tmpdir(), 'bench-'));
      results[variant].push(JSON.parse(child(['bench/groups.cjs', variant, String(count)], { BENCH_OUT: out })));
      if (run === 0) results[`${variant}Resources`] = resourcesIn(out);
      rmSync(out, { recursive: true, force: true });
    }
  }
  if (results.constructResources !== results.l1Resources) throw new Error('the two variants make different resources');
  const row = (figure, of, unit) => {
    const [ours, theirs] = VARIANTS.map((variant) => median(results[variant].map(of)));
    console.log(
      `| ${count} | ${figure} | ${ours.toFixed(0)} ${unit} | ${theirs.toFixed(0)} ${unit} | ${(ours / theirs).toFixed(2)} |`,
    );
  };
  row('construct', (result) => result.construct, 'ms');
  row('synthesize', (result) => result.synth, 'ms');
  row('both', (result) => result.construct + result.synth, 'ms');
  row('CPU of the process', (result) => result.cpu, 'ms');
  row('peak memory', (result) => result.rss, 'MiB');
}

const imports = Array.from({ length: RUNS * 2 }, () =>
  Number(
    child([
      '-e',
      "const { App, Stack } = require('aws-cdk-lib/core'); new Stack(new App(), 'S');" +
        'const start = process.hrtime.bigint(); require("./dist/index.js");' +
        'console.log(Number(process.hrtime.bigint() - start) / 1e6)',
    ]),
  ),
);
console.log(`\nImporting the package in an app that has made its first stack: ${median(imports).toFixed(1)} ms.`);

/** Every resource of every template, whole, with its type in place of a logical id, and without the ids of users. */
function resourcesIn(folder) {
  const templates = readdirSync(folder)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).Resources);
  const texts = templates.flatMap((resources) =>
    Object.values(resources).map(({ Metadata: _, ...resource }) =>
      JSON.stringify(resource, (_key, value) =>
        typeof value === 'string' ? (resources[value]?.Type ?? value.replace(/^[a-z][a-z0-9-]*-valkey$/, 'id')) : value,
      ),
    ),
  );
  return texts.toSorted().join('\n');
}
