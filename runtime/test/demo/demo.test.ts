import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

function start(...args: string[]): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(process.execPath, ['--import', 'tsx', 'runtime/demo/run.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, CACHE_TIER_MODE: '' },
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  return { child, output: () => output };
}

/** Folders of the cache of a demo; those of other servers belong to other tests. */
function left(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('cache-tier-demo-'));
}

test('the demo shows both pools, right answers after writes, and none that failed while the cache was dead', async () => {
  const { child, output } = start('--seconds', '10');
  const [code] = await once(child, 'close');
  const text = output();
  expect(text).toContain('const db = new Pool(options);');
  expect(text).toContain('const db = tier.wrap(new Pool(options), { rules });');
  for (const act of ['without the cache', 'with the cache', 'the cache is dead', 'the cache is back']) {
    expect(text).toMatch(new RegExp(`^${act}: pages/s [1-9][\\d,]*, p50 ms [\\d.]+.*, failed 0$`, 'm'));
  }
  expect(text).toMatch(/^with the cache: .*from the cache [1-9]\d* %/m);
  expect(text).toMatch(/^the cache is dead: .*from the cache 0 %/m);
  expect(text).toContain('50 of 50 pages right after their write');
  expect(text).toContain('0 answers failed');
  // Without a terminal there are neither colours nor a cursor.
  expect(text).not.toContain('\x1b');
  expect(code).toBe(0);
}, 120_000);

test('Ctrl-C ends the demo and its servers, and leaves no files', async () => {
  const before = left();
  const { child, output } = start('--seconds', '60');
  const browsing = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => /^without the cache: /m.test(output()) && resolve());
  });
  await Promise.race([browsing, once(child, 'close')]);
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(output()).toContain('Ending.');
  expect(code).toBe(130);
  expect(left().filter((name) => !before.includes(name))).toEqual([]);
}, 120_000);
