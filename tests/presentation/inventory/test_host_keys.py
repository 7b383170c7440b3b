"""Host keys: public key lines, one form each, no weak or foreign types."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from noc_presentation.errors import Invalid
from noc_presentation.inventory.host_keys import host_key, host_keys


def line_of(public_key) -> str:
    return public_key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def test_a_comment_is_dropped(new_host_key: Callable[[], str]) -> None:
    line = new_host_key()
    assert host_key(f"  {line} root@web1 of old\n") == line


def test_several_types_are_taken_in_the_given_order_once_each(new_host_key: Callable[[], str]) -> None:
    first, second = new_host_key(), line_of(ec.generate_private_key(ec.SECP256R1()).public_key())
    third = line_of(rsa.generate_private_key(65537, 2048).public_key())
    assert host_keys([first, second, third, f"{first} again"]) == (first, second, third)


def test_a_text_has_a_key_in_each_line(new_host_key: Callable[[], str]) -> None:
    first, second = new_host_key(), new_host_key()
    assert host_keys(f"# keys of web1\n{first}\n\n{second}\n") == (first, second)
    assert host_keys("") == ()


def test_known_hosts_lines_options_and_half_keys_are_refused(new_host_key: Callable[[], str]) -> None:
    line = new_host_key()
    kind, blob = line.split()
    for wrong in (
        f"web1 {line}",
        f"@cert-authority * {line}",
        f'command="x" {line}',
        f"{kind} {blob[:-4]}",
        f"ssh-rsa {blob}",
        f"{kind} {blob}AAAA",
        f"ssh-dss {blob}",
        f"{kind}-cert-v01@openssh.com {blob}",
        kind,
        "",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        f"{line}\n{line}",
        5,
        None,
    ):
        with pytest.raises(Invalid) as refusal:
            host_key(wrong)
        assert refusal.value.code == "host_key.invalid", wrong


def test_a_short_rsa_key_is_refused() -> None:
    with pytest.raises(Invalid, match="1024 bits"):
        host_key(line_of(rsa.generate_private_key(65537, 1024).public_key()))


def test_a_host_has_a_limited_number_of_keys(new_host_key: Callable[[], str]) -> None:
    with pytest.raises(Invalid, match="more than 10"):
        host_keys([new_host_key() for _ in range(11)])


@pytest.mark.parametrize("value", [5, {"a": "b"}, None, [["x"]]])
def test_keys_are_a_list_or_a_text(value: object) -> None:
    with pytest.raises(Invalid):
        host_keys(value)
