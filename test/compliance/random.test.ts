import { App, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { checkTemplate } from '../../lib/rules/template';
import { broken, type Template } from './invariants';
import { brokenCluster } from './memcached-invariants';
import { randomConfigurations } from './random-configuration';
import { randomClusters } from './random-memcached';
import type { Made } from './random-values';
import { acknowledgeFailoverOff, acknowledgeUnlisted, strictApp } from './strict-app';

const RUNS = Number(process.env.RANDOM_RUNS ?? 400);
const SEED = Number(process.env.RANDOM_SEED ?? 20_261_123);

/** Stacks of one app, so that the validator starts once for all of them. */
const BATCH = 200;

/** `'prop' needs X, got Y; do Z`. */
const MESSAGE = /^'[^']+'(?: or '[^']+')* needs .+, got .+; .+$/s;

/** A configuration, and the sentences that are not true of what was made of it. */
interface Configuration extends Made<unknown> {
  readonly broken: (template: Template) => string[];
}

interface Kind {
  readonly what: string;
  readonly runs: number;
  /** How many that are accepted the validator of the CDK is asked about: it takes long over a cluster. */
  readonly validated: number;
  readonly random: fc.Arbitrary<Configuration>;
}

const KINDS: readonly Kind[] = [
  {
    what: 'replication groups',
    runs: RUNS,
    // Our rules and the invariants are asked about all; what the validator says follows from the kinds of properties.
    validated: Math.ceil(RUNS / 4),
    random: randomConfigurations.map(({ open, ...made }) => ({
      ...made,
      broken: (template) => broken(template, open),
    })),
  },
  {
    what: 'Memcached clusters',
    runs: Math.ceil(RUNS / 5),
    validated: Math.ceil(RUNS / 50),
    random: randomClusters.map((made) => ({ ...made, broken: brokenCluster })),
  },
];

test.each(KINDS)(
  `$runs random $what (RANDOM_SEED=${SEED}) are refused in words, or give a template that is accepted`,
  ({ runs, validated, random }) => {
    let app = strictApp();
    let accepted = new Map<string, Configuration>();
    const totals = { refused: 0, accepted: 0 };
    for (const configuration of fc.sample(random, { numRuns: runs, seed: SEED })) {
      const stack = new Stack(app, `Stack${accepted.size}`);
      try {
        const made = configuration.make(stack);
        if (made instanceof ReplicationGroup) acknowledgeFailoverOff(made);
        if (made instanceof MemcachedCluster) acknowledgeUnlisted(made);
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
      if (accepted.size === Math.min(BATCH, validated)) {
        judge(app, accepted);
        app = totals.accepted < validated ? strictApp() : new App();
        accepted = new Map();
      }
    }
    judge(app, accepted);
    // A generator that only makes nonsense, or only what is valid, proves nothing.
    expect(totals.accepted).toBeGreaterThan(runs / 5);
    expect(totals.refused).toBeGreaterThan(runs / 5);
  },
  180_000,
);

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
function judge(app: App, accepted: ReadonlyMap<string, Configuration>): void {
  for (const { stackName, template } of app.synth().stacks) {
    const errors = checkTemplate(template).filter(({ level }) => level === 'error');
    const { text, broken: brokenOf } = accepted.get(stackName) as Configuration;
    expect({ configuration: text, errors, broken: brokenOf(template) }).toEqual({
      configuration: text,
      errors: [],
      broken: [],
    });
  }
}
