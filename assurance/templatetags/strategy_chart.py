"""The chart of a strategy's progress as numbers for its SVG (`assurance.rules.progress`)."""

from collections.abc import Sequence

from django import template

from assurance.rules import progress

register = template.Library()


@register.simple_tag
def progress_frame(ways: Sequence[tuple[str, int]]) -> dict:
    description = "; ".join(f"{label}: {share} %" for label, share in ways)
    return {
        "bars": progress.drawn(ways), "width": progress.WIDTH, "height": progress.height(ways), "left": progress.LABEL_WIDTH,
        "label_x": progress.LABEL_WIDTH - 10, "description": description,
    }  # fmt: skip
