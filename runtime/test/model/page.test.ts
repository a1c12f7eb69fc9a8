import { readFileSync } from 'node:fs';
import { REMOVALS, RUNS } from './configurations';
import { GUARDS } from './guards';

const PAGE = readFileSync('docs/caching-protocol.md', 'utf8');
const count = (number: number) => number.toLocaleString('en-US');

test.each(RUNS)('the page has the numbers of the run of $title', ({ title, states, orders }) => {
  expect(PAGE).toContain(`\n| ${title} | ${count(states)} | ${count(orders)} |\n`);
});

test.each(REMOVALS)('the page says what happens without the guard $guard', ({ guard, steps, afterResolved }) => {
  const when = afterResolved ? 'after it resolved' : 'before it resolved';
  expect(PAGE).toContain(`\n| \`${guard}\` | ${GUARDS[guard]} | ${steps} | ${when} |\n`);
});
