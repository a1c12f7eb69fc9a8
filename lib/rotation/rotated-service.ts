/** A service that a rotation calls, beside Secrets Manager. */
export enum RotatedService {
  /** The credential is of a cache of ElastiCache. */
  ELASTICACHE = 'elasticache',
  /** The credential is of containers, which start anew to read it. */
  ECS = 'ecs',
}
