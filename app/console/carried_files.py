"""A file between its preview and the press that imports it: the page carries it, and nothing is kept on the server."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from app.core.errors import Refused, TooLarge
from app.files.sizes import readable_size

TOO_LARGE = "The file has at most %(wanted)s; this one is larger. Please check that it is the right one."


def uploaded(field: Any, most_bytes: int) -> bytes:
    """What was chosen in a file field. Raises Refused for nothing, TooLarge."""
    upload = field.data
    if not upload or not upload.filename:
        raise Refused("Please choose a file.")
    return _checked(upload.read(most_bytes + 1), most_bytes)


def carried(content: bytes) -> str:
    """A file as a page carries it."""
    return base64.b64encode(content).decode()


def brought_back(text: str | None, most_bytes: int) -> bytes:
    """The file that a page carried. Raises Refused for what no page of ours carries, TooLarge."""
    try:
        content = base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise Refused("The page was incomplete. Please choose the file again.")
    return _checked(content, most_bytes)


def _checked(content: bytes, most_bytes: int) -> bytes:
    if len(content) > most_bytes:
        raise TooLarge(TOO_LARGE, wanted=readable_size(most_bytes))
    return content
