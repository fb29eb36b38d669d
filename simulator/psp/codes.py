"""The dynamic BR Code of a charge, written and read as a bank's app does."""

import re

_FIELD = re.compile(r"(\d\d)(\d\d)")


def write(location: str, name: str = "Conta do lojista", city: str = "SAO PAULO") -> str:
    """Return the "copia e cola" of a charge at `location` (an address without its scheme)."""
    account = _field("00", "br.gov.bcb.pix") + _field("25", location)
    parts = [("00", "01"), ("01", "12"), ("26", account), ("52", "0000"), ("53", "986")]
    parts += [("58", "BR"), ("59", name[:25]), ("60", city[:15]), ("62", _field("05", "***"))]
    body = "".join(_field(id_, value) for id_, value in parts) + "6304"
    return body + _crc16(body)


def location_in(code: str) -> str:
    """Return the address in a code; "" where there is none, or the code was changed."""
    code = code.strip()
    if not code.isascii() or code[-8:-4] != "6304" or _crc16(code[:-4]) != code[-4:].upper():
        return ""
    return _read(_read(code[:-8]).get("26", "")).get("25", "")


def _field(id_: str, value: str) -> str:
    return f"{id_}{len(value):02d}{value}"


def _read(text: str) -> dict[str, str]:
    fields, at = {}, 0
    while found := _FIELD.match(text, at):
        end = found.end() + int(found[2])
        fields[found[1]] = text[found.end() : end]
        at = end
    return fields


def _crc16(text: str) -> str:
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return f"{crc:04X}"
