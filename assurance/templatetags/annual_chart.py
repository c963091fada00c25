"""Bars of an annual report's chart as numbers for its SVG (`assurance.rules.bars`)."""

from django import template

from assurance.annual.shape import Bars
from assurance.rules import bars

register = template.Library()


@register.simple_tag
def bar_frame(chart: Bars) -> dict:
    drawn = bars.drawn([(bar.label, bar.number) for bar in chart.bars])
    description = "; ".join(f"{bar.label} {bar.number}" for bar in chart.bars)
    frame = {"width": bars.WIDTH, "height": bars.height(drawn), "left": bars.LABEL_WIDTH, "label_x": bars.LABEL_WIDTH - 10}
    return {"bars": drawn, "description": description, **frame}
