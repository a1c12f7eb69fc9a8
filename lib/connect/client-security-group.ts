import { type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ReferenceStrength } from 'aws-cdk-lib/core';
import { type CacheDoor, ec2Text, letIn } from './client-rules';

const ID = 'ClientSecurityGroup';

/**
 * A security group for clients that are not made here: of other stacks, of other tools, or made by hand. Whoever has it
 * reaches the cache; it lets nobody in, and out to nothing but the ports of the cache, so a client has another one for
 * the rest. It is made when it is asked for first. Other stacks refer to it weakly.
 */
export function clientSecurityGroup(cache: CacheDoor, vpc: IVpc): SecurityGroup {
  const { construct } = cache;
  const known = construct.node.tryFindChild(ID) as SecurityGroup | undefined;
  if (known !== undefined) return known;
  const group = new SecurityGroup(construct, ID, {
    vpc,
    // Create-only: a path would replace the group when the stack moves into a stage.
    description: ec2Text(`Clients of the cache ${construct.node.id}`),
    allowAllOutbound: false,
  });
  group.applyCrossStackReferenceStrength(ReferenceStrength.WEAK);
  letIn(cache, [group], group);
  return group;
}
