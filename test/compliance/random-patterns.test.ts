import { App, CfnResource, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { checkTemplate } from '../../lib/rules/template';
import { brokenComposition, type Templates } from './composition-invariants';
import { broken } from './invariants';
import { brokenCluster } from './memcached-invariants';
import { type RandomComposition, randomCompositions } from './random-pattern';
import { strictApp } from './strict-app';

const RUNS = Number(process.env.RANDOM_PATTERN_RUNS ?? 30);
const SEED = Number(process.env.RANDOM_SEED ?? 20_261_127);

/** Compositions that are deployed, as far as the validator of the CDK can tell: it takes long over a database. */
const VALIDATED = Number(process.env.RANDOM_PATTERN_VALIDATED ?? 2);

/** `'prop' needs X, got Y; do Z`. */
const MESSAGE = /^'[^']+'(?: or '[^']+')* needs .+, got .+; .+$/s;

test(`${RUNS} random patterns (RANDOM_SEED=${SEED}) are refused in words, or are what they promise`, () => {
  const totals = { refused: 0, accepted: 0 };
  const strict: RandomComposition[] = [];
  for (const composition of fc.sample(randomCompositions, { numRuns: RUNS, seed: SEED })) {
    const { text } = composition;
    const app = new App();
    try {
      placed(app, composition);
      totals.accepted++;
      judge(app, text);
      if (strict.length < VALIDATED) strict.push(composition);
    } catch (error) {
      if (!(error instanceof InvalidCacheError)) throw new Error(text, { cause: error });
      const wrong = error.problems.filter((problem) => !MESSAGE.test(problem));
      expect({ text, wrong }).toEqual({ text, wrong: [] });
      totals.refused++;
    }
  }
  // A generator that only makes nonsense, or only what is valid, proves nothing.
  expect(totals.accepted).toBeGreaterThan(RUNS / 5);
  expect(totals.refused).toBeGreaterThan(RUNS / 5);
  const app = strictApp();
  strict.forEach((composition, index) => {
    placed(app, composition, `${index}`);
  });
  expect(() => app.synth()).not.toThrow();
}, 180_000);

/** Makes it, and asks what would be refused at synthesis. */
function placed(app: App, { make }: RandomComposition, suffix = ''): void {
  const stacks = ['Own', 'Clients'].map((name) => new Stack(app, `${name}${suffix}`));
  const [own, clients] = stacks;
  make({ own, clients });
  // The validator refuses a stack of nothing, and so does CloudFormation.
  for (const stack of stacks)
    if (!stack.node.findAll().some(CfnResource.isCfnResource)) app.node.tryRemoveChild(stack.node.id);
  const problems = stacks.flatMap(({ node }) => node.findAll().flatMap((it) => it.node.validate()));
  if (problems.length > 0) throw new InvalidCacheError(own.node.path, problems);
}

/** It has no cycle, breaks no rule, and is what the invariants say. */
function judge(app: App, text: string): void {
  const made = app
    .synth()
    .stacks.flatMap(({ stackName, template }) =>
      template.Resources === undefined ? [] : [[stackName, template] as const],
    );
  const errors = made.flatMap(([, template]) => checkTemplate(template).filter(({ level }) => level === 'error'));
  const groups = made.filter(([, { Resources }]) => JSON.stringify(Resources).includes('::ReplicationGroup"'));
  const ofGroups = groups.flatMap(([, template]) => broken(template, text.includes('auth: none')));
  const clusters = made.filter(([, { Resources }]) => JSON.stringify(Resources).includes('::CacheCluster"'));
  const ofClusters = clusters.flatMap(([, template]) => brokenCluster(template));
  const templates: Templates = Object.fromEntries(made.map(([name, { Resources }]) => [name, Resources]));
  expect({ text, errors, broken: [...ofGroups, ...ofClusters, ...brokenComposition(templates)] }).toEqual({
    text,
    errors: [],
    broken: [],
  });
}
