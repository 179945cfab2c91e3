"""A recipe as the built binary reads it: what is wrong with it, where it writes, and how much room it takes.

The binary's own `check` decides what a recipe is, so that nothing is accepted here that the function refuses at its start.
"""

import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

from stack import packaging
from stack.session import Failure

# A parameter's characters (CloudFormation quotas), and the bytes of a function's variables as JSON (Lambda quotas).
PARAMETER_LIMIT = ENVIRONMENT_LIMIT = 4096
INSIDE_PACKAGE = "file:"


class Recipe:
    """`text` is what the parameter says; `document` the recipe that this is, with every default."""

    def __init__(self, text):
        self.text = text
        self.document = check(text)

    @property
    def prefixes(self):
        """The sourcePrefix of the recipe."""
        return [self.document["sourcePrefix"]]

    @property
    def renditions(self):
        """(sourcePrefix, rendition) of each."""
        return [(self.document["sourcePrefix"], each) for each in self.document["renditions"]]

    @property
    def carries_tags(self):
        return any("tags" in rendition.get("keep", []) for _, rendition in self.renditions)

    def minified(self):
        """The same recipe in as few characters as possible; a preset is its name."""
        if not is_json(self.text):
            return self.text
        document = json.loads(self.text)
        document.pop("$schema", None)
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def is_json(text):
    return text.lstrip().startswith("{")


def check(text):
    """The recipe that the binary makes of a text.

    Raises Failure with every problem, in the binary's words.
    """
    if not is_json(text) and Path(text).is_file():
        raise Failure(f"Recipe={text} names a file, which the function has not: Recipe=@{text} gives what the file says")
    if is_json(text):
        point_out(text)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        argument = text
        if is_json(text):
            file.write(text)
            file.flush()
            argument = file.name
        result = subprocess.run(
            [packaging.BINARY, "check", argument], capture_output=True, text=True, stdin=subprocess.DEVNULL, env={}, timeout=60,
        )
    said = (result.stdout + result.stderr).replace(f"{file.name}: ", "").strip()
    if result.returncode != 0:
        raise Failure("\n".join(f"Recipe: {line.removeprefix('recipe: ')}" for line in said.splitlines()) or f"Recipe: check ended as {result.returncode}")
    # Remarks follow.
    return json.JSONDecoder().raw_decode(said)[0]


def point_out(text):
    """Shows the place where a text is no JSON (RFC 8259): no comma may stand before a bracket that closes."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        line = text.splitlines()[error.lineno - 1] if text.splitlines() else ""
        start = max(0, error.colno - 60)
        raise Failure(
            f"Recipe: not JSON: line {error.lineno}, column {error.colno}: {error.msg[0].lower()}{error.msg[1:]}\n"
            f"  {line[start : start + 100]}\n  {' ' * (error.colno - 1 - start)}^"
        ) from error


def beginning(rendition, prefix):
    """What every key of a rendition begins with, for photos under `prefix`."""
    text = rendition["key"].replace("{rendition}", rendition["name"])
    fixed, _, rest = text.partition("{")
    # Any other variable may be anything; a photo's key begins as all photos' do.
    return fixed + prefix if rest.startswith("key}") else fixed


def name_in_package(text):
    """The name of the file that a recipe travels in: another recipe is another file, so that old code keeps its own."""
    return f"recipe-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"


def file_name(parameter):
    """The file in the package that the parameter Recipe names; None if it holds the recipe itself."""
    if not parameter.startswith(INSIDE_PACKAGE):
        return None
    name = parameter.removeprefix(INSIDE_PACKAGE)
    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        raise Failure(f"Recipe={parameter} names no file of a package")
    return name


def environment(variables, parameters, outside):
    """A function's variables as they will be, or as long as they can become.

    `variables` as in the template, `parameters` by name, `outside` the length of what only a deployment knows.
    """
    return {name: value for name, each in variables.items() if (value := longest(each, parameters, outside)) is not None}


def longest(value, parameters, outside):
    if not isinstance(value, dict):
        return str(value)
    (kind, content), = value.items()
    if kind == "If":
        found = [longest(each, parameters, outside) for each in content[1:]]
        return max((each for each in found if each is not None), key=len, default=None)
    if kind == "Ref" and content == "AWS::NoValue":
        return None
    return parameters.get(content, "x" * outside) if kind == "Ref" else "x" * outside


def environment_bytes(variables):
    """What Lambda measures: all variables as one JSON object, in which each quote of a recipe counts twice."""
    return len(json.dumps(variables, separators=(",", ":"), ensure_ascii=False).encode())
