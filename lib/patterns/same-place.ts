import type { IConstruct } from 'constructs';
import type { ICache } from '../cache/cache';
import type { IDatabase } from '../database/database';
import { differ, knownVpc, vpcOfGroups } from '../network/known-vpc';
import type { CachedDatabaseProps } from './cached-database-props';

/**
 * What is wrong with the network of a database and its cache: a client that can reach the one has to reach the
 * other, and a cache is reached in its own VPC.
 *
 * @param database the one that is there already; undefined if it is made
 * @param cache the one that is there already; undefined if it is made
 */
export function samePlaceProblems(
  { vpc, vpcSubnets }: CachedDatabaseProps,
  database: IDatabase | undefined,
  cache: ICache | undefined,
): string[] {
  const problems: string[] = [];
  const own = vpc ?? database?.vpc;
  if (own === undefined) {
    problems.push("'vpc' needs a network for the database, got none; give one, or a database that exists already");
  }
  if (vpcSubnets !== undefined && database !== undefined && cache !== undefined) {
    problems.push(
      "'vpcSubnets' needs a database or a cache that is made here, got two that exist already; leave it out",
    );
  }
  const [given, ofDatabase] = [knownVpc(vpc?.vpcId), knownVpc(database?.vpc.vpcId)];
  if (database !== undefined && differ(given, ofDatabase)) {
    problems.push(
      `'vpc' needs to be that of the database '${database.node.path}', which is ${shown(ofDatabase)}, got ${shown(given)}; leave it out`,
    );
  }
  const ofCache = cache && vpcOfGroups(cache.connections.securityGroups);
  const ofBoth = database === undefined ? given : ofDatabase;
  if (cache !== undefined && differ(ofCache, ofBoth)) {
    problems.push(
      `'cache' needs to be in the VPC of the database, which is ${shown(ofBoth)}, got '${cache.node.path}' in ${shown(ofCache)}; give a cache of that VPC, or leave 'cache' out for one that is made there (${PAGE})`,
    );
  }
  return problems;
}

function shown(vpc: string | IConstruct | undefined): string {
  return typeof vpc === 'object' ? `'${vpc.node.scope?.node.path}'` : `${vpc}`;
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html';
