"""Compares what is stored at the end with the last step on every key."""

import io
import json
from collections import Counter

from boto3.dynamodb.types import TypeDeserializer
from faultproxy import image_hash
from PIL import Image
from uploads import look, sequencer

STATUS = {"good": "READY", "bad": "REJECTED", "remove": "DELETED"}


class Verdict:
    """Collects every complaint instead of ending at the first."""

    def __init__(self, room):
        self.room, self.complaints, self.counts = room, [], Counter()

    def judge(self, steps, published, stored):
        last = {step.key: step for step in steps}
        rows, objects = self.room.rows(), self.room.renditions()
        listed = {}
        for key, step in last.items():
            row = rows.pop(f"{self.room.source}/{key}", None)
            for rendition in (row or {}).get("Renditions", []):
                listed[rendition["key"]] = (step, row)
            self.judge_row(step, row)
        for image_id in rows:
            self.complain(f"there is a row of {image_id}, which nobody uploaded")
        for key in objects - set(listed):
            self.complain(f"the rendition {key} is stored, but no row lists it")
        for key, (step, row) in listed.items():
            if key in objects:
                self.judge_rendition(key, step, row)
            else:
                self.complain(f"{step}: the rendition {key} is not stored")
        self.judge_announcements(last, published, stored)
        return self.complaints

    def judge_row(self, step, row):
        expected = STATUS[step.kind]
        self.counts[expected] += 1
        if row is None:
            return self.complain(f"{step}: there is no row")
        if row["Status"] != expected:
            return self.complain(f"{step}: the row says {row['Status']} ({row.get('Reason')})")
        if row["Sequencer"] != sequencer(step.number).ljust(64, "0"):
            self.complain(f"{step}: the row's sequencer is that of another event: {row['Sequencer']}")
        if len(row["Renditions"]) != (step.kind == "good"):
            self.complain(f"{step}: the row lists {len(row['Renditions'])} renditions")
        if step.kind == "good" and (row["Width"], row["Height"]) != look(step.number)[0]:
            self.complain(f"{step}: the row is of another upload")
        if step.kind == "bad" and not row.get("Reason"):
            self.complain(f"{step}: rejected without a reason")

    def judge_rendition(self, key, step, row):
        answer = self.room.rendition(key)
        source = self.room.head(step.key)
        version = source.get("VersionId", "")
        provenance = f"{image_hash(row['ImageID'])};{source['ETag'][1:-1]};{version};{row['RecipeHash']}"
        if answer["Metadata"].get("minilab-source") != provenance:
            self.complain(f"{step}: the rendition says it is of another object")
        size, color = look(step.number)
        with Image.open(io.BytesIO(answer["Body"].read())) as image:
            pixel = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
            if image.size != size or max(abs(a - b) for a, b in zip(pixel, color)) > 6:
                self.complain(f"{step}: the rendition shows another upload")

    def judge_announcements(self, last, published, stored):
        told = {}
        for message in map(json.loads, published):
            told.setdefault(message["imageId"], set()).add((message["status"], message["sequencer"]))
            for rendition in message["renditions"]:
                places = {place for place, provenance in stored if provenance.startswith(image_hash(message["imageId"]))}
                if f"{rendition['bucket']}/{rendition['key']}" not in places:
                    self.complain(f"{message['imageId']}: announced, but never stored")
        for key, step in last.items():
            final = (STATUS[step.kind], sequencer(step.number).ljust(64, "0"))
            if final not in told.get(f"{self.room.source}/{key}", set()):
                self.complain(f"{step}: the last word was never announced")

    def complain(self, text):
        self.complaints.append(text)


class Room:
    """The buckets, the table and the topic of one run."""

    def __init__(self, aws, name):
        self.aws, self.source, self.destination, self.table = aws, f"{name}-in", f"{name}-out", name
        self.s3, self.dynamodb = aws.client("s3"), aws.client("dynamodb")
        region = aws.client_environment()["AWS_REGION"]
        for bucket in (self.source, self.destination):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
        self.s3.put_bucket_versioning(Bucket=self.source, VersioningConfiguration={"Status": "Enabled"})
        self.dynamodb.create_table(
            TableName=self.table, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "ImageID", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "ImageID", "KeyType": "HASH"}],
        )
        self.topic = aws.client("sns").create_topic(Name=name)["TopicArn"]

    def environment(self, endpoint):
        """What a function of this room is started with."""
        client = self.aws.client_environment()
        return {
            "DESTINATION_BUCKET": self.destination, "TABLE_NAME": self.table, "TOPIC_ARN": self.topic,
            "ENVIRONMENT": "chaos", "AWS_REGION": client["AWS_REGION"], "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": client["AWS_ACCESS_KEY_ID"],
            "AWS_SECRET_ACCESS_KEY": client["AWS_SECRET_ACCESS_KEY"],
        }

    def rows(self):
        """Every row by its image id."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        read = TypeDeserializer().deserialize
        return {item["ImageID"]["S"]: {name: read(value) for name, value in item.items()}
                for page in pages for item in page["Items"]}

    def renditions(self):
        """The keys of everything in the destination bucket."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.destination)
        return {item["Key"] for page in pages for item in page.get("Contents", [])}

    def rendition(self, key):
        return self.s3.get_object(Bucket=self.destination, Key=key)

    def head(self, key):
        return self.s3.head_object(Bucket=self.source, Key=key)
