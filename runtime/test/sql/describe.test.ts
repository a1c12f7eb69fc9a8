import { BYPASS } from '../../lib/sql/bypass';
import { describePlan } from '../../lib/sql/describe';
import { PATH, type Planned, startPlanned } from './planned';

let planned: Planned;
beforeAll(async () => {
  planned = await startPlanned();
});
afterAll(() => planned?.stop());

it('describes a read with the tags of one execution', () => {
  const plan = planned.planner.plan('/* CACHE_PARAM(ttl=5s) */ select * from customers where id = $1', PATH);
  expect(describePlan(plan, [7])).toEqual({
    cacheable: true,
    tables: ['app.customers'],
    found: ['app.customers*', 'app.customers#7'],
    empty: ['app.customers'],
    perSession: false,
    ttlMs: 5_000,
    transaction: [],
    taints: false,
  });
  expect(describePlan(plan, ['today'])).toMatchObject({
    cacheable: false,
    bypass: { reason: 'clock', sentence: BYPASS.clock },
  });
});

it('describes a write, and says why everything is dropped', () => {
  expect(describePlan(planned.planner.plan('delete from keyless', PATH))).toMatchObject({
    cacheable: false,
    bypass: { reason: 'writes', sentence: BYPASS.writes },
    drops: { tags: ['app.keyless', 'app.keyless*'] },
  });
  const opaque = describePlan(planned.planner.plan('do $$ begin end $$', PATH));
  expect(opaque).toMatchObject({ drops: { tags: [], everything: BYPASS.opaque }, taints: true });
});

it('has a sentence for each reason, and none with a name in it', () => {
  for (const sentence of Object.values(BYPASS)) expect(sentence).toMatch(/^[A-Z][^%$]*\.$/);
});
