"""A real mail server on loopback, which keeps what it is given and can be told to refuse it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """`mails` are those it took. `refusals` are given first, one for each try.

    After "hang up" it has taken the mail and breaks off; after "stall" it has, and does not say so.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refusals: list[str] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        refusal = self.refusals.pop(0) if self.refusals else ""
        if refusal not in ("", "hang up", "stall"):
            return refusal
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        if refusal == "stall":
            await asyncio.sleep(60)
        elif refusal:
            server.transport.abort()
        return "250 taken"


class _Ready(Controller):
    """Listens on a free port; aiosmtpd would ask itself for the port that was wanted."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office() -> Iterator[Postbox]:
    postbox = Postbox()
    controller = _Ready(postbox, hostname="127.0.0.1", port=0)
    controller.start()
    postbox.port = controller.port
    try:
        yield postbox
    finally:
        controller.stop()
