"""A real IMAP server for tests: Debian's dovecot as a private process on loopback, as root or not, with a certificate of its own."""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DOVECOT = "/usr/sbin/dovecot"
PASSWORD = "mailbox-of-the-tests"  # noqa: S105
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:~/mail
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/homes/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class ImapServer:
    """A running server. Any user name is taken, and has a mailbox of its own."""

    port: int
    tls_port: int
    certificate: Path

    @contextmanager
    def as_user(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A connection of the test's own, as a mail program has one."""
        imap = imaplib.IMAP4("127.0.0.1", self.port)
        try:
            imap.login(user, PASSWORD)
            yield imap
        finally:
            imap.logout()

    def deliver(self, user: str, *messages: bytes) -> None:
        """Put messages into the inbox, unseen."""
        with self.as_user(user) as imap:
            for message in messages:
                assert imap.append("INBOX", "", "", message)[0] == "OK"

    def count(self, user: str, folder: str, which: str = "ALL") -> int:
        """How many messages a folder holds; -1 when there is no such folder."""
        with self.as_user(user) as imap:
            if imap.select(folder, readonly=True)[0] != "OK":
                return -1
            return len(imap.search(None, which)[1][0].split())


def start() -> Iterator[ImapServer]:
    """Run it until the test session ends. Its folder may be walked through by the user that keeps the mail."""
    assert Path(DOVECOT).exists(), "These tests need a real IMAP server: apt-get install -y --no-install-recommends dovecot-imapd (bin/test does it as root)."
    folder = Path(tempfile.mkdtemp(prefix="capture-imap-"))
    folder.chmod(0o755)
    homes = folder / "homes"
    homes.mkdir()
    keeper = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    os.chown(homes, keeper.pw_uid, keeper.pw_gid)
    certificate = _certificate(folder)
    port, tls_port = free_ports()
    me = getpass.getuser()
    is_root = os.geteuid() == 0
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder, password=PASSWORD, uid=keeper.pw_uid, gid=keeper.pw_gid, port=port, tls_port=tls_port,
            internal="dovecot" if is_root else me, login="dovenull" if is_root else me,
            internal_group="dovecot" if is_root else _group(),
        )
    )  # fmt: skip
    try:
        with (folder / "said").open("w") as said:  # no pipe: the server would hold it open. The command ends when the server listens.
            started = subprocess.run([DOVECOT, "-c", str(config)], stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60)
        assert started.returncode == 0, (folder / "said").read_text()
        yield ImapServer(port, tls_port, certificate)
    finally:
        pid = folder / "run" / "master.pid"
        if pid.exists():
            os.kill(int(pid.read_text()), signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)


def _group() -> str:
    return grp.getgrgid(os.getegid()).gr_name


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = folder / "key.pem"
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    private.chmod(0o600)
    return path
