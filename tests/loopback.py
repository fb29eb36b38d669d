"""Plain HTTP to servers of the tests' own."""

import ssl

# Where httpx makes its own, it reads 140 authorities each time: 25 ms.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
