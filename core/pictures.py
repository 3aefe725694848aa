"""Pictures made safe: looked at before they are opened, and never kept as they came.

What is stored is made anew from the pixels, as WebP. So whatever else the file held (where it was taken, who
took it, comments, a programme behind the last pixel) is not in it.
"""

import io
import threading
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from .kinds import PICTURE, Refused, refuse

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# As declared in its head. A PNG of this size takes 200 MB of memory while it is open.
MOST_PIXELS = 50_000_000
# A side of 50,000 pixels and one pixel high is no picture either, and WebP ends at 16,383.
LONGEST_SIDE = 16_000
QUALITY = 82

# Our own limit is lower than the one that Pillow warns of.
warnings.simplefilter("ignore", Image.DecompressionBombWarning)

# In each process one at a time: ten people who send large pictures at once must not fill the memory.
_one_at_a_time = threading.Semaphore(1)


@dataclass(frozen=True)
class Shape:
    """In which sizes a picture is kept: at most `longest` pixels each way, and at most each of `widths`."""

    longest: int
    widths: tuple
    square: bool = False


FACE = Shape(longest=512, widths=(96, 192), square=True)
PHOTO = Shape(longest=3200, widths=(480, 960, 1600))


@dataclass(frozen=True)
class Made:
    """A picture made anew: its size in pixels, and {width or None for the whole: bytes of WebP}."""

    width: int
    height: int
    files: dict


def looks_like_a_picture(start):
    """Whether the first bytes of a file are those of one of FORMATS."""
    return start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")) or (
        start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    )


def make_anew(file, shape=PHOTO):
    """The `Made` picture of a binary file: upright, in every size of `shape`. Raises Refused.

    Of a moving picture, the first frame. How many pixels there are is read in its head, before any is
    decoded.
    """
    file.seek(0)
    with _one_at_a_time:
        try:
            with Image.open(file, formats=FORMATS) as image:
                _check_pixels(image.size)
                upright = _upright(image, shape)
        except Refused:
            raise
        except Image.DecompressionBombError as error:
            raise _too_many(None) from error
        except Image.UnidentifiedImageError as error:
            raise refuse([PICTURE]) from error
        except Exception as error:
            # A decoder may stumble over a broken file in any way it likes.
            raise Refused(
                _("This picture is damaged or incomplete. Please save it again, or choose another one."),
                "damaged",
            ) from error
        whole = _fitted(upright, shape.longest, shape.square)
        files = {width: _webp(_fitted(whole, width, shape.square)) for width in shape.widths}
        return Made(*whole.size, {None: _webp(whole), **files})


def _check_pixels(size):
    width, height = size
    if width * height > MOST_PIXELS or max(size) > LONGEST_SIDE:
        raise _too_many(size)
    if min(size) < 1:
        raise refuse([PICTURE])


def _too_many(size):
    if size is None or size[0] * size[1] <= MOST_PIXELS:
        return Refused(
            _("This picture is too large. We take at most 50 megapixels, and 16,000 pixels on a side."),
            "pixels",
        )
    return Refused(
        _("This picture has %(size)d megapixels; we take at most 50. Please send a smaller one."),
        "pixels",
        {"size": -(-size[0] * size[1] // 1_000_000)},
    )


def _upright(image, shape):
    """The picture's own pixels: turned as its camera says, in ordinary colours, near the size that is wanted."""
    # A square is cut from the middle: of a picture that is twice as long, all of its height is still there.
    wanted = 4 * shape.longest if shape.square else shape.longest
    # A JPEG is decoded at a part of its size where that is enough.
    image.draft("RGB", (wanted, wanted))
    image.load()
    profile = image.info.get("icc_profile")
    if image.mode == "I" or image.mode.startswith("I;16"):
        # Sixteen bits for each pixel.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGB", "RGBA", "L", "LA"):
        image.thumbnail((wanted, wanted), Image.Resampling.LANCZOS)
    image = ImageOps.exif_transpose(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _ordinary_colours(image, profile)


def _ordinary_colours(image, profile):
    """In sRGB, so that the colours stay what they were although the profile is not kept."""
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != "RGB":
            return image
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        image = ImageCms.profileToProfile(image.convert("RGB"), source, ImageCms.createProfile("sRGB"))
        if alpha:
            image.putalpha(alpha)
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A profile that cannot be read: the numbers as they are.
        return image
    return image


def _fitted(image, width, square):
    """A copy of at most `width` pixels on its longer side, never larger than it came.

    Where a square is asked for, it is cut from the middle.
    """
    if square:
        side = min(width, *image.size)
        return ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)
    copy = image.copy()
    copy.thumbnail((width, width), Image.Resampling.LANCZOS)
    return copy


def _webp(image):
    """The bytes of a WebP that holds these pixels and nothing else."""
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
