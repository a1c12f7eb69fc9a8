/**
 * The address family of a cache; a later change replaces it.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html
 */
export class NetworkType {
  /** IPv4 addresses only. */
  public static readonly IPV4 = new NetworkType('ipv4');
  /** IPv6 addresses only; needs subnets that have IPv6 only. */
  public static readonly IPV6 = new NetworkType('ipv6');
  /** Both; needs dual-stack subnets. */
  public static readonly DUAL_STACK = new NetworkType('dual_stack');

  /**
   * A value that AWS has added since this library was released, as it stands in a template. The rule that knows the older
   * values refuses it by its id, and is lowered with `CacheRules`.
   */
  public static of(value: string): NetworkType {
    return new NetworkType(value);
  }

  private constructor(
    /** The value in the template. */
    public readonly value: string,
  ) {}
}

/** The address family that cluster discovery returns; without effect where encryption in transit is on. */
export class IpDiscovery {
  /** IPv4 addresses. */
  public static readonly IPV4 = new IpDiscovery('ipv4');
  /** IPv6 addresses. */
  public static readonly IPV6 = new IpDiscovery('ipv6');

  /**
   * A value that AWS has added since this library was released, as it stands in a template. The rule that knows the older
   * values refuses it by its id, and is lowered with `CacheRules`.
   */
  public static of(value: string): IpDiscovery {
    return new IpDiscovery(value);
  }

  private constructor(
    /** The value in the template. */
    public readonly value: string,
  ) {}
}
