import { BYPASS } from '../../lib/sql/bypass';

it('has a sentence for each reason, and none with a name in it', () => {
  for (const sentence of Object.values(BYPASS)) expect(sentence).toMatch(/^[A-Z][^%$]*\.$/);
});
