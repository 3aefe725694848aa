"""Real files for the tests: pictures made with Pillow, documents put together by hand, and their evil twins."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.kinds import CONTENT_TYPES

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n30\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
# 48.85 north, 2.35 east, as a camera writes it.
GPS = {1: "N", 2: (48.0, 51.0, 0.0), 3: "E", 4: (2.0, 21.0, 0.0)}


def picture(size=(120, 80), format="PNG", mode="RGB", colour="red", **options):
    """The bytes of a picture."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, format, **options)
    return out.getvalue()


def photograph(size=(120, 80), orientation=1, format="JPEG"):
    """The bytes of a picture with all that a camera may write into it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Quetzal description"
    exif[0x013B] = "Quetzal artist"
    exif.get_ifd(0x8825).update(GPS)
    options = {"comment": b"Quetzal comment"} if format == "JPEG" else {}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Quetzal XMP</x:xmpmeta>'
    return picture(size, format, exif=exif, xmp=xmp, **options)


def png_head(width, height):
    """A PNG that declares `width` × `height` pixels and holds next to none."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10))
        + chunk(b"IEND", b"")
    )


def archive(parts, comment=b""):
    """The bytes of a zip of {name: bytes}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
        file.comment = comment
    return out.getvalue()


def ooxml(kind="docx", extra=None, main=None):
    """The bytes of an office document as Word and its sisters write it."""
    main = (
        main
        or {
            "docx": CONTENT_TYPES["docx"] + ".main+xml",
            "xlsx": CONTENT_TYPES["xlsx"] + ".main+xml",
            "pptx": CONTENT_TYPES["pptx"] + ".main+xml",
        }[kind]
    )
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types, "main.xml": "<w/>", **(extra or {})})


def odf(kind="odt", extra=None):
    """The bytes of an office document as LibreOffice writes it."""
    return archive({"mimetype": CONTENT_TYPES[kind], "content.xml": "<office/>", **(extra or {})})


def sent(content, name="file.bin"):
    """A file as Django gets it from a form."""
    return SimpleUploadedFile(name, content)
