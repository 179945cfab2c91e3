"""As much of ONNX as a network of convolutions needs: the nodes of the graph, in order, and its numbers.

ONNX is a Protocol Buffer (onnx.proto3 of github.com/onnx/onnx names the fields). Of those a handful is of interest, so this
reads the wire format itself rather than bring in a package with a runtime."""
import math
import struct

# Fields by message, as onnx.proto3 numbers them.
MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_INITIALIZER = 1, 5
NODE_INPUT, NODE_OUTPUT, NODE_TYPE, NODE_ATTRIBUTE = 1, 2, 4, 5
ATTRIBUTE_NAME, ATTRIBUTE_FLOAT, ATTRIBUTE_TENSOR = 1, 2, 5
TENSOR_DIMS, TENSOR_TYPE, TENSOR_FLOATS, TENSOR_NAME, TENSOR_RAW = 1, 2, 4, 8, 9
FLOAT = 1


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at, value, shift = at + 1, value | (byte & 0x7F) << shift, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    """The fields of a message by number: numbers, or bytes of strings, messages and packed numbers."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            count, at = varint(data, at)
            value, at = data[at:at + count], at + count
        elif kind in (1, 5):
            count = 8 if kind == 1 else 4
            value, at = data[at:at + count], at + count
        else:
            raise ValueError(f"a field of the unknown kind {kind}")
        found.setdefault(number, []).append(value)
    return found


def integers(values):
    """Of a repeated field, packed or not."""
    for value in values:
        if isinstance(value, int):
            yield value
            continue
        at = 0
        while at < len(value):
            number, at = varint(value, at)
            yield number


def nested(values, shape):
    """As lists in lists."""
    for side in reversed(shape[1:]):
        values = [values[at:at + side] for at in range(0, len(values), side)]
    return values


def tensor(data):
    """The name and the numbers of a tensor of floats, as lists in lists; nothing instead of numbers for another."""
    found = fields(data)
    name = found.get(TENSOR_NAME, [b""])[0].decode()
    if found.get(TENSOR_TYPE, [0])[0] != FLOAT:
        return name, None
    raw = found[TENSOR_RAW][0] if TENSOR_RAW in found else b"".join(found.get(TENSOR_FLOATS, []))
    shape = list(integers(found.get(TENSOR_DIMS, [])))
    return name, nested(list(struct.unpack(f"<{math.prod(shape)}f", raw)), shape)


class Node:
    def __init__(self, data):
        found = fields(data)
        self.kind = found[NODE_TYPE][0].decode()
        self.inputs = [name.decode() for name in found.get(NODE_INPUT, [])]
        self.outputs = [name.decode() for name in found.get(NODE_OUTPUT, [])]
        self.attributes = [fields(each) for each in found.get(NODE_ATTRIBUTE, [])]

    def attribute(self, name, field, default):
        for attribute in self.attributes:
            if attribute[ATTRIBUTE_NAME][0].decode() == name:
                return attribute[field][0]
        return default


class Graph:
    """`numbers` by name, and the node that `makes` each tensor."""

    def __init__(self, model):
        graph = fields(fields(model)[MODEL_GRAPH][0])
        self.numbers = dict(tensor(each) for each in graph.get(GRAPH_INITIALIZER, []))
        self.makes = {}
        for node in map(Node, graph.get(GRAPH_NODE, [])):
            if node.kind == "Constant":
                value = node.attribute("value", ATTRIBUTE_TENSOR, None)
                if value is not None:
                    self.numbers[node.outputs[0]] = tensor(value)[1]
            for name in node.outputs:
                self.makes[name] = node

    def convolution(self, node):
        """Weights [out][in][ky][kx] and bias of a convolution."""
        weights = self.numbers[node.inputs[1]]
        return weights, self.numbers[node.inputs[2]] if len(node.inputs) > 2 else [0.0] * len(weights)

    def normalization(self, node):
        """Factors and addends of a batch normalization."""
        epsilon = node.attribute("epsilon", ATTRIBUTE_FLOAT, struct.pack("<f", 1e-5))
        epsilon = struct.unpack("<f", epsilon)[0]
        scales, shifts, means, variances = (self.numbers[name] for name in node.inputs[1:5])
        factors = [scale / math.sqrt(variance + epsilon) for scale, variance in zip(scales, variances)]
        return factors, [shift - mean * factor for shift, mean, factor in zip(shifts, means, factors)]
