"""The face detector's network in plain numpy and double precision: what Sources/CFaceDetector is held against.

Written after the published description alone (YuNet, "yunet_n"), layer by layer, without a thought for speed."""
import pathlib
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from faces.shape import STRIDES, UNITS  # noqa: E402


class Weights:
    """The numbers of the data file, in its order."""

    def __init__(self, data):
        self.values, self.at = numpy.frombuffer(data, "<f2").astype(numpy.float64), 0
        self.stem = (self.take(3, 3, 3, 16), self.take(16))
        self.units = [
            (self.take(a, b), self.take(b), self.take(3, 3, b), self.take(b)) for a, b in UNITS
        ]
        assert self.at == len(self.values)

    def take(self, *shape):
        count = int(numpy.prod(shape))
        self.at += count
        return self.values[self.at - count:self.at].reshape(shape)


def padded(tensor):
    return numpy.pad(tensor, ((1, 1), (1, 1), (0, 0)))


def stem(picture, weights, bias):
    source = padded(picture)
    height, width = picture.shape[0] // 2, picture.shape[1] // 2
    out = numpy.zeros((height, width, 16)) + bias
    for ky in range(3):
        for kx in range(3):
            out += source[ky:ky + 2 * height:2, kx:kx + 2 * width:2] @ weights[ky, kx]
    return numpy.maximum(out, 0)


def unit(tensor, weights, is_linear=False):
    pointwise, pointwise_bias, depthwise, depthwise_bias = weights
    source = padded(tensor @ pointwise + pointwise_bias)
    height, width = tensor.shape[:2]
    out = sum(source[ky:ky + height, kx:kx + width] * depthwise[ky, kx] for ky in range(3) for kx in range(3))
    out = out + depthwise_bias
    return out if is_linear else numpy.maximum(out, 0)


def pool(tensor):
    height, width, channels = tensor.shape
    return tensor.reshape(height // 2, 2, width // 2, 2, channels).max(axis=(1, 3))


def doubled(tensor):
    return tensor.repeat(2, axis=0).repeat(2, axis=1)


def tensors(picture, weights):
    """Every tensor by its name, of a picture of R, G, B in 0...255."""
    height, width = (-(-side // 32) * 32 for side in picture.shape[:2])
    whole = numpy.zeros((height, width, 3))
    whole[:picture.shape[0], :picture.shape[1]] = picture
    found = {"stem": stem(whole, *weights.stem)}

    def run(number, tensor):
        name = f"u{number}" if number <= 17 else f"o{STRIDES[number - 18]}"
        found[name] = unit(tensor, weights.units[number - 1], is_linear=number > 17)
        return found[name]

    t = pool(run(1, found["stem"]))
    t = pool(run(5, run(4, run(3, run(2, t)))))
    c8 = run(7, run(6, t))
    c16 = run(9, run(8, pool(c8)))
    p32 = run(12, run(11, run(10, pool(c16))))
    found["add16"] = c16 + doubled(p32)
    p16 = run(13, found["add16"])
    found["add8"] = c8 + doubled(p16)
    p8 = run(14, found["add8"])
    for level, tensor in enumerate((p8, p16, p32)):
        run(18 + level, run(15 + level, tensor))
    return found


def boxes(found, least):
    """[x, y, width, height, score] of each cell from `least` on."""
    for stride in STRIDES:
        out = found[f"o{stride}"]
        score = numpy.sqrt(1 / (1 + numpy.exp(-out[..., 0])) / (1 + numpy.exp(-out[..., 1])))
        for row, column in zip(*numpy.nonzero(score >= least)):
            _, _, x, y, width, height = out[row, column, :6]
            width, height = (numpy.exp(min(side, 8)) * stride for side in (width, height))
            yield [(column + x) * stride - width / 2, (row + y) * stride - height / 2, width, height, score[row, column]]


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def faces(picture, weights, least=0.6):
    """The boxes that remain, best first."""
    left, kept = sorted(boxes(tensors(picture, weights), least), key=lambda box: -box[4]), []
    while left:
        kept.append(left.pop(0))
        left = [box for box in left if overlap(kept[-1], box) <= 0.3]
    return kept
