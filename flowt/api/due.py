"""Due work of the API: stored replies go when their day is over."""

from flowt.api import replies
from flowt.due.handlers import handles


@handles(replies.FORGET)
def forget_replies(ref: str) -> None:
    replies.forget_old()
