import { maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';

const subnets = (count: number) => Array.from({ length: count }, (_, index) => `subnet-${index}`);

export const SUBNET_GROUP_ROWS: readonly Row[] = [
  {
    id: 'subnet-group-description',
    breaks: { SubnetGroup: { Description: NO_VALUE } },
    message:
      "'Properties.Description' needs a text, got none; say in a sentence which subnets these are (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-subnetgroup.html)",
    holds: [
      { SubnetGroup: { Description: 'Private' } },
      { SubnetGroup: { Description: UNKNOWN } },
      { SubnetGroup: { Description: maybe('Private') } },
    ],
  },
  {
    id: 'subnet-group-name',
    breaks: { SubnetGroup: { CacheSubnetGroupName: 'private_subnets' } },
    message: `'Properties.CacheSubnetGroupName' needs 1 to 255 letters, digits and hyphens, got "private_subnets"; leave it out: CloudFormation then makes a name that a replacement can do without (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-subnetgroup.html)`,
    holds: [
      { SubnetGroup: { CacheSubnetGroupName: 'private-subnets' } },
      { SubnetGroup: { CacheSubnetGroupName: 'x'.repeat(255) } },
      { SubnetGroup: { CacheSubnetGroupName: 255 } },
      { SubnetGroup: { CacheSubnetGroupName: UNKNOWN } },
    ],
  },
  {
    id: 'subnet-group-subnets',
    breaks: { SubnetGroup: { SubnetIds: [NO_VALUE] } },
    message:
      "'Properties.SubnetIds' needs at least 1 subnet, got none; add private subnets of at least two Availability Zones (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-subnetgroup.html)",
    holds: [
      { SubnetGroup: { SubnetIds: ['subnet-1'] } },
      { SubnetGroup: { SubnetIds: [maybe('subnet-1')] } },
      { SubnetGroup: { SubnetIds: UNKNOWN } },
      { SubnetGroup: { SubnetIds: { 'Fn::Split': [',', { 'Fn::ImportValue': 'Subnets' }] } } },
    ],
  },
  {
    id: 'subnet-group-quota',
    breaks: { SubnetGroup: { SubnetIds: subnets(21) } },
    message:
      "'Properties.SubnetIds' needs at most 20 subnets unless AWS has raised the quota, got 21; keep one subnet for each Availability Zone (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html)",
    holds: [
      { SubnetGroup: { SubnetIds: subnets(20) } },
      { SubnetGroup: { SubnetIds: [...subnets(20), maybe('subnet-20')] } },
      { SubnetGroup: { SubnetIds: UNKNOWN } },
    ],
  },
  {
    id: 'subnet-group-one-subnet',
    breaks: { SubnetGroup: { SubnetIds: 'subnet-1' } },
    message:
      "'Properties.SubnetIds' needs subnets of at least two Availability Zones, or the cache goes down with its zone, got 1 subnet; add a subnet of another zone: subnets can be added later, without replacement (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)",
    holds: [
      { SubnetGroup: { SubnetIds: [UNKNOWN, 'subnet-2'] } },
      { SubnetGroup: { SubnetIds: ['subnet-1', maybe('subnet-2')] } },
      { SubnetGroup: { SubnetIds: UNKNOWN } },
    ],
  },
];
