import { ALL_RULES } from '../../lib/rules/tables';
import { rulesPage } from '../../scripts/generate-rules-page';
import { textOf } from './documents';

test('the page of rules is what the tables make of it', () => {
  expect(textOf('docs/rules.md')).toBe(rulesPage());
});

test('the page has one line for each rule, and says what it needs', () => {
  const lines = rulesPage().match(/^\| `.*$/gm) ?? [];
  expect(lines).toHaveLength(ALL_RULES.length);
  expect(lines.filter((line) => /\|\s*\||undefined|\[object/.test(line))).toEqual([]);
});
