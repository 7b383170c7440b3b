"""SNMP v2c traps as bytes, for bursts that no program could send one by one."""


def v2c_trap(community: str, oid: str, name: str, text: str) -> bytes:
    """A trap with one text."""
    uptime = _of(0x30, _oid("1.3.6.1.2.1.1.3.0"), _of(0x43, b"\x01"))
    of_oid = _of(0x30, _oid("1.3.6.1.6.3.1.1.4.1.0"), _oid(oid))
    value = _of(0x30, _oid(name), _of(0x04, text.encode()))
    zero = _of(0x02, b"\x00")
    pdu = _of(0xA7, _of(0x02, b"\x01"), zero, zero, _of(0x30, uptime, of_oid, value))
    return _of(0x30, _of(0x02, b"\x01"), _of(0x04, community.encode()), pdu)


def _of(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    sized = bytes([length]) if length < 0x80 else bytes([0x82]) + length.to_bytes(2, "big")
    return bytes([tag]) + sized + content


def _oid(text: str) -> bytes:
    first, second, *rest = (int(number) for number in text.split("."))
    encoded = [40 * first + second]
    for number in rest:
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.append(number & 0x7F | 0x80)
        encoded += reversed(septets)
    return _of(0x06, bytes(encoded))
