"""The network's shape, which its weights' file and its layers follow."""

STRIDES = (8, 16, 32)
# In and out channels of u1...u17, and of o8, o16, o32.
UNITS = [(16, 16), (16, 16), (16, 64)] + [(64, 64)] * 14 + [(64, 8)] * 3
