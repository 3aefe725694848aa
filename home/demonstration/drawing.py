"""A picture for the demonstration: the drawers of a card catalogue, one of them open. Drawn, not photographed."""

import io

from PIL import Image, ImageDraw

WOOD, DARK, LIGHT, BRASS, CARD, INK = "#8a5a33", "#5b371b", "#a8733f", "#d9b45b", "#fbf6e6", "#3a2a1a"
COLUMNS, ROWS, WIDE, HIGH = 6, 4, 260, 180
OPEN = (3, 1)  # column and row


def drawers():
    """The bytes of a PNG of 1,620 × 780 pixels."""
    image = Image.new("RGB", (COLUMNS * WIDE + 60, ROWS * HIGH + 60), DARK)
    draw = ImageDraw.Draw(image)
    for row in range(ROWS):
        for column in range(COLUMNS):
            left, top = 30 + column * WIDE, 30 + row * HIGH
            _drawer(draw, left, top, is_open=(column, row) == OPEN)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _drawer(draw, left, top, *, is_open):
    box = (left + 8, top + 8, left + WIDE - 8, top + HIGH - 8)
    draw.rectangle(box, fill=WOOD, outline=LIGHT, width=3)
    for line in range(5):  # the grain
        y = top + 26 + line * 30
        draw.line((left + 14, y, left + WIDE - 14, y + 4), fill="#7d512d", width=2)
    if is_open:
        draw.rectangle((left + 20, top + 18, left + WIDE - 20, top + 96), fill=INK)
        for card in range(9):
            x = left + 30 + card * 22
            draw.rectangle((x, top + 22 - card % 3 * 4, x + 26, top + 96), fill=CARD, outline="#b7ab8a")
    label = (left + 70, top + 104, left + WIDE - 70, top + 142)
    draw.rectangle(label, fill=CARD, outline=BRASS, width=4)
    for line in range(2):
        y = top + 116 + line * 12
        draw.line((left + 84, y, left + WIDE - 84 - line * 30, y), fill=INK, width=3)
    middle = left + WIDE // 2
    draw.ellipse((middle - 9, top + 150, middle + 9, top + 166), fill=BRASS, outline=DARK)
