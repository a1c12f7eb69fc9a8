/** The environment that stand-ins for AWS accept requests from; a test may change and extend it. */
export const AWS_ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Sets variables of this process, and takes away all others that AWS clients look at, but for what they may print. */
export function useAwsEnvironment(variables: { readonly [name: string]: string }): () => void {
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (/^AWS_(?!SDK_JS_)/.test(name)) delete process.env[name];
  Object.assign(process.env, variables);
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
