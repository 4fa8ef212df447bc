"""Fonts of the sheets: pinned, checked, written whole or not at all, and never more than the open ones."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.documents import fonts
from app.documents.fonts import FontSource, FontsUnavailable, PinnedFont, ensure_fonts

pytest_plugins = ["conftest_documents"]

ROOT = Path(__file__).parents[2]
CONTENT = {
    "Sans-Regular.otf": b"sans",
    "Sans-Bold.otf": b"bold",
    "Serif-Regular.otf": b"serif",
}
WHEELS = {
    "sans==1": ["Sans-Regular.otf", "Sans-Bold.otf"],
    "serif==2": ["Serif-Regular.otf"],
}


@pytest.fixture(autouse=True)
def small_fonts(request, monkeypatch):
    """Three small files in two wheels in place of the real ones."""
    if "font_directory" in request.fixturenames:
        return
    pinned = [
        PinnedFont(wheel, f"pkg/fonts/{name}", hashlib.sha256(CONTENT[name]).hexdigest())
        for wheel, names in WHEELS.items()
        for name in names
    ]
    monkeypatch.setattr(fonts, "PINNED_FONTS", tuple(pinned))


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "fonts"


class Registry:
    """Stands in for pip: builds the wheels, which also hold a font that is not open."""

    def __init__(self, content=CONTENT):
        self.content = content
        self.asked = []

    def __call__(self, requirement, folder):
        self.asked.append(requirement)
        wheel = folder / f"{requirement.replace('==', '-')}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for name in WHEELS[requirement]:
                if name in self.content:
                    archive.writestr(f"pkg/fonts/{name}", self.content[name])
            archive.writestr("pkg/fonts/Proprietary.ttf", b"not open")
        return wheel


def unreachable(requirement, folder):
    raise FontsUnavailable(f"pip could not fetch {requirement}: no route")


def never(requirement, folder):
    raise AssertionError(f"asked for {requirement}")


def system_fonts(folder, *names):
    (folder / "opentype/noto").mkdir(parents=True)
    for name in names:
        (folder / "opentype/noto" / name).write_bytes(name.encode())
    return folder


def held(directory):
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_the_pinned_files_and_nothing_else_are_extracted(directory):
    registry = Registry()
    report = ensure_fonts(directory, fetch=registry, system_directories=())
    assert held(directory) == CONTENT
    assert registry.asked == ["sans==1", "serif==2"]
    assert (report.source, report.notice) == (FontSource.FETCHED, "")
    assert list(report.files) == [directory / name for name in CONTENT]


def test_fonts_already_there_are_left_alone(directory):
    ensure_fonts(directory, fetch=Registry(), system_directories=())
    before = {path: path.stat().st_mtime_ns for path in directory.iterdir()}
    report = ensure_fonts(directory, fetch=never, system_directories=())
    assert report.source is FontSource.PRESENT
    assert {path: path.stat().st_mtime_ns for path in directory.iterdir()} == before


def test_only_the_wheel_of_a_damaged_file_is_fetched_again(directory):
    ensure_fonts(directory, fetch=Registry(), system_directories=())
    (directory / "Serif-Regular.otf").write_bytes(b"damaged")
    registry = Registry()
    ensure_fonts(directory, fetch=registry, system_directories=())
    assert registry.asked == ["serif==2"]
    assert held(directory) == CONTENT


def test_a_file_with_another_hash_is_refused(directory):
    tampered = Registry(CONTENT | {"Sans-Bold.otf": b"tampered"})
    with pytest.raises(FontsUnavailable, match=r"Sans-Bold\.otf has SHA-256 \w{64}, pinned is \w{64}"):
        ensure_fonts(directory, fetch=tampered, system_directories=())
    assert held(directory) == {"Sans-Regular.otf": b"sans"}


def test_a_wheel_without_the_font_is_refused(directory):
    with pytest.raises(FontsUnavailable, match=r"serif==2 does not hold Serif-Regular\.otf"):
        ensure_fonts(
            directory, fetch=Registry({"Sans-Regular.otf": b"sans", "Sans-Bold.otf": b"bold"}), system_directories=()
        )


def test_an_interrupted_write_leaves_no_file_behind(directory, monkeypatch):
    def interrupted(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(fonts.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ensure_fonts(directory, fetch=Registry(), system_directories=())
    assert held(directory) == {}


def test_where_pip_cannot_fetch_installed_fonts_are_copied_with_a_notice(directory, tmp_path):
    system = system_fonts(
        tmp_path / "share", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc"
    )
    report = ensure_fonts(directory, fetch=unreachable, system_directories=(system,))
    assert report.source is FontSource.SYSTEM
    assert report.notice == (
        "pip could not fetch sans==1: no route; the sheets use the installed Noto CJK fonts. "
        "Not installed, a neighbouring weight stands in: NotoSansCJK-Medium.ttc."
    )
    names = ["NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"]
    assert held(directory) == {f"system/{name}": name.encode() for name in names}
    assert [path.name for path in report.files] == names


def test_copies_of_installed_fonts_are_kept_and_pip_is_not_asked_again(directory, tmp_path):
    system = system_fonts(tmp_path / "share", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
    ensure_fonts(directory, fetch=unreachable, system_directories=(system,))
    report = ensure_fonts(directory, fetch=never, system_directories=())
    assert report.source is FontSource.SYSTEM
    assert f"delete {directory / 'system'} to fetch the pinned ones" in report.notice


def test_a_damaged_file_does_not_stay_beside_installed_fonts(directory, tmp_path):
    directory.mkdir()
    (directory / "Sans-Regular.otf").write_bytes(b"damaged")
    system = system_fonts(tmp_path / "share", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
    ensure_fonts(directory, fetch=unreachable, system_directories=(system,))
    assert sorted(held(directory)) == ["system/NotoSansCJK-Regular.ttc", "system/NotoSerifCJK-Regular.ttc"]


@pytest.mark.parametrize("installed", [(), ("NotoSansCJK-Regular.ttc",), ("NotoSerifCJK-Regular.ttc",)])
def test_without_both_faces_the_error_is_one_line_that_says_what_to_do(directory, tmp_path, installed):
    system = system_fonts(tmp_path / "share", *installed)
    with pytest.raises(FontsUnavailable) as failure:
        ensure_fonts(directory, fetch=unreachable, system_directories=(system,))
    assert str(failure.value) == (
        "pip could not fetch sans==1: no route; no Noto CJK fonts are installed either. Install fonts-noto-cjk, "
        f"or put Sans-Regular.otf, Sans-Bold.otf, Serif-Regular.otf into {directory}."
    )


def test_the_reason_that_pip_gives_is_passed_on(directory, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(FontsUnavailable) as failure:
        ensure_fonts(directory, system_directories=())
    assert "pip could not fetch sans==1: ERROR: No matching distribution found for sans==1" in str(failure.value)
    assert "\n" not in str(failure.value)


def test_the_command_reports_and_fails_in_one_line(directory, monkeypatch, capsys):
    monkeypatch.setattr(fonts, "ensure_fonts", lambda path, fetch: ensure_fonts(path, fetch=Registry()))
    assert fonts.main([str(directory)]) == 0
    assert capsys.readouterr().out == f"3 font files in {directory} (fetched)\n"

    def refuse(path, fetch):
        raise FontsUnavailable("pip could not fetch sans==1")

    monkeypatch.setattr(fonts, "ensure_fonts", refuse)
    assert fonts.main([str(directory)]) == 1
    assert capsys.readouterr().err == "Sheets cannot be printed: pip could not fetch sans==1\n"
    assert fonts.main([]) == 2


def test_importing_the_module_needs_the_standard_library_only():
    program = (
        "import sys; before = set(sys.modules); import app.documents.fonts; "
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "['app']\n"


def test_the_fonts_of_this_run_are_the_pinned_ones_or_reported_copies(font_directory):
    report = ensure_fonts(font_directory, fetch=never)
    assert report.source in (FontSource.PRESENT, FontSource.SYSTEM)
    assert (report.source is FontSource.SYSTEM) == bool(report.notice)
    if report.source is FontSource.PRESENT:
        assert sorted(path.name for path in report.files) == [
            "NotoSansCJKsc-Bold.otf",
            "NotoSansCJKsc-Medium.otf",
            "NotoSansCJKsc-Regular.otf",
            "NotoSerifCJKsc-Regular.otf",
        ]
