import { GAP, readableText, shownText } from '../../lib/rules/readable-text';
import { sub } from './judged';

describe('a text', () => {
  test.each([
    ['as it stands', 'arn:aws:*', 'arn:aws:*'],
    ['joined', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 'x']] }, `arn:${GAP}:x`],
    ['with variables', sub('arn:<AWS::Partition>:x'), `arn:${GAP}:x`],
    ['with what looks like one', sub('<!X>'), sub('<X>')['Fn::Sub']],
    ['with variables of its own', { 'Fn::Sub': [sub('<A>-<B>')['Fn::Sub'], { A: 'x' }] }, `x-${GAP}`],
    [
      'within a text',
      { 'Fn::Join': ['', ['a', { 'Fn::Sub': [sub('<B>')['Fn::Sub'], { B: { 'Fn::Join': ['', ['b']] } }] }]] },
      'ab',
    ],
    ['of another function', { 'Fn::ImportValue': 'x' }, GAP],
    ['of no function', { Other: 'x' }, GAP],
    ['joined from what is not known', { 'Fn::Join': ['', { Ref: 'List' }] }, GAP],
    ['that is none', [7], GAP],
    ['that is absent', null, GAP],
  ])('is read %s', (_, value, text) => {
    expect(readableText(value)).toBe(text);
  });

  test('is shown with its gaps', () => {
    expect(shownText(`arn:${GAP}:x`)).toBe("'arn:...:x'");
  });
});
