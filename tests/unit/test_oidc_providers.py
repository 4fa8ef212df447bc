"""The file of providers: read as written, or refused by one line that says where what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.accounts.oidc.arrivals import same_name
from app.accounts.oidc.providers import Claims, Provider, is_safe
from config import SettingsError, load_settings

SECRET = "a secret of the client"
WRITTEN: dict[str, Any] = {
    "key": "zjzwfw",
    "label": {"zh": "浙江政务服务网", "en": "Zhejiang Government Service Network"},
    "issuer": "https://sign-in.example/",
    "client_id": "zhiping",
    "client_secret_env": "ZHIPING_OIDC_SECRET",
    "scopes": ["openid", "profile"],
    "claims": {
        "name": "name",
        "kind": {"claim": "usertype", "personal": ["1"], "legal_person": ["2", "3"]},
        "identity_number": "idnum",
        "identity_kind": {"claim": "idtype", "values": {"RESIDENT": ["11"]}},
        "sex": {"claim": "gender", "values": {"MALE": ["1"], "FEMALE": ["2"]}},
        "birth_date": "birthdate",
        "phone": "mobile",
        "organisation_name": "corpname",
        "credit_code": "corpcode",
        "required": {"authlevel": ["3"]},
    },
}


def read(folder: Path, *providers: Any, **env: str) -> tuple[Provider, ...]:
    path = folder / "oidc.yaml"
    path.write_text(yaml.safe_dump({"providers": list(providers)}, allow_unicode=True), encoding="utf-8")
    return settings(folder, path, **env)


def settings(folder: Path, path: Path, **env: str) -> tuple[Provider, ...]:
    given = {"ZHIPING_DATA_DIR": str(folder), "ZHIPING_OIDC_FILE": str(path), "ZHIPING_OIDC_SECRET": SECRET, **env}
    return load_settings(given).oidc_providers


def changed(**changes: Any) -> dict[str, Any]:
    kept = {**WRITTEN, **changes}
    return {name: value for name, value in kept.items() if value is not None}


def claims(**changes: Any) -> dict[str, Any]:
    kept = {**WRITTEN["claims"], **changes}
    return changed(claims={name: value for name, value in kept.items() if value is not None})


def test_providers_are_read_as_written(tmp_path: Path) -> None:
    by_document = changed(
        key="other", issuer=None, metadata_url="https://other.example/document", client_auth="client_secret_post"
    )
    first, second = read(tmp_path, WRITTEN, by_document)
    assert first == Provider(
        key="zjzwfw",
        label_zh="浙江政务服务网",
        label_en="Zhejiang Government Service Network",
        metadata_url="https://sign-in.example/.well-known/openid-configuration",
        issuer="https://sign-in.example/",
        client_id="zhiping",
        client_secret=SECRET,
        scopes=("openid", "profile"),
        claims=Claims(
            name="name",
            subject="sub",
            kind="usertype",
            personal=("1",),
            legal_person=("2", "3"),
            identity_number="idnum",
            identity_kind="idtype",
            identity_kinds=(("RESIDENT", ("11",)),),
            sex="gender",
            sexes=(("FEMALE", ("2",)), ("MALE", ("1",))),
            birth_date="birthdate",
            phone="mobile",
            organisation_name="corpname",
            credit_code="corpcode",
            required=(("authlevel", ("3",)),),
        ),
    )
    assert (second.issuer, second.metadata_url) == ("", "https://other.example/document")
    assert second.client_auth == "client_secret_post"
    assert SECRET not in repr(first)


def test_without_the_variable_there_are_no_providers(tmp_path: Path) -> None:
    assert load_settings({"ZHIPING_DATA_DIR": str(tmp_path)}).oidc_providers == ()


def test_a_provider_of_persons_alone_needs_little(tmp_path: Path) -> None:
    (provider,) = read(tmp_path, changed(claims={"name": "name", "identity_number": "idnum"}))
    assert provider.claims == Claims(name="name", identity_number="idnum")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ([changed(key="Zj")], "providers[0].key: 'Zj' does not match"),
        ([WRITTEN, changed(key=None)], "providers[1]: 'key' is a required property"),
        ([changed(label={"zh": "浙江"})], "providers[0].label: 'en' is a required property"),
        ([changed(scopes=["profile"])], "provider “zjzwfw”: scopes lacks “openid”"),
        ([changed(secret="x")], "'secret' was unexpected"),
        ([changed(client_secret_env="NOT_SET")], "the variable NOT_SET with the client's secret is not set"),
        ([changed(issuer="http://sign-in.example")], "is no address that begins with https://"),
        ([changed(issuer="sign-in.example")], "is no address that begins with https://"),
        ([changed(metadata_url="ftp://sign-in.example")], "is no address that begins with https://"),
        ([WRITTEN, WRITTEN], "two providers have the key “zjzwfw”"),
        ([changed(client_auth="none")], "providers[0].client_auth: 'none' is not one of"),
        ([claims(identity_number=None)], "persons are known by claims.identity_number, which is missing"),
        ([claims(credit_code=None)], "legal persons are known by claims.organisation_name and claims.credit_code"),
        ([claims(organisation_name=None)], "legal persons are known by claims.organisation_name"),
        ([claims(name=None)], "providers[0].claims: 'name' is a required property"),
        (
            [claims(kind={"claim": "usertype", "personal": ["1"], "legal_person": ["1"]})],
            "'1' means a person and a legal person in claims.kind",
        ),
        ([claims(kind={"claim": "usertype", "personal": [1], "legal_person": ["2"]})], "1 is not of type 'string'"),
        ([claims(identity_kind={"claim": "idtype", "values": {"PASSPORT": ["9"]}})], "'PASSPORT' was unexpected"),
        ([claims(sex={"claim": "gender", "values": {"MAN": ["1"]}})], "'MAN' was unexpected"),
        ([], "providers: []"),
    ],
)
def test_what_is_wrong_is_one_line_that_says_where(tmp_path: Path, written: list[Any], words: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, *written)
    line = str(refused.value)
    assert line.startswith("ZHIPING_OIDC_FILE: ")
    assert words in line
    assert "\n" not in line
    assert SECRET not in line


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (lambda _path: None, "cannot be read: No such file"),
        (lambda path: path.mkdir(), "cannot be read: Is a directory"),
        (lambda path: path.write_text("providers: [", encoding="utf-8"), "is no YAML"),
        (lambda path: path.write_bytes(b"\xff\xfe\xff"), "is no YAML"),
        (lambda path: path.write_text("", encoding="utf-8"), "None is not of type 'object'"),
        (lambda path: path.write_text("issuer: x", encoding="utf-8"), "providers"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, write: Callable[[Path], Any], words: str) -> None:
    path = tmp_path / "oidc.yaml"
    write(path)
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, path)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://sign-in.example", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000/", True),
        ("http://127.0.0.1.example", False),
        ("http://sign-in.example", False),
        ("https://", False),
        ("https://[", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_secrets_go_over_https_or_stay_on_this_machine(address: str, safe: bool) -> None:
    assert is_safe(address) == safe


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王芳", "王芳", True),
        ("王 芳", "王芳", True),
        ("王　芳", "王芳", True),
        ("买买提·艾力", "买买提•艾力", True),
        ("买买提．艾力", "买买提·艾力", True),
        ("Smith Anna", "SMITH  ANNA", True),
        ("王芳", "王方", False),
        ("王芳", "王", False),
        ("买买提·艾力", "买买提艾力", False),
    ],
)
def test_one_name_may_be_written_in_several_ways(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) == same
