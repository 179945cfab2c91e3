"""The face detector's weights: what makes them from a model gives the file that the project has, whatever form the exporter chose."""

import hashlib
import struct
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from faces import weights  # noqa: E402
from faces.shape import STRIDES, UNITS  # noqa: E402

FILE = (ROOT / "Sources" / "CFaceDetector" / "yunet_n.f16").read_bytes()


def number(value):
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def field(tag, value):
    """A field of a Protocol Buffer: a number, or bytes."""
    if isinstance(value, int):
        return number(tag << 3) + number(value)
    value = value.encode() if isinstance(value, str) else value
    return number(tag << 3 | 2) + number(len(value)) + value


class Model:
    """An ONNX model of the network, as PyTorch exports it, with the project's own weights."""

    def __init__(self, normalized=False, raw=True):
        self.nodes, self.numbers, self.count = b"", b"", 0
        self.normalized, self.raw = normalized, raw
        self.values, self.at = struct.unpack(f"<{len(FILE) // 2}e", FILE), 0
        self.bytes = self.made()

    def take(self, count):
        self.at += count
        return self.values[self.at - count:self.at]

    def tensor(self, shape, values):
        self.count += 1
        name, data = f"n{self.count}", struct.pack(f"<{len(values)}f", *values)
        dims = b"".join(field(1, side) for side in shape)
        self.numbers += field(5, dims + field(2, 1) + field(8, name) + field(9 if self.raw else 4, data))
        return name

    def node(self, kind, inputs, output=None):
        self.count += 1
        output = output or f"t{self.count}"
        body = b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, kind)
        self.nodes += field(1, body)
        return output

    def convolution(self, source, shape, values, bias):
        """With a factor of 2 and an addend of 1 behind it, and weights that make up for them, if so."""
        if not self.normalized:
            return self.node("Conv", [source, self.tensor(shape, values), self.tensor([len(bias)], bias)])
        out = self.node("Conv", [source, self.tensor(shape, [value / 2 for value in values])])
        size, variance = [len(bias)], 0.25 - struct.unpack("<f", struct.pack("<f", 1e-5))[0]
        parts = ([1.0] * len(bias), [value + 2.0 for value in bias], [1.0] * len(bias), [variance] * len(bias))
        return self.node("BatchNormalization", [out, *(self.tensor(size, part) for part in parts)])

    def unit(self, source, number, outputs=None, is_linear=False):
        (a, b), at = UNITS[number - 1], self.at
        pointwise, pointwise_bias, depthwise, depthwise_bias = (self.take(n) for n in (a * b, b, 9 * b, b))
        chosen = outputs or range(b)
        if outputs:
            self.at = at
        middle = self.convolution(
            source, [len(chosen), a, 1, 1], [pointwise[i * b + o] for o in chosen for i in range(a)],
            [pointwise_bias[o] for o in chosen])
        out = self.convolution(
            middle, [len(chosen), 1, 3, 3], [depthwise[k * b + o] for o in chosen for k in range(9)],
            [depthwise_bias[o] for o in chosen])
        return out if is_linear else self.node("Relu", [out])

    def made(self):
        stem, bias = self.take(27 * 16), self.take(16)
        ordered = [stem[(k * 3 + 2 - c) * 16 + o] for o in range(16) for c in range(3) for k in range(9)]
        t = self.node("Relu", [self.convolution("input", [16, 3, 3, 3], ordered, bias)])
        feeds = {}
        for unit in range(1, 12):
            t = self.unit(t, unit)
            if unit in (7, 9):
                feeds[unit] = t
            if unit in (1, 5, 7, 9):
                t = self.node("MaxPool", [t])
        p32 = self.unit(t, 12)
        p16 = self.unit(self.node("Add", [feeds[9], self.node("Resize", [p32])]), 13)
        p8 = self.unit(self.node("Add", [feeds[7], self.node("Resize", [p16])]), 14)
        levels = [self.unit(tensor, 15 + level) for level, tensor in enumerate((p8, p16, p32))]
        for level, stride in enumerate(STRIDES):
            for name, outputs in (("cls", [0]), ("obj", [1]), ("bbox", [2, 3, 4, 5])):
                out = self.unit(levels[level], 18 + level, outputs, is_linear=True)
                out = self.node("Reshape", [self.node("Transpose", [out])], f"{name}_{stride}" if name == "bbox" else None)
                if name != "bbox":
                    self.node("Sigmoid", [out], f"{name}_{stride}")
            self.at += sum((64 * 8, 8, 9 * 8, 8))
        assert self.at == len(self.values)
        return field(1, 7) + field(7, self.nodes + self.numbers)


@pytest.mark.parametrize("raw", [True, False], ids=["raw", "packed"])
def test_the_file_comes_out_of_a_model_with_its_numbers(raw):
    assert weights.file_of(Model(raw=raw).bytes) == FILE


def test_batch_normalization_is_folded_in():
    made = struct.unpack(f"<{len(FILE) // 2}e", weights.file_of(Model(normalized=True).bytes))
    wanted = struct.unpack(f"<{len(FILE) // 2}e", FILE)
    assert max(abs(a - b) / max(abs(b), 1) for a, b in zip(made, wanted)) < 1e-3


def test_a_model_of_another_shape_is_refused():
    model = Model()
    with pytest.raises(ValueError, match="before cls_8"):
        weights.file_of(model.bytes.replace(b"cls_8", b"cls_9"))


def test_another_model_is_told_by_its_checksum(tmp_path, monkeypatch, capsys):
    (tmp_path / "model.onnx").write_bytes(Model().bytes)
    out = tmp_path / "weights"
    monkeypatch.setattr(sys, "argv", ["weights", str(tmp_path / "model.onnx"), "--out", str(out)])
    assert weights.main()
    lines = capsys.readouterr().out.splitlines()
    assert "NOT the known one" in lines[0] and weights.MODEL_SHA256 in lines[0]
    assert lines[1] == f"{weights.FILE_SHA256}  {out}"


def test_the_file_is_the_one_that_its_notice_names():
    checksum = hashlib.sha256(FILE).hexdigest()
    assert checksum == weights.FILE_SHA256
    notice = (ROOT / "Sources" / "CFaceDetector" / "NOTICE").read_text()
    assert checksum in notice and weights.MODEL_SHA256 in notice
