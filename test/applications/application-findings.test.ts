import { type Stack, Validations } from 'aws-cdk-lib';
import { APPLICATION_FINDINGS } from '../../lib/applications/acknowledged-findings';
import { ApplicationPlatform } from '../../lib/applications/application';
import { PACKS } from '../compliance/nag-packs';
import { applicationIn, closedNetwork, stackIn } from './applications-given';

const EACH = [ApplicationPlatform.LAMBDA, ApplicationPlatform.FARGATE].flatMap((platform) =>
  ['orders', 'sessions', 'leaderboard'].map((name) => [name, platform.name, platform] as const),
);

afterEach(() => jest.restoreAllMocks());

test.each(EACH)('%s on %s leaves no finding of a pack', (name, _, platform) => {
  expect(findings(name, platform)).toEqual([]);
});

test('every acknowledged finding stands if it is not acknowledged', () => {
  jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(() => undefined);
  const found = EACH.flatMap(([name, , platform]) => findings(name, platform));
  expect([...new Set(found)].sort()).toEqual(APPLICATION_FINDINGS.map(({ id }) => id).sort());
});

test('acknowledged findings have a reason each, of whole sentences', () => {
  for (const { reason } of APPLICATION_FINDINGS) expect(reason).toMatch(/^[A-Z].{60,}\.$/);
});

/** Those in the application; its network has others, which are not its own. */
function findings(name: string, platform: ApplicationPlatform): string[] {
  const stack: Stack = stackIn();
  applicationIn(stack, platform, { name, vpc: closedNetwork(stack) });
  return PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations)
    .filter(({ violatingResources }) => violatingResources.some(({ constructPath }) => isOfApplication(constructPath)))
    .map(({ ruleName }) => ruleName);
}

function isOfApplication(path: string | undefined): boolean {
  return path?.startsWith('Stack/Application/') === true || path?.includes('/RotationEndpoints/') === true;
}
