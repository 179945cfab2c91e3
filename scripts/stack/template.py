"""template.yaml as data, and as text for a partition of AWS."""

import re
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "template.yaml"
# CloudFormation refuses a template with a resource type that it does not know, whatever the resource's condition says.
WITHOUT_CLOUDFRONT = {"aws-cn", "aws-us-gov"}
MARKED = re.compile(r"^ *# \[CloudFront\n.*?^ *# CloudFront\]\n", re.MULTILINE | re.DOTALL)


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as what stands behind them: !Ref a as {"Ref": "a"}."""


def construct(loader, tag, node):
    if isinstance(node, yaml.ScalarNode):
        return {tag: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    return {tag: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", construct)


def text(partition="aws"):
    """The template, without what CloudFormation does not know in that partition."""
    whole = FILE.read_text()
    return MARKED.sub("", whole) if partition in WITHOUT_CLOUDFRONT else whole


def load(partition="aws"):
    return yaml.load(text(partition), Loader)


def violations(parameters, partition="aws"):
    """What the template's Rules say of parameters that do not go together."""
    def holds(value):
        if not isinstance(value, dict):
            return value
        (function, operands), = value.items()
        if function == "Ref":
            return parameters[operands]
        found = [holds(each) for each in operands]
        return {"Equals": lambda: found[0] == found[1], "And": lambda: all(found), "Or": lambda: any(found),
                "Not": lambda: not found[0]}[function]()

    for rule in load(partition)["Rules"].values():
        if holds(rule.get("RuleCondition", True)):
            yield from (each["AssertDescription"] for each in rule["Assertions"] if not holds(each["Assert"]))


def defaults(partition="aws"):
    """Every parameter that there is, with its default as CloudFormation has it: text."""
    return {name: str(each["Default"]) for name, each in load(partition)["Parameters"].items()}
