"""Asking a public web page for its words, without being led anywhere else.

Only http and https, at most three redirects and five megabytes, ten seconds for all of one page. Every name is resolved once, each
address of it must be public, and the connection goes to the very address that was checked: a name that answers differently the
second time leads nowhere. Only our own site may be at a private address. No cookies, no credentials, no proxies.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from assurance.rules.year_evidence import PORTS, origin_of

SECONDS = 10.0
REDIRECTS = 3
MOST_BYTES = 5 * 1024 * 1024
MOST_WORDS = 200_000
AGENT = "ListeningPost-link-test/1"
PAGES = ("text/html", "application/xhtml+xml")
PDF = "application/pdf"
BEHIND_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """Why the page could not be read, in words for people. `status` is the server's answer, where it gave one."""

    def __init__(self, words: str, status: int | None = None, final_url: str = ""):
        super().__init__(words)
        self.words, self.status, self.final_url = words, status, final_url


@dataclass(frozen=True)
class Fetched:
    """A page as its server gave it. `text` and `links` are empty for a PDF."""

    status: int
    final_url: str
    content: bytes
    kind: str
    title: str = ""
    text: str = ""
    links: frozenset[str] = field(default_factory=frozenset)


def fetch(url: str, *, may_be_private: Callable[[str], bool], seconds: float = SECONDS) -> Fetched:
    """Read one public page.

    Args:
        may_be_private: Whether this address may be inside our own network: true for our own site only. Asked again after each redirect.
        seconds: For everything together.

    Raises:
        Refused: With the reason in words.
    """
    ends = time.monotonic() + seconds
    for _turn in range(REDIRECTS + 1):
        status, headers, content = _ask(url, private=may_be_private(url), ends=ends)
        if status in (301, 302, 303, 307, 308) and headers.get("Location"):
            url = urldefrag(urljoin(url, headers["Location"]))[0]
            continue
        return _read(status, headers, content, url)
    raise Refused("The address leads on and on: more than three redirects.", status, url[:500])


def _read(status: int, headers: http.client.HTTPMessage, content: bytes, url: str) -> Fetched:
    if status in (404, 410):
        raise Refused(f"The page was not found (answer {status}).", status, url[:500])
    if status in (401, 403):
        raise Refused(f"The page is not open to the public (answer {status}).", status, url[:500])
    if status != 200:
        raise Refused(f"The server did not give the page (answer {status}).", status, url[:500])
    kind = headers.get_content_type()
    if kind == PDF and content.lstrip().startswith(b"%PDF-"):
        return Fetched(status, url, content, PDF)
    if kind not in PAGES:
        raise Refused(f"This is not a web page or a PDF ({kind[:60]}).", status, url[:500])
    reader = PageReader()
    reader.feed(_decoded(content, headers.get_content_charset() or "utf-8"))
    reader.close()
    links = frozenset(plain(urljoin(url, link)) for link in reader.links)
    return Fetched(status, url, content, PAGES[0], " ".join("".join(reader.title).split())[:300], reader.words[:MOST_WORDS], links)


def plain(address: str) -> str:
    """An address without what makes no difference: fragment, final slash, case of the host."""
    parts = urlsplit(urldefrag(address)[0])
    return parts._replace(scheme="", netloc=parts.netloc.lower(), path=parts.path.rstrip("/")).geturl()


def _decoded(content: bytes, charset: str) -> str:
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\x00", "")


def _ask(url: str, *, private: bool, ends: float) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request, to an address that was checked first."""
    origin = origin_of(url)
    if origin is None:
        raise Refused("Only web addresses that start with http or https can be tested.")
    scheme, host, port = origin
    if not private and port not in PORTS.values():
        raise Refused("The address names an unusual port. It was not asked.")
    address = _checked_address(host, port, private=private)
    parts = urlsplit(url)
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/?&=%:;,+$@!~*'()[]")
    connection = _Connection(host, port, address, secure=scheme == "https", ends=ends)
    watch = threading.Timer(max(ends - time.monotonic(), 0.001), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept": "text/html,application/pdf;q=0.9", "Accept-Encoding": "identity"})
        response = connection.getresponse()
        content = response.read(MOST_BYTES + 1)
        if connection.was_cut:
            raise TimeoutError
    except ssl.SSLError as error:
        raise Refused("The server’s certificate is not in order.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if connection.was_cut or isinstance(error, TimeoutError):
            raise Refused("The server did not answer in ten seconds.") from error
        raise Refused("The server could not be reached.") from error
    finally:
        watch.cancel()
        connection.close()
    if len(content) > MOST_BYTES:
        raise Refused("The page is larger than 5 MB.", response.status, url[:500])
    return response.status, response.headers, content


def _checked_address(host: str, port: int, *, private: bool) -> str:
    """The first address of a host, when all of them may be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused("There is no server of that name.") from error
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not (private or all(is_public(address) for address in addresses)):
        raise Refused("The address is inside a private network. It was not asked.")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    number = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    if inner is None and number in BEHIND_NAT64:
        inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return number.is_global and not number.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to the address that was checked, which can be cut from outside when the time is over."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool, ends: float):
        super().__init__(host, port)
        self.default_port = PORTS["https" if secure else "http"]  # an unusual port only is written into the Host header
        self.address, self.secure, self.ends, self.was_cut = address, secure, ends, False

    def connect(self) -> None:
        left = max(self.ends - time.monotonic(), 0.001)
        self.sock = socket.create_connection((self.address, self.port), timeout=left)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.wire = self.sock  # the connection forgets its socket once the last answer has begun

    def cut(self) -> None:
        self.was_cut = True
        with contextlib.suppress(OSError, AttributeError):
            self.wire.shutdown(socket.SHUT_RDWR)


class PageReader(HTMLParser):
    """Title, words and links of a page; scripts and styles say nothing."""

    SILENT = frozenset({"script", "style", "template", "noscript"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.links: set[str] = set()
        self._said: list[str] = []
        self._inside: list[str] = []

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT or tag == "title":
            self._inside.append(tag)
        address = dict(attrs).get("href") if tag == "a" else None
        if address:
            self.links.add(address.strip())

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside:
            if self._inside[-1] == "title":
                self.title.append(data)
        else:
            self._said.append(data)
