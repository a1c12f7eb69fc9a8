"""The emulator, as the shim makes it, with faults: what a service refuses, and what it does not answer.

The file of the environment variable FAULTS says which, at each operation anew, as JSON:
{"<stack>": {"<type, logical id or Outputs>": {"create|update|delete": "<message of the service>"}}}.
The message WAIT holds the operation until it stands there no longer: of what the emulator makes beside its other work, which
are replication groups and custom resources. A list is for one operation after the other; an empty message lets it pass.
"""

import json
import os
import sys
import time
import uuid
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "emulator"))

import shim  # noqa: E402
from ministack.services import cloudformation  # noqa: E402
from ministack.services.cloudformation import handlers, stacks  # noqa: E402


met = Counter()
# By the stack, what stays because something that depends on it could not be deleted.
held = defaultdict(set)


def fault(stack, names, operation):
    said = json.loads(Path(os.environ["FAULTS"]).read_text()).get(stack, {})
    name = next((name for name in names if operation in said.get(name, {})), None)
    message = said[name][operation] if name else ""
    if not isinstance(message, list):
        return message
    met[stack, name, operation] += 1
    return "".join(message[met[stack, name, operation] - 1 :][:1])


def meet(stack, names, operation):
    while (message := fault(stack, names, operation)) == "WAIT":
        time.sleep(0.02)
    if message:
        raise ValueError(message)


def provision(kind, logical_id, props, stack, inner=stacks._provision_resource):
    meet(stack, (kind, logical_id), "create")
    return inner(kind, logical_id, props, stack)


def update(kind, physical_id, old, new, stack, logical_id=None, attributes=None, inner=stacks._update_resource):
    if old != new:
        meet(stack, (kind, logical_id), "update")
    return inner(kind, physical_id, old, new, stack, logical_id, attributes)


def delete(kind, physical_id, props, stack=None, logical_id=None, inner=stacks._delete_resource):
    if logical_id in held[stack]:
        raise ValueError("It is not deleted before what depends on it.")
    try:
        meet(stack, (kind, logical_id), "delete")
        return inner(kind, physical_id, props, stack, logical_id)
    except Exception:
        record = cloudformation._stacks[stack]
        template = record["_template"].get("Resources", {})
        held[stack] |= stacks._with_dependencies([logical_id], template, set(record["_resources"]))
        raise


def outputs(definitions, conditions, resources, parameters, mappings, stack, stack_id, inner=stacks._resolve_stack_outputs):
    """After the last resource: all of them have been made."""
    meet(stack, ("Outputs",), "create")
    return inner(definitions, conditions, resources, parameters, mappings, stack, stack_id)


async def roll_back(name, stack_id, stack, operation, *arguments, inner=stacks._roll_back_operation):
    """What could not be deleted stays in the stack, for the next deletion; the emulator forgets it."""
    held[name].clear()
    made = dict(stack.get("_resources", {}))
    await inner(name, stack_id, stack, operation, *arguments)
    if stack["StackStatus"] == "ROLLBACK_FAILED":
        for logical_id in stack["_rollback_failed"]:
            stack["_resources"][logical_id] = {**made[logical_id], "ResourceStatus": "DELETE_FAILED"}


def delete_stack(name, *arguments, inner=stacks._delete_stack_async, **options):
    held[name].clear()
    return inner(name, *arguments, **options)


def continue_rollback(parameters, inner=handlers._ACTION_HANDLERS["ContinueUpdateRollback"]):
    """An empty list is what the command line of the CDK sends; the emulator takes it for a resource without a name."""
    if parameters.get("ResourcesToSkip") == [""]:
        del parameters["ResourcesToSkip"]
    return inner(parameters)


def named(kind):
    """A name that nobody else has, as AWS gives it; the emulator gives the same one again, which would be in its own way."""
    create = shim.HANDLERS[kind]["create"]
    shim.HANDLERS[kind]["create"] = lambda logical_id, *rest: create(f"{logical_id}{uuid.uuid4().hex[:8]}", *rest)


named("AWS::ElastiCache::ParameterGroup")
named("AWS::ElastiCache::SubnetGroup")
stacks._provision_resource = provision
stacks._update_resource = update
stacks._delete_resource = delete
stacks._resolve_stack_outputs = outputs
stacks._roll_back_operation = roll_back
stacks._delete_stack_async = handlers._delete_stack_async = delete_stack
handlers._ACTION_HANDLERS["ContinueUpdateRollback"] = continue_rollback

if __name__ == "__main__":
    shim.ministack.app.main()
