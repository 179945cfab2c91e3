"""What make deploy looks at before it asks CloudFormation for anything. Each examination yields what is wrong, in sentences."""

import os

from botocore.exceptions import ClientError

from stack import cors, kms, notifications, recipe, template
from stack.plan import constraints
from stack.session import Failure, code

# As the function allows it of a watermark's picture.
WATERMARK_BYTES = 16_777_216
PNG = b"\x89PNG\r\n\x1a\n"


def examine(plan, wanted_recipe):
    """Raises Failure with all that would not work."""
    partition = plan.session.partition
    # The image is pushed when everything is in order.
    pushed = {} if plan.wanted["ImageUri"] else {"ImageUri": "of this deployment"}
    # A recipe too long for its parameter is no problem: it will travel in the package.
    values = {name: value for name, value in plan.wanted.items() if name != "Recipe" or not recipe.is_json(value)}
    problems = list(constraints(values, template.load(partition)["Parameters"])) or list(
        template.violations(plan.wanted | pushed, partition))
    if not problems:
        for examination in (prefixes, places, watermarks, given_up, waiting, keys, source_bucket):
            problems += examination(plan, wanted_recipe)
    if problems:
        raise Failure("\n".join(["this would not work, and nothing was changed:", *(f"  - {each}" for each in problems)]))


def prefixes(plan, wanted_recipe):
    """That what is announced is what the recipe is about, and that nothing feeds itself."""
    announced, target = plan.wanted["SourcePrefix"], plan.wanted["RenditionPrefix"]
    shares = plan.wanted["ThumbnailBucketName"] == ""
    if shares and announced and target and announced != target and overlap(announced, target):
        yield (f"renditions under {target} and photos under {announced} share a bucket, and one prefix begins with the other: "
               "every rendition would start the function again")
    if not any(overlap(announced, each) for each in wanted_recipe.prefixes):
        shown = " or ".join(f"“{each}”" for each in wanted_recipe.prefixes)
        yield (f"photos under SourcePrefix “{announced}” are announced, but the recipe is about keys under {shown}: "
               f"nothing would be developed. SourcePrefix={wanted_recipe.prefixes[0]} announces these")
    elif plan.is_on("EnableApi") and not any(announced.startswith(each) for each in wanted_recipe.prefixes):
        yield (f"the API puts uploads under SourcePrefix “{announced}”, where the recipe, which is about keys under "
               f"“{wanted_recipe.prefixes[0]}”, skips them: SourcePrefix={wanted_recipe.prefixes[0]} brings them together")


def places(plan, wanted_recipe):
    """That every rendition lands where the role may write, and not where photos are dropped."""
    shares = plan.wanted["ThumbnailBucketName"] == ""
    target, announced = plan.wanted["RenditionPrefix"], plan.wanted["SourcePrefix"]
    for own, rendition in wanted_recipe.renditions:
        name = rendition["name"]
        kind = kind_of(plan, rendition["bucket"])
        if kind is None:
            yield (f"rendition {name} goes to the bucket {rendition['bucket']}, which is none of this stack's: the role may not "
                   "write there. “destination” and “source” are the stack's own")
            continue
        if kind == "source" and not shares:
            yield (f"rendition {name} goes to the source bucket, where the role may write nothing: an empty ThumbnailBucketName, "
                   f"with SourcePrefix and RenditionPrefix apart, allows it")
            continue
        begins = recipe.beginning(rendition, own if len(own) > len(announced) else announced)
        if not begins.startswith(target):
            yield (f"rendition {name} lands at {rendition['key']}, not always under RenditionPrefix “{target}”: the role may not "
                   "write there")
        if shares and overlap(begins, own):
            yield (f"rendition {name} lands at {rendition['key']} in the source bucket, where the recipe is about keys under "
                   f"“{own}”: it would be developed again, for ever")


def kind_of(plan, bucket):
    """Whether a recipe's bucket is the source bucket or the one of renditions; None for another."""
    shares = plan.wanted["ThumbnailBucketName"] == ""
    if bucket in ("source", "destination"):
        return "source" if shares else bucket
    if bucket == plan.bucket("SourceBucket"):
        return "source"
    return "destination" if bucket == plan.bucket("ThumbnailBucket") else None


def watermarks(plan, wanted_recipe):
    """That each watermark's picture is there, is a PNG, and can be read by the function."""
    images = {rendition["watermark"]["image"] for _, rendition in wanted_recipe.renditions if "watermark" in rendition}
    if plan.wanted["WatermarkImage"]:
        images.add(plan.wanted["WatermarkImage"])
    for image in sorted(images):
        bucket, _, key = image.removeprefix("s3://").partition("/")
        if not is_readable(plan, image, bucket, key):
            yield (f"the role may not read the watermark {image}: WatermarkImage={image} allows it" if not plan.wanted["WatermarkImage"]
                   else f"the role may read the watermark {plan.wanted['WatermarkImage']}, and not {image}")
        yield from looked_at(plan, image, bucket, key)


def is_readable(plan, image, bucket, key):
    return (
        image == plan.wanted["WatermarkImage"]
        or bucket == plan.bucket("SourceBucket") and key.startswith(plan.wanted["SourcePrefix"])
        or bucket == plan.bucket("ThumbnailBucket") and key.startswith(plan.wanted["RenditionPrefix"])
    )


def looked_at(plan, image, bucket, key):
    s3 = plan.session.client("s3")
    try:
        found = s3.get_object(Bucket=bucket, Key=key, Range="bytes=0-7")
    except ClientError as error:
        missing = code(error) in ("NoSuchKey", "NoSuchBucket", "404")
        yield (f"the watermark {image} is not there" if missing
               else f"the watermark {image} cannot be looked at with these credentials ({code(error)})")
        return
    size = int(found["ContentRange"].rsplit("/", 1)[1]) if "ContentRange" in found else found["ContentLength"]
    if found["Body"].read() != PNG:
        yield f"the watermark {image} is no PNG"
    if size > WATERMARK_BYTES:
        yield f"the watermark {image} has {size / 1e6:.1f} MB; at most {WATERMARK_BYTES / 1e6:.1f} MB are possible"
    key_id = found.get("SSEKMSKeyId")
    if key_id and key_id not in (plan.wanted["SourceKmsKeyArn"], plan.wanted["RenditionKmsKeyArn"]):
        yield f"the watermark {image} is encrypted with {key_id}, which the role may not use"


def given_up(plan, _):
    """What holds data and would be replaced by something empty, or be no longer the stack's."""
    if not plan.exists or os.environ.get("REPLACE") == "yes":
        return
    if plan.before.get("TableName", "auto") != plan.wanted["TableName"]:
        yield (f"the stack would give up the table {plan.outputs.get('TableName')} with all its rows. REPLACE=yes does it all the same "
               "(the table is kept)")
    for name in ("SourceBucket", "ThumbnailBucket"):
        owned = name != "SourceBucket" or plan.before.get("UseExistingSourceBucket") != "true"
        was = plan.bucket(name, plan.before) if owned else None
        keeps = name != "SourceBucket" or plan.wanted["UseExistingSourceBucket"] != "true"
        becomes = plan.bucket(name) if keeps else None
        if was and was != becomes:
            renamed = becomes and plan.before["Environment"] != plan.wanted["Environment"]
            yield (f"the stack would give up {was} with all that it holds{f' for {becomes}, which is empty' if becomes else ''}"
                   f"{', because Environment is part of the name' if renamed else ''}. REPLACE=yes does it all the same (what is "
                   "given up is kept); a deployment of its own has another STACK=…")


def waiting(plan, _):
    """That no message is deleted with its queue."""
    if plan.before.get("Trigger") != "queue" or plan.wanted["Trigger"] == "queue" or "WorkQueueUrl" not in plan.outputs:
        return
    if count := queued(plan.session, plan.outputs["WorkQueueUrl"]):
        yield (f"{count:,} messages are in the work queue, which Trigger={plan.wanted['Trigger']} deletes with all it holds: "
               "DRAIN=yes waits until the function has worked on them")


def queued(session, url):
    """How many messages a queue holds, those included that are being worked on."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]
    found = session.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found.get(name, 0)) for name in names)


def keys(plan, _):
    """That keys of one's own are there, and that their policies let the services in that act in nobody's role."""
    session, wanted = plan.session, plan.wanted
    for name, arn in sorted(wanted.items()):
        if "KmsKey" not in name or not arn.startswith("arn:"):
            continue
        if arn.split(":")[3] != session.region:
            yield f"{name}: {arn} is a key of {arn.split(':')[3]}; what it encrypts is in {session.region}"
        elif kms.is_missing(session, arn):
            yield f"{name}: there is no key {arn}"
        elif (found := kms.described(session, arn)) and found.get("KeyState", "Enabled") != "Enabled":
            yield f"{name}: the key {arn} is {found['KeyState']}"
    senders = [("QueueKmsKeyArn", service, kms.SENDING) for service in kms.SENDERS[wanted["Trigger"]]]
    if plan.is_on("EnableCdn"):
        senders.append(("RenditionKmsKeyArn", "cloudfront.amazonaws.com", kms.READING))
    for name, service, actions in senders:
        if wanted[name] and kms.lets_in(session, wanted[name], service, actions) is False:
            yield f"{name}: the policy of {wanted[name]} does not allow {service} {' and '.join(actions)}"
    if plan.is_on("UseExistingSourceBucket"):
        key = kms.bucket_key(session, wanted["SourceBucketName"])
        if key and not kms.is_same(key, wanted["SourceKmsKeyArn"]):
            yield f"{wanted['SourceBucketName']} encrypts with {key}, which the role may not use: SourceKmsKeyArn=(its ARN) allows it"


def source_bucket(plan, _):
    """That a source bucket which was there before can be configured for this stack."""
    if plan.is_on("UseExistingSourceBucket"):
        yield from notifications.obstacles(plan)
        yield from cors.obstacles(plan)


def overlap(one, other):
    return one.startswith(other) or other.startswith(one)
