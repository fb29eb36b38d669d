"""The live process: a small ASGI application that streams Redis pub/sub as server-sent events.

It never touches the database: a signed token names the schema and the topics.
"""

import asyncio
import contextlib
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowt.settings")

import redis.asyncio as redis
import structlog
from django.conf import settings
from django.core.signing import BadSignature

from flowt import background
from flowt.browser_rules import PERMISSIONS
from flowt.live import CHANNEL, ENDED, USER, Claim, is_ended, read_token

log = structlog.get_logger()
Send = Callable[[dict[str, Any]], Awaitable[None]]
KEEP_ALIVE_SECONDS = 15
QUEUE_SIZE = 64
MOST_OF_A_VISITOR = 100  # one address may be a room full of phones
HEADERS = [  # of every answer; pages of other origins (the tenant's, one port below) may listen
    (b"access-control-allow-origin", b"*"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; sandbox; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", PERMISSIONS.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]
if settings.SECURE_HSTS_SECONDS:
    HEADERS.append(
        (b"strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}".encode())
    )


class Hub:
    """Fans one Redis subscription out to this process's open streams."""

    def __init__(self) -> None:
        self.streams: dict[str, set[asyncio.Queue[bytes | None]]] = defaultdict(set)
        self.topics: dict[asyncio.Queue[bytes | None], frozenset[str]] = {}
        self.visitors: Counter[tuple[str, str]] = Counter()  # open streams, where they are counted
        self.is_listening = False
        self._reader: asyncio.Task[None] | None = None
        self._client: redis.Redis | None = None

    def start(self) -> None:
        """Begin to follow Redis, once."""
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())

    def join(self, claim: Claim) -> asyncio.Queue[bytes | None]:
        self.start()
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_SIZE)
        for owner in owners(claim):
            self.streams[owner].add(queue)
        self.topics[queue] = frozenset(claim.topics)
        self.visitors[claim.schema, claim.visitor] += 1
        return queue

    def is_full(self, claim: Claim) -> bool:
        """Has the claim's visitor as many streams open as one may?"""
        if not claim.visitor:
            return False
        return self.visitors[claim.schema, claim.visitor] >= MOST_OF_A_VISITOR

    async def is_over(self, claim: Claim) -> bool:
        """Were the streams of the claim's tenant, or of its person, ended after it was signed?"""
        if self._client is None:
            self._client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
        try:
            found = await self._client.mget([ENDED + owner for owner in owners(claim)])
        except (redis.RedisError, OSError):
            return False
        return any(is_ended(claim.expires, ended_at) for ended_at in found)

    def leave(self, claim: Claim, queue: asyncio.Queue[bytes | None]) -> None:
        self.topics.pop(queue, None)
        visitor = claim.schema, claim.visitor
        self.visitors[visitor] -= 1
        if self.visitors[visitor] <= 0:
            del self.visitors[visitor]
        for owner in owners(claim):
            self.streams[owner].discard(queue)
            if not self.streams[owner]:
                del self.streams[owner]

    async def _read(self) -> None:
        """Follow Redis for ever; whenever that begins, have every open page look again."""
        while True:
            try:
                client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
                async with client.pubsub() as pubsub:
                    await pubsub.psubscribe(f"{CHANNEL}*")
                    self.is_listening = True
                    self._everyone(b"event: resync\ndata: {}\n\n")
                    async for message in pubsub.listen():
                        if message["type"] == "pmessage":
                            self._dispatch(message["channel"].decode(), message["data"])
            except (redis.RedisError, OSError) as error:
                log.warning("live_redis_lost", error=str(error))
                self.is_listening = False
                await asyncio.sleep(1)

    def _dispatch(self, channel: str, data: bytes) -> None:
        message = json.loads(data)
        owner, topic = channel.removeprefix(CHANNEL), message["topic"]
        line = f"event: {topic}\ndata: {json.dumps(message['data'])}\n\n".encode()
        for queue in list(self.streams.get(owner, ())):
            if topic == "__end__":
                self._put(queue, None)
            elif topic in self.topics[queue]:
                self._put(queue, line)

    def _everyone(self, line: bytes) -> None:
        for queue in list(self.topics):
            self._put(queue, line)

    @staticmethod
    def _put(queue: asyncio.Queue[bytes | None], line: bytes | None) -> None:
        """A reader that is 64 messages behind is cut off; it comes back and looks again."""
        try:
            queue.put_nowait(line)
        except asyncio.QueueFull:
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(None)


def owners(claim: Claim) -> list[str]:
    """Who can end a stream: its tenant, and whoever it was given to."""
    return [claim.schema, *([USER.format(claim.user_id)] if claim.user_id else [])]


hub = Hub()


async def application(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """Answer `/live/?t=TOKEN` with a stream, `/livez`, and `/healthz`: does it follow Redis?"""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    if scope["path"] == "/livez":
        await _answer(send, 200, b"ok")
    elif scope["path"] == "/healthz":
        await _answer(send, *((200, b"ok") if hub.is_listening else (503, b"waiting for Redis")))
    elif scope["path"] != "/live/":
        await _answer(send, 404, b"not found")
    else:
        await _stream(scope, receive, send)


async def _stream(scope: dict[str, Any], receive: Any, send: Send) -> None:
    token = parse_qs(scope["query_string"].decode("latin-1")).get("t", [""])[0]
    try:
        claim = read_token(token)
    except (BadSignature, KeyError, TypeError):
        await _answer(send, 403, b"this link has expired")
        return
    if hub.is_full(claim):
        await _answer(send, 429, b"too many streams are open")
        return
    queue = hub.join(claim)  # before it asks: what ends in between is heard
    gone = asyncio.create_task(_until_gone(receive))
    try:
        if await hub.is_over(claim):
            await _answer(send, 403, b"this link has ended")
            return
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream; charset=utf-8"),
                    (b"x-accel-buffering", b"no"),
                    *HEADERS,
                ],
            }
        )
        await _body(send, b"retry: 2000\nevent: hello\ndata: {}\n\n")
        await _forward(queue, gone, send, claim.expires)
    finally:
        gone.cancel()
        hub.leave(claim, queue)
    with contextlib.suppress(Exception):
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _forward(
    queue: asyncio.Queue[bytes | None], gone: asyncio.Task[None], send: Send, expires: int
) -> None:
    """Send what arrives, and a comment in quiet times, until the reader, token or tenant ends."""
    while time.time() < expires:
        got = asyncio.create_task(queue.get())
        await asyncio.wait({got, gone}, timeout=KEEP_ALIVE_SECONDS, return_when="FIRST_COMPLETED")
        if gone.done():
            got.cancel()
            return
        if not got.done():
            got.cancel()
            await _body(send, b": still here\n\n")
            continue
        line = got.result()
        if line is None:
            return
        await _body(send, line)


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _body(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Any, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            background.gauges["streams"] = lambda: len(hub.topics)
            background.start("live")
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
