"""Certificates for a hall without internet: an authority of our own, and the server's certificate from it."""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 365 * 3
# Phones refuse server certificates that hold for longer than 398 days.
SERVER_DAYS = 390

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Files:
    """Where the certificates of an installation lie; the keys are closed to other users."""

    folder: Path

    @property
    def authority(self) -> Path:
        """What a phone is told to trust; it is no secret."""
        return self.folder / "authority.crt"

    @property
    def certificate(self) -> Path:
        """What the server shows: its own certificate."""
        return self.folder / "server.crt"

    @property
    def key(self) -> Path:
        """The server's key."""
        return self.folder / "server.key"


def make(folder: Path, host: str, organisation: str) -> Files:
    """Make an authority that may vouch for `host` only, and the server's certificate from it.

    The authority's key is never kept: nobody can use what phones trust to pass for this site.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    files = Files(folder)
    now = datetime.now(UTC) - timedelta(days=1)
    name = _name(f"Convoy, {organisation}"[:64])
    authority_key, server_key = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    authority = (
        _begun(name, name, authority_key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_uses(signing=True), critical=True)
        .add_extension(x509.NameConstraints([_constraint(host)], None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        _begun(_name(host[:64]), name, server_key, now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_uses(signing=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write(files.authority, authority.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(files.certificate, server.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(files.key, _spelled(server_key), 0o600)
    return files


def fingerprint(certificate: Path) -> str:
    """Return the SHA-256 of a certificate as phones show it: pairs of digits with colons."""
    read = x509.load_pem_x509_certificate(certificate.read_bytes())
    return read.fingerprint(hashes.SHA256()).hex(":").upper()


def good_until(certificate: Path) -> datetime:
    """Return when a certificate ends."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _uses(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signing,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signing,
        crl_sign=signing,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _constraint(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_network(host))
    except ValueError:
        return x509.DNSName(host)


def _spelled(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as writing:
        writing.write(content)
