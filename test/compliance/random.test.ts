import { type App, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { checkTemplate } from '../../lib/rules/template';
import { broken } from './invariants';
import { type RandomConfiguration, randomConfigurations } from './random-configuration';
import { acknowledgeFailoverOff, strictApp } from './strict-app';

const RUNS = Number(process.env.RANDOM_RUNS ?? 2000);
const SEED = Number(process.env.RANDOM_SEED ?? 20_261_123);

/** Stacks of one app, so that the validator starts once for all of them. */
const BATCH = 200;

/** `'prop' needs X, got Y; do Z`. */
const MESSAGE = /^'[^']+'(?: or '[^']+')* needs .+, got .+; .+$/s;

test(`${RUNS} random configurations (RANDOM_SEED=${SEED}) are refused in words, or give a template that is accepted`, () => {
  let app = strictApp();
  let accepted = new Map<string, RandomConfiguration>();
  const totals = { refused: 0, accepted: 0 };
  for (const configuration of fc.sample(randomConfigurations, { numRuns: RUNS, seed: SEED })) {
    const stack = new Stack(app, `Stack${accepted.size}`);
    try {
      acknowledgeFailoverOff(configuration.make(stack));
      refuseLate(stack);
      accepted.set(stack.stackName, configuration);
      totals.accepted++;
    } catch (error) {
      app.node.tryRemoveChild(stack.node.id);
      expect({ configuration: configuration.text, problems: wrongRefusal(error) }).toEqual({
        configuration: configuration.text,
        problems: [],
      });
      totals.refused++;
    }
    if (accepted.size === BATCH) {
      judge(app, accepted);
      app = strictApp();
      accepted = new Map();
    }
  }
  judge(app, accepted);
  // A generator that only makes nonsense, or only what is valid, proves nothing.
  expect(totals.accepted).toBeGreaterThan(RUNS / 5);
  expect(totals.refused).toBeGreaterThan(RUNS / 5);
}, 180_000);

/** What is refused at synthesis: all stacks of the app are synthesized at once, and one would refuse them all. */
function refuseLate(stack: Stack): void {
  const problems = stack.node.findAll().flatMap(({ node }) => node.validate());
  if (problems.length > 0) throw new InvalidCacheError(stack.node.path, problems);
}

/** What is wrong with the way in which a configuration was refused. */
function wrongRefusal(error: unknown): string[] {
  if (!(error instanceof InvalidCacheError)) return [String(error)];
  return error.problems.filter((problem) => !MESSAGE.test(problem));
}

/** Every accepted configuration passes the strict validator, our rules, and the invariants. */
function judge(app: App, accepted: ReadonlyMap<string, RandomConfiguration>): void {
  for (const { stackName, template } of app.synth().stacks) {
    const errors = checkTemplate(template).filter(({ level }) => level === 'error');
    const { text: configuration, open = false } = accepted.get(stackName) ?? {};
    expect({ configuration, errors, broken: broken(template, open) }).toEqual({
      configuration,
      errors: [],
      broken: [],
    });
  }
}
