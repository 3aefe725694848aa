"""A small OpenID Connect provider on this machine: discovery, authorisation, token, userinfo, keys.

It knows one person, `person`, the claims it tells of them. Its tokens are signed with a key made for it.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tandem", "the secret of tandem"


class Provider(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1; use it as a context manager."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {
            "sub": "p-1",
            "name": "Nora Lindqvist",
            "email": "nora@example.org",
            "email_verified": True,
        }
        self.grants = {}
        self.asked = []
        self.issuer = self.url
        self.answers = True

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()

    def configuration(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorise(self, query):
        """Where the browser goes from /authorize, as the one person who has said yes."""
        asked = dict(parse_qsl(query))
        self.asked.append(asked)
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        code = secrets.token_urlsafe()
        self.grants[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form):
        """The answer of /token: the grant is used up, its verifier and the client's secret are checked."""
        asked = self.grants.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        mine = form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
        if not asked or not mine or challenge != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person}
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return 200, {"access_token": "a-token", "token_type": "Bearer", "id_token": token}

    def keys(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        if not self.server.answers:
            return self.say(503, {})
        if path == "/authorize":
            # Another step first, as many providers take one.
            self.send_response(302)
            self.send_header("Location", f"{self.server.url}/consent?{query}")
            return self.end_headers()
        if path == "/consent":
            self.send_response(302)
            self.send_header("Location", self.server.authorise(query))
            return self.end_headers()
        if path == "/userinfo":
            known = self.headers["Authorization"] == "Bearer a-token"
            return self.say(200 if known else 401, self.server.person if known else {})
        found = {"/.well-known/openid-configuration": self.server.configuration, "/keys": self.server.keys}
        return self.say(200, found[path]()) if path in found else self.say(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.say(*self.server.token({name: values[0] for name, values in parse_qs(body).items()}))

    def say(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass
