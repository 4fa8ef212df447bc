"""Mobile numbers of the mainland, which text messages can be sent to."""

from __future__ import annotations

import re
import unicodedata

from app.core.errors import Violation

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PREFIX = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")


def mobile_number(text: str) -> str:
    """The number without country code, spaces and hyphens, in ASCII digits; of no particular form otherwise."""
    plain = unicodedata.normalize("NFKC", text)
    return _PREFIX.sub("", "".join(character for character in plain if character not in "- \t\u2010\u2013"))


def is_mobile(text: str) -> bool:
    """Whether a text message can be sent to this number."""
    return _MOBILE.fullmatch(mobile_number(text)) is not None


def check_mobile(text: str, field: str = "phone") -> list[Violation]:
    """What is wrong with a mobile number."""
    if is_mobile(text):
        return []
    message = "A mobile number has 11 digits and begins with 13 to 19; this one is “%(found)s”."
    return [Violation(field, message if text else "Please enter the mobile number.", {"found": text} if text else {})]
