"""The file of the identity provider: what may stand in it, and where its addresses may lead."""

from pathlib import Path

import pytest

from noc_presentation.errors import InsecureKeyFile, Misconfigured
from noc_presentation.oidc.addresses import is_sound
from noc_presentation.oidc.configuration import SecondFactor, read_provider
from noc_presentation.resources import Resources
from noc_presentation.settings import read_settings

LEAST = """
issuer: https://id.example.org
client_id: noc
redirect_url: https://noc.example.org/api/v1/oidc/callback
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "oidc.yml"
    path.write_text(text)
    return path


def test_a_process_has_the_provider_that_its_settings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOC_PRESENTATION_HOME", str(tmp_path))
    monkeypatch.setenv("NOC_PRESENTATION_OIDC", str(written(tmp_path, LEAST)))

    resources = Resources.of(read_settings())

    assert resources.identity_provider is not None
    assert resources.identity_provider.settings.issuer == "https://id.example.org"
    resources.close()


def test_no_file_is_no_provider() -> None:
    assert read_provider(None) is None


def test_the_least_that_must_be_said_is_strict_about_the_rest(tmp_path: Path) -> None:
    settings = read_provider(written(tmp_path, LEAST))

    assert settings is not None
    assert settings.algorithms == ("RS256",)
    assert (settings.create_users, settings.second_factor) == (False, SecondFactor.HERE)


def test_the_clients_secret_comes_from_a_file_of_its_own_and_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    path = written(tmp_path, LEAST + "client_secret_file: secret\n")
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(InsecureKeyFile):
        read_provider(path)

    (tmp_path / "secret").chmod(0o600)
    settings = read_provider(path)

    assert settings is not None
    assert settings.client_secret == "s3cret"
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    "more",
    [
        "algorithms: [none]",
        "algorithms: [HS256]",
        "algorithms: []",
        "create_users: 'yes'",
        "second_factor: nobody",
        "scopes: [profile]",
        "client_secret: written here",
        "client_secret_file: missing",
        "issuer: http://id.example.org",
        "issuer: https://id.example.org?x=1",
        "redirect_url: http://noc.example.org/",
        "title: 5",
        "[",
    ],
)
def test_what_is_not_understood_keeps_the_server_from_starting(tmp_path: Path, more: str) -> None:
    name = more.partition(":")[0]
    lines = [line for line in LEAST.splitlines() if not line.startswith(f"{name}:")]

    with pytest.raises(Misconfigured):
        read_provider(written(tmp_path, "\n".join([*lines, more])))


@pytest.mark.parametrize(
    ("url", "issuer", "sound"),
    [
        ("https://id.example.org/token", "https://id.example.org", True),
        ("https://oauth2.example.net/token", "https://id.example.org", True),
        ("http://127.0.0.1:5000/token", "http://127.0.0.1:5000", True),
        ("https://10.0.0.5/token", "https://10.0.0.5", True),
        ("http://id.example.org/token", "https://id.example.org", False),
        ("https://127.0.0.1/token", "https://id.example.org", False),
        ("https://127.1/token", "https://id.example.org", False),
        ("https://0x7f000001/token", "https://id.example.org", False),
        ("https://[::1]/token", "https://id.example.org", False),
        ("https://localhost./token", "https://id.example.org", False),
        ("https://id.example.org\\@evil/", "https://id.example.org", False),
        ("https://user@id.example.org/", "https://id.example.org", False),
        ("https://id.example.org/#x", "https://id.example.org", False),
        ("gopher://id.example.org/", "https://id.example.org", False),
        ("https://id.example.org:99999/", "https://id.example.org", False),
        ("http://10.0.0.5/", "http://10.0.0.5", False),
    ],
)
def test_addresses_lead_to_the_provider_or_elsewhere_by_tls(url: str, issuer: str, sound: bool) -> None:
    assert is_sound(url, issuer) is sound
