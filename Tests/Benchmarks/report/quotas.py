"""AWS's default quotas that an image pipeline can meet, each with the page that says so. Most can be raised on request."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    name: str
    limit: float
    unit: str
    page: str
    remedy: str


CONCURRENCY = Quota(
    "Lambda, concurrent executions", 1000, "at a time", "Lambda quotas (AWS Lambda Developer Guide)",
    "ask for more in Service Quotas; reserve some for this function if others share the account",
)
INVOCATIONS = Quota(
    "Lambda, invocations", 10_000, "a second", "Lambda quotas: ten times the concurrency (AWS Lambda Developer Guide)",
    "use the queue, ten messages to an invocation",
)
S3_WRITES = Quota(
    "S3, PUT under one prefix", 3500, "a second", "Best practices design patterns: optimizing Amazon S3 performance",
    "spread the keys over several prefixes ({path} keeps those of the source)",
)
S3_READS = Quota(
    "S3, GET and HEAD under one prefix", 5500, "a second",
    "Best practices design patterns: optimizing Amazon S3 performance", "spread the keys over several prefixes",
)
TABLE_WRITES = Quota(
    "DynamoDB, write units of a new on-demand table", 4000, "a second",
    "DynamoDB on-demand capacity mode: initial throughput",
    "set the table's warm throughput before the first day, or let traffic double every 30 minutes",
)
TABLE_READS = Quota(
    "DynamoDB, read units of a new on-demand table", 12_000, "a second",
    "DynamoDB on-demand capacity mode: initial throughput", "the same",
)
PARTITION_WRITES = Quota(
    "DynamoDB, write units of one partition", 1000, "a second",
    "Designing partition keys to distribute your workload (Amazon DynamoDB Developer Guide)",
    "nothing to do: the key is the image's, so that an even share of the rows is all that a partition gets",
)
PUBLISHES = {
    "N. Virginia": 30_000, "Oregon, Ireland": 9000, "Frankfurt, Ohio, Tokyo and six more": 1500, "all others": 300,
}
SNS_PAGE = "Amazon Simple Notification Service endpoints and quotas (AWS General Reference)"
SNS_REMEDY = "ask for more, or leave TOPIC_ARN unset and listen to the table's stream instead"
SNS = [Quota(f"SNS, messages ({region})", limit, "a second", SNS_PAGE, SNS_REMEDY) for region, limit in PUBLISHES.items()]

# How fast things may grow.
SCALING = Quota(
    "Lambda, execution environments of one function", 1000, "more every 10 seconds",
    "Lambda scaling behavior (AWS Lambda Developer Guide)", "a queue, or provisioned concurrency before the burst",
)
POLLERS_FIRST, POLLERS_A_MINUTE, POLLERS_MOST = 5, 300, 1250
POLLERS_PAGE = "Configuring scaling behavior for SQS event source mappings (AWS Lambda Developer Guide)"
