"""Files as an attacker, or an old phone, sends them. Names lie on purpose: only content counts."""

import gzip
import io
import struct
import zipfile
import zlib

from PIL import Image

SCRIPT = b"<script>alert(document.domain)</script>"


def picture(kind: str = "PNG", *, size=(400, 300), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, options.pop("color", 0)).save(out, kind, **options)
    return out.getvalue()


def gradient(mode: str, size=(256, 256)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


def chunk(kind: bytes, data: bytes) -> bytes:
    whole = kind + data
    return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))


def png_that_says(width: int, height: int, body: bytes = b"", extra: bytes = b"") -> bytes:
    """A PNG whose header promises a size; what follows need not keep it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", body or zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + header + extra + data + chunk(b"IEND", b"")


def jpeg_with_exif(exif: bytes) -> bytes:
    plain = picture("JPEG")
    segment = b"Exif\0\0" + exif
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + plain[2:]


def tiff_directory(tag: int, kind: int, count: int, value: int, *, after: int = 0) -> bytes:
    entry = struct.pack("<HHII", tag, kind, count, value)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", after)


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("menu.csv", b"0" * 30_000_000)
    return out.getvalue()


def animated(kind: str, frames: int = 5) -> bytes:
    out = io.BytesIO()
    first, *rest = [Image.new("RGB", (300, 300), (40 * n, 0, 0)) for n in range(frames)]
    first.save(out, kind, save_all=True, append_images=rest, duration=50)
    return out.getvalue()


def sixteen_bits() -> bytes:
    out = io.BytesIO()
    wide = gradient("I").point(lambda value: value * 257).convert("I;16")
    wide.save(out, "PNG")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
TEXT_BOMB = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 80_000_000))

# What a person may mean as a picture: kept, as a WebP of our own.
GOOD_PICTURES = {
    "plain.png": picture(),
    "named.html": picture("JPEG"),
    "cmyk.jpg": picture("JPEG", mode="CMYK"),
    "grey.jpg": picture("JPEG", mode="L"),
    "palette.png": picture(mode="P"),
    "alpha.webp": picture("WEBP", mode="RGBA"),
    "16bit.png": sixteen_bits(),
    "moving.webp": animated("WEBP"),
    "moving.png": animated("PNG"),
    "script-behind.png": picture() + SCRIPT,
    "script-in-a-comment.jpg": picture("JPEG", comment=SCRIPT),
    "php.webp": picture("WEBP") + b"<?php system($_GET['c']); ?>",
    "html-before-exif.jpg": jpeg_with_exif(b"<html>" + SCRIPT),
    "exif-cut.jpg": jpeg_with_exif(b"II*\0\x08\0\0\0"),
    "exif-huge-count.jpg": jpeg_with_exif(tiff_directory(0x0112, 3, 0xFFFFFFFF, 9)),
    "exif-loop.jpg": jpeg_with_exif(tiff_directory(0x8769, 4, 1, 8, after=8)),
    "exif-odd-type.jpg": jpeg_with_exif(tiff_directory(0x0112, 12, 1, 0xFFFFFFF0)),
    "exif-text-orientation.jpg": jpeg_with_exif(tiff_directory(0x0112, 2, 4, 0x41414141)),
}
# Anything else: refused with a sentence, nothing kept.
BAD_PICTURES = {
    "empty.png": b"",
    "byte.png": b"\x89",
    "drawing.png": SVG,
    "drawing.svg": SVG,
    "page.jpg": b"<!doctype html><body>" + SCRIPT,
    "polyglot.gif": b"GIF89a/*" + b"\0" * 300 + b"*/=1;alert(1)//",
    "moving.gif": animated("GIF"),
    "old.bmp": picture("BMP"),
    "old.tiff": picture("TIFF"),
    "icon.ico": picture("ICO", size=(64, 64)),
    "print.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 400\n(%pipe%id) (r) file\n",
    "paper.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "bomb.png": png_that_says(60_000, 60_000),
    "wide.png": png_that_says(2_000_000_000, 1),
    "nothing.png": png_that_says(0, 0),
    "lies.png": png_that_says(500, 500),
    "text-bomb.png": png_that_says(400, 300, extra=TEXT_BOMB),
    "cut.jpg": picture("JPEG", size=(900, 900))[:400],
    "cut.webp": picture("WEBP", size=(900, 900))[:60],
    "broken.png": picture().replace(b"IDAT", b"IDAX"),
    "archive.png": zip_bomb(),
    "packed.webp": gzip.compress(picture()),
    "riff.webp": b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 64,
    "noise.jpg": bytes(range(256)) * 20,
    "small.png": picture(size=(1, 1)),
}
# What a person may mean as a catalogue, and what it is not.
BAD_TABLES = {
    "menu.csv": zip_bomb(),
    "photo.csv": picture(),
    "paper.csv": b"%PDF-1.7\n" + b"x" * 400,
    "packed.csv": gzip.compress(b"nome;preco\nLasanha;30,00\n" * 100),
    "program.csv": b"\x7fELF\x02\x01\x01" + b"\0" * 400,
    "windows.csv": b"MZ\x90\0\x03\0\0\0" + b"\0" * 400,
    "nul.csv": b"nome;preco\nLas\0anha;30,00\n",
    "noise.csv": bytes(range(256)) * 20,
    "page.json": b"<!doctype html>" + SCRIPT,
    "deep.json": b"[" * 100_000,
    "deeper.json": b'{"format":"flowt-catalogue","version":1,"categories":' + b"[" * 90_000,
    "nan.json": b'{"format": NaN, "version": Infinity}',
    "huge-number.json": b'{"format": "x", "version": ' + b"9" * 5_000 + b"}",
    "surrogate.json": b'{"format": "\\ud800", "version": 1}',
    "half.json": b'{"format":',
    "empty.csv": b"\n\n\n",
    "utf8.csv": b"nome;preco\n\xc3\x28;1\xff,00\n",
    "utf16.csv": "nome;preço\nLasanha;30,00".encode("utf-16")[:-1],
    "wide.csv": b"x" + b";x" * 200_000,
    "quote.csv": b'nome;preco\n"' + b"x" * 500_000,
}
