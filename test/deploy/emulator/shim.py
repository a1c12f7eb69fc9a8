"""The emulator, and what our stacks use of CloudFormation that it lacks: each type by its own functions for that service.

Started instead of `python -m ministack`. What is made up here, and not by the emulator, stands in docs/testing.md.
"""

import json
import os
import re
import uuid

import ministack.app
from ministack.services import backup, ec2, elasticache, rds, secretsmanager
from ministack.services.cloudformation import provisioners

HANDLERS = provisioners._RESOURCE_HANDLERS


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
    asked = {key: value for key, value in props.items() if key not in ("ResourceId", "Tags")}
    text = ask(ec2._create_flow_logs, query({**asked, "ResourceId": [props["ResourceId"]], **tags_of(props, "vpc-flow-log")}))
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


# What runs beside a cache.


def backup_selection(logical_id, props, stack):
    made = json.loads(ask(backup._create_selection, props["BackupPlanId"], {"BackupSelection": props["BackupSelection"]}))
    return f"{made['SelectionId']}_{props['BackupPlanId']}", {"SelectionId": made["SelectionId"], "BackupPlanId": props["BackupPlanId"]}


def delete_selection(physical_id, props):
    selection, plan = physical_id.split("_")
    ask(backup._delete_selection, plan, selection)


def rotation_schedule(logical_id, props, stack):
    """Without a rotation at once: RotateSecret of the emulator calls nobody, and so would promote what no cache knows."""
    _, secret = secretsmanager._resolve(props["SecretId"])
    if secret is None:
        raise ValueError(f"Secrets Manager can't find the secret {props['SecretId']}")
    secret.update(RotationEnabled=True, RotationRules=props.get("RotationRules"), RotationLambdaARN=props.get("RotationLambdaARN"))
    return secret["ARN"], {}


def end_rotation(physical_id, props):
    _, secret = secretsmanager._resolve(physical_id)
    if secret is not None:
        secret["RotationEnabled"] = False


def nothing(logical_id, props, stack):
    """A type that no test looks at, and that no service of the emulator has."""
    return f"{stack}-{logical_id}-{uuid.uuid4().hex[:8]}", {}


def proxy(logical_id, props, stack):
    ask(rds._create_db_proxy, query({key: {"member": value} if isinstance(value, list) else value for key, value in props.items()}))
    record = rds._get_db_proxy(props["DBProxyName"])
    return props["DBProxyName"], {"DBProxyArn": record["DBProxyArn"], "Endpoint": record["Endpoint"], "VpcId": record.get("VpcId", "")}


def delete_proxy(physical_id, props):
    ask(rds._delete_db_proxy, query({"DBProxyName": physical_id}))


# What the emulator makes without its data plane, which needs containers: the tests have servers of their own.


def create_instance(logical_id, props, stack, create=HANDLERS["AWS::RDS::DBInstance"]["create"]):
    physical_id, attributes = create(logical_id, props, stack)
    record = rds._instances[physical_id]
    if os.environ.get("DATABASE_PORT"):
        record["Endpoint"].update(Address=os.environ["DATABASE_HOST"], Port=int(os.environ["DATABASE_PORT"]))
        attributes.update({"Endpoint.Address": os.environ["DATABASE_HOST"], "Endpoint.Port": os.environ["DATABASE_PORT"]})
    attributes.update(managed_secret(record, props, f"rds!db-{uuid.uuid4()}"))
    return physical_id, attributes


def create_cluster(logical_id, props, stack, create=HANDLERS["AWS::RDS::DBCluster"]["create"]):
    physical_id, attributes = create(logical_id, props, stack)
    return physical_id, {**attributes, **managed_secret(rds._clusters[physical_id], props, f"rds!cluster-{uuid.uuid4()}")}


def managed_secret(record, props, name):
    """The secret of ManageMasterUserPassword, which only the API of the emulator makes, and not its CloudFormation."""
    if str(props.get("ManageMasterUserPassword", "")).lower() != "true":
        return {}
    content = json.dumps({"username": record["MasterUsername"], "password": uuid.uuid4().hex})
    record["MasterUserSecret"] = {"SecretArn": secretsmanager.create_secret_in_process(name, content), "SecretStatus": "active"}
    return {"MasterUserSecret.SecretArn": record["MasterUserSecret"]["SecretArn"]}


def create_replication_group(logical_id, props, stack, create=HANDLERS["AWS::ElastiCache::ReplicationGroup"]["create"]):
    physical_id, attributes = create(logical_id, props, stack)
    return physical_id, endpoints(physical_id, props, attributes)


def update_replication_group(physical_id, old, new, stack, logical_id=None, update=HANDLERS["AWS::ElastiCache::ReplicationGroup"]["update"]):
    """Online resharding: the emulator cannot see the update policy, and has no other resharding than a replacement."""
    shards = [int(props.get("NumNodeGroups") or 1) for props in (old, new)]
    result, attributes = update(physical_id, {**old, "NumNodeGroups": new.get("NumNodeGroups")}, new, stack, logical_id=logical_id)
    record = elasticache._replication_groups[result]
    if shards[0] != shards[1] and result == physical_id:
        groups = record["NodeGroups"][: shards[1]]
        for number in range(len(groups) + 1, shards[1] + 1):
            groups.append({**json.loads(json.dumps(groups[0])), "NodeGroupId": f"{number:04d}"})
        record["NodeGroups"] = groups
    return result, endpoints(result, new, attributes)


def endpoints(group_id, props, attributes):
    """Where the server of the test listens; by the configuration endpoint also where a cluster has one shard."""
    record = elasticache._replication_groups[group_id]
    here = {"Address": elasticache.REDIS_DEFAULT_HOST, "Port": elasticache.REDIS_DEFAULT_PORT}
    if "NumNodeGroups" in props or props.get("ClusterMode") == "enabled":
        record["ConfigurationEndpoint"] = here
    for group in record["NodeGroups"]:
        group.update({name: here for name in ("PrimaryEndpoint", "ReaderEndpoint") if name in group})
    return {**attributes, **provisioners._ec_rg_attrs(group_id)}


def snapshot_replication_group(physical_id, props):
    ask(elasticache._create_snapshot, query({"SnapshotName": f"{physical_id}-final", "ReplicationGroupId": physical_id}))


HANDLERS.update(
    {
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
        "AWS::RDS::DBProxyTargetGroup": {"create": nothing, "delete": lambda physical_id, props: None},
    }
)
HANDLERS["AWS::RDS::DBInstance"]["create"] = create_instance
HANDLERS["AWS::RDS::DBCluster"]["create"] = create_cluster
HANDLERS["AWS::ElastiCache::ReplicationGroup"].update(
    create=create_replication_group, update=update_replication_group, snapshot=snapshot_replication_group
)

if __name__ == "__main__":
    ministack.app.main()
