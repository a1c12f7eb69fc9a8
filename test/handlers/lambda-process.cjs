// One instance of a Lambda function: runs bundled handlers, as they are, in a process that a test may kill.
const { inspect } = require('node:util');
const { resolve } = require('node:path');
const timers = require('node:timers/promises');

// The handlers wait by `setTimeout` of node:timers/promises alone: five seconds pass in one millisecond.
const sleep = timers.setTimeout;
let waited = 0;
timers.setTimeout = (milliseconds) => {
  waited += milliseconds;
  return sleep(milliseconds / 5_000);
};

const lines = [];
console.log = (...words) => lines.push(words.join(' '));

process.on('message', async ({ id, handler, event, environment, remaining }) => {
  Object.assign(process.env, environment);
  const end = Date.now() + (remaining ?? 900_000);
  waited = 0;
  // An invocation that is to end early ends by what it waited for, as it would in Lambda: no test has to hit a moment.
  const context = { getRemainingTimeInMillis: () => end - Date.now() - (remaining === undefined ? 0 : waited) };
  try {
    await require(resolve('dist/handlers', handler)).handler(event, context);
    process.send({ id, log: lines.splice(0) });
  } catch (error) {
    // What Lambda would write into the log, with everything that hangs on the error.
    process.send({
      id,
      log: [...lines.splice(0), inspect(error, { depth: 9 })],
      error: error.message,
      name: error.name,
    });
  }
});
process.on('disconnect', () => process.exit());
require(resolve('dist/handlers', process.argv[2]));
process.send('ready');
