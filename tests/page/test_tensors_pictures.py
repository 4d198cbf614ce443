"""Pictures become planes of uint8: every kind of PNG, JPEG and WebP, upright and not too large."""

import io

import numpy as np
import pytest
from PIL import Image, ImageFile

from cnnpool.errors import Refusal
from cnnpool.picture_files import built_in_picture, picture_tensor
from cnnpool.settings import PICTURES
from tests.page import refused
from tests.page.files import COLOUR, GREY, exif, picture, turned


def saved(image: Image.Image, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def plane(data: bytes) -> np.ndarray:
    """The one plane of a grey picture."""
    array = picture_tensor(data).array
    assert array.shape[:2] == (1, 1)
    assert array.dtype == np.uint8
    return array[0, 0]


def channels_last(data: bytes) -> np.ndarray:
    """A picture in colour as it is usually stored, (H, W, 3)."""
    array = picture_tensor(data).array
    assert array.shape[:2] == (1, 3)
    assert array.dtype == np.uint8
    assert array.flags.c_contiguous
    return array[0].transpose(1, 2, 0)


@pytest.mark.parametrize("name", PICTURES)
def test_the_built_in_pictures(name):
    tensor = built_in_picture(name)
    assert tensor.array.shape == (1, 1 if name == "photographer" else 3, 128, 128)
    assert tensor.array.dtype == np.uint8
    assert tensor.array.std() > 20
    assert tensor.notes == ()


@pytest.mark.parametrize("options", [{"form": "PNG"}, {"form": "WEBP", "lossless": True}])
def test_colour_without_loss(options):
    np.testing.assert_array_equal(channels_last(picture(COLOUR, **options)), COLOUR)


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_colour_with_loss(form):
    smooth = np.linspace(0, 255, 16 * 16 * 3).reshape(16, 16, 3).astype(np.uint8)
    read = channels_last(picture(smooth, form, quality=95))
    assert np.abs(read.astype(int) - smooth).mean() < 4


def test_grey():
    np.testing.assert_array_equal(plane(picture(GREY)), GREY)
    assert np.abs(plane(picture(GREY, "JPEG", quality=100)).astype(int) - GREY).max() < 4


def test_black_and_white():
    bits = np.array([[0, 255, 0], [255, 255, 0]])
    np.testing.assert_array_equal(plane(picture(bits, mode="1")), bits)


def test_sixteen_bits():
    deep = np.array([[0, 257, 255 * 257 - 1], [128 * 257, 65535, 255]], dtype=np.uint16)
    assert plane(saved(Image.fromarray(deep))).tolist() == [[0, 1, 254], [128, 255, 0]]


def test_a_palette_is_colour():
    four = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [9, 9, 9]]], dtype=np.uint8)
    paletted = Image.fromarray(four).convert("P", palette=Image.Palette.ADAPTIVE)
    np.testing.assert_array_equal(channels_last(saved(paletted)), four)


def test_what_is_transparent_lies_on_white():
    rgba = np.array([[[10, 20, 30, 255], [10, 20, 30, 0], [0, 100, 200, 51]]], dtype=np.uint8)
    expected = [[10, 20, 30], [255, 255, 255], [204, 224, 244]]
    np.testing.assert_allclose(channels_last(picture(rgba))[0], expected, atol=1)


def test_transparent_grey_stays_grey():
    la = Image.merge("LA", [Image.fromarray(GREY), Image.fromarray(np.full_like(GREY, 102))])
    expected = GREY * 0.4 + 255 * 0.6
    np.testing.assert_allclose(plane(saved(la)), expected, atol=1.5)


@pytest.mark.parametrize("mode", ["RGB", "P", "L"])
def test_a_colour_that_means_transparent_lies_on_white(mode):
    image = Image.new(mode, (2, 2), 0)
    data = saved(image, transparency=(0, 0, 0) if mode == "RGB" else 0)
    assert (picture_tensor(data).array == 255).all()


def test_a_jpeg_of_a_printing_press():
    file = io.BytesIO()
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(file, "JPEG")
    red = channels_last(file.getvalue())[4, 4]
    assert red[0] > 200
    assert red[1:].max() < 60


UPRIGHT = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
    8: np.rot90,
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_the_cameras_rotation_is_undone(orientation, form):
    data = picture(COLOUR, form, exif=turned(orientation), lossless=True)
    np.testing.assert_array_equal(channels_last(data), UPRIGHT[orientation](COLOUR))


@pytest.mark.parametrize(
    ("size", "form", "options", "now"),
    [
        ((1024, 300), "PNG", {}, (512, 150)),
        ((513, 513), "PNG", {}, (512, 512)),
        ((300, 2048), "JPEG", {}, (75, 512)),
        ((2048, 1024), "JPEG", {"exif": turned(6)}, (256, 512)),
        ((600, 30), "WEBP", {"exif": turned(8)}, (26, 512)),
        ((20_000, 1), "PNG", {}, (512, 1)),
    ],
)
def test_a_large_picture_is_scaled_and_says_so(size, form, options, now):
    tensor = picture_tensor(picture(np.full(size[::-1], 200), form, **options))
    assert tensor.array.shape[2:] == now[::-1]
    assert np.abs(tensor.array.astype(int) - 200).max() <= 2
    before = size[::-1] if "exif" in options else size
    sides = {"from_w": before[0], "from_h": before[1], "w": now[0], "h": now[1]}
    assert tensor.notes == (("note_resized", sides),)


def test_the_largest_picture_stays():
    tensor = picture_tensor(picture(np.zeros((512, 512))))
    assert tensor.array.shape == (1, 1, 512, 512)
    assert tensor.notes == ()


@pytest.mark.parametrize("orientation", [0, 9, 200])
def test_a_rotation_that_does_not_exist_is_none(orientation):
    tensor = picture_tensor(picture(np.zeros((300, 700)), "JPEG", exif=turned(orientation)))
    assert tensor.array.shape[2:] == (219, 512)
    sides = {"from_w": 700, "from_h": 300, "w": 512, "h": 219}
    assert tensor.notes == (("note_resized", sides),)


ODD_NOTES = {
    "text": exif(2, 2, b"6\0"),
    "bytes": exif(7, 4, b"abcd"),
    "a fraction": exif(5, 1, b"\x08"),
    "no value": exif(3, 0, b""),
    "no note at all": b"Exif\0\0 nothing of the kind",
    "a resolution of text": exif(3, 1, b"\6", more=b"\x1a\x01\x02\0\x02\0\0\x007\0\0\0"),
    "a maker of a number": exif(3, 1, b"\6", more=b"\x0f\x01\x0b\0\x01\0\0\0\0\0\x80\x3f"),
}


@pytest.mark.parametrize("name", ODD_NOTES)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_an_odd_note_of_the_camera_does_not_hide_the_picture(name, form):
    array = picture_tensor(picture(COLOUR, form, exif=ODD_NOTES[name])).array
    assert sorted(array.shape[2:]) == sorted(COLOUR.shape[:2])


@pytest.mark.parametrize("name", refused.PICTURES)
def test_a_file_that_is_no_picture_is_refused(name, monkeypatch):
    data, key, numbers = refused.PICTURES[name]
    if key == "too_many_pixels":
        monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("it was unpacked"))
    with pytest.raises(Refusal) as refusal:
        picture_tensor(data)
    assert refusal.value.key == key
    assert numbers.items() <= refusal.value.values.items()
    for number in numbers.values():
        assert f"{number:,}" in str(refusal.value)
