"""The function that most people would write: boto3 and Pillow, each of Minilab's presets as the usual tutorials make it.

Its requests are Minilab's but for the reads that come first: it has no protection against duplicates and reordering, and does not look
whose rendition it overwrites. PRESET chooses; TOPIC_ARN, if set, hears of every image.
"""

import io
import json
import os
import urllib.parse

import boto3
from PIL import Image, ImageOps

PRESET = os.environ.get("PRESET", "thumbnail")
SIZES = {"thumbnail": (200, 200), "compress": None, "resize": (800, 800), "profile-photo": (150, 150)}

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
topic = os.environ.get("TOPIC_ARN")
sns = boto3.client("sns") if topic else None
Image.MAX_IMAGE_PIXELS = 400_000_000


def handler(event, context):
    if "body" in event["Records"][0]:
        for message in event["Records"]:
            for record in json.loads(message["body"])["Records"]:
                develop(record["s3"])
        return {"batchItemFailures": []}
    return {"results": [develop(record["s3"]) for record in event["Records"]]}


def develop(source):
    bucket, key = source["bucket"]["name"], urllib.parse.unquote_plus(source["object"]["key"])
    row = {"ImageID": f"{bucket}/{key}", "Status": "READY", **(copy if PRESET == "copy" else draw)(bucket, key)}
    table.put_item(Item=row)
    if sns:
        sns.publish(TopicArn=topic, Message=json.dumps(row))
    return {"imageId": row["ImageID"], "status": row["Status"]}


def copy(bucket, key):
    size = s3.head_object(Bucket=bucket, Key=key)["ContentLength"]
    s3.copy_object(
        Bucket=os.environ["DESTINATION_BUCKET"], Key=f"copy-{key}", CopySource={"Bucket": bucket, "Key": key}
    )
    return {"Size": size}


def draw(bucket, key):
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    fit = SIZES[PRESET]
    with Image.open(io.BytesIO(body)) as image:
        width, height = image.size
        if fit:
            # Decodes at an eighth where that is enough; tutorials leave it out, and take three times as long.
            image.draft("RGB", (2 * fit[0], 2 * fit[1]))
        rendition = ImageOps.exif_transpose(image)
        if fit:
            rendition.thumbnail(fit, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        rendition.save(out, "JPEG", quality=50 if PRESET == "compress" else 80)
    s3.put_object(Bucket=os.environ["DESTINATION_BUCKET"], Key=key, Body=out.getvalue(), ContentType="image/jpeg")
    return {"Size": len(body), "Width": width, "Height": height}
