"""The emulator with real servers behind it: started instead of the shim where a test has what stands in SERVERS.

The emulator keeps records of caches, databases and users. Here each stack says that its endpoints are those of its own
servers, and a token or password that CloudFormation or the API gives to a cache reaches its server as well, at once, which
takes a minute in AWS. Which tokens a cache has is what the emulator says; users of the emulator have no passwords, so that
these are remembered here.
"""

import json
import os
import re
import socket

import ministack.app
import shim
from ministack.core import iam_actions
from ministack.services import elasticache, rds, secretsmanager
from ministack.services.cloudformation import provisioners

# By the name of the stack: "host" of the endpoints; "port" and "password" of the administrator, and "iam", the password by
# which the gate for IAM comes in.
SERVERS = json.loads(os.environ["SERVERS"])
CACHE = shim.HANDLERS["AWS::ElastiCache::ReplicationGroup"]
USER = shim.HANDLERS["AWS::ElastiCache::User"]
DATABASE = shim.HANDLERS["AWS::RDS::DBInstance"]
SECRET = shim.HANDLERS["AWS::SecretsManager::Secret"]
server_of = {}


def command(server, *words):
    """Sends a command to a server as its administrator."""
    with socket.create_connection(("127.0.0.1", server["port"])) as connection, connection.makefile("rb") as answers:
        for each in (("AUTH", "admin", server["password"]), words):
            parts = [f"*{len(each)}", *(part for word in each for part in (f"${len(word.encode())}", word)), ""]
            connection.sendall("\r\n".join(parts).encode())
            answer = answers.readline()
            if answer.startswith(b"-"):
                raise ValueError(f"{each[0]}: {answer.decode().strip()}")


def let_in(server, user, passwords, rights):
    command(server, "ACL", "SETUSER", user, "reset", *(f">{password}" for password in passwords), *rights)


def at(endpoint, host):
    if endpoint:
        endpoint.update(Address=host)


def place_cache(group_id, stack):
    """Its endpoints, and its tokens in the server."""
    group, server = elasticache._replication_groups[group_id], SERVERS.get(stack)
    if server is None:
        return provisioners._ec_rg_attrs(group_id)
    server_of[group_id] = server
    at(group.get("ConfigurationEndpoint"), server["host"])
    for shard in group["NodeGroups"]:
        for name in ("PrimaryEndpoint", "ReaderEndpoint"):
            at(shard.get(name), server["host"])
    give_tokens(group)
    return provisioners._ec_rg_attrs(group_id)


def give_tokens(group):
    server = server_of.get(group["ReplicationGroupId"])
    if server and group["_auth_tokens"]:
        let_in(server, "default", group["_auth_tokens"], ["on", "~*", "&*", "+@all"])


def create_cache(logical_id, props, stack, create=CACHE["create"]):
    group_id, attributes = create(logical_id, props, stack)
    return group_id, {**attributes, **place_cache(group_id, stack)}


def update_cache(physical_id, old, new, stack, logical_id=None, update=CACHE["update"]):
    group_id, attributes = update(physical_id, old, new, stack, logical_id=logical_id)
    return group_id, {**attributes, **place_cache(group_id, stack)}


def update_tokens(group, token, strategy, update=elasticache._update_auth_token):
    update(group, token, strategy)
    give_tokens(group)


def create_user(logical_id, props, stack, create=USER["create"]):
    if stack in SERVERS:
        server_of[props["UserId"]] = SERVERS[stack]
    return create(logical_id, props, stack)


def changes_user(change):
    def changed(parameters):
        answer = change(parameters)
        user = elasticache._users.get(elasticache._p(parameters, "UserId"))
        if answer[0] < 400 and user is not None:
            remember(user, parameters)
        return answer

    return changed


def remember(user, parameters):
    """What the emulator leaves out: who the user is by, and by how many passwords."""
    kind = elasticache._p(parameters, "AuthenticationMode.Type")
    passwords = [elasticache._p(parameters, name) for name in parameters if re.search(r"\bPasswords\.(member\.)?\d+$", name)]
    if kind or passwords:
        user["_passwords"] = passwords
        user["Authentication"] = {"Type": kind or "password", "PasswordCount": len(passwords)}
    server = server_of.get(user["UserId"])
    if server is None:
        return
    by_iam = user["Authentication"]["Type"] == "iam"
    let_in(server, user["UserName"], [server["iam"]] if by_iam else user.get("_passwords", []), user["AccessString"].split())


def create_instance(logical_id, props, stack, create=DATABASE["create"]):
    physical_id, attributes = create(logical_id, props, stack)
    if stack in SERVERS:
        host = SERVERS[stack]["host"]
        at(rds._instances[physical_id]["Endpoint"], host)
        attributes["Endpoint.Address"] = host
    return physical_id, attributes


# A secret is referred to by its ARN; by the emulator, by its name, on which no policy of a template is. What is generated
# has the characters that the template wants; those of the emulator may be ones that ElastiCache refuses.


def secret_string(props, make=provisioners._sm_secret_string):
    wanted = props.get("GenerateSecretString")
    if not wanted or props.get("SecretString"):
        return make(props)
    password = json.loads(secretsmanager._get_random_password(wanted)[2])["RandomPassword"]
    if "SecretStringTemplate" not in wanted:
        return password
    return json.dumps({**json.loads(wanted["SecretStringTemplate"]), wanted["GenerateStringKey"]: password})


def create_secret(logical_id, props, stack, create=SECRET["create"]):
    _, attributes = create(logical_id, props, stack)
    return attributes["Arn"], attributes


def update_secret(physical_id, old, new, stack, logical_id=None, update=SECRET["update"]):
    result, attributes = update(name_of(physical_id), old, new, stack, logical_id=logical_id)
    return attributes.get("Arn", physical_id), attributes


def delete_secret(physical_id, props, delete=SECRET["delete"]):
    delete(name_of(physical_id), props)


def name_of(arn):
    _, secret = secretsmanager._resolve(arn)
    return secret["Name"] if secret else arn


def put_value(parameters, put=secretsmanager._put_secret_value):
    """A label is on one version: the emulator leaves AWSPENDING on the one before."""
    answer = put(parameters)
    _, secret = secretsmanager._resolve(parameters.get("SecretId"))
    if answer[0] < 400 and "AWSPENDING" in parameters.get("VersionStages", []):
        secretsmanager._remove_stage_everywhere(secret, "AWSPENDING", except_version_id=parameters["ClientRequestToken"])
    return answer


def resource_of(service, method, path, headers, body, query, region, account, find=iam_actions.extract_resource_arn):
    """A user is a resource, on which a policy may be; to the emulator it is none."""
    user = re.search(rb"(?:^|&)UserId=([\w-]+)", body or b"") if service == "elasticache" else None
    if user:
        return f"arn:aws:elasticache:{region}:{account}:user:{user.group(1).decode()}"
    return find(service, method, path, headers, body, query, region, account)


def by_tls(address, secure, pin=ministack.app.pin_request_origin):
    """To the policies every call comes by TLS: the bucket of the CDK refuses others."""
    pin(address, True)


CACHE.update(create=create_cache, update=update_cache)
USER.update(create=create_user)
DATABASE.update(create=create_instance)
SECRET.update(create=create_secret, update=update_secret, delete=delete_secret)
elasticache._update_auth_token = update_tokens
elasticache._create_user = changes_user(elasticache._create_user)
elasticache._modify_user = changes_user(elasticache._modify_user)
provisioners._sm_secret_string = secret_string
secretsmanager._put_secret_value = put_value
iam_actions.extract_resource_arn = resource_of
ministack.app.pin_request_origin = by_tls

if __name__ == "__main__":
    ministack.app.main()
