"""Heights and colours of the timeline picture; where things stand across it comes from `assurance.rules.chart`."""

from django import template

from assurance.rules.chart import Chart

register = template.Library()

LABEL_HEIGHT = 20
DOT_HEIGHT = 18
COLOURS = {"open": "#d2e6f7", "fixed": "#fff4b8", "after": "#e8edee"}
FILLED, HOLLOW = "#005eb8", "#ffffff"


@register.simple_tag
def chart_frame(chart: Chart) -> dict:
    """Everything the SVG needs as numbers and colours, from the top down: labels, band with dots, months, unknown dates."""
    top = chart.label_rows * LABEL_HEIGHT + 8
    height = chart.dot_rows * DOT_HEIGHT + 10
    bottom = top + height
    tick_y = bottom + 18
    unknown_y = tick_y + 40
    dots = [_dot(dot, bottom - 14 - dot.row * DOT_HEIGHT) for dot in chart.dots]
    dots += [_dot(dot, unknown_y) for dot in chart.unknown]
    return {
        "height": (unknown_y + 14) if chart.unknown else tick_y + 8,
        "band_top": top,
        "band_height": height,
        "band_bottom": bottom,
        "tick_y": tick_y,
        "unknown_text_y": unknown_y - 16,
        "bands": [{"x": band.x, "width": band.width, "colour": COLOURS[band.kind]} for band in chart.bands],
        "marks": [
            {
                "x": mark.x,
                "y": (chart.label_rows - 1 - mark.row) * LABEL_HEIGHT + 4,
                "text_x": mark.x - 6 if mark.end else mark.x + 6,
                "text_y": (chart.label_rows - 1 - mark.row) * LABEL_HEIGHT + 18,
                "anchor": "end" if mark.end else "start",
                "label": mark.label,
            }
            for mark in chart.marks
        ],
        "dots": dots,
    }


def _dot(dot, y: int) -> dict:
    event = dot.event
    return {"x": dot.x, "y": y, "url": event.url, "title": event.title, "reference": event.reference, "fill": HOLLOW if event.is_told else FILLED}
