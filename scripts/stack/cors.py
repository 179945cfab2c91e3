"""The CORS rule that lets pages upload into a source bucket that existed before the stack, beside the rules of others."""

from botocore.exceptions import ClientError

from stack.notifications import existing_bucket, identifier
from stack.session import code

METHODS = ["GET", "POST", "PUT"]
MOST_RULES = 100


def merge(session, say):
    """Puts the rule there, or takes it out where no page uploads any more."""
    parameters, outputs = session.parameters(), session.outputs()
    bucket = existing_bucket(parameters)
    if bucket is None:
        return
    origins = wanted(parameters, outputs)
    if not origins:
        return take_out(session, bucket, say)
    rules = [rule for rule in read(session, bucket) if rule.get("ID") != identifier(session.stack)]
    rules.append({
        "ID": identifier(session.stack), "AllowedOrigins": origins, "AllowedMethods": METHODS, "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 3600,
    })
    session.client("s3").put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
    say(f"{bucket} takes uploads from {', '.join(origins)} ({len(rules) - 1} rules of others kept)")


def remove(session, say):
    bucket = existing_bucket(session.parameters())
    if bucket is not None:
        take_out(session, bucket, say)


def withdraw(session, before, say):
    """Takes the rule out of the existing bucket of the parameters `before` an update, if the update has given it up."""
    if existing_bucket(before) not in (None, existing_bucket(session.parameters())):
        take_out(session, existing_bucket(before), say)


def take_out(session, bucket, say):
    found = read(session, bucket)
    left = [rule for rule in found if rule.get("ID") != identifier(session.stack)]
    if left == found:
        return
    if left:
        session.client("s3").put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": left})
    else:
        session.client("s3").delete_bucket_cors(Bucket=bucket)
    say(f"{bucket} takes no more uploads from pages")


def obstacles(plan):
    if plan.wanted["UploadOrigin"] or plan.is_on("EnableApi"):
        others = [rule for rule in read(plan.session, plan.wanted["SourceBucketName"])
                  if rule.get("ID") != identifier(plan.session.stack)]
        if len(others) >= MOST_RULES:
            yield f"{plan.wanted['SourceBucketName']} has {len(others)} CORS rules already, as many as S3 allows"


def wanted(parameters, outputs):
    """The origins of the pages that upload."""
    return [each for each in (parameters.get("UploadOrigin"), outputs.get("ApiUrl", "").rstrip("/")) if each]


def read(session, bucket):
    try:
        return session.client("s3").get_bucket_cors(Bucket=bucket)["CORSRules"]
    except ClientError as error:
        if code(error) in ("NoSuchCORSConfiguration", "NoSuchBucket", "404"):
            return []
        raise
