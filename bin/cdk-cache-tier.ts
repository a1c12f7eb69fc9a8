#!/usr/bin/env node
import { main } from '../lib/review/main';

declare const VERSION: string;

const usage = 'Usage: cdk-cache-tier check [options] <file or directory>...   (check --help says more)\n';
const { stdout, stderr } = process;
const [subcommand = '', ...rest] = process.argv.slice(2);
// Whoever reads the output may stop early (`| head`).
stdout.on('error', () => process.exit());
if (subcommand === 'check') {
  process.exitCode = main(rest, { stdout, stderr, command: 'cdk-cache-tier check', version: VERSION });
} else if (/^(-v|--version)$/.test(subcommand)) stdout.write(`${VERSION}\n`);
else if (/^(-h|--help)$/.test(subcommand)) stdout.write(usage);
else process.exitCode = stderr.write(usage) ? 2 : 2;
