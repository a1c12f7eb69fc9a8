import { type CfnSecurityGroup, CfnVPC, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * A network as far as it is known: its id, or the construct of this app that makes it. Undefined where only the deployment
 * knows.
 */
export function knownVpc(vpcId: string | undefined): string | IConstruct | undefined {
  if (vpcId === undefined || !Token.isUnresolved(vpcId)) return vpcId;
  const token = Tokenization.reverse(vpcId);
  return Reference.isReference(token) && token.target instanceof CfnVPC ? token.target : undefined;
}

/** The network of security groups, which are all of one; those that are imported do not say. */
export function vpcOfGroups([group]: readonly ISecurityGroup[]): string | IConstruct | undefined {
  return knownVpc((group?.node.defaultChild as CfnSecurityGroup | undefined)?.vpcId);
}

/** Whether two networks are known to differ: an id and a construct of this app cannot be compared. */
export function differ(one: string | IConstruct | undefined, other: string | IConstruct | undefined): boolean {
  return one !== undefined && typeof one === typeof other && one !== other;
}
