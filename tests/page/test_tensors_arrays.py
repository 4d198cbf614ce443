"""Array files become tensors: .npy, .npz and .csv of two to four axes."""

import io
import tracemalloc

import numpy as np
import pytest

from cnnpool import array_files
from cnnpool.array_files import array_names, file_tensor
from cnnpool.errors import Refusal
from tests.page import refused
from tests.page.files import GREY, Trap, claiming, npy, npz, raw_npy, zipped

NUMBERS = np.arange(24).reshape(2, 3, 4)


def read(name: str, data: bytes, member=None) -> np.ndarray:
    return file_tensor(name, data, member).array


@pytest.mark.parametrize(
    ("shape", "planes", "note"),
    [
        ((4, 6), (1, 1, 4, 6), "note_read_2d"),
        ((2, 3, 4), (1, 2, 3, 4), "note_read_3d"),
        ((3, 2, 2, 2), (3, 2, 2, 2), "note_read_4d"),
        ((1, 1), (1, 1, 1, 1), "note_read_2d"),
    ],
)
@pytest.mark.parametrize("ending", ["npy", "npz"])
def test_axes_are_read_from_the_right_and_said(shape, planes, note, ending):
    array = np.arange(np.prod(shape)).reshape(shape)
    tensor = file_tensor(f"a.{ending}", npy(array) if ending == "npy" else npz(a=array))
    assert tensor.notes == ((note, {"shape": str(shape)}),)
    np.testing.assert_array_equal(tensor.array, array.reshape(planes))
    assert tensor.array.shape == planes


@pytest.mark.parametrize(
    "dtype",
    ["?", "i1", "u1", "<i2", ">i2", "<u4", ">u4", "<i8", ">i8", "u8", "f2", ">f2", "f4", ">f8"],
)
def test_every_dtype_of_real_numbers(dtype):
    array = (NUMBERS % 2 if dtype == "?" else NUMBERS).astype(dtype)
    tensor = read("a.npy", npy(array))
    assert tensor.dtype == array.dtype.newbyteorder("=")
    assert tensor.dtype.isnative
    np.testing.assert_array_equal(tensor[0], array)


def test_the_order_of_fortran():
    array = np.asfortranarray(NUMBERS)
    assert b"'fortran_order': True" in npy(array)
    np.testing.assert_array_equal(read("a.npy", npy(array))[0], NUMBERS)


def test_values_without_a_size():
    array = np.array([[np.nan, np.inf, -np.inf, -0.0]])
    tensor = read("a.npy", npy(array))[0, 0]
    np.testing.assert_array_equal(tensor, array)
    assert np.signbit(tensor[0, 3])


def test_the_second_version_of_the_format_and_a_large_name():
    header = "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2), }\n"
    data = raw_npy(header, np.array([3, 4], "<i4").tobytes(), version=2)
    assert read("My.Numbers.NPY", data).tolist() == [[[[3, 4]]]]


def test_what_follows_the_array_is_ignored():
    np.testing.assert_array_equal(read("a.npy", npy(GREY) + b"more")[0, 0], GREY)


def test_an_npz_has_names_and_the_first_is_read_unless_another_is_asked_for():
    data = npz(first=np.ones((2, 2)), second=np.zeros((3, 3)))
    assert array_names(data) == ["first", "second"]
    assert read("a.npz", data).shape == (1, 1, 2, 2)
    assert read("a.npz", data, "second").shape == (1, 1, 3, 3)
    assert read("a.npz", data, "third").shape == (1, 1, 2, 2)


def test_a_bad_array_beside_a_good_one():
    data = zipped(bad=b"hello", good=npy(GREY))
    np.testing.assert_array_equal(read("a.npz", data, "good")[0, 0], GREY)
    with pytest.raises(Refusal, match="npy array"):
        read("a.npz", data, "bad")


def test_a_hundred_arrays_are_not_too_many():
    assert len(array_names(npz(**{f"a{i}": np.ones((1, 1)) for i in range(100)}))) == 100


@pytest.mark.parametrize(
    "text",
    [
        "1,2.5\n-3,4e2",
        "1;2.5\n-3;4e2\n",
        "1\t2.5\n-3\t4e2",
        "1 2.5\n-3   4e2",
        "\ufeff1,2.5\r\n-3,4e2\r\n",
        "\n1 , 2.5\n\n-3 , 4e2\n\n",
    ],
)
def test_csv(text):
    tensor = file_tensor("a.csv", text.encode())
    assert tensor.array.dtype == np.float64
    assert tensor.array.tolist() == [[[[1, 2.5], [-3, 400]]]]
    assert tensor.notes == (("note_read_2d", {"shape": "(2, 2)"}),)


def test_csv_of_one_cell_one_row_and_one_column():
    assert read("a.csv", b"7").tolist() == [[[[7]]]]
    assert read("a.csv", b"7,8").tolist() == [[[[7, 8]]]]
    assert read("a.csv", b"7\n8").tolist() == [[[[7], [8]]]]


def test_csv_of_values_without_a_size():
    plane = read("a.csv", b"nan,inf\n-inf,1e300")[0, 0]
    np.testing.assert_array_equal(plane, [[np.nan, np.inf], [-np.inf, 1e300]])


@pytest.mark.parametrize("cell", ["1e999", "-1e400", "9" * 400, "9007199254740993"])
def test_csv_of_numbers_that_would_become_others(cell):
    with pytest.raises(Refusal, match=r"row 2, column 1: .* cannot be kept exactly"):
        read("a.csv", f"1,inf\n{cell},2".encode())
    assert read("a.csv", b"9007199254740994")[0, 0, 0, 0] == 2**53 + 2


# --- refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", refused.ARRAYS)
def test_a_file_that_is_no_array_is_refused(case):
    name, data, key, values = refused.ARRAYS[case]
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as refusal:
            file_tensor(name, data)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
    assert refusal.value.key == key
    assert values.items() <= refusal.value.values.items()
    for value in values.values():
        text = repr(value) if key == "csv_not_a_number" else value
        assert (f"{value:,}" if isinstance(value, int) else str(text)) in str(refusal.value)


@pytest.mark.parametrize("case", refused.HOSTILE)
def test_a_hostile_file_is_refused(case):
    name, data = refused.HOSTILE[case]
    with pytest.raises(Refusal):
        file_tensor(name, data)


def test_no_pickle_is_ever_loaded():
    pickled = npy(np.array([[Trap()]]))
    for name, data in (("a.npy", pickled), ("a.npz", zipped(a=pickled))):
        with pytest.raises(Refusal, match="dtype is object"):
            file_tensor(name, data)
    assert not Trap.sprung
    np.load(io.BytesIO(pickled), allow_pickle=True)  # as it would go off
    assert Trap.sprung
    Trap.sprung = False


def test_a_csv_over_the_limit(monkeypatch):
    monkeypatch.setattr(array_files, "MAX_CSV_BYTES", 1000)
    assert read("a.csv", b"1,2\n" * 250).shape == (1, 1, 250, 2)
    with pytest.raises(Refusal, match="at most 1,000 bytes, this one has 1,004") as refusal:
        read("a.csv", b"1,2\n" * 251)
    assert refusal.value.key == "csv_too_large"


def test_the_largest_array_is_let_in(monkeypatch):
    monkeypatch.setattr(array_files, "MAX_FILE_CELLS", 12)
    assert read("a.npy", npy(GREY)).size == 12
    assert read("a.csv", b"1,2,3\n" * 4).size == 12
    for name, data in (("a.npy", npy(np.ones((1, 13)))), ("a.csv", b"1\n" * 13)):
        with pytest.raises(Refusal, match="at most 12 cells") as refusal:
            read(name, data)
        assert refusal.value.values["cells"] == 13


def test_a_zip_bomb_is_not_unpacked_beyond_what_its_header_claims():
    bomb = zipped(a=claiming("(2, 4)", data=bytes(100_000_000)))
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        assert read("a.npz", bomb).shape == (1, 1, 2, 4)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
