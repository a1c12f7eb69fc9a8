// `npm run deploy -- <Stack...> [options of cdk deploy]`: synthesizes once, asks the replacement guard whether what is
// deployed would lose data, deploys that very assembly, and sets the stack policies that lie beside its templates.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const GUARD = join(ROOT, 'dist/bin/cdk-cache-tier.js');
const OUT = 'cdk.out';

const HELP = `Synthesizes, asks the replacement guard, deploys, and sets the stack policies.

Usage: npm run deploy -- [--unguarded | --accept-data-loss] <Stack...> [options of cdk deploy]

  --unguarded         does not ask what would be lost; the stack policy still denies
  --accept-data-loss  deploys although the guard finds that data would be lost: lifts the stack policy for this one
                      deployment, and sets it again after it

Stacks are selected as by cdk deploy: names, wildcards, --all. -c reaches the app; --profile and --region reach the guard too.
Exit code: 0 deployed, 1 stopped by the guard, or the deployment failed, 2 the guard, or the policy, got no answer.
`;

/** Options of `cdk deploy` that have a value, so that it is not taken for the name of a stack. */
const WITH_VALUE = new Set(
  (
    '--app -a --build --context -c --plugin -p --profile --region --proxy --ca-bundle-path --role-arn -r --output -o --unstable ' +
    '--telemetry-file --build-exclude -E --require-approval --notification-arns --rollback-trigger-alarm-arns ' +
    '--monitoring-time-minutes --tags -t --change-set-name --method -m --parameters --outputs-file -O --toolkit-stack-name ' +
    '--progress --hotswap-ecs-minimum-healthy-percent --hotswap-ecs-maximum-healthy-percent ' +
    '--hotswap-ecs-stabilization-timeout-seconds --concurrency --asset-build-concurrency'
  ).split(' '),
);
/** What the synthesis is told too; the rest is about the deployment alone. */
const OF_SYNTHESIS = new Set(
  (
    '--context -c --plugin -p --trace --strict --lookups --no-lookups --ignore-errors --verbose -v --debug --profile --region ' +
    '--proxy --ca-bundle-path --ec2creds -i --path-metadata --no-path-metadata --asset-metadata --no-asset-metadata ' +
    '--version-reporting --no-version-reporting --notices --no-notices --no-color --color --ci --unstable --build'
  ).split(' '),
);
/** What an assembly that is there already does not hear. */
const SYNTHESIS_ALONE = new Set(['--context', '-c', '--build']);
/** Changes the account without a change set of ours, or nothing at all. */
const WITHOUT_EXECUTION = /^--method=prepare-change-set$|^--no-execute$/;

/** The command line: our own flags, the stacks, and every option with its value. */
function read(argv) {
  const stacks = [];
  const options = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at];
    if (!word.startsWith('-') || word === '-') stacks.push(word);
    else if (!word.includes('=') && WITH_VALUE.has(word) && at + 1 < argv.length) options.push([word, argv[++at]]);
    else options.push([word]);
  }
  const nameOf = ([option]) => option.split('=')[0];
  const flag = (...names) => options.some((option) => names.includes(nameOf(option)));
  const lastOf = (...names) => {
    const found = options.findLast((option) => names.includes(nameOf(option)));
    return found && (found[1] ?? found[0].split('=').slice(1).join('='));
  };
  const own = ['--unguarded', '--accept-data-loss', '--app', '-a', '--output', '-o'];
  const rest = options.filter((option) => !own.includes(nameOf(option)));
  return {
    help: flag('--help', '-h'),
    unguarded: flag('--unguarded'),
    acceptsLoss: flag('--accept-data-loss'),
    exclusively: flag('--exclusively', '-e'),
    all: flag('--all'),
    executes: !rest.some((option) => WITHOUT_EXECUTION.test(option.join('='))) && lastOf('-m') !== 'prepare-change-set',
    app: lastOf('--app', '-a'),
    output: lastOf('--output', '-o'),
    profile: lastOf('--profile'),
    region: lastOf('--region'),
    stacks,
    synthesis: rest.filter((option) => OF_SYNTHESIS.has(nameOf(option))).flat(),
    deployment: rest.filter((option) => !SYNTHESIS_ALONE.has(nameOf(option))).flat(),
  };
}

function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env, shell: false });
  if (error) throw error;
  return status ?? 1;
}

function end(code, ...lines) {
  for (const line of lines) console.error(line);
  process.exit(code);
}

/** The assembly to deploy: one that is given, or a fresh one. */
function synthesized({ app, output, synthesis }) {
  if (app !== undefined) {
    if (!existsSync(join(app, 'manifest.json')))
      end(2, `--app ${app}: is no cloud assembly; leave it out to synthesize`);
    return app;
  }
  const out = output ?? OUT;
  // The template of a stack that the app no longer has would stay.
  if (output === undefined) rmSync(out, { recursive: true, force: true });
  const code = run('npx', ['cdk', 'synth', '--quiet', '--output', out, ...synthesis]);
  if (code !== 0) process.exit(code);
  return out;
}

/** The stacks that `cdk deploy` would take, by its own selection, with those that they depend on. */
function selected({ stacks, all, exclusively }, out) {
  const list = ['cdk', 'list', '--app', out, '--json', '--show-dependencies', '--no-notices', ...(all ? [] : stacks)];
  const found = JSON.parse(execFileSync('npx', list, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
  const names = found.map(({ id }) => plain(id));
  if (names.length === 0) end(2, `No stack is called ${stacks.join(', ')}.`);
  if (stacks.length === 0 && !all && names.length > 1) {
    end(2, `Name the stacks to deploy, with wildcards if you like, or say --all: ${names.join(', ')}`);
  }
  const below = ({ id, dependencies = [] }) => [plain(id), ...(exclusively ? [] : dependencies.flatMap(below))];
  return [...new Set(found.flatMap(below))];
}

/** `Prod/Cache (Prod-Cache)` is selected as `Prod/Cache`. */
const plain = (id) => id.replace(/ \(.*\)$/, '');

/** Whether the guard was bundled before a file changed that it is made of: to bundle it takes longer than to run it. */
function isOutdated() {
  const bundles = [GUARD, join(dirname(GUARD), 'deployed.js')];
  if (!bundles.every(existsSync)) return true;
  const changed = (path) => statSync(path).mtimeMs;
  const made = Math.min(...bundles.map(changed));
  const sources = ['bin', 'lib'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((file) => join(ROOT, folder, file)),
  );
  return [...sources, join(ROOT, 'package-lock.json')].some((path) => changed(path) > made);
}

const asked = read(process.argv.slice(2));
if (asked.help) {
  console.log(HELP);
  process.exit();
}
if (asked.unguarded && asked.acceptsLoss)
  end(2, "'--unguarded' and '--accept-data-loss' exclude each other; choose one");

// What is deployed is asked by the profile that deploys: keys in the environment would win over it.
const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...withoutKeys } = process.env;
const env = {
  ...(asked.profile ? { ...withoutKeys, AWS_PROFILE: asked.profile } : process.env),
  ...(asked.region && { AWS_REGION: asked.region }),
};
const out = synthesized(asked);
const names = selected(asked, out);
if (isOutdated()) execFileSync(process.execPath, ['scripts/bundle.mjs', 'guard'], { cwd: ROOT, stdio: 'inherit' });
const guard = (command, ...options) =>
  run(process.execPath, [GUARD, command, ...options, ...names.flatMap((name) => ['--stack', name]), out], env);

if (!asked.unguarded) {
  const code = guard('diff');
  if (code === 1 && !asked.acceptsLoss) {
    end(
      1,
      'Stopped: the deployment would lose data, take away what holds it, or be refused; nothing was deployed. A stack in a',
      'state that takes no deployment needs the way out named above. Else keep the resource as it is, or its data in a snapshot, as',
      'docs/deploying.md says; or deploy all the same, with --accept-data-loss.',
    );
  }
  if (code > 1)
    end(2, 'Stopped: what is deployed could not be read; nothing was deployed. --unguarded deploys without a look.');
}

// Who interrupts ends `cdk deploy`; the policy is set again all the same.
process.on('SIGINT', () => undefined);
if (asked.acceptsLoss && guard('protect', '--off') !== 0) end(2, 'Stopped: the stack policy was not lifted.');
const code = run('npx', ['cdk', 'deploy', '--app', out, ...(asked.all ? [] : asked.stacks), ...asked.deployment]);
const policy = (code === 0 && asked.executes) || asked.acceptsLoss ? guard('protect') : 0;
if (policy !== 0) console.error('The stack policy was not set: `npx cdk-cache-tier protect cdk.out` does it.');
if (code !== 0) {
  console.error('The deployment failed. What state the stacks are in, and what comes next:');
  guard('state');
}
process.exit(code || policy);
