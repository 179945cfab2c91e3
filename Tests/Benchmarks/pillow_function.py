"""The function that most people would write instead: boto3 and Pillow under AWS's own Python runtime client.

It does what the preset `thumbnail` does, the way the usual tutorials do it.
"""

import io
import os
import urllib.parse

import boto3
from PIL import Image, ImageOps

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def handler(event, context):
    results = []
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        with Image.open(io.BytesIO(body)) as image:
            width, height = image.size
            image.draft("RGB", (400, 400))
            thumbnail = ImageOps.exif_transpose(image)
            thumbnail.thumbnail((200, 200), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            thumbnail.save(out, "JPEG", quality=80)
        s3.put_object(
            Bucket=os.environ["DESTINATION_BUCKET"], Key=key, Body=out.getvalue(), ContentType="image/jpeg"
        )
        table.put_item(Item={"ImageID": f"{bucket}/{key}", "Width": width, "Height": height, "Status": "READY"})
        results.append({"imageId": f"{bucket}/{key}", "status": "READY"})
    return {"results": results}
