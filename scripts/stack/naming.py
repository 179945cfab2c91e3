"""Names that are made of a stack's, which alone may have 128 characters."""

import hashlib
import re


def cut(name, limit):
    """The name, or as much of it as `limit` characters hold with a hash of the whole at their end."""
    return name if len(name) <= limit else f"{name[: limit - 9]}-{digest(name)}"


def role(name):
    """A name for a role (64 characters)."""
    return cut(name, 64)


def repository(stack):
    """The ECR repository of a stack's images: lower case, and single separators between letters and digits.

    What had to be changed is told apart by a hash: Photos and photos are two stacks.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", stack.lower()).strip("-")
    return f"minilab/{slug if slug == stack else f'{slug}-{digest(stack)}'}"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:8]
