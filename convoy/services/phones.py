"""Phones that work without a network: the keys they seal to, the pass that says whose they are, envelopes.

An envelope is one byte 1, an ephemeral P-256 point (65 bytes), a nonce (12) and AES-256-GCM over the content,
bound to the record's id. The key is HKDF-SHA-256 of the ECDH secret, salted with both points. Only this
installation opens it, for whoever captured it: the phone keeps no key, so that a searched one shows nothing.
"""

import base64
import binascii
import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Granted
from convoy.models import PhoneKeys, SignIn
from convoy.services import audit
from convoy.services.sign_ins import REFERENCE

VERSION = b"\x01"
POINT = 65
NONCE = 12
NUMBER = 32
"""Bytes of the envelope's parts, and of each of the two numbers of a signature."""

SEALED_FOR = b"convoy envelope 1"
PASSED_FOR = b"convoy pass 1"

_NOT_OURS = N_("This was not captured on a phone that this installation knows. Nothing was stored.")


class UnknownPass(Invalid):
    """A pass that was given here, by a sign-in that is not known any more, as after going back to a backup.

    `by` is the code of the person it names, "" where it names nobody; `since` is when it was given.
    """

    def __init__(self, by: str, since: datetime) -> None:
        super().__init__(_NOT_OURS, field="by")
        self.by, self.since = by, since


@dataclass(frozen=True, slots=True)
class Author:
    """Whose phone it was when a gift was captured: the person with the roles held then."""

    actor: Actor
    at: datetime


def make_keys_once(db: Session, actor: Actor) -> None:
    """Make the keys of this installation, unless two phones came first at the same moment."""
    if db.get(PhoneKeys, 1) is not None:
        return
    sealing, signing = (_written(ec.generate_private_key(ec.SECP256R1())) for _ in range(2))
    db.add(PhoneKeys(id=1, sealing=sealing, signing=signing, made_at=datetime.now(UTC)))
    audit.note(db, actor, "phone:make_keys", "")


def public_keys(db: Session) -> dict[str, str] | None:
    """Return the points a phone keeps, {"sealing": …, "signing": …}, or None before the first phone."""
    kept = db.get(PhoneKeys, 1)
    if kept is None:
        return None
    return {"sealing": line_of(_point(_key(kept.sealing))), "signing": line_of(_point(_key(kept.signing)))}


def sign(db: Session, answer: bytes) -> str:
    """Return our signature under an answer (ECDSA P-256, SHA-256, as WebCrypto reads it), "" without keys.

    A phone takes nothing for received that does not carry it: a captive portal says 200 too.
    """
    kept = db.get(PhoneKeys, 1)
    if kept is None:
        return ""
    r, s = utils.decode_dss_signature(_key(kept.signing).sign(answer, ec.ECDSA(hashes.SHA256())))
    return line_of(r.to_bytes(NUMBER) + s.to_bytes(NUMBER))


def new_pass(db: Session, sign_in_id: int, now: datetime) -> str:
    """Return what a phone puts into each envelope to say whose it was: worth nothing without a sign-in.

    Whoever holds it can only have gifts recorded as that person's, within the roles held at that time, and
    not after the sign-in was ended (a lost phone, a card that ended). Numbers come again after going back to
    a backup: what names the sign-in for ever is the beginning of its token's hash.
    """
    sign_in = db.get_one(SignIn, sign_in_id)
    issued = math.ceil(now.timestamp() * 1000)
    said = f"{sign_in_id}.{issued}.{sign_in.token_hash[:REFERENCE]}.{sign_in.user.code}"
    return f"{said}.{_mac(db.get_one(PhoneKeys, 1), said)}"


class Envelopes:
    """What opens envelopes and says whose they were; the keys and each sign-in are read once for many."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._keys = db.get(PhoneKeys, 1)
        self._private = _key(self._keys.sealing) if self._keys else None
        self._sign_ins: dict[int, SignIn | None] = {}

    def content(self, record_id: UUID, sealed: str) -> bytes:
        """Return what a phone sealed for this id; raises Invalid for anything else than it sealed."""
        return self.opened(record_id, bytes_of(sealed))

    def opened(self, record_id: UUID, envelope: bytes) -> bytes:
        """Return what is in an envelope for this id; raises Invalid for anything else than a phone sealed."""
        try:
            if self._private is None or envelope[:1] != VERSION:
                raise _unreadable()
            point, rest = envelope[1 : 1 + POINT], envelope[1 + POINT :]
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            secret = self._private.exchange(ec.ECDH(), theirs)
            key = HKDF(hashes.SHA256(), 32, point + _point(self._private), SEALED_FOR).derive(secret)
            return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], str(record_id).encode())
        except (InvalidTag, ValueError) as error:
            raise _unreadable() from error

    def author(self, given: str, made_at: datetime, now: datetime) -> Author:
        """Return who captured a gift at a time the phone claims.

        Raises Invalid where the pass was not given here, UnknownPass where its sign-in is not known. A clock
        that is wrong counts as near as it can be: after the pass was given, and before now.
        """
        said, _, mac = given.rpartition(".")
        if not said or self._keys is None or not hmac.compare_digest(mac, _mac(self._keys, said)):
            raise Invalid(_NOT_OURS, field="by")
        # Earlier versions gave passes without a reference and a person.
        number, issued, reference, by = (*said.split("."), "", "")[:4]
        since = datetime.fromtimestamp(int(issued) / 1000, UTC)
        at = max(since, min(made_at, now))
        sign_in = self._sign_in(int(number))
        if sign_in is None or sign_in.created_at > since or not sign_in.token_hash.startswith(reference):
            raise UnknownPass(by, since)
        user = sign_in.user
        open_then = sign_in.ended_at is None or at <= sign_in.ended_at
        held = (
            Granted(grant.role, grant.place_id, grant.convoy_id)
            for grant in user.grants
            if grant.granted_at <= at
            and (grant.ended_at is None or at < grant.ended_at)
            and (grant.ends_at is None or at < grant.ends_at)
        )
        grants = tuple(held) if open_then and user.is_active else ()
        return Author(Actor(user.id, user.name, grants, user.reads), at)

    def _sign_in(self, number: int) -> SignIn | None:
        if number not in self._sign_ins:
            self._sign_ins[number] = self._db.get(SignIn, number)
        return self._sign_ins[number]


def line_of(data: bytes) -> str:
    """Return bytes as one line for addresses and JSON."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(line: str) -> bytes:
    """Return the envelope that such a line says; raises Invalid."""
    try:
        return base64.urlsafe_b64decode(line + "=" * (-len(line) % 4))
    except (ValueError, binascii.Error) as error:
        raise _unreadable() from error


def _unreadable() -> Invalid:
    return Invalid(
        N_("This was not sealed for this installation, or was changed since. Nothing was stored."),
        field="sealed",
    )


def _mac(keys: PhoneKeys, said: str) -> str:
    secret = HKDF(hashes.SHA256(), 32, None, PASSED_FOR).derive(keys.signing)
    return line_of(hmac.digest(secret, said.encode(), hashlib.sha256)[:16])


def _key(kept: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(kept, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _written(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
