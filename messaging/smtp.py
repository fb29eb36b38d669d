"""Sending over SMTP so that one knows afterwards whether a message may have left.

`Uncertain` is raised where the connection broke after the content had gone out. A server that a
tenant typed is reached through `flowt.egress`: looked up once, pinned, and never on our own side.
"""

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from flowt import egress

CONNECT_SECONDS, ANSWER_SECONDS, WHOLE_SECONDS = 5.0, 20.0, 60.0
PORTS = frozenset({465, 587, 2525})


class Uncertain(Exception):
    """The content went out, and no answer came: it may have been accepted."""


class _Watched(smtplib.SMTP):
    """Notes whether any of a message's content has left."""

    content_left = False

    def send(self, s: Any) -> None:
        if isinstance(s, bytes):  # commands are text
            self.content_left = True
        super().send(s)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.content_left = False
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise
        except (smtplib.SMTPException, OSError) as error:
            if self.content_left:
                raise Uncertain from error
            raise


class _WatchedTls(_Watched, smtplib.SMTP_SSL):
    pass


class _Typed(_Watched):
    """To a server that a tenant typed. `_host` stays the name that certificates are read for.

    The whole conversation has one deadline, so that a server that drips letters ends.
    """

    _deadline: threading.Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        failure: OSError | None = None
        for address in egress.resolve(host, port, ports=PORTS)[:3]:
            try:
                made = socket.create_connection((address, port), CONNECT_SECONDS)
            except OSError as error:
                failure = error
            else:
                made.settimeout(timeout)
                self._deadline = threading.Timer(WHOLE_SECONDS, _cut, [made])
                self._deadline.daemon = True
                self._deadline.start()
                return made
        raise failure or ConnectionError("no such name")

    def close(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        super().close()


def _cut(link: socket.socket) -> None:
    with suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)


class _TypedTls(_Typed):
    """The same, encrypted from the first byte."""

    default_port = smtplib.SMTP_SSL_PORT

    def __init__(self, *args: Any, context: ssl.SSLContext, **kwargs: Any) -> None:
        self._context = context
        super().__init__(*args, **kwargs)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        return self._context.wrap_socket(plain, server_hostname=host)


class SmtpBackend(EmailBackend):
    """Django's, with a watched connection."""

    plain: type[smtplib.SMTP] = _Watched
    encrypted: type[smtplib.SMTP] = _WatchedTls

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"timeout": ANSWER_SECONDS, **kwargs})

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return self.encrypted if self.use_ssl else self.plain


class TypedSmtpBackend(SmtpBackend):
    """A tenant's own server."""

    plain, encrypted = _Typed, _TypedTls


def installation_backend() -> SmtpBackend:
    """The server that `EMAIL_URL` names."""
    return SmtpBackend(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        username=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        use_tls=settings.EMAIL_USE_TLS,
        use_ssl=settings.EMAIL_USE_SSL,
    )
