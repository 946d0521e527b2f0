# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON web tokens (RS256) with the claims that a real server puts into them."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import time
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SESSION_SECONDS = 3600


class TokenInvalid(Exception):
    """Not a token of ours."""


class TokenForged(TokenInvalid):
    """One that another key has signed."""


class TokenExpired(Exception):
    """One of ours, too late."""


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclasses.dataclass(frozen=True)
class Keys:
    """The server's key pair."""

    private: rsa.RSAPrivateKey
    key_id: str
    issuer: str

    @classmethod
    def load(cls, path: Path, key_id: str, issuer: str) -> Keys:
        key = serialization.load_der_private_key(path.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError(f"{path} holds no RSA key")
        return cls(key, key_id, issuer)

    def sign(self, claims: dict[str, Any]) -> str:
        header = {"kid": self.key_id, "alg": "RS256", "typ": "JWT"}
        body = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
        signature = self.private.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{body}.{_encode(signature)}"

    def issue(self, user: dict[str, Any], seconds: int | None) -> tuple[str, int | None]:
        """A token and when it ends, in epoch milliseconds; without `seconds` it never does."""
        issued = int(time.time())
        end = issued + seconds if seconds is not None else None
        bot = bool(user.get("isBot"))
        claims = {
            "iss": self.issuer,
            "sub": user["name"],
            "email": user["email"],
            "isBot": bot,
            "tokenType": "BOT" if bot else "OM_USER",
            "iat": issued,
            "exp": end,
        }
        return self.sign(claims), end * 1000 if end is not None else None

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a valid token."""
        try:
            body, dummy, signature = token.rpartition(".")
            self.private.public_key().verify(_decode(signature), body.encode(), padding.PKCS1v15(), hashes.SHA256())
            claims = json.loads(_decode(body.split(".")[1]))
        except InvalidSignature as error:
            raise TokenForged("wrong signature") from error
        except (IndexError, ValueError, binascii.Error) as error:
            raise TokenInvalid(str(error)) from error
        end = claims.get("exp")
        if end is not None and end < time.time():
            raise TokenExpired
        return dict(claims)

    def jwks(self) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()

        def encoded(number: int) -> str:
            # Java's BigInteger.toByteArray() keeps a sign byte, and the real answer shows its padding too.
            return base64.urlsafe_b64encode(number.to_bytes(number.bit_length() // 8 + 1, "big")).decode()

        key = {"kty": "RSA", "kid": self.key_id, "n": encoded(numbers.n), "e": encoded(numbers.e)}
        return {"keys": [{**key, "alg": "RS256", "use": "sig"}]}
