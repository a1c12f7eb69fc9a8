/** A request that cannot be answered; its message is for the one who sent it. */
export class RequestError extends Error {
  public override readonly name = 'RequestError';

  public constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
