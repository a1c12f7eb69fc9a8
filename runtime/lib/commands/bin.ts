#!/usr/bin/env node
import { main } from './main';

main(process.argv.slice(2), { print: console.log, complain: console.error }).then((code) => {
  process.exitCode = code;
});
