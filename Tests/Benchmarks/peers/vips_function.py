"""The same function with pyvips, whose libvips is what Node's sharp draws with: boto3, and `thumbnail_buffer`."""

import json
import os
import urllib.parse

import boto3
import pyvips

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def handler(event, context):
    if "body" in event["Records"][0]:
        for message in event["Records"]:
            for record in json.loads(message["body"])["Records"]:
                develop(record["s3"])
        return {"batchItemFailures": []}
    return {"results": [develop(record["s3"]) for record in event["Records"]]}


def develop(source):
    bucket, key = source["bucket"]["name"], urllib.parse.unquote_plus(source["object"]["key"])
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    # Turns the picture and shrinks while it is loaded.
    thumbnail = pyvips.Image.thumbnail_buffer(body, 200, height=200, size="down")
    original = pyvips.Image.new_from_buffer(body, "")
    out = thumbnail.jpegsave_buffer(Q=80)
    s3.put_object(Bucket=os.environ["DESTINATION_BUCKET"], Key=key, Body=out, ContentType="image/jpeg")
    table.put_item(
        Item={"ImageID": f"{bucket}/{key}", "Width": original.width, "Height": original.height, "Status": "READY"}
    )
    return {"imageId": f"{bucket}/{key}", "status": "READY"}
