"""Plain HTTP to servers of the tests' own."""

import ssl

PLAIN = ssl.SSLContext(
    ssl.PROTOCOL_TLS_CLIENT
)  # httpx's own reads 140 authorities each time: 25 ms
