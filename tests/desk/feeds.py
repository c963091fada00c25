"""What tests of calendar feeds do: make one on the page, read its address as a program does."""

from django.test import Client

PAGE = "/desk/calendar/feeds/"


def made(client, scope="all") -> str:
    """The path of a new feed."""
    response = client.post(PAGE, {"scope": scope})
    return "/" + response.context["address"].split("/", 3)[3]


def read(path: str, **headers):
    return Client().get(path, headers=headers)
