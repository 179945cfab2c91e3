"""The five presets as most people would write them: boto3 and Pillow under AWS's own Python runtime client.

The same requests as Minilab's but for the read of the row: there is no protection against duplicates and reordering.
"""

import io
import json
import os
import urllib.parse

import boto3
from PIL import Image, ImageOps

PRESET = os.environ["PRESET"]
SIZES = {"thumbnail": (200, 200), "compress": None, "resize": (800, 800), "profile-photo": (150, 150)}

s3 = boto3.client("s3")
sns = boto3.client("sns")
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def handler(event, context):
    results = []
    for record in records(event):
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        row = copy(bucket, key) if PRESET == "copy" else develop(bucket, key)
        row |= {"ImageID": f"{bucket}/{key}", "Status": "READY"}
        table.put_item(Item=row)
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(row))
        results.append(row)
    return {"results": results}


def records(event):
    """S3's records, also out of a queue's messages."""
    for record in event["Records"]:
        yield from json.loads(record["body"])["Records"] if "body" in record else [record]


def copy(bucket, key):
    size = s3.head_object(Bucket=bucket, Key=key)["ContentLength"]
    s3.copy_object(
        Bucket=os.environ["DESTINATION_BUCKET"], Key=f"copy-{key}", CopySource={"Bucket": bucket, "Key": key}
    )
    return {"Size": size}


def develop(bucket, key):
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    fit = SIZES[PRESET]
    with Image.open(io.BytesIO(body)) as image:
        width, height = image.size
        if fit:
            image.draft("RGB", (2 * fit[0], 2 * fit[1]))
        rendition = ImageOps.exif_transpose(image)
        if fit:
            rendition.thumbnail(fit, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        rendition.save(out, "JPEG", quality=50 if PRESET == "compress" else 80)
    s3.put_object(Bucket=os.environ["DESTINATION_BUCKET"], Key=key, Body=out.getvalue(), ContentType="image/jpeg")
    return {"Size": len(body), "Width": width, "Height": height}
