import { Token } from 'aws-cdk-lib/core';

/** Where clients connect. */
export class Endpoint {
  /**
   * @param hostname the DNS name, usually known at deployment only
   * @param port the port
   */
  constructor(
    public readonly hostname: string,
    public readonly port: number,
  ) {}

  /** `hostname:port`. */
  public get socketAddress(): string {
    return `${this.hostname}:${Token.isUnresolved(this.port) ? Token.asString(this.port) : this.port}`;
  }
}
