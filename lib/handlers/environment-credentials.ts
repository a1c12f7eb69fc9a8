/**
 * The AWS credentials of a Lambda function, in place of the SDK's chain of providers (`scripts/bundle.mjs`). Lambda gives
 * every instance of a function its own, in the environment.
 */
export const defaultProvider = () => async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
  sessionToken: process.env.AWS_SESSION_TOKEN,
});
