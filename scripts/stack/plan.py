"""What a deployment wants: the parameters that are given, those that the stack has, and the template's defaults."""

import os
import re
import shlex
from pathlib import Path

from stack import packaging, template
from stack.session import Failure

# A stack of which CloudFormation keeps no more than the name.
UNBORN = ("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE")


class Plan:
    """`before` is the stack's parameters (none for a new stack), `given` what PARAMS says, `wanted` all that shall be."""

    def __init__(self, session):
        self.session = session
        stack = session.describe()
        self.stack = stack if stack and stack["StackStatus"] not in UNBORN else None
        self.before = {p["ParameterKey"]: p["ParameterValue"] for p in (self.stack or {}).get("Parameters", [])}
        self.outputs = {o["OutputKey"]: o["OutputValue"] for o in (self.stack or {}).get("Outputs", [])}
        defaults = template.defaults(session.partition)
        self.given = given(defaults, session)
        self.wanted = defaults | {name: value for name, value in self.before.items() if name in defaults} | self.given

    @property
    def exists(self):
        return self.stack is not None

    def is_on(self, name):
        return self.wanted.get(name, "false") == "true"

    def bucket(self, name, parameters=None):
        """The name of SourceBucket or ThumbnailBucket; None for none, or for one that is still to be generated."""
        parameters = parameters or self.wanted
        parameter, kind = {"SourceBucket": ("SourceBucketName", "source"), "ThumbnailBucket": ("ThumbnailBucketName", "thumbs")}[name]
        if parameters.get(parameter) != "auto":
            return parameters.get(parameter) or None
        if not self.exists:
            return None
        return f"minilab-{parameters['Environment']}-{kind}-{self.stack['StackId'].split('/')[2].split('-')[0]}"

    def changes(self):
        """(name, before, wanted) of every parameter that the stack has otherwise."""
        return [(name, self.before.get(name), value) for name, value in sorted(self.wanted.items())
                if self.exists and self.before.get(name) != value]


def given(defaults, session):
    """The parameters in PARAMS, and the architecture of the binary. Name=@file reads a file."""
    parameters = {"Architecture": packaging.architecture()}
    try:
        words = shlex.split(os.environ.get("PARAMS", ""))
    except ValueError as error:
        raise Failure(f"PARAMS cannot be read: {str(error).lower()}") from error
    for word in words:
        name, separator, value = word.partition("=")
        if not separator:
            raise Failure(f"PARAMS wants Name=Value, not {word!r}")
        parameters[name] = read(name, value[1:]) if value.startswith("@") else value
    if unknown := sorted(set(parameters) - set(defaults)):
        if session.partition in template.WITHOUT_CLOUDFRONT and all(name.startswith(("Cdn", "EnableCdn")) for name in unknown):
            raise Failure(f"{', '.join(unknown)}: CloudFormation knows no CloudFront in {session.region}")
        raise Failure(f"template.yaml has no parameter {', '.join(unknown)}; it has {', '.join(sorted(defaults))}")
    return parameters


def read(name, file):
    try:
        return Path(file).read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise Failure(f"PARAMS: {name}=@{file} cannot be read: {reason}") from error


def constraints(values, declared):
    """What CloudFormation would refuse of parameters, in sentences."""
    for name, value in sorted(values.items()):
        rules = declared[name]
        accepted = rules.get("ConstraintDescription")
        if "AllowedValues" in rules and value not in [str(each) for each in rules["AllowedValues"]]:
            yield f"{name}={value} is not one of {', '.join(map(str, rules['AllowedValues']))}"
        elif "AllowedPattern" in rules and not re.fullmatch(rules["AllowedPattern"], value):
            yield f"{name}={value} is not {accepted or 'of the form ' + rules['AllowedPattern']}"
        elif rules["Type"] == "Number" and not is_number(value, rules):
            yield f"{name}={value} is no number from {rules.get('MinValue', 0)} to {rules.get('MaxValue', 'any')}"
        elif len(value) < int(rules.get("MinLength", 0)):
            yield f"{name} must not be empty"
        elif len(value) > int(rules.get("MaxLength", 4096)):
            yield f"{name} has {len(value):,} characters; at most {rules.get('MaxLength', 4096)} are possible"


def is_number(value, rules):
    return bool(re.fullmatch(r"[0-9]+", value)) and (
        int(rules.get("MinValue", 0)) <= int(value) <= int(rules.get("MaxValue", value)))
