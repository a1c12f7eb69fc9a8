import {
  judgeDatabaseEngine,
  judgeDatabaseVersion,
  judgeGlobalCluster,
  judgeInsightsKey,
  judgeInstanceSnapshot,
  judgeLatestTime,
  judgePointInTime,
  judgeReplicaSource,
  judgeRetention,
  judgeStorage,
  judgeZone,
} from './database-changes';
import {
  decided,
  inPlace,
  interrupt,
  type PropertyUpdates,
  replace,
  schemaSaysConditional,
  type TypeUpdates,
} from './property-update';
import { restoreSource } from './restore-updates';

const MAY_REBOOT = 'its instances may restart';
const SOME_INTERRUPTIONS = 'its page says: some interruptions';
const UPGRADE = 'the database is away while its engine is upgraded';

const INSTANCE: PropertyUpdates = {
  ...inPlace('AdditionalStorageVolumes', 'AllowMajorVersionUpgrade', 'ApplyImmediately'),
  ...inPlace('AssociatedRoles', 'AutomaticBackupReplicationKmsKeyId', 'AutomaticBackupReplicationRegion'),
  ...inPlace('AutomaticBackupReplicationRetentionPeriod', 'CertificateRotationRestart', 'CopyTagsToSnapshot'),
  ...inPlace('DBSecurityGroups', 'DatabaseInsightsMode', 'DedicatedLogVolume', 'DeleteAutomatedBackups'),
  ...inPlace('DeletionProtection', 'Domain', 'DomainAuthSecretArn', 'DomainDnsIps', 'DomainFqdn', 'DomainIAMRoleName'),
  ...inPlace('DomainOu', 'EnableCloudwatchLogsExports', 'EnableIAMDatabaseAuthentication'),
  ...inPlace('EnablePerformanceInsights', 'EngineLifecycleSupport', 'Iops', 'LicenseModel'),
  ...inPlace('ManageMasterUserPassword', 'MasterUserAuthenticationType', 'MasterUserPassword', 'MasterUserSecret'),
  ...inPlace('MaxAllocatedStorage', 'MonitoringInterval', 'MonitoringRoleArn', 'NetworkType', 'OptionGroupName'),
  ...inPlace('PerformanceInsightsRetentionPeriod', 'PreferredBackupWindow', 'ProcessorFeatures', 'PromotionTier'),
  ...inPlace('PubliclyAccessible', 'ReplicaMode', 'StorageThroughput', 'Tags', 'TdeCredentialArn'),
  ...inPlace('TdeCredentialPassword', 'UseDefaultProcessorFeatures', 'VPCSecurityGroups'),
  ...interrupt('the instance is away while its class changes', 'DBInstanceClass'),
  ...interrupt('the database may restart for it', 'CACertificateIdentifier'),
  ...interrupt('the database may restart for it', 'DBParameterGroupName'),
  ...interrupt(SOME_INTERRUPTIONS, 'AutoMinorVersionUpgrade', 'MultiAZ', 'PreferredMaintenanceWindow', 'StorageType'),
  ...replace('BackupTarget', 'CharacterSetName', 'CustomIAMInstanceProfile', 'DBClusterIdentifier'),
  ...replace('DBInstanceIdentifier', 'DBName', 'DBSubnetGroupName', 'DBSystemId', 'KmsKeyId', 'MasterUsername'),
  ...replace('NcharCharacterSetName', 'Port', 'SourceRegion', 'StorageEncrypted', 'Timezone'),
  AllocatedStorage: { effect: 'in-place', judge: judgeStorage },
  AvailabilityZone: decided('replace', judgeZone),
  BackupRetentionPeriod: decided('interrupt', judgeRetention, 'backups are turned on or off'),
  DBClusterSnapshotIdentifier: decided('replace', judgeInstanceSnapshot),
  DBSnapshotIdentifier: decided('replace', judgeInstanceSnapshot),
  Engine: decided('replace', judgeDatabaseEngine),
  EngineVersion: { effect: 'interrupt', note: UPGRADE, judge: judgeDatabaseVersion },
  PerformanceInsightsKMSKeyId: decided('replace', judgeInsightsKey),
  RestoreTime: decided('replace', judgePointInTime),
  SourceDBClusterIdentifier: decided('replace', judgeReplicaSource),
  SourceDBInstanceAutomatedBackupsArn: decided('replace', judgePointInTime),
  SourceDBInstanceIdentifier: decided('replace', judgeReplicaSource),
  SourceDbiResourceId: decided('replace', judgePointInTime),
  UseLatestRestorableTime: decided('replace', judgeLatestTime),
};

const CLUSTER: PropertyUpdates = {
  ...inPlace('AllocatedStorage', 'AssociatedRoles', 'AutoMinorVersionUpgrade', 'BacktrackWindow'),
  ...inPlace('BackupRetentionPeriod', 'CopyTagsToSnapshot', 'DBClusterInstanceClass', 'DBInstanceParameterGroupName'),
  ...inPlace('DatabaseInsightsMode', 'DeleteAutomatedBackups', 'DeletionProtection', 'Domain', 'DomainIAMRoleName'),
  ...inPlace('EnableCloudwatchLogsExports', 'EnableGlobalWriteForwarding', 'EnableHttpEndpoint'),
  ...inPlace('EnableIAMDatabaseAuthentication', 'EnableLocalWriteForwarding', 'EngineLifecycleSupport', 'Iops'),
  ...inPlace('ManageMasterUserPassword', 'MasterUserAuthenticationType', 'MasterUserPassword', 'MasterUserSecret'),
  ...inPlace('MonitoringInterval', 'MonitoringRoleArn', 'NetworkType', 'PerformanceInsightsEnabled'),
  ...inPlace('PerformanceInsightsKmsKeyId', 'PerformanceInsightsRetentionPeriod', 'Port', 'PreferredBackupWindow'),
  ...inPlace('PreferredMaintenanceWindow', 'ReplicationSourceIdentifier', 'ScalingConfiguration'),
  ...inPlace('ServerlessV2ScalingConfiguration', 'StorageType', 'Tags', 'VpcSecurityGroupIds'),
  ...interrupt(MAY_REBOOT, 'DBClusterParameterGroupName'),
  ...replace('AvailabilityZones', 'ClusterScalabilityType', 'DBClusterIdentifier', 'DBSubnetGroupName', 'DBSystemId'),
  ...replace('DatabaseName', 'EngineMode', 'KmsKeyId', 'PubliclyAccessible', 'RestoreType', 'SourceRegion'),
  ...replace('StorageEncrypted'),
  ...restoreSource('RestoreToTime', 'SnapshotIdentifier', 'SourceDBClusterIdentifier', 'SourceDbClusterResourceId'),
  ...restoreSource('UseLatestRestorableTime'),
  Engine: decided('replace', judgeDatabaseEngine),
  EngineVersion: { effect: 'interrupt', note: UPGRADE, judge: judgeDatabaseVersion },
  GlobalClusterIdentifier: decided('replace', judgeGlobalCluster),
  MasterUsername: schemaSaysConditional(),
};

const BESIDE_VERSION = ['AllowMajorVersionUpgrade', 'ApplyImmediately', 'EngineLifecycleSupport'];

/**
 * The rows of RDS: the schema of the registry, the interruptions of the pages of CloudFormation, and for conditional
 * properties what the handlers do that AWS publishes.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_RDS.html
 */
export const DATABASE_UPDATES: { readonly [type: string]: TypeUpdates } = {
  'AWS::RDS::DBInstance': {
    holdsData: true,
    nameProperty: 'DBInstanceIdentifier',
    versionProperty: 'EngineVersion',
    besideVersion: [...BESIDE_VERSION, 'DBParameterGroupName', 'OptionGroupName'],
    properties: INSTANCE,
  },
  'AWS::RDS::DBCluster': {
    holdsData: true,
    nameProperty: 'DBClusterIdentifier',
    versionProperty: 'EngineVersion',
    besideVersion: [...BESIDE_VERSION, 'DBClusterParameterGroupName', 'DBInstanceParameterGroupName'],
    properties: CLUSTER,
  },
  'AWS::RDS::DBParameterGroup': {
    holdsData: false,
    nameProperty: 'DBParameterGroupName',
    properties: {
      ...inPlace('Tags'),
      ...interrupt('instances that use it may restart', 'Parameters'),
      ...replace('DBParameterGroupName', 'Description', 'Family'),
    },
  },
  'AWS::RDS::DBClusterParameterGroup': {
    holdsData: false,
    nameProperty: 'DBClusterParameterGroupName',
    properties: {
      ...inPlace('Tags'),
      ...interrupt('instances that use it may restart', 'Parameters'),
      ...replace('DBClusterParameterGroupName', 'Description', 'Family'),
    },
  },
  'AWS::RDS::DBSubnetGroup': {
    holdsData: false,
    nameProperty: 'DBSubnetGroupName',
    properties: { ...inPlace('DBSubnetGroupDescription', 'SubnetIds', 'Tags'), ...replace('DBSubnetGroupName') },
  },
  'AWS::RDS::OptionGroup': {
    holdsData: false,
    nameProperty: 'OptionGroupName',
    properties: {
      ...inPlace('OptionConfigurations', 'Tags'),
      ...replace('EngineName', 'MajorEngineVersion', 'OptionGroupDescription', 'OptionGroupName'),
    },
  },
  'AWS::RDS::DBProxy': {
    holdsData: false,
    nameProperty: 'DBProxyName',
    properties: {
      ...inPlace('Auth', 'DebugLogging', 'DefaultAuthScheme', 'IdleClientTimeout', 'RequireTLS', 'RoleArn', 'Tags'),
      ...inPlace('VpcSecurityGroupIds'),
      ...replace('DBProxyName', 'EndpointNetworkType', 'EngineFamily', 'TargetConnectionNetworkType', 'VpcSubnetIds'),
    },
  },
  'AWS::RDS::GlobalCluster': {
    holdsData: false,
    nameProperty: 'GlobalClusterIdentifier',
    versionProperty: 'EngineVersion',
    besideVersion: BESIDE_VERSION,
    properties: {
      ...inPlace('DeletionProtection', 'EngineLifecycleSupport', 'Tags'),
      ...interrupt('all its clusters are upgraded', 'EngineVersion'),
      ...replace('Engine', 'GlobalClusterIdentifier', 'SourceDBClusterIdentifier', 'StorageEncrypted'),
    },
  },
};
