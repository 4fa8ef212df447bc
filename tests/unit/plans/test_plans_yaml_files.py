"""Reading YAML that people wrote: plain values with their lines, every fault at its own."""

import pytest

from app.core.errors import Violation
from app.documents.yaml_files import FileFaults, read_yaml, write_yaml


def read(folder, text, encoding="utf-8"):
    path = folder / "rows.yaml"
    path.write_bytes(text.encode(encoding))
    return read_yaml(path)


def faults(folder, text, encoding="utf-8"):
    with pytest.raises(FileFaults) as refused:
        read(folder, text, encoding)
    return str(refused.value).splitlines()


def test_every_value_knows_its_line(tmp_path):
    file = read(tmp_path, "# a comment\na: 1\nb:\n  - c: x\n    d: |\n      two\n      lines\n  - c: y\n")
    assert file.values == {"a": 1, "b": [{"c": "x", "d": "two\nlines\n"}, {"c": "y"}]}
    assert file.lines == {"": 2, "a": 2, "b": 3, "b.0": 4, "b.0.c": 4, "b.0.d": 5, "b.1": 8, "b.1.c": 8}


def test_what_is_missing_stands_at_the_line_of_what_is_around_it(tmp_path):
    file = read(tmp_path, "a: 1\nb:\n  - c: x\n")
    assert [file.line(field) for field in ("b.0.d", "b.0.d.e", "z", "")] == [3, 3, 1, 1]


def test_faults_stand_in_the_order_of_their_lines(tmp_path):
    file = read(tmp_path, "a: 1\nb: 2\n")
    raised = file.faults([Violation("b", "Second %(n)s.", {"n": 2}), Violation("a", "First.")])
    assert str(raised) == "rows.yaml:1: First.\nrows.yaml:2: Second 2."
    assert [one.field for one in raised.violations] == ["rows.yaml:1", "rows.yaml:2"]


def test_an_empty_file_holds_nothing(tmp_path):
    assert read(tmp_path, "# nothing yet\n").values is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3\n", "3: The key a is written twice; keep one."),
        ("a: &x [1]\nb: *x\n", "2: Aliases are not read here; write the value out."),
        ("a: &x {b: *x}\n", "1: Aliases are not read here; write the value out."),
        ("a: 1\nb: !!set {x}\n", "2: The tag tag:yaml.org,2002:set is not read here; write plain values."),
        ("a: 1\n2023: 2\n", "2: 2023 is not a key; write keys as text."),
        ("a: 1\n<<: {b: 2}\n", "2: << is not a key; write keys as text."),
        (
            "a: 1\nb: 2023-02-30\n",
            "2: 2023-02-30 cannot be read; write a date as 2023-06-30, and text that looks like a value in quotes.",
        ),
        ("a: 1\nb: [1\nc: 2\n", "3: The file cannot be read as YAML: expected ',' or ']', but got ':'."),
        ("a: 1\n---\nb: 2\n", "2: The file cannot be read as YAML: but found another document."),
        ("a: 1\nb: \x07\n", "2: The file cannot be read as YAML: special characters are not allowed."),
    ],
)
def test_what_cannot_be_read_is_told_at_its_line(tmp_path, text, told):
    found = faults(tmp_path, text)
    assert len(found) == 1
    assert found[0].startswith(f"rows.yaml:{told}")


def test_a_python_object_is_never_made(tmp_path):
    found = faults(tmp_path, "a: !!python/object/apply:os.getcwd []\n")
    assert found == [
        "rows.yaml:1: The tag tag:yaml.org,2002:python/object/apply:os.getcwd is not read here; write plain values."
    ]


def test_a_file_in_another_encoding_is_told(tmp_path):
    told = "rows.yaml:1: The file is not text in UTF-8; save it in that encoding."
    assert faults(tmp_path, "name: 上虞", "gb18030") == [told]


def test_several_faults_are_told_at_once(tmp_path):
    found = faults(tmp_path, "a: 1\na: 2\nb: 2023-13-01\n3: x\n")
    assert [line.split(":")[1] for line in found] == ["2", "3", "4"]


def test_texts_are_written_as_people_read_them():
    written = write_yaml(
        {"name": "上虞区", "code": "330604", "text": "一、\n二、", "years": [1, 2], "rows": [{"a": 1}]}
    )
    assert written == ("name: 上虞区\ncode: '330604'\ntext: |-\n  一、\n  二、\nyears: [1, 2]\nrows:\n  - a: 1\n")
