import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The environment variable with the ARN of the secret that signs cookies. */
export const COOKIE_SECRET_VARIABLE = 'COOKIE_SECRET_ARN';

/** The text that signs cookies, from its secret: the same in every process. */
export async function cookieSecret(arn: string): Promise<string> {
  const client = new SecretsManagerClient({ region: arn.split(':')[3] });
  try {
    const { SecretString: secret } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (!secret) throw new Error('the secret for cookies is empty');
    return secret;
  } finally {
    client.destroy();
  }
}
