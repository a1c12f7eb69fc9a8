import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';

/** The zone of each subnet; undefined where a list is one token, or a subnet was imported by its id alone. */
export function zonesOf(subnets: readonly ISubnet[]): string[] | undefined {
  const zones = subnets.map(zoneOf);
  const isListed = (text: string | undefined) => text === undefined || Token.isUnresolved([text]);
  const unknown = zones.some(isListed) || subnets.some((subnet) => isListed(subnet.subnetId));
  return unknown ? undefined : zones.filter((zone) => zone !== undefined);
}

/** The CDK throws where it does not know the zone. */
function zoneOf(subnet: ISubnet): string | undefined {
  try {
    return subnet.availabilityZone;
  } catch {
    return undefined;
  }
}
