"""What a host may be called, where it may be, and as whom it is entered."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noc_presentation.errors import Invalid
from noc_presentation.inventory.addresses import address, port
from noc_presentation.inventory.names import group_name, host_name, tag, user
from noc_presentation.names import folded

ARGUMENTS_AND_PATTERNS = [
    "-oProxyCommand=touch x",
    "@/etc/passwd",
    "a;b",
    "$(id)",
    "`id`",
    "a b",
    "a\nb",
    "a\tb",
    "a%0ab",
    "a,b",
    "a[0:9999]",
    "!all",
    "~.*",
    "{{ x }}",
    "a/b",
    "a'b",
    "a\x00b",
    "a\u200bb",
    "a\u202eb",
    "",
    " web1",
    "web1 ",
    "x" * 300,
]


def code_of(judging, given_value) -> str:
    with pytest.raises(Invalid) as refusal:
        judging(given_value)
    return refusal.value.code


@pytest.mark.parametrize("text", ARGUMENTS_AND_PATTERNS)
def test_what_ssh_a_shell_or_a_pattern_could_read_is_no_host_name(text: str) -> None:
    assert code_of(host_name, text) == "inventory.host_invalid"


@pytest.mark.parametrize("text", ARGUMENTS_AND_PATTERNS)
def test_nor_is_it_an_address(text: str) -> None:
    assert code_of(address, text) == "inventory.host_invalid"


@pytest.mark.parametrize("text", ["all", "ALL", "ungrouped", "_meta", "ａｌｌ"])
def test_ansible_s_own_words_name_neither_hosts_nor_groups(text: str) -> None:
    assert code_of(host_name, text) == "inventory.host_invalid"
    assert code_of(group_name, text) == "inventory.group_invalid"


@pytest.mark.parametrize("text", ["a:b", "a b", "-x", "", "a,b", "a&b", "!a", "x" * 129])
def test_what_a_pattern_could_read_is_no_group_name(text: str) -> None:
    assert code_of(group_name, text) == "inventory.group_invalid"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("web1", "web1"),
        ("web_1.example.net", "web_1.example.net"),
        ("São-Paulo", "São-Paulo"),
        ("ｗｅｂ１", "web1"),
        ("2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_names_are_stored_in_their_compatibility_form(text: str, stored: str) -> None:
    assert host_name(text) == stored


def test_names_that_differ_in_case_or_width_are_the_same() -> None:
    assert folded("Web1") == folded("ｗＥＢ１") == folded("web1") != folded("web2")


@pytest.mark.parametrize(
    "text",
    [
        "256.1.1.1",
        "010.1.1.1",
        "1.1.1",
        "1.1.1.1/24",
        "0x7f000001",
        "127.1",
        "12345",
        "fe80::1",
        "2001:db8::1%eth0",
        "fe80::1%e h",
        "[::1]:22",
        "[2001:db8::1]",
        "1::2::3",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
    ],
)
def test_what_looks_like_an_ip_address_must_be_one_that_a_host_can_have(text: str) -> None:
    assert code_of(address, text) in {"address.invalid", "inventory.host_invalid"}


@pytest.mark.parametrize("text", ["256.1.1.1", "010.1.1.1", "1.1.1", "1.1.1.1/24", "[::1]:22", "fe80::1"])
def test_and_is_called_an_invalid_address(text: str) -> None:
    assert code_of(address, text) == "address.invalid"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("Web1.Example.net", "Web1.Example.net"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("::ffff:7f00:1", "127.0.0.1"),
        ("cafe.de", "cafe.de"),
    ],
)
def test_addresses_are_stored_in_one_form(text: str, stored: str) -> None:
    assert address(text) == stored


@pytest.mark.parametrize("value", [10, 1.1, None, True, ["10.0.0.1"]])
def test_an_address_is_a_text(value: object) -> None:
    assert code_of(address, value) == "address.invalid"


@given(st.text(max_size=40))
@settings(database=None)
def test_no_text_at_all_becomes_an_address_that_could_be_an_option_or_a_list(text: str) -> None:
    try:
        stored = address(text)
    except Invalid:
        return
    assert stored[0] not in "-@!~."
    assert not set(stored) & set(" \t\r\n,;|&$`'\"\\(){}<>*?/@=")
    assert address(stored) == stored


@pytest.mark.parametrize(
    "value", [0, 65536, -1, "22 ", " 22", 22.5, 22.0, True, None, "0", "022", "٢٢", "h:22"]
)
def test_a_port_is_a_whole_number_of_the_range(value: object) -> None:
    assert code_of(port, value) == "port.invalid"


@pytest.mark.parametrize(("value", "stored"), [(1, 1), (65535, 65535), ("2222", 2222)])
def test_plain_digits_are_a_port_too(value: object, stored: int) -> None:
    assert port(value) == stored


@pytest.mark.parametrize("text", ["-root", "ro ot", "%r", "root\n", "Root", "", "a" * 33, "rôot", "a;b"])
def test_a_user_name_is_plain(text: str) -> None:
    assert code_of(user, text) == "user.invalid"


@pytest.mark.parametrize("text", ["root", "_svc.ansible-1", "host$"])
def test_usual_user_names_are_taken(text: str) -> None:
    assert user(text) == text


@pytest.mark.parametrize("text", ["", "a b", "-x", "a,b", "x" * 65])
def test_a_tag_is_one_word(text: str) -> None:
    assert code_of(tag, text) == "tag.invalid"
