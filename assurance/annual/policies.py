"""Who reads annual reports and who writes them. They hold nothing that is kept to a team or to named people."""


def can_read_annual_reports(user) -> bool:
    return user.has_right("read_assurance")


def can_write_annual_report(user) -> bool:
    """Open a year's report, write its texts, choose its case studies and make it final."""
    return user.has_right("write_annual_report")
