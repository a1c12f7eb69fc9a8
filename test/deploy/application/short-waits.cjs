// Loaded into every function that the emulator runs. Those that rotate wait by `setTimeout` of node:timers/promises alone,
// for a service that takes its time: here it takes none, and five seconds pass in five milliseconds.
const timers = require('node:timers/promises');

const wait = timers.setTimeout;
if (process.env.RETIRE_PREVIOUS) timers.setTimeout = (milliseconds) => wait(milliseconds / 1_000);
