"""What people send is found out, made safe, kept whole or not at all, and handed out inert."""

import io
import re
import time

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from PIL import Image

from core import fields, kinds, pictures, uploads
from tests.files import (
    GPS,
    HTML,
    PDF,
    SVG,
    archive,
    odf,
    ooxml,
    photograph,
    picture,
    png_head,
    sent,
)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """A storage of one's own, to see what is in it."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def opened(content):
    return Image.open(io.BytesIO(content))


def refused(content, name="x.png", families=kinds.EVERY):
    with pytest.raises(kinds.Refused) as found:
        uploads.check(sent(content, name), families)
    [sentence] = found.value.messages
    return sentence


# Pictures


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_webp_in_every_size(format):
    mode = "P" if format == "GIF" else "RGB"
    file = uploads.check(sent(picture((2000, 1000), format, mode=mode, colour=1 if mode == "P" else "red")))
    assert file.kind == "webp" and (file.width, file.height) == (2000, 1000)
    sizes = {width: opened(content).size for width, content in file.files.items()}
    assert sizes == {None: (2000, 1000), 480: (480, 240), 960: (960, 480), 1600: (1600, 800)}
    assert {opened(content).format for content in file.files.values()} == {"WEBP"}


def test_a_face_is_a_square_from_the_middle():
    wide = Image.new("RGB", (900, 300), "blue")
    wide.paste("red", (300, 0, 600, 300))
    out = io.BytesIO()
    wide.save(out, "PNG")
    file = uploads.check(sent(out.getvalue()), [kinds.PICTURE], pictures.FACE)
    assert {width: opened(content).size for width, content in file.files.items()} == {
        None: (300, 300), 96: (96, 96), 192: (192, 192),
    }  # fmt: skip
    red, green, blue = opened(file.files[96]).convert("RGB").getpixel((48, 48))
    assert red > 200 and green < 60 and blue < 60


def test_a_small_picture_is_not_blown_up():
    file = uploads.check(sent(picture((40, 20))))
    assert {opened(content).size for content in file.files.values()} == {(40, 20)}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_the_camera_wrote_is_kept(format):
    original = photograph(format=format)
    assert opened(original).getexif().get_ifd(0x8825)[2] == GPS[2], "the test's own picture says where"
    assert b"Quetzal" in original
    for content in uploads.check(sent(original)).files.values():
        made = opened(content)
        made.load()
        assert not dict(made.getexif()) and not made.getexif().get_ifd(0x8825)
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(made.info)
        assert b"Quetzal" not in content and b"EXIF" not in content and b"XMP " not in content


def test_a_picture_stands_upright():
    """Orientation 6: the camera was held on its side."""
    made = uploads.check(sent(photograph((120, 80), orientation=6)))
    assert (made.width, made.height) == (80, 120)


@pytest.mark.parametrize("mode, colour", [("RGBA", (255, 0, 0, 0)), ("LA", (200, 0))])
def test_what_is_transparent_stays_so(mode, colour):
    made = opened(uploads.check(sent(picture(mode=mode, colour=colour))).files[None])
    assert made.mode == "RGBA" and made.getpixel((5, 5))[3] == 0


def test_a_palette_with_a_transparent_colour_stays_so():
    made = opened(uploads.check(sent(picture(mode="P", colour=0, transparency=0))).files[None])
    assert made.mode == "RGBA" and made.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode, colour, format", [
    ("1", 1, "PNG"), ("L", 128, "PNG"), ("I;16", 40000, "PNG"), ("CMYK", (0, 255, 255, 0), "JPEG"), ("L", 9, "JPEG"),
])  # fmt: skip
def test_other_ways_to_hold_colours(mode, colour, format):
    made = opened(uploads.check(sent(picture(mode=mode, colour=colour, format=format))).files[None])
    assert made.mode == "RGB" and made.size == (120, 80)
    if mode == "I;16":
        assert abs(made.getpixel((5, 5))[0] - 40000 // 256) < 3


def test_colours_stay_what_they_were_without_their_profile():
    """A profile of another colour space is applied before it is dropped; a broken one is not."""
    from PIL import ImageCms

    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (lab, b"not a profile"):
        made = opened(uploads.check(sent(picture(colour="red", icc_profile=profile))).files[None])
        red, green, blue = made.getpixel((5, 5))
        assert red > 240 and green < 20 and blue < 20 and "icc_profile" not in made.info


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame(format):
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")] * 20
    out = io.BytesIO()
    frames[0].save(out, format, save_all=True, append_images=frames[1:], duration=50)
    made = opened(uploads.check(sent(out.getvalue())).files[None])
    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((5, 5))[0] > 200


@pytest.mark.parametrize("size, sentence", [
    ((10_000, 10_000), "This picture has 100 megapixels; we take at most 50. Please send a smaller one."),
    ((10_000, 5_001), "This picture has 51 megapixels; we take at most 50. Please send a smaller one."),
    ((65_000, 65_000), "This picture is too large. We take at most 50 megapixels, and 16,000 pixels on a side."),
    ((2**31 - 1, 2**31 - 1), "This picture is too large. We take at most 50 megapixels, and 16,000 pixels on a side."),
    ((50_000, 2), "This picture is too large. We take at most 50 megapixels, and 16,000 pixels on a side."),
])  # fmt: skip
def test_too_many_pixels_are_refused_before_one_is_decoded(size, sentence, monkeypatch):
    def decoded(*args):
        raise AssertionError("it was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)
    begun = time.perf_counter()
    assert refused(png_head(*size)) == sentence
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize("width, height", [(16_383, 16_383), (2**24, 2**7)])
def test_a_webp_that_declares_too_much_is_refused(width, height):
    head = (10).to_bytes(4, "little") + b"\x02\0\0\0"
    head += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + head + picture((8, 8), "WEBP")[12:]
    assert "too large" in refused(b"RIFF" + len(body).to_bytes(4, "little") + body)


def test_fifty_megapixels_are_taken():
    file = uploads.check(sent(picture((10_000, 5_000), mode="1", colour=1)))
    assert (file.width, file.height) == (3200, 1600)


def test_a_bomb_in_the_comments_is_refused_or_dropped():
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    for number in range(20):
        info.add_text(f"k{number}", "A" * 8_000_000, zip=True)
    bomb = picture(pnginfo=info)
    assert len(bomb) < 500_000
    assert "damaged" in refused(bomb)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_cut_off_picture_is_refused(format, part):
    noise = Image.effect_noise((200, 200), 80).convert("P" if format == "GIF" else "RGB")
    out = io.BytesIO()
    noise.save(out, format)
    whole = out.getvalue()
    sentence = refused(whole[: int(len(whole) * part)], families=[kinds.PICTURE])
    assert "damaged or incomplete" in sentence or "not a picture that we can take" in sentence


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\x10\0\0\0WEBP"])
def test_only_the_beginning_of_a_picture_is_none(start):
    assert refused(start + b"<script>alert(1)</script>" * 9)


def test_random_bytes_in_a_picture_never_get_further_than_a_sentence():
    import random

    chance = random.Random(7)
    whole = bytearray(photograph((60, 40)))
    for _round in range(150):
        broken = bytearray(whole)
        for _byte in range(chance.randint(1, 30)):
            broken[chance.randrange(3, len(broken))] = chance.randrange(256)
        try:
            assert uploads.check(sent(bytes(broken))).kind == "webp"
        except kinds.Refused as error:
            assert error.messages


def test_what_stands_behind_or_inside_a_picture_is_gone():
    gif = b"GIF89a/*" + picture(format="GIF", mode="P", colour=1)[8:]
    for polyglot in (
        picture() + HTML,
        picture() + archive({"evil.html": HTML}),
        picture(format="JPEG", comment=HTML),
        picture(format="GIF", mode="P", colour=1) + b"*/=1;alert(1)//",
        gif,
    ):
        try:
            file = uploads.check(sent(polyglot, "evil.html"))
        except kinds.Refused:
            assert polyglot is gif
            continue
        assert file.name == "evil.webp"
        for content in file.files.values():
            assert b"script" not in content and b"alert" not in content and b"PK\x03" not in content


# Other kinds


@pytest.mark.parametrize("content, name", [
    (SVG, "drawing.png"), (SVG, "drawing.svg"), (SVG, "drawing.txt"), (b"\xef\xbb\xbf \n" + SVG, "drawing.md"),
    (HTML, "photo.jpg"), (HTML, "page.txt"), (b"<?xml version='1.0'?><html/>", "x.txt"),
    (b"MZ\x90\0" + b"\0" * 99, "setup.pdf"), (b"\x7fELF" + b"\0" * 99, "x.png"), (b"#!/bin/sh\nrm -rf /\n", "x.sh"),
    (b"print(1)", "x.py"), (b"BM" + b"\0" * 99, "x.bmp"), (b"II*\0" + b"\0" * 99, "x.tif"),
    (b"%PDF-1.7\nno end", "x.pdf"), (b"%PDF-1.7\nno end", "x.txt"), (b"%!PS-Adobe", "x.eps"),
    (b"caf\xe9", "latin.txt"), (b"a\0b", "nul.txt"), (b"a\x1b[2Jb", "escape.txt"), ("text".encode("utf-16"), "x.txt"),
    (archive({"a.txt": "a"}), "x.zip"), (archive({"a.txt": "a"}), "x.docx"), (b"PK\x03\x04garbage", "x.docx"),
    (b"PK\x05\x06" + b"\0" * 18, "empty.odt"),
    (ooxml() + HTML, "tail.docx"), (HTML + ooxml(), "head.docx"), (b"\0\0\0\x18ftypheic" + b"\0" * 99, "iphone.heic"),
    (odf()[:-30], "cut.odt"), (archive({"mimetype": "application/epub+zip"}), "book.odt"),
    (ooxml(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "macro.docx"),
    (ooxml(extra={"../../etc/passwd": "x"}), "climb.docx"), (ooxml(extra={"/etc/passwd": "x"}), "root.docx"),
])  # fmt: skip
def test_what_is_not_in_the_list_is_refused_and_the_list_is_said(content, name):
    sentence = refused(content, name)
    assert sentence.startswith("We cannot take this kind of file. These are possible: pictures")
    assert "PDF" in sentence and ".odt" in sentence


@pytest.mark.parametrize("content, name", [
    (SVG, "drawing.png"), (HTML, "photo.jpg"), (PDF, "face.png"), (b"words", "x.txt"), (ooxml(), "x.docx"),
])  # fmt: skip
def test_where_a_picture_is_wanted_only_a_picture_will_do(content, name):
    assert refused(content, name, [kinds.PICTURE]) == (
        "This is not a picture that we can take. JPEG, PNG, WebP and GIF are possible."
    )


def test_where_no_picture_is_wanted_none_will_do():
    assert refused(picture(), "x.pdf", [kinds.PDF]) == (
        "We cannot take this kind of file. These are possible: PDF."
    )


@pytest.mark.parametrize("content, name, kind, kept_name", [
    (PDF, "Minutes.PDF", "pdf", "Minutes.pdf"), (PDF, "minutes.exe", "pdf", "minutes.pdf"),
    (b"Some words, caf\xc3\xa9.", "notes.txt", "txt", "notes.txt"), (b"words", "README", "txt", "README.txt"),
    (b"a;b\r\n1;2\r\n", "table.csv", "csv", "table.csv"), (b"# Title\n\n<!-- x -->\n", "page.md", "md", "page.md"),
    (b"\xef\xbb\xbfwords", "bom.markdown", "md", "bom.md"),
    (ooxml("docx"), "a.docx", "docx", "a.docx"), (ooxml("xlsx"), "a.docx", "xlsx", "a.xlsx"),
    (ooxml("pptx"), "a.ppt", "pptx", "a.pptx"), (odf("odt"), "a.odt", "odt", "a.odt"),
    (odf("ods"), "a", "ods", "a.ods"), (odf("odp"), "a.odp", "odp", "a.odp"),
])  # fmt: skip
def test_what_is_in_the_list_is_kept_as_it_came_and_named_for_what_it_is(content, name, kind, kept_name):
    file = uploads.check(sent(content, name))
    assert (file.kind, file.name, file.files, file.size) == (kind, kept_name, {None: content}, len(content))


@pytest.mark.parametrize("content", [
    ooxml(extra={"word/vbaProject.bin": "x"}), ooxml("xlsx", extra={"xl/macrosheets/sheet1.xml": "x"}),
    ooxml(extra={"word/activeX/activeX1.bin": "x"}), odf(extra={"Basic/Standard/Module1.xml": "x"}),
    odf(extra={"Scripts/python/x.py": "x"}), ooxml(extra={"word/embeddings/setup.exe": "x"}),
])  # fmt: skip
def test_macros_are_refused_with_what_to_do(content):
    assert "holds macros or programs. Please save it without them" in refused(content, "x.docx")


def test_an_archive_that_unpacks_without_end_is_refused():
    begun = time.perf_counter()
    assert refused(ooxml(extra={f"word/{n}.xml": b"\0" * 40_000_000 for n in range(8)}), "bomb.docx")
    assert time.perf_counter() - begun < 10
    assert refused(ooxml(extra={f"word/{n}.xml": "" for n in range(6000)}), "many.docx")


def test_sizes_are_limited_with_a_sentence(settings):
    assert refused(b"", "x.txt") == "This file is empty."
    settings.LARGEST_FILE = settings.LARGEST_PICTURE = 2 * 1024 * 1024
    too_large = b"words " * 400_000
    sentence = "This file is 3 MB; we take at most 2 MB. Please send a smaller one."
    assert refused(too_large, "x.txt") == sentence
    assert refused(picture() + too_large, "x.png") == sentence
    settings.LARGEST_PICTURE = 15 * 1024 * 1024
    assert uploads.check(sent(picture() + too_large)).kind == "webp", "a picture may be larger"


# Names


@pytest.mark.parametrize("name, kept_name", [
    ("photo.jpg", "photo.webp"), ("../../etc/passwd", "passwd.webp"), ("C:\\Users\\Ada\\photo.png", "photo.webp"),
    ("..\\..\\x/../photo.png", "photo.webp"), ("a\x00b\x1f\x7fc\r\nd.png", "ab c d.webp"),
    ("photo\u202egnp.exe", "photognp.webp"), ("\u2066a\u2069\u200b\ufeff.png", "a.webp"),
    (".htaccess", "htaccess.webp"),
    ("...", "file.webp"), ("", "file.webp"), (None, "file.webp"), ("/", "file.webp"), ("  .png ", "png.webp"),
    ("x.php.png", "x.php.webp"), ("Réunion du 5 mai, v1.2", "Réunion du 5 mai, v1.2.webp"),
    ("a" * 300 + ".png", "a" * 115 + ".webp"), ('a"b<c>d|e?f*g:h.png', "a-b-c-d-e-f-g-h.webp"),
    ("e\u0301.png", "é.webp"), ("写真.jpg", "写真.webp"), ("a\u2028b.png", "a b.webp"), ("\udc80x.png", "x.webp"),
])  # fmt: skip
def test_names_are_made_safe(name, kept_name):
    safe = uploads.safe_name(name, "webp")
    assert safe == kept_name and len(safe) <= uploads.LONGEST_NAME
    assert uploads.safe_name(safe, "webp") == safe


# Keeping


def test_a_kept_file_has_an_unguessable_place_that_no_address_leads_to(storage, client, db):
    file = uploads.keep(sent(picture(), "photo.png"))
    assert re.fullmatch(r"[0-9a-f]{32}", file.key) and file.name == "photo.webp"
    folder = f"private/{file.key[:2]}/{file.key[2:4]}/{file.key}"
    assert stored(storage) == [f"{folder}/{size}" for size in ("1600", "480", "960", "whole")]
    assert {oct((storage / name).stat().st_mode & 0o777) for name in stored(storage)} == {"0o600"}
    for address in (
        f"/{folder}/whole",
        f"/media/{folder}/whole",
        f"/static/{folder}/whole",
        f"/files/{folder}/480",
    ):
        assert client.get(address, follow=True).status_code == 404
    assert not configured.MEDIA_URL.strip("/")
    for public in (configured.STATIC_ROOT, *configured.STATICFILES_DIRS):
        assert not str(default_storage.path(folder)).startswith(str(public))


def test_two_keys_are_never_the_same():
    keys = {uploads.keep(sent(b"words", "x.txt")).key for _round in range(20)}
    assert len(keys) == 20


def test_a_forgotten_file_is_gone_in_every_size(storage):
    file, other = uploads.keep(sent(picture())), uploads.keep(sent(b"words", "x.txt"))
    uploads.forget(file.key)
    uploads.forget(file.key)
    assert len(stored(storage)) == 1 and other.key in stored(storage)[0]
    for nonsense in ("", "..", "../" * 8, "a" * 32, "A" * 32, f"{other.key}/.."):
        uploads.forget(nonsense)
    assert len(stored(storage)) == 1


def test_where_the_deed_fails_nothing_is_left(storage):
    with pytest.raises(ZeroDivisionError), uploads.kept(uploads.check(sent(picture()))):
        assert len(stored(storage)) == 4
        1 / 0  # noqa: B018
    assert stored(storage) == []


def test_where_the_disk_fails_nothing_is_left(storage, monkeypatch):
    save, saved = default_storage.save, []

    def fail_at_the_third(name, content):
        saved.append(name)
        if len(saved) == 3:
            raise OSError("No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", fail_at_the_third)
    with pytest.raises(OSError, match="No space"):
        uploads.keep(sent(picture()))
    assert stored(storage) == []


# Handing out


def ask(file, rendition=None, **headers):
    request = RequestFactory().get("/", headers=headers)
    return uploads.serve(request, file.key, file.kind, file.name, rendition)


@pytest.mark.parametrize("content, name, disposition, content_type", [
    (picture(), "photo.png", 'inline; filename="photo.webp"', "image/webp"),
    (PDF, "a.pdf", 'attachment; filename="a.pdf"', "application/pdf"),
    (b"words", "a.txt", 'attachment; filename="a.txt"', "text/plain; charset=utf-8"),
    (b"words", "réunion.md", "attachment; filename*=utf-8''r%C3%A9union.md", "text/plain; charset=utf-8"),
    (ooxml(), "a\"b\r\nSet-Cookie: x=1.docx", 'attachment; filename="a-b Set-Cookie- x=1.docx"', None),
])  # fmt: skip
def test_a_file_is_handed_out_inert(content, name, disposition, content_type):
    file = uploads.keep(sent(content, name))
    answer = ask(file)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == disposition
    assert content_type is None or answer["Content-Type"] == content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-cache"
    assert file.key not in str(answer.headers)


def test_a_file_asked_for_again_is_not_sent_again():
    file = uploads.keep(sent(picture()))
    tag = ask(file, 480)["ETag"]
    again = ask(file, 480, if_none_match=tag)
    assert again.status_code == 304 and again["ETag"] == tag and again["Cache-Control"] == "private, no-cache"
    assert ask(file, 960, if_none_match=tag).status_code == 200
    same = uploads.keep(sent(picture()))
    assert ask(same, 480)["ETag"] != tag, "the tag tells nothing of what is inside"


def test_what_is_not_there_is_missing():
    file = uploads.keep(sent(picture()))
    uploads.forget(file.key)
    for key in (file.key, "0" * 32, "..", "../../../etc/passwd", ""):
        with pytest.raises(Http404):
            uploads.serve(RequestFactory().get("/"), key, "webp", "x.webp", 480)


# Forms and requests


def test_a_field_says_it_in_the_readers_language():
    from django.core.exceptions import ValidationError

    for language, sentences in (
        ("en", ["Please choose a picture.", "This is not a picture that we can take. JPEG, PNG, WebP and GIF are possible."]),  # noqa: E501
        ("fr", ["Veuillez choisir une image.", "Nous ne pouvons pas accepter cette image. Les formats possibles sont JPEG, PNG, WebP et GIF."]),  # noqa: E501
    ):  # fmt: skip
        with translation.override(language):
            found = []
            for data in (None, sent(SVG, "x.png")):
                with pytest.raises(ValidationError) as error:
                    fields.PictureField().clean(data)
                found += error.value.messages
            assert found == sentences
    assert fields.PictureField(required=False).clean(None) is None
    assert fields.FileField().clean(sent(PDF, "x.pdf")).kind == "pdf"


@pytest.mark.django_db
def test_a_request_beyond_all_limits_is_answered_in_a_sentence_and_not_read(client, settings, site, benoit):
    settings.LARGEST_REQUEST = 50_000
    client.force_login(benoit)
    answer = client.post("/en/account/", {"name": "B", "new_picture": sent(b"x" * 60_000, "x.png")})
    assert answer.status_code == 400
    assert "a smaller file will do" in answer.content.decode()
