import { StackPolicy } from '../../lib/policy/stack-policy';
import { KINDS } from './context-given';
import { stackOf } from './stack-given';

test.each(KINDS)('%s carries a stack policy, unless it is there to develop against or is told not to', (kind) => {
  const carries = (cacheTier: object) =>
    stackOf(kind, cacheTier)
      .node.findAll()
      .some((each) => each instanceof StackPolicy);
  expect(carries({})).toBe(true);
  expect(carries({ profile: 'production' })).toBe(true);
  expect(carries({ stackPolicy: false })).toBe(false);
  expect(carries({ profile: 'dev' })).toBe(false);
  expect(carries({ profile: 'dev', stackPolicy: true })).toBe(true);
});
