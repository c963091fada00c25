class Refused(Exception):
    """The file will not be read; the message is for the person who sent it."""
