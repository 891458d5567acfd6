"""A phone for tests: seals as the one in the browser does, sends, and believes only what is signed."""

import base64
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HEADERS = {"Convoy-Client": "1"}


def bytes_of(line: str) -> bytes:
    """What base64url says."""
    return base64.urlsafe_b64decode(line + "=" * (-len(line) % 4))


def line_of(data: bytes) -> str:
    """Bytes as base64url."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def seal(point: str, record_id: str, content: bytes) -> str:
    """The envelope of `content` for the public point of an installation."""
    theirs = bytes_of(point)
    private = ec.generate_private_key(ec.SECP256R1())
    ours = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    secret = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    key = HKDF(hashes.SHA256(), 32, ours + theirs, b"convoy envelope 1").derive(secret)
    nonce = os.urandom(12)
    return line_of(b"\x01" + ours + nonce + AESGCM(key).encrypt(nonce, content, record_id.encode()))


def is_signed(point: str, answer: TestResponse) -> bool:
    """Whether an answer is the installation's own."""
    signature = bytes_of(answer.headers.get("Convoy-Signature", ""))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(point))
    try:
        r, s = (int.from_bytes(half) for half in (signature[:32], signature[32:]))
        key.verify(utils.encode_dss_signature(r, s), answer.get_data(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def a_gift(**changes: Any) -> dict[str, Any]:
    """240 tins of beef from a branch, in ten boxes, as a phone says it."""
    line = {
        "item": "FOD-BEEF-01",
        "quantity": "240",
        "condition": "as_new",
        "expires_on": "01/2028",
        "boxes": "10",
    }
    donor = {"name": "Rail Workers Branch 12, Leeds", "kind": "union_branch"}
    return {"place": "LEE", "received_on": "2026-10-03", "donor": donor, "lines": [line]} | changes


def a_line(**changes: Any) -> dict[str, Any]:
    """A gift of one line, changed."""
    gift = a_gift()
    return gift | {"lines": [gift["lines"][0] | changes]}


@dataclass
class Phone:
    """Somebody's phone, set up while there was a network."""

    client: FlaskClient
    kept: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        answer = self.client.post("/api/phone", json={}, headers=HEADERS)
        assert answer.status_code == 200, answer.text
        self.kept = answer.json

    def record(
        self, gift: dict[str, Any] | None = None, *, made_at: datetime | None = None, **more: Any
    ) -> dict[str, str]:
        """A finished gift in its envelope."""
        record_id = more.pop("id", None) or str(uuid4())
        said = {
            "v": 1,
            "made_at": (made_at or datetime.now(UTC)).isoformat(),
            "by": self.kept["by"],
            "gift": gift or a_gift(),
        }
        content = json.dumps(said | more).encode()
        return {"id": record_id, "sealed": seal(self.kept["keys"]["sealing"], record_id, content)}

    def send(self, *records: dict[str, Any], client: FlaskClient | None = None) -> list[dict[str, Any]]:
        """The answers to these records, which must be signed."""
        answer = (client or self.client).post(
            "/api/donations", json={"records": list(records)}, headers=HEADERS
        )
        assert answer.status_code == 200, answer.text
        assert is_signed(self.kept["keys"]["signing"], answer)
        return answer.json["records"]
