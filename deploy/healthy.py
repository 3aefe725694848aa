"""Is the web server of this container well? Asks it for the front page as the proxy would; exit 0 or 1."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def main() -> int:
    """Ask, and judge the answer."""
    host = urlsplit(os.environ["SITE_URL"]).netloc
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    try:
        headers = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        connection.request("GET", "/en/", headers=headers)
        status = connection.getresponse().status
    except OSError as error:
        print(error)
        return 1
    print(status)
    return 0 if status < 400 else 1


if __name__ == "__main__":
    sys.exit(main())
