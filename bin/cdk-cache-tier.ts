#!/usr/bin/env node
import { main } from '../lib/review/main';

declare const VERSION: string;

const { argv, stdout, stderr } = process;
const [subcommand = '', ...rest] = argv.slice(2);
// Whoever reads the output may stop early (`| head`).
stdout.on('error', () => process.exit());
if (/^(check|-h|--help|-v|--version)$/.test(subcommand)) {
  const args = subcommand === 'check' ? rest : [subcommand];
  process.exitCode = main(args, { stdout, stderr, command: 'cdk-cache-tier check', version: VERSION });
} else {
  stderr.write('Usage: cdk-cache-tier check [options] <file or directory>... (--help says more)\n');
  process.exitCode = 2;
}
