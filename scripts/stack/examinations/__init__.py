"""What make doctor looks at, each in a function of its own, in the order of a photo's way."""

from stack.examinations import bucket, delivery, function, rights
from stack.examinations.common import Unseen

ALL = (
    function.state, function.function, function.start, bucket.overlap, bucket.buckets, bucket.notification, bucket.others,
    bucket.uploads, delivery.rule, delivery.permission, delivery.queue, delivery.failures, rights.role, rights.keys,
    function.quotas,
)
