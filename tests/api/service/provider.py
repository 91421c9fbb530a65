"""A small OpenID Connect provider of the tests' own: it listens on this machine, and signs with a key made for the test."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT = "qualif"
SECRET = "secret-de-l-essai"


class Provider:
    """Says who somebody is. A test changes `subject`, `claims`, `key` or what it is told before somebody signs in."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.issuer = ""
        self.now = now
        self.key = ECKey.generate_key("P-256", parameters={"kid": "essai", "use": "sig", "alg": "ES256"})
        self.signs_with = self.key
        self.subject = "sujet-1"
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.add_api_route("/.well-known/openid-configuration", self._discovery)
        self.app.add_api_route("/keys", self._keys)
        self.app.add_api_route("/token", self._token, methods=["POST"])
        self.app.middleware("http")(self._note)

    def approve(self, address: str) -> dict[str, str]:
        """What a person's browser brings back from the address it was sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    async def _note(self, request: Request, call_next: Any) -> Any:
        self.asked.append(request.url.path)
        return await call_next(request)

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.metadata,
        }

    def _keys(self) -> dict[str, Any]:
        return dict(KeySet([self.key]).as_dict())

    def _token(
        self,
        request: Request,
        code: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()] = "",
        client_secret: Annotated[str, Form()] = "",
    ) -> JSONResponse:
        asked = self._codes.pop(code, None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = request.headers.get("authorization") == f"Basic {basic}" or client_secret == SECRET
        digest = hashlib.sha256(code_verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or not known or asked["redirect_uri"] != redirect_uri or asked["code_challenge"] != proof:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        token = jwt.encode({"alg": "ES256", "kid": "essai"}, claims, self.signs_with)
        return JSONResponse({"access_token": "jeton", "token_type": "Bearer", "id_token": token})


@contextmanager
def listening(now: Callable[[], datetime]) -> Iterator[Provider]:
    """The provider, on a free port of this machine."""
    made = Provider(now)
    server = uvicorn.Server(uvicorn.Config(made.app, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the provider did not start"
        time.sleep(0.02)
    made.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(10)
