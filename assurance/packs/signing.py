"""The Ed25519 key that signs packs: where it lies and how its public half is known to others."""

import base64
import hashlib
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_FILE = "pack-signing.pem"
PUBLIC_SUFFIX = ".pub.pem"


class KeyRefused(Exception):
    """The key file cannot be used; the message says why and what to do."""


def load_or_create_key(folder: Path) -> Ed25519PrivateKey:
    """The signing key of this installation, made on first use (mode 0600, folder 0700).

    Its public half is published beside it as `pack-<fingerprint>.pub.pem`; those files stay when a key is replaced,
    so that older packs keep a known signer.

    Raises:
        KeyRefused: the file can be read by others, or holds something else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / KEY_FILE
    if not path.exists():
        _create(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyRefused(f"{path} can be read by other users. Make it private with: chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(f"{path} is not a private key without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} is not an Ed25519 key.")
    public = folder / f"pack-{fingerprint(key.public_key())[:16]}{PUBLIC_SUFFIX}"
    if not public.exists():
        public.write_bytes(public_pem(key.public_key()))
    return key


def _create(path: Path) -> None:
    """Write a new key under a name of our own and link it into place, so that of two processes one wins whole."""
    pem = Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    draft = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return  # the other process was first; its key is the key
    finally:
        draft.unlink()


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as a PEM file, readable by `openssl pkey -pubin`."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def public_text(key: Ed25519PublicKey) -> str:
    """The public key on one line: base64 of the DER SubjectPublicKeyInfo (the body of the PEM file)."""
    return base64.b64encode(_der(key)).decode()


def public_from_text(text: str) -> Ed25519PublicKey:
    """The key that `public_text` wrote.

    Raises:
        ValueError: not such a text, or not an Ed25519 key.
    """
    key = serialization.load_der_public_key(base64.b64decode(text, validate=True))
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the DER SubjectPublicKeyInfo in 64 hexadecimal digits."""
    return hashlib.sha256(_der(key)).hexdigest()


def _der(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def read_public_key(path: Path) -> Ed25519PublicKey:
    """The Ed25519 public key in a PEM file.

    Raises:
        KeyRefused: no such file, or something else in it.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyRefused(f"{path} is not a readable public key file (PEM).") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path} is not an Ed25519 public key.")
    return key


def published_keys(folder: Path) -> list[Ed25519PublicKey]:
    """Public keys that this installation signed with, none when the folder is absent."""
    return [read_public_key(path) for path in sorted(folder.glob(f"*{PUBLIC_SUFFIX}"))]


def signature_holds(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is that of `key` over exactly these bytes."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
