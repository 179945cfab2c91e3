"""Makes the face detector's data file from the published model.

python -m faces.weights MODEL [--out FILE]

MODEL is onnx/yunet_n_640_640.onnx of github.com/ShiqiYu/libfacedetection.train at commit 0047ac24, which is not fetched from
here. Says its sha256 and that of the file, Sources/CFaceDetector/yunet_n.f16 unless named, and ends with status 1 when one of
them is not the known one. The landmark heads are left out, the input is turned from BGR to RGB, batch normalization is folded
into the convolutions, numbers are rounded to float16, and two zero channels make eight outputs of six."""
import argparse
import hashlib
import pathlib
import struct
import sys

from faces.onnx import Graph
from faces.shape import STRIDES, UNITS

TARGET = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "CFaceDetector" / "yunet_n.f16"
MODEL_SHA256 = "25a606a145a5b6d7271ae138fbd00eba91dad8b83222ae3f2c7ecd0f4a7b0e31"
FILE_SHA256 = "21b454a8b60ff83cade420ebedd58611f4750299b35d2dff93a774ff3847b38f"
# Between a unit and what it is read from, or an output and its unit: nothing that has weights.
WEIGHTLESS = {"Relu", "MaxPool", "Sigmoid", "Reshape", "Transpose", "Resize", "Upsample", "Identity"}


class Reader:
    """Walks from the outputs, whose names are known, back to the input."""

    def __init__(self, graph):
        self.graph = graph

    def layer(self, tensor):
        """The convolution before `tensor`, what normalizes it behind it, and the tensor that it reads."""
        factors = addends = None
        while True:
            node = self.graph.makes.get(tensor)
            if node is None:
                raise ValueError(f"no convolution lies before {tensor}")
            if node.kind == "Conv":
                weights, bias = self.graph.convolution(node)
                if factors:
                    weights = [[[[v * f for v in row] for row in one] for one in out] for out, f in zip(weights, factors)]
                    bias = [value * factor + addend for value, factor, addend in zip(bias, factors, addends)]
                return weights, bias, node.inputs[0]
            if node.kind == "BatchNormalization":
                factors, addends = self.graph.normalization(node)
            elif node.kind not in WEIGHTLESS:
                raise ValueError(f"{node.kind} lies before {tensor}, where a convolution was due")
            tensor = node.inputs[0]

    def unit(self, tensor):
        """The unit before `tensor` in the order of the file, and the tensor that it reads."""
        depthwise, depthwise_bias, middle = self.layer(tensor)
        pointwise, pointwise_bias, source = self.layer(middle)
        if [len(depthwise[0]), len(depthwise[0][0]), len(pointwise[0][0])] != [1, 3, 1]:
            raise ValueError(f"no unit lies before {tensor}")
        across = [[out[i][0][0] for out in pointwise] for i in range(len(pointwise[0]))]
        around = [[out[0][ky][kx] for out in depthwise] for ky in range(3) for kx in range(3)]
        return [across, [pointwise_bias], around, [depthwise_bias]], source

    def sum_before(self, tensor):
        """The two tensors that are added before `tensor`: first the one that was doubled."""
        node = self.graph.makes[tensor]
        while node.kind in WEIGHTLESS:
            node = self.graph.makes[node.inputs[0]]
        if node.kind != "Add":
            raise ValueError(f"{node.kind} lies before {tensor}, where a sum was due")
        return sorted(node.inputs, key=lambda name: self.graph.makes[name].kind not in ("Resize", "Upsample"))


def joined(units):
    """Units that read one tensor as one unit with eight outputs."""
    return [
        [(sum(rows, []) + [0.0] * 8)[:8] for rows in zip(*(unit[part] for unit in units))] for part in range(4)
    ]


def numbers(model):
    """All numbers in the order of the file."""
    reader, units, sources = Reader(Graph(model)), {}, {}
    for level, stride in enumerate(STRIDES):
        heads = [reader.unit(f"{name}_{stride}") for name in ("cls", "obj", "bbox")]
        if len({source for _, source in heads}) != 1:
            raise ValueError(f"the outputs of stride {stride} read several tensors")
        units[18 + level] = joined([unit for unit, _ in heads])
        units[15 + level], sources[stride] = reader.unit(heads[0][1])
    units[14], tensor = reader.unit(sources[8])
    _, c8 = reader.sum_before(tensor)
    units[13], tensor = reader.unit(sources[16])
    _, c16 = reader.sum_before(tensor)
    units[12], tensor = reader.unit(sources[32])
    for number in range(11, 0, -1):
        # Where the trunk is read from the side, too.
        if number == 9 and reader.unit(c16)[1] != reader.unit(tensor)[1]:
            raise ValueError("the sum of stride 16 does not read the trunk")
        if number == 7 and reader.unit(c8)[1] != reader.unit(tensor)[1]:
            raise ValueError("the sum of stride 8 does not read the trunk")
        units[number], tensor = reader.unit(tensor)
    weights, bias, source = reader.layer(tensor)
    if source in reader.graph.makes:
        raise ValueError(f"{source} lies before the first convolution")
    found = [weights[out][2 - c][ky][kx] for ky in range(3) for kx in range(3) for c in range(3) for out in range(16)]
    found += bias
    for number, (a, b) in enumerate(UNITS, 1):
        shape = (len(units[number][0]), len(units[number][0][0]))
        if shape != (a, b):
            raise ValueError(f"unit {number} has {shape[0]} inputs and {shape[1]} outputs, not {a} and {b}")
        found += [value for part in units[number] for row in part for value in row]
    return found


def file_of(model):
    """The bytes of the data file."""
    found = numbers(model)
    return struct.pack(f"<{len(found)}e", *found)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=TARGET)
    options = parser.parse_args()
    model = options.model.read_bytes()
    checks = [(options.model, hashlib.sha256(model).hexdigest(), MODEL_SHA256)]
    made = file_of(model)
    options.out.write_bytes(made)
    checks.append((options.out, hashlib.sha256(made).hexdigest(), FILE_SHA256))
    for path, checksum, known in checks:
        print(f"{checksum}  {path}{'' if checksum == known else f': NOT the known one, {known}'}")
    return any(checksum != known for _, checksum, known in checks)


if __name__ == "__main__":
    sys.exit(main())
