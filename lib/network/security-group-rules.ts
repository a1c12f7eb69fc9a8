import type { CfnSecurityGroupEgress, CfnSecurityGroupIngress, Connections } from 'aws-cdk-lib/aws-ec2';
import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** The rules that let a client reach a peer, of either side; a rule stands under one group or the other. */
export function rulesBetween(client: Connections, peer: Connections): IConstruct[] {
  const ids = ({ securityGroups }: Connections) => securityGroups.map(({ securityGroupId }) => securityGroupId);
  const [own, theirs] = [ids(client), ids(peer)];
  return [...client.securityGroups, ...peer.securityGroups]
    .flatMap((group) => group.node.findAll())
    .filter(CfnResource.isCfnResource)
    .filter((rule) => {
      const { groupId = '', sourceSecurityGroupId = '' } = rule as CfnSecurityGroupIngress;
      const { destinationSecurityGroupId = '' } = rule as CfnSecurityGroupEgress;
      if (rule.cfnResourceType === 'AWS::EC2::SecurityGroupEgress')
        return own.includes(groupId) && theirs.includes(destinationSecurityGroupId);
      if (rule.cfnResourceType === 'AWS::EC2::SecurityGroupIngress')
        return theirs.includes(groupId) && own.includes(sourceSecurityGroupId);
      return false;
    });
}
