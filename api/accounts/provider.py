"""Speaks to the OpenID Connect provider that the settings name, and to no other host.

Authorization code flow with PKCE (RFC 7636), state and nonce; the ID token is verified with the
provider's published keys (OpenID Connect Core 1.0, section 3.1.3.7). Endpoints and keys are read at
each sign-in: people sign in a few times a day, and a key that the provider withdrew is not trusted
a minute longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.kit.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a key pair only: with a shared secret, whoever holds it could vouch for anybody.
"""
LEEWAY = 60
"""Seconds by which the two clocks may differ."""
TIMEOUT = 10.0
MAX_SUBJECT = 255
_DISCOVERY = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderSilent(Exception):
    """The provider cannot be reached, or does not say what OpenID Connect asks of it."""


class AnswerRefused(Exception):
    """Refused answer: what came back does not prove who somebody is."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """State of a sign-in attempt, which ties the provider's answer to the browser that asked: three
    random values.
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class VerifiedIdentity:
    """Verified identity of a person whom the provider vouches for. `name` may be empty, and proves
    nothing: only issuer and subject do.
    """

    issuer: str
    subject: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider, as the service is known to it. `redirect` is where it sends people back."""

    issuer: str
    client_id: str
    client_secret: str
    groups_claim: str
    redirect: str

    def address(self, attempt: Attempt) -> str:
        """Authorization address, where a browser is sent to sign in.

        Raises:
            ProviderSilent: the provider does not say where.
        """
        with self._client() as client:
            where = self._metadata(client)["authorization_endpoint"]
            url, _ = client.create_authorization_url(
                where, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(url)

    def vouched(self, code: str, attempt: Attempt, now: datetime) -> VerifiedIdentity:
        """Identity that a code stands for.

        Raises:
            ProviderSilent: the provider does not answer, or not as it should.
            AnswerRefused: it refuses the code, or its token is not for this service, this browser
                and this moment.
        """
        with self._client() as client:
            metadata = self._metadata(client)
            supported = metadata.get("token_endpoint_auth_methods_supported")
            if isinstance(supported, list) and "client_secret_basic" not in supported:
                client.token_endpoint_auth_method = "client_secret_post"
            token = self._token(client, metadata["token_endpoint"], code, attempt)
            keys = _json(client, metadata["jwks_uri"])
        return self._read(token, keys, attempt, now)

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid profile",
            redirect_uri=self.redirect,
            code_challenge_method="S256",
            timeout=TIMEOUT,
            follow_redirects=False,
        )

    def _metadata(self, client: OAuth2Client) -> dict[str, Any]:
        found = _json(client, self.issuer.rstrip("/") + _DISCOVERY)
        if found.get("issuer") != self.issuer:
            raise ProviderSilent("another issuer answers at this address")
        for name in _ENDPOINTS:
            if not isinstance(found.get(name), str) or _origin(found[name]) != _origin(self.issuer):
                raise ProviderSilent(f"{name} is missing, or on another host than the issuer")
        return found

    def _token(self, client: OAuth2Client, endpoint: str, code: str, attempt: Attempt) -> dict[str, Any]:
        try:
            token = client.fetch_token(endpoint, code=code, code_verifier=attempt.verifier)
        except OAuthError as error:
            raise AnswerRefused("the provider refuses the code") from error
        except (httpx2.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProviderSilent(f"token endpoint: {type(error).__name__}") from error
        if not isinstance(token.get("id_token"), str):
            raise ProviderSilent("token endpoint: no ID token")
        return dict(token)

    def _read(self, token: dict[str, Any], keys: dict[str, Any], attempt: Attempt, now: datetime) -> VerifiedIdentity:
        try:
            signed = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client_id},
                },
                params={
                    "nonce": attempt.nonce,
                    "client_id": self.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except JoseError as error:
            # the name of the fault and of the claim, never what the token says
            raise AnswerRefused(f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AnswerRefused(f"unreadable token or keys: {type(error).__name__}") from error
        subject, name = claims["sub"], claims.get("preferred_username")
        if not 0 < len(subject) <= MAX_SUBJECT:
            raise AnswerRefused("InvalidClaimError sub")
        return VerifiedIdentity(self.issuer, subject, name if isinstance(name, str) else "", self._groups(claims))

    def _groups(self, claims: dict[str, Any]) -> tuple[str, ...]:
        held = claims.get(self.groups_claim)
        listed = [held] if isinstance(held, str) else held if isinstance(held, list) else []
        return tuple(one for one in listed if isinstance(one, str))


def provider_of(settings: Settings, redirect: str) -> Provider | None:
    """The provider that the settings name, or None."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None or settings.oidc_client_secret is None:
        return None
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        groups_claim=settings.oidc_groups_claim,
        redirect=redirect,
    )


def _json(client: OAuth2Client, url: str) -> dict[str, Any]:
    try:
        answer = client.request("GET", url, withhold_token=True)
        answer.raise_for_status()
        told = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise ProviderSilent(f"{urlsplit(url).path}: {type(error).__name__}") from error
    if not isinstance(told, dict):
        raise ProviderSilent(f"{urlsplit(url).path}: no JSON object")
    return told


def _origin(url: str) -> tuple[str, str] | None:
    """Scheme, host and port; None for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme, parts.netloc.lower()
