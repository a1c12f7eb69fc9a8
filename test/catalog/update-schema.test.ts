import { readFileSync } from 'node:fs';
import { resourceSchema } from '../../lib/catalog/resource-schema';
import { resourceSchemaSource } from '../../scripts/generate-resource-schema';

test('lib/catalog/resource-schema.json is what scripts/generate-resource-schema.ts makes of the schemas', () => {
  const hint = 'run: node --import tsx scripts/generate-resource-schema.ts';
  const isSame = readFileSync('lib/catalog/resource-schema.json', 'utf8') === resourceSchemaSource();
  expect(isSame ? '' : hint).toBe('');
});

test.each<[string, object | undefined]>([
  [
    'AWS::SQS::Queue',
    { createOnly: ['FifoQueue', 'QueueName'], conditional: [], nested: [], identity: ['QueueName'], isStateful: true },
  ],
  ['AWS::EC2::Instance', expect.objectContaining({ nested: ['BlockDeviceMappings.Ebs.KmsKeyId'], identity: [] })],
  ['AWS::IAM::Policy', expect.objectContaining({ identity: [], isStateful: false })],
  ['AWS::Lambda::Function', expect.objectContaining({ identity: ['FunctionName'] })],
  ['Custom::Thing', undefined],
  ['toString', undefined],
])('%s', (type, schema) => {
  expect(resourceSchema(type)).toEqual(schema);
});
