"""A line between browser and server that can go bad in the middle of a request."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit


class Line:
    """A proxy for bytes on loopback.

    Attributes:
        url: The address of the site through this line.
        fault: What happens to a form that is sent: "" passes it on, "lost" drops it, "unanswered" lets the server
            take it and drops the answer.
        faults: How often that happened.
    """

    def __init__(self, site_url: str):
        self.target = ("127.0.0.1", urlsplit(site_url).port)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listening.getsockname()[1]}"
        self.fault, self.faults = "", 0
        self.open: list[socket.socket] = []

    def run(self) -> None:
        """Serve until the listening socket is closed."""
        while True:
            try:
                browser, _address = self.listening.accept()
            except OSError:
                return
            server = socket.create_connection(self.target)
            self.open += [browser, server]
            state = {"drop": False}
            threading.Thread(target=self._to_server, args=(browser, server, state), daemon=True).start()
            threading.Thread(target=self._to_browser, args=(server, browser, state), daemon=True).start()

    def _to_server(self, browser: socket.socket, server: socket.socket, state: dict) -> None:
        with contextlib.suppress(OSError):
            while data := browser.recv(65536):
                if data.startswith(b"POST /desk/") and self.fault:
                    self.faults += 1
                    if self.fault == "lost":
                        break
                    state["drop"] = True
                server.sendall(data)
        _close(browser, server)

    def _to_browser(self, server: socket.socket, browser: socket.socket, state: dict) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if state["drop"]:
                    break  # the server has done its work: it answers after its transaction
                browser.sendall(data)
        _close(browser, server)


def _close(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextlib.contextmanager
def line_to(site_url: str) -> Iterator[Line]:
    """A line to the site at `site_url`, until the block ends."""
    line = Line(site_url)
    thread = threading.Thread(target=line.run, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        _close(line.listening)
        _close(*line.open)
        thread.join(timeout=10)
