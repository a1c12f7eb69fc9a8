import type { CfnReplicationGroupProps } from 'aws-cdk-lib/aws-elasticache';

/**
 * Encryption between clients and nodes.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
 */
export class TransitEncryption {
  /** Every connection is encrypted. */
  public static readonly REQUIRED = new TransitEncryption(true, 'required');
  /** Encrypted and clear connections are both accepted: a step on the way to `REQUIRED`, never the end. */
  public static readonly PREFERRED = new TransitEncryption(true, 'preferred');
  /** Nothing is encrypted. AUTH tokens, users and durability are not possible. */
  public static readonly DISABLED = new TransitEncryption(false);

  private constructor(
    /** Whether clients can connect by TLS. */
    public readonly enabled: boolean,
    private readonly mode?: string,
  ) {}

  /**
   * @param withMode whether the engine version knows the mode
   * @internal
   */
  public _render(withMode: boolean): Partial<CfnReplicationGroupProps> {
    return {
      transitEncryptionEnabled: this.enabled,
      transitEncryptionMode: withMode || this === TransitEncryption.PREFERRED ? this.mode : undefined,
    };
  }
}
