"""The district at work; see tests/district.py."""

from tests.district import district, sign_in_as

__all__ = ["district", "sign_in_as"]
