"""A chart of bars as a PNG, for files that show no SVG. The same bars as on the page (`assurance.rules.bars`)."""

import io
from collections.abc import Sequence
from typing import Final

from docx.document import Document as WordDocument
from docx.shared import Mm
from PIL import Image, ImageDraw, ImageFont

from assurance.rules import bars

SCALE: Final = 2
FONTS: Final = ("LiberationSans-Regular.ttf", "DejaVuSans.ttf")  # what the PDF uses; Pillow's own font lacks accents
BLUE, INK, PAPER = "#005eb8", "#212b32", "#ffffff"


def bars_png(numbers: Sequence[tuple[str, int]]) -> bytes:
    """The bars with their labels and numbers; the same bytes for the same numbers on the same server."""
    drawn = bars.drawn(numbers)
    image = Image.new("RGB", (bars.WIDTH * SCALE, bars.height(drawn) * SCALE), PAPER)
    pen, font = ImageDraw.Draw(image), _font(15 * SCALE)
    for bar in drawn:
        middle = (bar.y + 12) * SCALE
        pen.text(((bars.LABEL_WIDTH - 10) * SCALE, middle), bar.label, fill=INK, font=font, anchor="rm")
        if bar.width:
            corner = ((bars.LABEL_WIDTH + bar.width) * SCALE, (bar.y + 24) * SCALE)
            pen.rectangle(((bars.LABEL_WIDTH * SCALE, bar.y * SCALE), corner), fill=BLUE, outline=INK, width=SCALE)
        pen.text((bar.number_x * SCALE, middle), str(bar.number), fill=INK, font=font, anchor="lm")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:  # not on this server
            continue
    return ImageFont.load_default(size)


def in_words(title: str, numbers: Sequence[tuple[str, int]]) -> str:
    """What a reader who does not see the chart is told: the finding, then every number."""
    return f"{title}. " + "; ".join(f"{label} {number}" for label, number in numbers)


def add_bars(document: WordDocument, title: str, numbers: Sequence[tuple[str, int]]) -> None:
    """The chart in a Word file, its finding above it and its alternative text in the picture; nothing without numbers."""
    if not any(number for _label, number in numbers):
        return
    caption = document.add_paragraph()
    caption.add_run(title).bold = True
    caption.paragraph_format.keep_with_next = True
    picture = document.add_picture(io.BytesIO(bars_png(numbers)), width=Mm(165))
    picture._inline.docPr.set("descr", in_words(title, numbers))
