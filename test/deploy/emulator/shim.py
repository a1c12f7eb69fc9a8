"""The emulator, and what our stacks use of CloudFormation that it lacks: each type by its functions for that service.

Started instead of `python -m ministack`. What is made up here, and not by the emulator, stands in docs/testing.md.
"""

import copy
import json
import os
import re
import uuid

import ministack.app
from ministack.services import backup, cloudformation, ec2, elasticache, rds, secretsmanager
from ministack.services.cloudformation import engine, provisioners

HANDLERS = provisioners._RESOURCE_HANDLERS
CACHE = "AWS::ElastiCache::ReplicationGroup"
INSTANCE = "AWS::RDS::DBInstance"
CLUSTER = "AWS::RDS::DBCluster"


def query(props, prefix=""):
    """Properties as the parameters of the Query protocol."""
    flat = {}
    items = enumerate(props, 1) if isinstance(props, list) else props.items()
    for key, value in items:
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(value, (dict, list)):
            flat.update(query(value, name))
        elif value is not None:
            flat[name] = [str(value).lower() if isinstance(value, bool) else str(value)]
    return flat


def members(props):
    """The same for services whose lists say so."""
    return query({key: {"member": value} if isinstance(value, list) else value for key, value in props.items()})


def ask(operation, *arguments):
    """The text of an answer; its message as an error where the service refuses."""
    status, _, body = operation(*arguments)
    text = body.decode() if isinstance(body, bytes) else str(body)
    if status >= 400:
        found = re.search(r"<Message>(.*?)</Message>", text, re.S) or re.search(r'"[Mm]essage":\s*"(.*?)"', text)
        raise ValueError(found.group(1) if found else text)
    return text


def element(text, name):
    return re.search(f"<{name}>(.*?)</{name}>", text).group(1)


def tags_of(props, kind):
    tags = [{"Key": tag["Key"], "Value": tag["Value"]} for tag in props.get("Tags", [])]
    return {"TagSpecification": [{"ResourceType": kind, "Tag": tags}]} if tags else {}


def nothing(logical_id, props, stack):
    """A type that no test looks at, and that no service of the emulator has."""
    return f"{stack}-{logical_id}-{uuid.uuid4().hex[:8]}", {}


# What a network is made of.


def address(logical_id, props, stack):
    text = ask(ec2._allocate_address, query({"Domain": "vpc", **tags_of(props, "elastic-ip")}))
    allocation = element(text, "allocationId")
    return element(text, "publicIp"), {"AllocationId": allocation, "PublicIp": element(text, "publicIp")}


def release_address(public_ip, props):
    for allocation, record in list(ec2._addresses.items()):
        if record["PublicIp"] == public_ip:
            ask(ec2._release_address, query({"AllocationId": allocation}))


def nat_gateway(logical_id, props, stack):
    asked = {key: props.get(key) for key in ("SubnetId", "AllocationId", "ConnectivityType")}
    text = ask(ec2._create_nat_gateway, query({**asked, **tags_of(props, "natgateway")}))
    return element(text, "natGatewayId"), {"NatGatewayId": element(text, "natGatewayId")}


def flow_log(logical_id, props, stack):
    asked = {key: value for key, value in props.items() if key != "Tags"}
    asked.update(tags_of(props, "vpc-flow-log"), ResourceId=[props["ResourceId"]])
    text = ask(ec2._create_flow_logs, query(asked))
    return element(text, "item"), {"Id": element(text, "item")}


def permission(props):
    """The rule of a security group as the API has it."""
    rule = {key: props.get(key) for key in ("IpProtocol", "FromPort", "ToPort")}
    described = {"Description": props.get("Description")}
    other = props.get("SourceSecurityGroupId") or props.get("DestinationSecurityGroupId")
    if other:
        rule["Groups"] = [{"GroupId": other, **described}]
    for plural, name in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")):
        if props.get(name):
            rule[plural] = [{name: props[name], **described}]
    lists = props.get("SourcePrefixListId") or props.get("DestinationPrefixListId")
    if lists:
        rule["PrefixListIds"] = [{"PrefixListId": lists, **described}]
    return query({"GroupId": props["GroupId"], "IpPermissions": [rule]})


def security_group_rule(authorize, revoke):
    def create(logical_id, props, stack):
        return "sgr-" + re.search(r"sgr-(\w+)", ask(authorize, permission(props))).group(1), {}

    return {"create": create, "delete": lambda physical_id, props: ask(revoke, permission(props))}


# What runs beside a cache and a database.


def backup_selection(logical_id, props, stack):
    plan = props["BackupPlanId"]
    made = json.loads(ask(backup._create_selection, plan, {"BackupSelection": props["BackupSelection"]}))
    return f"{made['SelectionId']}_{plan}", {"SelectionId": made["SelectionId"], "BackupPlanId": plan}


def delete_selection(physical_id, props):
    selection, plan = physical_id.split("_")
    ask(backup._delete_selection, plan, selection)


def rotation_schedule(logical_id, props, stack):
    """Without a rotation at once: RotateSecret of the emulator calls nobody, and would promote what no cache knows."""
    _, secret = secretsmanager._resolve(props["SecretId"])
    if secret is None:
        raise ValueError(f"Secrets Manager can't find the secret {props['SecretId']}")
    secret["RotationEnabled"] = True
    secret.update({key: props.get(key) for key in ("RotationRules", "RotationLambdaARN")})
    return secret["ARN"], {}


def end_rotation(physical_id, props):
    _, secret = secretsmanager._resolve(physical_id)
    if secret is not None:
        secret["RotationEnabled"] = False


def proxy(logical_id, props, stack):
    ask(rds._create_db_proxy, members(props))
    record = rds._get_db_proxy(props["DBProxyName"])
    attributes = {key: record.get(key, "") for key in ("DBProxyArn", "Endpoint", "VpcId")}
    return props["DBProxyName"], attributes


def delete_proxy(physical_id, props):
    ask(rds._delete_db_proxy, query({"DBProxyName": physical_id}))


def proxy_targets(logical_id, props, stack):
    pool = {key: props.get(key) for key in ("DBProxyName", "TargetGroupName")}
    settings = props.get("ConnectionPoolConfigurationInfo")
    if settings:
        ask(rds._modify_db_proxy_target_group, members({**pool, "ConnectionPoolConfig": settings}))
    targets = {key: props[key] for key in ("DBInstanceIdentifiers", "DBClusterIdentifiers") if props.get(key)}
    ask(rds._register_db_proxy_targets, members({**pool, **targets}))
    arn = rds._get_db_proxy(props["DBProxyName"])["TargetGroup"]["TargetGroupArn"]
    return arn, {"TargetGroupArn": arn}


def remove_targets(physical_id, props):
    names = ("DBProxyName", "TargetGroupName", "DBInstanceIdentifiers", "DBClusterIdentifiers")
    ask(rds._deregister_db_proxy_targets, members({key: props[key] for key in names if props.get(key)}))


# Databases: their API makes managed secrets and refuses to delete what is protected; CloudFormation of the emulator
# does neither.


def create_instance(logical_id, props, stack, create=HANDLERS[INSTANCE]["create"]):
    physical_id, attributes = create(logical_id, props, stack)
    record = rds._instances[physical_id]
    if os.environ.get("DATABASE_PORT"):
        # Where the server of the test listens.
        record["Endpoint"].update(Address=os.environ["DATABASE_HOST"], Port=int(os.environ["DATABASE_PORT"]))
        attributes.update({f"Endpoint.{key}": str(record["Endpoint"][key]) for key in ("Address", "Port")})
    return physical_id, {**attributes, **managed_secret(record, props, f"rds!db-{uuid.uuid4()}")}


def create_cluster(logical_id, props, stack, create=HANDLERS[CLUSTER]["create"]):
    physical_id, attributes = create(logical_id, props, stack)
    secret = managed_secret(rds._clusters[physical_id], props, f"rds!cluster-{uuid.uuid4()}")
    return physical_id, {**attributes, **secret}


def managed_secret(record, props, name):
    if str(props.get("ManageMasterUserPassword", "")).lower() != "true":
        return {}
    content = json.dumps({"username": record["MasterUsername"], "password": uuid.uuid4().hex})
    arn = secretsmanager.create_secret_in_process(name, content)
    record["MasterUserSecret"] = {"SecretArn": arn, "SecretStatus": "active", "KmsKeyId": ""}
    return {"MasterUserSecret.SecretArn": arn}


def with_secret(records, kind):
    """An update answers the secret again: the emulator forgets what it did not make."""
    update = HANDLERS[kind]["update"]

    def handler(physical_id, *arguments, **named):
        result, attributes = update(physical_id, *arguments, **named)
        secret = records[result].get("MasterUserSecret")
        return result, {**attributes, **({"MasterUserSecret.SecretArn": secret["SecretArn"]} if secret else {})}

    return handler


def unprotected(records, kind, action):
    """The handler of a database that may be deleted; its secret goes with it."""
    handle = HANDLERS[kind][action]

    def handler(physical_id, props):
        record = records.get(physical_id, {})
        if record.get("DeletionProtection"):
            raise ValueError("Cannot delete a database when DeletionProtection is enabled.")
        handle(physical_id, props)
        if action == "delete" and record.get("MasterUserSecret"):
            secretsmanager.delete_secret_in_process(record["MasterUserSecret"]["SecretArn"])

    return handler


# Replication groups: without its data plane, which needs containers. The emulator refuses two shards, cannot see the
# update policy, and forgets what a change of some properties says.


def create_replication_group(logical_id, props, stack, create=HANDLERS[CACHE]["create"]):
    one = {**props, "NumNodeGroups": 1} if "NumNodeGroups" in props else props
    physical_id, _ = create(logical_id, one, stack)
    return physical_id, settle(physical_id, props)


def update_replication_group(physical_id, old, new, stack, logical_id=None, update=HANDLERS[CACHE]["update"]):
    template = engine._parse_template(cloudformation._stacks[stack]["_template_body"])
    policy = template["Resources"][logical_id].get("UpdatePolicy", {})
    if policy.get("UseOnlineResharding") is True:
        old = {**old, "NumNodeGroups": new.get("NumNodeGroups")}
    result, _ = update(physical_id, old, new, stack, logical_id=logical_id)
    return result, settle(result, new)


def settle(group_id, props):
    """Shards, members and endpoints as the properties have them; the attributes of the group."""
    record = elasticache._replication_groups[group_id]
    record["LogDeliveryConfigurations"] = elasticache._extract_log_delivery_configs(
        provisioners._ec_query({"LogDeliveryConfigurations": props.get("LogDeliveryConfigurations", [])})
    )
    record["ClusterMode"] = props.get("ClusterMode") or ("enabled" if "NumNodeGroups" in props else "disabled")
    record["ClusterEnabled"] = record["ClusterMode"] == "enabled"
    reshard(record, int(props.get("NumNodeGroups") or 1))
    settle_members(record)
    settle_endpoints(record)
    return provisioners._ec_rg_attrs(group_id)


def reshard(record, count):
    groups = record["NodeGroups"][:count]
    for number in range(len(groups) + 1, count + 1):
        added = {**copy.deepcopy(groups[0]), "NodeGroupId": f"{number:04d}"}
        for member in added["NodeGroupMembers"]:
            member["CacheClusterId"] = member["CacheClusterId"].replace("-0001-", f"-{number:04d}-")
        groups.append(added)
    record["NodeGroups"] = groups


def settle_members(record):
    known = {name: elasticache._clusters.pop(name) for name in record["MemberClusters"]}
    example = next(iter(known.values()))
    members_now = [member for group in record["NodeGroups"] for member in group["NodeGroupMembers"]]
    record["MemberClusters"] = [member["CacheClusterId"] for member in members_now]
    told = {key: record[key] for key in ("EngineVersion", "CacheNodeType", "SnapshotRetentionLimit")}
    for name in record["MemberClusters"]:
        identity = {"CacheClusterId": name, "CacheClusterArn": elasticache._arn_cluster(name)}
        elasticache._clusters[name] = {**known.get(name, example), **told, **identity}


def settle_endpoints(record):
    """Where the server of the test listens; by the configuration endpoint also where a cluster has one shard."""
    here = {"Address": elasticache.REDIS_DEFAULT_HOST, "Port": elasticache.REDIS_DEFAULT_PORT}
    record["ConfigurationEndpoint"] = here if record["ClusterEnabled"] else None
    for group in record["NodeGroups"]:
        group.update({name: here for name in ("PrimaryEndpoint", "ReaderEndpoint") if name in group})


def snapshot_replication_group(physical_id, props):
    name = provisioners._snapshot_id(physical_id)
    ask(elasticache._create_snapshot, query({"SnapshotName": name, "ReplicationGroupId": physical_id}))


ADDED = {
    "AWS::EC2::EIP": {"create": address, "delete": release_address},
    "AWS::EC2::NatGateway": {
        "create": nat_gateway,
        "delete": lambda physical_id, props: ask(ec2._delete_nat_gateway, query({"NatGatewayId": physical_id})),
    },
    "AWS::EC2::FlowLog": {
        "create": flow_log,
        "delete": lambda physical_id, props: ask(ec2._delete_flow_logs, query({"FlowLogId": [physical_id]})),
    },
    "AWS::EC2::SecurityGroupIngress": security_group_rule(ec2._authorize_sg_ingress, ec2._revoke_sg_ingress),
    "AWS::EC2::SecurityGroupEgress": security_group_rule(ec2._authorize_sg_egress, ec2._revoke_sg_egress),
    "AWS::Backup::BackupSelection": {"create": backup_selection, "delete": delete_selection},
    "AWS::SecretsManager::RotationSchedule": {"create": rotation_schedule, "delete": end_rotation},
    "AWS::ApiGatewayV2::VpcLink": {"create": nothing, "delete": lambda physical_id, props: None},
    "AWS::RDS::DBProxy": {"create": proxy, "delete": delete_proxy},
    "AWS::RDS::DBProxyTargetGroup": {"create": proxy_targets, "delete": remove_targets},
}

CHANGED = {
    INSTANCE: {
        "create": create_instance,
        "update": with_secret(rds._instances, INSTANCE),
        **{action: unprotected(rds._instances, INSTANCE, action) for action in ("snapshot", "delete")},
    },
    CLUSTER: {
        "create": create_cluster,
        "update": with_secret(rds._clusters, CLUSTER),
        **{action: unprotected(rds._clusters, CLUSTER, action) for action in ("snapshot", "delete")},
    },
    CACHE: {
        "create": create_replication_group,
        "update": update_replication_group,
        "snapshot": snapshot_replication_group,
    },
}

HANDLERS.update(ADDED)
for kind, handlers in CHANGED.items():
    HANDLERS[kind].update(handlers)

if __name__ == "__main__":
    ministack.app.main()
