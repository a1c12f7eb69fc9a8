import { referencesIn } from '../../../scripts/stack-pages/references';

test.each([
  ['Ref', { Key: { Ref: 'Vpc' } }, [['Vpc', undefined, 'Key']]],
  ['Fn::GetAtt as a list', { Key: { 'Fn::GetAtt': ['Cache', 'Port'] } }, [['Cache', 'Port', 'Key']]],
  ['Fn::GetAtt as a text', { Key: { 'Fn::GetAtt': 'Cache.Endpoint.Port' } }, [['Cache', 'Endpoint.Port', 'Key']]],
  [
    'Fn::GetAtt of an attribute that a parameter names',
    { Key: { 'Fn::GetAtt': ['Cache', { Ref: 'Attribute' }] } },
    [
      ['Cache', undefined, 'Key'],
      ['Attribute', undefined, 'Key'],
    ],
  ],
  [
    'Fn::Join in Fn::Select in a list',
    { A: { B: [{ 'Fn::Select': [0, { 'Fn::Join': ['', ['arn:', { Ref: 'User' }, ':x']] }] }] } },
    [['User', undefined, 'A.B']],
  ],
  [
    'Fn::Sub, without what is written out and what is its own',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of CloudFormation.
    { Key: { 'Fn::Sub': ['${Own}/${!Literal}/${Cache.Arn}/${AWS::Region}', { Own: { Ref: 'User' } }] } },
    [
      ['Cache', 'Arn', 'Key'],
      ['User', undefined, 'Key'],
    ],
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of CloudFormation.
  ['Fn::Sub as a text', { Key: { 'Fn::Sub': 'x-${Vpc}' } }, [['Vpc', undefined, 'Key']]],
  [
    'both branches of Fn::If, and not its condition',
    { Key: { 'Fn::If': ['Production', { Ref: 'Large' }, { Ref: 'Small' }] } },
    [
      ['Large', undefined, 'Key'],
      ['Small', undefined, 'Key'],
    ],
  ],
  ['nothing that only the deployment knows', { Key: { Ref: 'AWS::Region' } }, []],
  ['nothing in plain values', { Key: ['Vpc', 1, true, null] }, []],
])('references are found: %s', (_, value, expected) => {
  expect(referencesIn(value).map(({ target, attribute, property }) => [target, attribute, property])).toEqual(expected);
});
