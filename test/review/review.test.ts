import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('a resource on which a rule fails is one error, and hides nothing of the others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'review-'));
  const file = join(folder, 'a.json');
  const subnets = { Type: 'AWS::ElastiCache::SubnetGroup', Properties: { Description: 'x', SubnetIds: [] } };
  writeFileSync(file, JSON.stringify({ Resources: { Odd: subnets, Even: subnets } }));
  const actual = jest.requireActual('../../lib/rules/template');
  jest.doMock('../../lib/rules/template', () => ({
    ...actual,
    checkTemplate: (template: { Resources: object }, ...rest: unknown[]) => {
      if (Object.keys(template.Resources)[0] === 'Odd') throw new TypeError('x is not a function');
      return actual.checkTemplate(template, ...rest);
    },
  }));
  const { review } = require('../../lib/review/review') as typeof import('../../lib/review/review');
  expect(review([file])).toMatchObject({
    findings: [{ logicalId: 'Even', ruleId: 'subnet-group-subnets' }],
    errors: [{ file, line: 1, message: 'Odd has a property of a shape that no rule can judge' }],
  });
  rmSync(folder, { recursive: true });
});
