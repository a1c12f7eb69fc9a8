import { Token } from 'aws-cdk-lib/core';

const PAGE =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html';

/** A wrong number must not make a list that fills the memory; no cluster has so many nodes. */
const MOST_NODES = 1000;

/** In which Availability Zones the nodes of a cluster are. */
export interface NodeZones {
  /** One for each node; undefined where they cannot be told. */
  readonly preferredAvailabilityZones?: string[];
  /** Only where the nodes are in several zones. */
  readonly azMode?: string;
}

/**
 * A zone for each node, round and round, so that a node keeps its zone when others are added. They are always stated: to a
 * cluster without them CloudFormation adds no node, but makes another cluster.
 *
 * The mode is stated where there are several zones and left out where there is one, which means the same. A cluster that
 * shrinks to one node would be refused with `single-az` as long as it has nodes in several zones.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyCacheCluster.html
 */
export function zonesOfNodes(nodes: number, zones: readonly string[] | undefined): NodeZones {
  const countable = Number.isInteger(nodes) && nodes > 0 && nodes <= MOST_NODES;
  if (zones === undefined || zones.length === 0 || !countable) return {};
  const each = Array.from({ length: nodes }, (_, node) => zones[node % zones.length]);
  return { preferredAvailabilityZones: each, ...(new Set(each).size > 1 && { azMode: 'cross-az' }) };
}

/**
 * What is wrong with the zones of a cluster, and with their number.
 *
 * @param nodes the number of nodes
 * @param stated the zones that the user named
 * @param subnets the zones of the subnets, where they are known
 */
export function zoneProblems(
  nodes: number,
  stated: readonly string[] | undefined,
  subnets: readonly string[] | undefined,
): string[] {
  const problems: string[] = [];
  if (Token.isUnresolved(nodes)) {
    problems.push(
      `'nodes' needs a number that is known when the template is made, because it names a zone for each node, got a token; give the number (${PAGE})`,
    );
  }
  if (stated === undefined) {
    if (subnets === undefined) {
      problems.push(
        `'zones' needs the Availability Zones of the subnets, which only the deployment knows, got none; name them, or a later change of 'nodes' would replace the cluster (${PAGE})`,
      );
    }
    return problems;
  }
  if (Token.isUnresolved(stated)) {
    problems.push(`'zones' needs its zones one by one, got a list that is not known yet; name each zone (${PAGE})`);
    return problems;
  }
  if (stated.length === 0) {
    problems.push(
      "'zones' needs at least one Availability Zone, got none; leave it out for those of the subnets, or name one",
    );
  }
  // Of subnets that are refused there are none.
  const elsewhere =
    subnets?.length && subnets.every(isKnown) ? stated.filter((zone) => isKnown(zone) && !subnets.includes(zone)) : [];
  for (const zone of new Set(elsewhere)) {
    problems.push(
      `'zones' needs zones in which the cluster has subnets, which are ${subnets?.map((it) => `'${it}'`).join(', ')}, got '${zone}'; use one of these, or choose subnets of that zone with 'vpcSubnets' (${PAGE})`,
    );
  }
  return problems;
}

/** Before the CDK has asked the account for the zones of a VPC, it makes the template once with names of its own for them. */
function isKnown(zone: string): boolean {
  return !Token.isUnresolved(zone) && !/^dummy\d[a-z]$/.test(zone);
}
