"""A face drawn of ellipses, which the detector takes for one."""
from PIL import Image, ImageDraw

OVERSAMPLING = 8
# x, y and radii in half faces from the middle of the face, and the color: from back to front.
PARTS = [
    (0, 2.4, 1.7, 1.2, (60, 60, 110)), (0, 1.1, 0.45, 0.5, (196, 146, 116)),  # shoulders, neck
    (0, -0.25, 0.98, 1.18, (60, 40, 30)), (0, 0.1, 0.8, 1.08, (224, 172, 140)),  # hair, face
    (-0.34, -0.08, 0.17, 0.09, (245, 240, 235)), (0.34, -0.08, 0.17, 0.09, (245, 240, 235)),  # eyes
    (-0.34, -0.08, 0.085, 0.09, (40, 30, 30)), (0.34, -0.08, 0.085, 0.09, (40, 30, 30)),
    (-0.34, -0.3, 0.22, 0.05, (70, 45, 35)), (0.34, -0.3, 0.22, 0.05, (70, 45, 35)),  # brows
    (0, 0.28, 0.12, 0.2, (205, 150, 120)), (0, 0.42, 0.15, 0.06, (170, 110, 90)),  # nose
    (0, 0.68, 0.3, 0.09, (170, 70, 70)), (0, 0.66, 0.28, 0.02, (110, 40, 40)),  # mouth
]


def portrait(width, height, x, y, half):
    """A picture of these sides with a face of width 1.6 * `half` around (x, y)."""
    large = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), (96, 128, 160))
    draw = ImageDraw.Draw(large)
    for dx, dy, across, down, color in PARTS:
        left, right = x + half * (dx - across), x + half * (dx + across)
        top, bottom = y + half * (dy - down), y + half * (dy + down)
        draw.ellipse([side * OVERSAMPLING for side in (left, top, right, bottom)], fill=color)
    return large.resize((width, height), Image.Resampling.BOX)
