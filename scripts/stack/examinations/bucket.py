"""The buckets, and what the source bucket tells whom."""

from stack import cors, notifications
from stack.examinations.common import AGAIN, needed


def overlap(patient, findings):
    needed(patient, "SourceBucketName", "ThumbnailBucketName")
    source, target = patient.parameters.get("SourcePrefix", ""), patient.parameters.get("RenditionPrefix", "")
    same = patient.outputs["SourceBucketName"] == patient.outputs["ThumbnailBucketName"]
    findings.check(
        not same or not (target.startswith(source) or source.startswith(target)),
        "renditions do not land where photos are dropped",
        f"renditions under “{target}” and photos under “{source}” share a bucket and overlap",
        "set SourcePrefix and RenditionPrefix apart, or give renditions a bucket of their own",
    )


def buckets(patient, findings):
    """That they are there."""
    needed(patient, "SourceBucketName", "ThumbnailBucketName")
    s3 = patient.client("s3")
    for bucket in sorted({patient.outputs["SourceBucketName"], patient.outputs["ThumbnailBucketName"]}):
        s3.get_bucket_location(Bucket=bucket)
    findings.good("the buckets are there")


def notification(patient, findings):
    needed(patient, "SourceBucketName")
    bucket, trigger = patient.outputs["SourceBucketName"], patient.trigger
    found = patient.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    if trigger == "eventbridge":
        findings.check(
            "EventBridgeConfiguration" in found, f"{bucket} sends events to EventBridge",
            f"{bucket} sends nothing to EventBridge", AGAIN,
        )
        return
    kind, target, arn = {
        "direct": ("LambdaFunctionConfigurations", "LambdaFunctionArn", patient.outputs["FunctionArn"]),
        "queue": ("QueueConfigurations", "QueueArn", patient.outputs.get("WorkQueueArn")),
    }[trigger]
    ours = [entry for entry in found.get(kind, []) if entry[target] == arn]
    is_own = patient.parameters.get("UseExistingSourceBucket") != "true"
    announced = {event for entry in ours for event in entry["Events"]}
    missing = {event for event in (notifications.OWN_EVENTS if is_own else notifications.EXISTING_EVENTS)
               if not {event, event.rsplit(":", 1)[0] + ":*"} & announced}
    findings.check(
        not missing, f"{bucket} announces what comes and goes",
        f"{bucket} does not announce {', '.join(sorted(missing))}", AGAIN,
    )
    for entry in ours:
        for rule in entry.get("Filter", {}).get("Key", {}).get("FilterRules", []):
            if rule["Name"].lower() == "suffix" and rule["Value"]:
                findings.bad(
                    f"only keys that end in exactly “{rule['Value']}” are announced",
                    "S3 compares bytes, so .JPG is lost: remove the suffix filter",
                )
            wanted = patient.parameters.get("SourcePrefix", "")
            if rule["Name"].lower() == "prefix" and not wanted.startswith(notifications.decoded(rule["Value"])):
                findings.bad(f"only keys under “{rule['Value']}” are announced, not all under “{wanted}”", AGAIN)


def others(patient, findings):
    """That nothing stands in the bucket's configuration that keeps it from being changed."""
    needed(patient, "SourceBucketName", "FunctionArn")
    bucket = patient.outputs["SourceBucketName"]
    found = notifications.read(patient.session, bucket)
    for kind, entry in notifications.entries(found):
        if notifications.is_dead(patient.session, kind, entry):
            arn = entry[notifications.TARGETS[kind]]
            findings.bad(f"{bucket} notifies {arn}, which does not exist: S3 refuses any change of its notifications",
                         "make deploy DEAD=remove")


def uploads(patient, findings):
    """That the page may upload into the source bucket."""
    needed(patient, "SourceBucketName")
    bucket = patient.outputs["SourceBucketName"]
    rules = cors.read(patient.session, bucket)
    for origin in cors.wanted(patient.parameters, patient.outputs):
        allowed = any("POST" in each["AllowedMethods"] and {origin, "*"} & set(each["AllowedOrigins"]) for each in rules)
        findings.check(allowed, f"pages of {origin} may upload", f"{bucket} takes no uploads from pages of {origin} (CORS)", AGAIN)
