"""The catalogue is merged from fragments, safely, and lacks nothing."""

import gettext
import os
import threading
import time

import pytest


@pytest.fixture
def parts(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    return folder


def write(parts, name, *pairs):
    text = "\n".join(f'msgid "{message}"\nmsgstr "{chinese}"\n' for message, chinese in pairs)
    (parts / f"{name}.po").write_text(text, encoding="utf-8")


def compiled(folder):
    return gettext.GNUTranslations((folder / "zh/LC_MESSAGES/messages.mo").open("rb"))


def test_fragments_become_one_catalogue(tmp_path, parts):
    from app.console.translations import compiled_catalogs

    write(parts, "a", ("One", "一"), ("Both", "同"))
    write(parts, "b", ("Two", "二"), ("Both", "同"))
    found = compiled(compiled_catalogs(tmp_path, parts))
    assert [found.gettext(message) for message in ("One", "Two", "Both", "Three")] == ["一", "二", "同", "Three"]


def test_two_translations_of_one_message_are_refused_and_both_files_named(tmp_path, parts):
    from app.console.translations import TranslationError, compiled_catalogs

    write(parts, "fees", ("Pass", "通过"))
    write(parts, "zz", ("Pass", "合格"))
    with pytest.raises(TranslationError, match=r"fees\.po and zz\.po .*'Pass'.*通过.*合格"):
        compiled_catalogs(tmp_path, parts)
    assert not list(tmp_path.rglob("*.mo"))


def test_the_catalogue_is_written_anew_only_where_a_fragment_changed(tmp_path, parts):
    from app.console.translations import compiled_catalogs

    write(parts, "a", ("One", "一"))
    past = time.time() - 100
    os.utime(parts / "a.po", (past, past))
    os.utime(parts, (past, past))
    folder = compiled_catalogs(tmp_path, parts)
    target = folder / "zh/LC_MESSAGES/messages.mo"
    first = target.stat().st_mtime_ns
    compiled_catalogs(tmp_path, parts)
    assert target.stat().st_mtime_ns == first
    write(parts, "a", ("One", "壹"))
    future = time.time() + 100
    os.utime(parts / "a.po", (future, future))
    assert compiled(compiled_catalogs(tmp_path, parts)).gettext("One") == "壹"
    (parts / "a.po").unlink()
    os.utime(parts, (future, future))
    assert compiled(compiled_catalogs(tmp_path, parts)).gettext("One") == "One"


def test_many_starts_at_once_leave_one_whole_catalogue(tmp_path, parts):
    from app.console.translations import compiled_catalogs

    write(parts, "a", *[(f"Message {number}", f"消息{number}") for number in range(300)])
    failures = []

    def start():
        try:
            for _ in range(5):
                found = compiled(compiled_catalogs(tmp_path, parts))
                assert found.gettext("Message 299") == "消息299"
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    written = [
        path.relative_to(tmp_path).parts for path in tmp_path.rglob("*") if path.is_file() and path.parent != parts
    ]
    assert sorted(written) == [("translations", locale, "LC_MESSAGES", "messages.mo") for locale in ("en", "zh")]


def test_every_place_where_a_message_can_stand_is_read(tmp_path):
    from app.console.message_sources import used_messages

    source = tmp_path / "app"
    templates = tmp_path / "templates"
    source.mkdir()
    templates.mkdir()
    (source / "errors.py").write_text(
        'class DomainError(Exception): message = "base"\nclass Late(DomainError): message = "late"\n'
        'class Later(Late):\n    message = "later"\n',
        encoding="utf-8",
    )
    (source / "code.py").write_text(
        'NAMED = "named"\n'
        'raise Later("first argument", day=1)\n'
        'Violation("field", "violation", {})\nViolation("field", NAMED)\nViolation("field", message="keyword")\n'
        'Violation("field", "yes" if x else "no")\n'
        '_("short")\ngettext("plain")\nlazy_gettext("lazy")\nngettext("one", "many", 2)\n'
        'STATUS_LABELS = {1: "label"}\nOTHER: dict = {1: "not a label"}\nraise ValueError("not a message")\n',
        encoding="utf-8",
    )
    (templates / "page.html").write_text(
        '{{ _("in a page") }} {% if x %}{{ _("nested %(n)s", n=1) }}{% endif %}'
        '{{ _("both %(a)s", a=b) }}{{ ngettext("%(num)s row", "%(num)s rows", 3) }}'
    )
    (templates / "sheet.typ").write_text('{{ _("no page") }}')
    raised = ["base", "late", "later", "first argument"]
    violations = ["violation", "named", "keyword", "yes", "no"]
    page = ["in a page", "nested %(n)s", "both %(a)s", ("%(num)s row", "%(num)s rows")]
    expected = [*raised, *violations, "short", "plain", "lazy", ("one", "many"), "label", *page]
    assert sorted(used_messages(source, templates), key=str) == sorted(expected, key=str)


def test_a_sentence_is_found_wherever_it_stands_and_what_only_programmers_read_is_not(tmp_path):
    from app.console.message_sources import assembled_messages, sentences

    (tmp_path / "code.py").write_text(
        '"""A docstring of the module."""\nTEMPLATES = {"a": "In a table of any name."}\n'
        "class DomainError(Exception): ...\n"
        'def f(x):\n    """A docstring of it."""\n    message = "Kept in a variable: %(found)s"\n'
        '    raise ValueError("For programmers only.") if x else DomainError("For people, who read it.")\n'
        'log.error("A line of the log")\nother("ck_%(name)s")\n"NOT NULL"\n'
        'def g(): raise RuntimeError(f"assembled {x} for programmers", "And a second text.")\n'
        '_(f"Put together {x}")\ngettext("Added " + x)\nViolation("field", f"At its place {x}")\n_("Whole")\n',
        encoding="utf-8",
    )
    found = [
        "In a table of any name.",
        "Kept in a variable: %(found)s",
        "For programmers only.",
        "For people, who read it.",
    ]
    assert sorted(sentences(tmp_path)) == sorted(found)
    assert list(assembled_messages(tmp_path)) == ["code.py:12", "code.py:13", "code.py:14"]


def test_no_sentence_of_the_program_goes_past_the_catalogue_and_none_is_put_together():
    from app.console.message_sources import assembled_messages
    from app.console.translations import APP, untold_texts

    assert untold_texts() == []
    assert list(assembled_messages(APP)) == []


def test_every_word_for_a_member_of_an_enum_has_its_chinese():
    from flask_babel.speaklater import LazyString

    import app.wiring  # noqa: F401
    from app.console.layout import _words
    from app.console.translations import merged_catalog

    catalog = merged_catalog()
    ours = [words for (kind, _name), words in _words.items() if kind.__module__.startswith("app.")]
    texts = {words._args[0] if isinstance(words, LazyString) else words for words in ours}
    assert len(texts) > 100
    assert {text for text in texts if catalog.get(text) is None} == set()


def test_a_plural_needs_the_entry_with_that_plural(tmp_path, parts, monkeypatch):
    from app.console import translations

    (tmp_path / "page.html").write_text('{{ ngettext("%(num)s row", "%(num)s rows", 3) }}')
    (tmp_path / "app").mkdir()
    monkeypatch.setattr(translations, "APP", tmp_path / "app")
    monkeypatch.setattr(translations, "TEMPLATES", tmp_path)
    entries = {
        'msgid "%(num)s row"\nmsgstr "%(num)s 条"': ["%(num)s row"],
        'msgid "%(num)s row"\nmsgid_plural "%(num)s lines"\nmsgstr[0] "%(num)s 条"': ["%(num)s row"],
        'msgid "%(num)s row"\nmsgid_plural "%(num)s rows"\nmsgstr[0] ""': ["%(num)s row"],
        'msgid "%(num)s row"\nmsgid_plural "%(num)s rows"\nmsgstr[0] "%(num)s 条"': [],
    }
    for entry, lacking in entries.items():
        (parts / "a.po").write_text(entry, encoding="utf-8")
        merged = translations.merged_catalog(parts)
        monkeypatch.setattr(translations, "merged_catalog", lambda merged=merged: merged)
        assert translations.missing_translations() == lacking
        monkeypatch.undo()
        monkeypatch.setattr(translations, "APP", tmp_path / "app")
        monkeypatch.setattr(translations, "TEMPLATES", tmp_path)


def test_every_message_of_the_program_has_its_chinese():
    from app.console.translations import missing_translations

    assert missing_translations() == []


def test_the_chinese_names_the_parameters_of_its_message():
    from app.console.translations import odd_parameters

    assert odd_parameters() == []


def test_flask_appbuilders_own_messages_are_complete():
    from pathlib import Path

    import flask_appbuilder
    from babel.messages.extract import extract_from_dir
    from babel.messages.mofile import read_mo

    from app.console.translations import merged_catalog

    home = Path(flask_appbuilder.__file__).parent
    with (home / "translations/zh/LC_MESSAGES/messages.mo").open("rb") as handle:
        theirs = read_mo(handle)
    ours = merged_catalog()
    keywords = {"_": None, "gettext": None, "lazy_gettext": None}
    used = {
        message
        for _file, _line, message, _comments, _context in extract_from_dir(
            home, [("**.py", "python"), ("**/templates/**.html", "jinja2")], {}, keywords
        )
    }
    lacking = {text for text in used if not (theirs.get(text) and theirs.get(text).string) and not ours.get(text)}
    assert len(used) > 100
    assert lacking == set()
