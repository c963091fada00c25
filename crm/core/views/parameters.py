from django.http import QueryDict


def without(query: QueryDict, *dropped: str | tuple[str, str]) -> QueryDict:
    """A copy of `query` without some parameters.

    Args:
        dropped: A name; a name ending in `_`, which drops all that start with it; or (name, value) for one value of several.
    """
    kept = query.copy()
    for item in dropped:
        if isinstance(item, tuple):
            name, value = item
            kept.setlist(name, [other for other in kept.getlist(name) if other != value])
        elif item.endswith("_"):
            for name in [name for name in kept if name.startswith(item)]:
                del kept[name]
        else:
            kept.pop(item, None)
    return kept


def with_values(query: QueryDict, **values: str) -> str:
    """The address `?…` of `query` with some parameters set; an empty value leaves the parameter out. "?" when nothing is left."""
    changed = query.copy()
    for name, value in values.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return f"?{changed.urlencode()}"
