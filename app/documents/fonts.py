"""The open fonts that the printable sheets are set in, fetched once into a folder of ours.

Standard library only: `python -m app.documents.fonts DIRECTORY` runs before anything else is set up.
The wheels named here also hold fonts that are not open; only the four pinned files are ever extracted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

FETCH_SECONDS = 900


@dataclass(frozen=True)
class PinnedFont:
    """One font file: the requirement of the wheel that holds it, its path inside, its SHA-256."""

    requirement: str
    member: str
    sha256: str

    @property
    def file_name(self) -> str:
        return self.member.rpartition("/")[2]


PINNED_FONTS = (
    PinnedFont(
        "mpl-font==1.1.0",
        "mpl_font/fonts/noto/NotoSansCJKsc-Regular.otf",
        "1652500938055a232cfbfa321de6ebaadfc5635dd9f75e369bc991d14a6512dd",
    ),
    PinnedFont(
        "mpl-font==1.1.0",
        "mpl_font/fonts/noto/NotoSansCJKsc-Medium.otf",
        "0d01ee04b015315b457dfacdd3442e305d5bb183a9f355c0afda501f6fef39c6",
    ),
    PinnedFont(
        "mpl-font==1.1.0",
        "mpl_font/fonts/noto/NotoSansCJKsc-Bold.otf",
        "9cd6c106d54cec938405ae19388cb4bc685ad2ff0270d03358bf61aa67e1ccb9",
    ),
    PinnedFont(
        "mplfonts==0.0.11",
        "mplfonts/fonts/NotoSerifCJKsc-Regular.otf",
        "efa5e49879a789c1ecad8f07e1813c7f9aa6c4b951fdbb5791d85d67345632d7",
    ),
)

SYSTEM_DIRECTORIES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/opt/homebrew/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / "Library/Fonts",
)
# One tuple per face, first name found wins; the sheets cannot do without the first two.
SYSTEM_FACES = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf"),
    ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"),
    ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf"),
    ("NotoSansCJK-Medium.ttc", "NotoSansCJKsc-Medium.otf"),
)
INDISPENSABLE_FACES = SYSTEM_FACES[:2]
COPIES = "system"


class FontSource(Enum):
    """Where the fonts came from on this run."""

    PRESENT = "present"
    FETCHED = "fetched"
    SYSTEM = "system"


@dataclass(frozen=True)
class FontReport:
    """What `ensure_fonts` found or did. `notice` is one line for the person, empty when all is as pinned."""

    directory: Path
    files: tuple[Path, ...]
    source: FontSource
    notice: str = ""


class FontsUnavailable(Exception):
    """No usable fonts could be found or fetched; the message is one line that says what to do."""


Fetch = Callable[[str, Path], Path]


def _pip_download(requirement: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    command += ["--only-binary=:all:", "--disable-pip-version-check", "--retries", "2", "--timeout", "20"]
    command += ["--dest", str(folder), requirement]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=FETCH_SECONDS)
    except subprocess.CalledProcessError as failure:
        lines = [line for line in failure.stderr.splitlines() if line.strip()]
        raise FontsUnavailable(f"pip could not fetch {requirement}: {_last_error(lines)}") from failure
    except (subprocess.TimeoutExpired, OSError) as failure:
        raise FontsUnavailable(f"pip could not fetch {requirement}: {failure}") from failure
    return next(folder.glob("*.whl"))


def _pip_download_aloud(requirement: str, folder: Path) -> Path:
    print(f"Fetching {requirement} for the fonts of the sheets, once …", flush=True)
    return _pip_download(requirement, folder)


def _last_error(lines: Sequence[str]) -> str:
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["no reason given"])[-1]


def ensure_fonts(
    directory: Path,
    *,
    fetch: Fetch = _pip_download,
    system_directories: Sequence[Path] = SYSTEM_DIRECTORIES,
) -> FontReport:
    """Make sure that `directory` holds the fonts of the sheets, about 73 MB.

    Pinned files with the right SHA-256 are left alone; the rest is fetched through pip (142 MB, once). Where
    pip cannot fetch, Noto CJK fonts installed on the system are copied into the folder `system` inside and
    `notice` says so; later runs keep such copies and do not ask pip again.
    `fetch(requirement, folder)` returns the wheel it put into the folder. Raises FontsUnavailable.
    """
    directory.mkdir(parents=True, exist_ok=True)
    pinned = tuple(directory / font.file_name for font in PINNED_FONTS)
    wanted = missing_fonts(directory)
    if not wanted:
        return FontReport(directory, pinned, FontSource.PRESENT)
    copies = directory / COPIES
    if all(_find_face(face, (copies,)) for face in INDISPENSABLE_FACES):
        return _report_copies(
            copies, f"The sheets use copies of installed fonts; delete {copies} to fetch the pinned ones."
        )
    try:
        _fetch_pinned(wanted, directory, fetch)
    except FontsUnavailable as failure:
        return _use_system_fonts(directory, system_directories, str(failure))
    return FontReport(directory, pinned, FontSource.FETCHED)


def missing_fonts(directory: Path) -> list[PinnedFont]:
    """The pinned fonts that `directory` lacks or holds with another SHA-256."""
    return [font for font in PINNED_FONTS if _sha256(directory / font.file_name) != font.sha256]


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fetch_pinned(wanted: Iterable[PinnedFont], directory: Path, fetch: Fetch) -> None:
    by_wheel: dict[str, list[PinnedFont]] = {}
    for font in wanted:
        by_wheel.setdefault(font.requirement, []).append(font)
    with tempfile.TemporaryDirectory() as folder:
        for requirement, fonts in by_wheel.items():
            wheel = fetch(requirement, Path(folder))
            for font in fonts:
                _extract(wheel, font, directory)
            wheel.unlink()


def _extract(wheel: Path, font: PinnedFont, directory: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read(font.member)
    except (KeyError, zipfile.BadZipFile) as failure:
        raise FontsUnavailable(f"{font.requirement} does not hold {font.file_name}") from failure
    found = hashlib.sha256(content).hexdigest()
    if found != font.sha256:
        raise FontsUnavailable(f"{font.file_name} has SHA-256 {found}, pinned is {font.sha256}")
    _write_atomically(directory / font.file_name, lambda stream: stream.write(content))


def _write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as stream:
        try:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
            os.chmod(stream.name, 0o644)
            os.replace(stream.name, path)
        except BaseException:
            os.unlink(stream.name)
            raise


def _use_system_fonts(directory: Path, system_directories: Sequence[Path], reason: str) -> FontReport:
    found = {face: _find_face(face, system_directories) for face in SYSTEM_FACES}
    if any(found[face] is None for face in INDISPENSABLE_FACES):
        names = ", ".join(font.file_name for font in PINNED_FONTS)
        raise FontsUnavailable(
            f"{reason}; no Noto CJK fonts are installed either. "
            f"Install fonts-noto-cjk, or put {names} into {directory}."
        )
    copies = directory / COPIES
    copies.mkdir(exist_ok=True)
    for path in found.values():
        if path is not None:
            _copy_into(copies, path)
    for damaged in missing_fonts(directory):
        (directory / damaged.file_name).unlink(missing_ok=True)
    return _report_copies(copies, f"{reason}; the sheets use the installed Noto CJK fonts.")


def _report_copies(copies: Path, notice: str) -> FontReport:
    found = {face: _find_face(face, (copies,)) for face in SYSTEM_FACES}
    lacking = [face[0] for face, path in found.items() if path is None]
    if lacking:
        notice += f" Not installed, a neighbouring weight stands in: {', '.join(lacking)}."
    files = tuple(path for path in found.values() if path is not None)
    return FontReport(copies.parent, files, FontSource.SYSTEM, notice)


def _find_face(names: Iterable[str], directories: Iterable[Path]) -> Path | None:
    for directory in directories:
        for name in names:
            for path in sorted(directory.rglob(name)):
                return path
    return None


def _copy_into(directory: Path, path: Path) -> None:
    with path.open("rb") as source:
        _write_atomically(directory / path.name, lambda stream: shutil.copyfileobj(source, stream))


def main(arguments: Sequence[str]) -> int:
    """Command line: one folder; prints what was done; 0 when the sheets can be printed."""
    if len(arguments) != 1:
        print("usage: python -m app.documents.fonts DIRECTORY", file=sys.stderr)
        return 2
    directory = Path(arguments[0])
    try:
        report = ensure_fonts(directory, fetch=_pip_download_aloud)
    except FontsUnavailable as failure:
        print(f"Sheets cannot be printed: {failure}", file=sys.stderr)
        return 1
    if report.notice:
        print(f"Notice: {report.notice}", file=sys.stderr)
    print(f"{len(report.files)} font files in {report.directory} ({report.source.value})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
