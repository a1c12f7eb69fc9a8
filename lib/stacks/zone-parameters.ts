import { CfnParameter } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Profile } from '../cache/profile';
import type { MemcachedSettings } from './memcached-settings';
import type { PlacedConfig } from './placed-config';

/** How many subnets the template asks for where the context names no network that exists. */
const ASKED_SUBNETS = 2;

/**
 * The zones of the nodes of a cluster, asked of whoever deploys the stack: what stands for the zones of given subnets tells
 * them apart, and is not where they are.
 *
 * @returns the zones that are stated, or undefined where those of the subnets are known: by the context, or by looking
 * them up
 */
export function zoneParameters(
  stack: Construct,
  { network = {}, profile = Profile.PRODUCTION }: PlacedConfig,
  { zones, nodes = profile.memcachedNodes }: MemcachedSettings,
): string[] | undefined {
  const { subnetIds, availabilityZones, lookup } = network;
  if (zones !== undefined) return zones;
  if (availabilityZones !== undefined || lookup === true) return undefined;
  const places = Math.min(nodes, subnetIds?.length ?? ASKED_SUBNETS);
  return Array.from({ length: places }, (_, index) => {
    const subnet = subnetIds?.[index] ?? `Subnet${LETTERS[index]}`;
    return new CfnParameter(stack, `Zone${LETTERS[index]}`, {
      type: 'AWS::EC2::AvailabilityZone::Name',
      description: `The Availability Zone of ${subnet}`,
    }).valueAsString;
  });
}

/** A subnet group has no more than 20 subnets. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
