/** What the function that rotates the password of a self-managed Memcached is told, beside `RotationVariable`. */
export enum SaslRotationVariable {
  /** The ARN of the secret with the upcoming password and those before the current one. */
  UPCOMING_SECRET_ARN = 'UPCOMING_SECRET_ARN',
  /** The ECS cluster of the nodes. */
  CLUSTER = 'CLUSTER',
  /** The services of the nodes, separated by commas. */
  SERVICES = 'SERVICES',
  /** The hosts of the nodes, in the same order. */
  HOSTS = 'HOSTS',
  /** `true` if nodes take TLS alone. */
  TLS = 'TLS',
  /** The authority of their certificate, as PEM text; empty for one that Node.js knows. */
  CA_CERTIFICATE = 'CA_CERTIFICATE',
}

/** The fields of its secrets, beside `password`. */
export enum SaslSecretField {
  USER = 'username',
  PREVIOUS_PASSWORD = 'previousPassword',
  OLDER_PASSWORD = 'olderPassword',
}

/** What stands in the place of a password that does not exist: ECS starts no task with an empty one. */
export const NO_PASSWORD = 'none';
