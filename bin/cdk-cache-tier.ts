#!/usr/bin/env node
import { type Deployed, diff } from '../lib/review/diff';
import { main } from '../lib/review/main';

declare const VERSION: string;

/** A file of its own beside this one: it holds the AWS clients, which two files need not. */
const DEPLOYED = './deployed.js';

const USAGE = `Usage: cdk-cache-tier check [options] <file or directory>...   judges templates by our rules
       cdk-cache-tier diff [options] [<old>] <new>            says what an update replaces, interrupts or loses
       cdk-cache-tier protect [options] <cdk.out>             sets the stack policies that lie beside the templates
       cdk-cache-tier state [options] <cdk.out>               says what state each stack is in, and what comes next
       (--help of each says more)
`;

const { argv, stdout, stderr } = process;
const [subcommand = '', ...rest] = argv.slice(2);
// Whoever reads the output may stop early (`| head`).
stdout.on('error', () => process.exit());

async function run(): Promise<number> {
  const io = { stdout, stderr, version: VERSION };
  if (/^(-h|--help)$/.test(subcommand)) {
    stdout.write(USAGE);
    return 0;
  }
  if (/^(check|-v|--version)$/.test(subcommand)) {
    return main(subcommand === 'check' ? rest : [subcommand], { ...io, command: 'cdk-cache-tier check' });
  }
  const deployed = async (): Promise<Deployed> => import(DEPLOYED);
  if (subcommand === 'diff') return diff(rest, { ...io, command: 'cdk-cache-tier diff' }, deployed);
  if (subcommand === 'protect') return (await deployed()).protect(rest, { ...io, command: 'cdk-cache-tier protect' });
  if (subcommand === 'state') return (await deployed()).state(rest, { ...io, command: 'cdk-cache-tier state' });
  stderr.write(USAGE);
  return 2;
}

void run().then((code) => {
  process.exitCode = code;
});
