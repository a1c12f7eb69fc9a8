// One instance of a Lambda function: loads the bundle of an application, as it is, and answers events.
const { handler } = require(process.argv[2]);

process.on('message', async ({ id, event }) => {
  try {
    process.send({ id, result: await handler(event, {}) });
  } catch (error) {
    process.send({ id, error: `${error.stack}` });
  }
});
process.on('disconnect', () => process.exit());
