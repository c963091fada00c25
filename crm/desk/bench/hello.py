"""The least that a web server can answer with."""


def application(environ, start_response):
    """A bare WSGI hello."""
    body = b"Hello"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
