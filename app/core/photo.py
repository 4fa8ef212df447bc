"""Whether a measured identity photo keeps a plan's limits (R-115 to R-119).

The limits themselves are plan data. K is 1,024 bytes and M is 1,048,576 bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, floor
from typing import Any

from app.core.errors import Violation

KILOBYTE = 1_024
MEGABYTE = 1_048_576


@dataclass(frozen=True)
class PhotoLimits:
    """What a plan asks of the photo; None asks nothing.

    formats          names of file formats, as printed ("JPG" and "JPEG" are one format)
    *_bytes          exclusive: a file of exactly `min_bytes` or `max_bytes` fails
    min_width/height pixels, exclusive: a photo of exactly this size fails
    *_ratio          width ÷ height, inclusive, set together; decimals as printed
    white_border     whether the edge must be white: at least `white_share` (0 to 1, inclusive) of its pixels,
                     a pixel being white when no channel lies more than `white_tolerance` (0 to 255) below 255
    """

    formats: tuple[str, ...] | None = None
    min_bytes: int | None = None
    max_bytes: int | None = None
    min_width: int | None = None
    min_height: int | None = None
    min_ratio: Decimal | None = None
    max_ratio: Decimal | None = None
    white_border: bool | None = None
    white_tolerance: int | None = None
    white_share: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.min_ratio is None) != (self.max_ratio is None):
            raise ValueError("min_ratio and max_ratio are set together")
        if self.min_ratio is not None and self.max_ratio is not None and self.min_ratio > self.max_ratio:
            raise ValueError("min_ratio is above max_ratio")
        if self.min_bytes is not None and self.max_bytes is not None and self.max_bytes - self.min_bytes < 2:
            raise ValueError("no file size lies between min_bytes and max_bytes")
        if self.white_border and (self.white_tolerance is None or self.white_share is None):
            raise ValueError("white_border needs white_tolerance and white_share")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> PhotoLimits:
        """Read a plan's row, in which every key stands, None for no limit.

        Raises ValueError naming the keys that are unknown or missing, or the key whose value cannot be read.
        """
        names = {item.name for item in fields(cls)}
        if unknown := sorted(values.keys() - names):
            raise ValueError(f"unknown photo limits: {', '.join(unknown)}")
        if missing := sorted(names - values.keys()):
            raise ValueError(f"missing photo limits: {', '.join(missing)}")
        return cls(**{name: _read(name, value) for name, value in values.items()})


@dataclass(frozen=True)
class PhotoFacts:
    """A measured photo: format as sniffed from its content, pixels, white share (0 to 1) of its edge."""

    format: str
    size_bytes: int
    width: int
    height: int
    border_white_share: float

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError("a photo has at least one pixel each way")


def check_photo(facts: PhotoFacts, limits: PhotoLimits, field: str = "photo") -> list[Violation]:
    """Every limit that the photo breaks, with the figure found, the figure wanted and what to do.

    A figure found is never rounded to one that would pass.
    """
    return [
        *_format_violations(facts, limits, field),
        *_size_violations(facts, limits, field),
        *_pixel_violations(facts, limits, field),
        *_ratio_violations(facts, limits, field),
        *_border_violations(facts, limits, field),
    ]


def _format_violations(facts: PhotoFacts, limits: PhotoLimits, field: str) -> list[Violation]:
    if limits.formats is None or _format(facts.format) in map(_format, limits.formats):
        return []
    return [
        Violation(
            field,
            "The photo's format is %(found)s; it must be %(wanted)s. Save it in that format and upload it again.",
            {"found": facts.format, "wanted": "/".join(limits.formats)},
        )
    ]


def _size_violations(facts: PhotoFacts, limits: PhotoLimits, field: str) -> list[Violation]:
    if limits.min_bytes is not None and facts.size_bytes <= limits.min_bytes:
        return [
            Violation(
                field,
                "The photo file is about %(found)s (%(found_bytes)s bytes); it must be larger than "
                "%(wanted)s (%(wanted_bytes)s bytes). Upload a photo of better quality.",
                _sizes(facts.size_bytes, limits.min_bytes),
            )
        ]
    if limits.max_bytes is not None and facts.size_bytes >= limits.max_bytes:
        return [
            Violation(
                field,
                "The photo file is about %(found)s (%(found_bytes)s bytes); it must be smaller than "
                "%(wanted)s (%(wanted_bytes)s bytes). Compress it and upload it again.",
                _sizes(facts.size_bytes, limits.max_bytes),
            )
        ]
    return []


def _pixel_violations(facts: PhotoFacts, limits: PhotoLimits, field: str) -> list[Violation]:
    violations = []
    if limits.min_width is not None and facts.width <= limits.min_width:
        violations.append(
            Violation(
                field,
                "The photo is %(found)s pixels wide; it must be wider than %(wanted)s pixels. "
                "Upload a larger original, not an enlarged one.",
                {"found": facts.width, "wanted": limits.min_width},
            )
        )
    if limits.min_height is not None and facts.height <= limits.min_height:
        violations.append(
            Violation(
                field,
                "The photo is %(found)s pixels high; it must be higher than %(wanted)s pixels. "
                "Upload a larger original, not an enlarged one.",
                {"found": facts.height, "wanted": limits.min_height},
            )
        )
    return violations


def _ratio_violations(facts: PhotoFacts, limits: PhotoLimits, field: str) -> list[Violation]:
    if limits.min_ratio is None or limits.max_ratio is None:
        return []
    found = Fraction(facts.width, facts.height)
    lowest, highest = Fraction(str(limits.min_ratio)), Fraction(str(limits.max_ratio))
    if lowest <= found <= highest:
        return []
    broken = lowest if found < lowest else highest
    return [
        Violation(
            field,
            "The photo's width divided by its height is %(found)s; it must be from %(lowest)s to "
            "%(highest)s. Crop the photo and upload it again.",
            {
                "found": _shown(found, broken, 2, 3),
                "lowest": _limit(limits.min_ratio, 2),
                "highest": _limit(limits.max_ratio, 2),
            },
        )
    ]


def _border_violations(facts: PhotoFacts, limits: PhotoLimits, field: str) -> list[Violation]:
    if not limits.white_border or limits.white_share is None:
        return []
    found, wanted = Fraction(str(facts.border_white_share)), Fraction(str(limits.white_share))
    if found >= wanted:
        return []
    return [
        Violation(
            field,
            "White covers %(found)s of the photo's edge; it must cover at least %(wanted)s. "
            "Upload a photo taken on a white background.",
            {
                "found": _shown(found * 100, wanted * 100, 0, 1) + "%",
                "wanted": _limit(Decimal(str(limits.white_share)) * 100, 0) + "%",
            },
        )
    ]


def _format(name: str) -> str:
    return "JPEG" if name.upper() == "JPG" else name.upper()


def _sizes(found: int, wanted: int) -> dict[str, str]:
    """Both sizes in the limit's unit, to the nearest hundredth, beside the exact bytes."""
    unit, name = (MEGABYTE, "MB") if wanted >= MEGABYTE else (KILOBYTE, "KB")
    return {
        "found": f"{round(found / unit, 2):g} {name}",
        "found_bytes": f"{found:,}",
        "wanted": f"{round(wanted / unit, 2):g} {name}",
        "wanted_bytes": f"{wanted:,}",
    }


def _shown(value: Fraction, limit: Fraction, fewest: int, most: int) -> str:
    """A failing value to as few decimals as keep it on its side of the limit, else rounded away from it."""
    for places in range(fewest, most + 1):
        rounded = round(value, places)
        if (rounded < limit) == (value < limit) and (rounded > limit) == (value > limit):
            return _decimals(rounded, places)
    scaled = value * 10**most
    return _decimals(Fraction(floor(scaled) if value < limit else ceil(scaled), 10**most), most)


def _decimals(value: Fraction, places: int) -> str:
    return str(Decimal(int(value * 10**places)).scaleb(-places))


def _limit(value: Decimal, fewest: int) -> str:
    """A limit exactly, to at least `fewest` decimals."""
    exact = Decimal(str(value)).normalize()
    return f"{exact:.{max(fewest, -int(exact.as_tuple().exponent))}f}"


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _decimal(value: Any) -> Decimal:
    number = Decimal(str(value))
    if isinstance(value, bool) or not number.is_finite() or number < 0:
        raise ValueError
    return number


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(name, str) for name in value):
        raise ValueError
    return tuple(value)


_READERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "formats": (_names, "a list of format names"),
    "min_ratio": (_decimal, "a decimal from 0"),
    "max_ratio": (_decimal, "a decimal from 0"),
    "white_border": (_flag, "true or false"),
    "white_share": (_decimal, "a decimal from 0"),
}


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    reader, wanted = _READERS.get(name, (_whole, "a whole number from 0"))
    try:
        return reader(value)
    except (ValueError, InvalidOperation) as error:
        raise ValueError(f"photo limit {name} is {value!r}; it must be {wanted}") from error
