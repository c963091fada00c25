"""Who reads the involvement strategy with its measures, who keeps it, and who lets the public see it."""


def can_read_strategy(user) -> bool:
    return user.has_right("read_assurance")


def can_keep_strategy(user) -> bool:
    """Write objectives, measures and progress, note readings, link activities that the person may see."""
    return user.has_right("keep_strategy")


def can_publish_strategy(user) -> bool:
    """Show progress on the public page, and take it away again."""
    return user.has_right("publish_records")
