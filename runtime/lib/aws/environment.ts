/** The environment variables of a process, as `process.env` holds them. */
export type Environment = { readonly [variable: string]: string | undefined };

/** Whether the process runs in AWS Lambda, which freezes it between invocations, with its timers. */
export function inLambda(environment: Environment = process.env): boolean {
  return environment.AWS_LAMBDA_FUNCTION_NAME !== undefined;
}
