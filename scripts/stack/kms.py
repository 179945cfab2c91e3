"""Keys of one's own: which they are, and whom their policies let in."""

import fnmatch
import json

from botocore.exceptions import ClientError

from stack.session import code

# What services ask of a key that act in nobody's role, by what the key is for.
SENDERS = {"direct": [], "queue": ["s3.amazonaws.com"], "eventbridge": ["events.amazonaws.com"]}
SENDING, READING = ("kms:GenerateDataKey", "kms:Decrypt"), ("kms:Decrypt",)


def described(session, key):
    """A key's metadata by its ARN, id or alias; None where it is not there, or cannot be seen."""
    try:
        return session.client("kms").describe_key(KeyId=key)["KeyMetadata"]
    except ClientError:
        return None


def is_missing(session, key):
    try:
        session.client("kms").describe_key(KeyId=key)
    except ClientError as error:
        return code(error) == "NotFoundException"
    return False


def bucket_key(session, bucket):
    """The key of somebody's own that a bucket encrypts with by default; None for S3's own, or where it cannot be seen."""
    try:
        rules = session.client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    except ClientError:
        return None
    found = [rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules]
    named = [each.get("KMSMasterKeyID") for each in found if each.get("SSEAlgorithm", "").startswith("aws:kms")]
    return next((each for each in named if each and not each.endswith("alias/aws/s3")), None)


def lets_in(session, key, service, actions):
    """Whether a key's policy allows all that to a service; None where the policy cannot be read. Conditions are not looked at."""
    try:
        policy = json.loads(session.client("kms").get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    except ClientError:
        return None
    allowed = [
        pattern for each in listed(policy.get("Statement", [])) if each["Effect"] == "Allow"
        and service in listed((each.get("Principal") or {}).get("Service", [])) for pattern in listed(each["Action"])
    ]
    return all(any(fnmatch.fnmatchcase(action, pattern) for pattern in allowed) for action in actions)


def listed(value):
    return value if isinstance(value, list) else [value]


def is_same(one, other):
    """Whether two ways of naming a key, by ARN or id, mean the same."""
    return one.rsplit("/", 1)[-1] == other.rsplit("/", 1)[-1]
