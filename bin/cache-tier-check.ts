#!/usr/bin/env node
import { main } from '../lib/review/main';

declare const VERSION: string;

const { stdout, stderr } = process;
// Whoever reads the output may stop early (`| head`).
stdout.on('error', () => process.exit());
process.exitCode = main(process.argv.slice(2), { stdout, stderr, command: 'cache-tier-check', version: VERSION });
