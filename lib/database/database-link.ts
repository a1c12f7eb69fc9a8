import { Stack, Token } from 'aws-cdk-lib/core';
import { type Link, LinkField } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import { weakly } from '../access/weak-reference';
import type { Endpoint } from '../connect/endpoint';
import type { DatabaseEngine } from './database-engine';

/** What every client of a database is told. */
export interface DatabaseAddress {
  /** The engine. */
  readonly engine: DatabaseEngine;
  /** The writer, or the proxy. */
  readonly endpoint: Endpoint;
  /** Where clients may read; undefined if there is no such place. */
  readonly readerEndpoint?: Endpoint;
  /** The database that clients open; undefined if it is not known. */
  readonly databaseName?: string;
  /** Its ARN. */
  readonly arn: string;
}

/** The link of a database, by the names of the fields. TLS is always there: RDS has it on every engine of ours. */
export function linkOfDatabase({ engine, endpoint, readerEndpoint, databaseName, arn }: DatabaseAddress): Link {
  const { hostname, port } = endpoint;
  return {
    [LinkField.ENGINE]: engine.speaks,
    [LinkField.ENDPOINT]: hostname,
    [LinkField.PORT]: Token.isUnresolved(port) ? Token.asString(port) : String(port),
    ...(readerEndpoint && { [LinkField.READER_ENDPOINT]: readerEndpoint.hostname }),
    [LinkField.TLS]: 'true',
    ...(databaseName !== undefined && { [LinkField.DATABASE]: databaseName }),
    [LinkField.ARN]: arn,
  };
}

/**
 * The ARN of the users of a database, without the name of one.
 *
 * @param owner the construct whose account and Region count
 * @param resourceId `db-...`, `cluster-...` or `prx-...`
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
 */
export function usersArn(owner: IConstruct, resourceId: string, client: IConstruct): string {
  const arn = Stack.of(owner).formatArn({ service: 'rds-db', resource: `dbuser:${resourceId}` });
  return weakly(arn, client, owner);
}
