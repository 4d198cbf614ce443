"""The exported model and test case: what they say, what is in them, and what is refused."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from cnnpool import Pooling
from cnnpool.errors import Refusal
from cnnpool.export import Case, onnx_model, onnx_test_case
from cnnpool.export.files import NotMade, files
from cnnpool.export.onnx_node import OnnxNode
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from cnnpool.texts import CATALOGUES, say_refusal_in
from tests.export.onnx_runs import in_onnxruntime, same
from tests.export.program_settings import VARIED, case_of

NAN = np.nan


def case_with(x, kernel=2, **chosen) -> Case:
    x, layer = np.asarray(x), Pooling(kernel, **chosen)
    x = x.reshape((1,) * (4 - x.ndim) + x.shape)
    return Case(x, layer, np.ones((*x.shape[:2], *layer.geometry.grid(*x.shape[2:]).shape)))


def page_case(**changes) -> Case:
    settings = Settings(**changes)
    return Case.of(settings, random_tensor(settings))


# --- the model --------------------------------------------------------------------------------

SINGLE = {name: changes for values in VARIED.values() for name, changes in values.items()}
SAID = {name: changes for name, changes in SINGLE.items() if name != "p=2.5"}


@pytest.mark.parametrize("name", SAID)
def test_the_model_is_sound_and_onnx_infers_the_shapes_of_the_layer(name):
    case = case_of(SAID[name])
    model, node = onnx_model(case), OnnxNode(case)
    onnx.checker.check_model(model, full_check=True)
    for output in model.graph.output:
        output.type.tensor_type.ClearField("shape")
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    sides = [[d.dim_value for d in o.type.tensor_type.shape.dim] for o in inferred.graph.output]
    assert sides == [list(case.trace.y.shape)] * len(node.outputs)
    (pooling,) = model.graph.node
    said = {a.name: onnx.helper.get_attribute_value(a) for a in pooling.attribute}
    assert said == node.attributes and "auto_pad" not in said


def test_same_becomes_the_padding_of_this_size_and_rounds_nothing():
    upper = OnnxNode(page_case(h=5, w=6, kh=3, kw=3, sh=1, sw=2, pad="same_upper"))
    lower = OnnxNode(page_case(h=5, w=6, kh=3, kw=3, sh=1, sw=2, pad="same_lower"))
    assert upper.attributes["pads"] == [1, 0, 1, 1]
    assert lower.attributes["pads"] == [1, 1, 1, 0]
    assert upper.attributes["ceil_mode"] == lower.attributes["ceil_mode"] == 0


def test_what_is_set_stands_in_the_attributes():
    case = case_with(
        np.eye(9), (3, 2), stride=(1, 4), padding=((1, 2), (0, 1)), dilation=(2, 1), mode="avg"
    )
    assert OnnxNode(case).attributes == {
        "kernel_shape": [3, 2],
        "strides": [1, 4],
        "dilations": [2, 1],
        "pads": [1, 0, 2, 1],
        "ceil_mode": 1,
        "count_include_pad": 1,
    }
    other = case_with(np.eye(9), mode="avg", count_include_pad=False, ceil_mode=False)
    assert OnnxNode(other).attributes["count_include_pad"] == 0
    assert OnnxNode(other).attributes["ceil_mode"] == 0
    assert OnnxNode(case_with(np.eye(9), mode="lp", p=3)).attributes["p"] == 3


# --- dtypes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "x, mode, dtype",
    [
        (np.array([[1, 2**24]]), "max", "float32"),
        (np.array([[1, 2**24 + 1]]), "max", "float64"),
        (np.array([[1, 2**24 + 2]]), "max", "float32"),
        (np.array([[-(2**24) - 1, 0]]), "avg", "float64"),
        (np.array([[0.5, NAN, -np.inf]]), "max", "float32"),
        (np.array([[0.1, 1]]), "max", "float64"),
        (np.array([[0.1, 1]], np.float32), "lp", "float32"),
        (np.array([[0.1, 1]], ">f4"), "avg", "float32"),
        (np.array([[0.1, 1]], np.float16), "max", "float32"),
        (np.array([[0.1, 1]], np.longdouble), "max", "float64"),
        (np.array([[True, False]]), "max", "float32"),
        (np.array([[0, 255]], np.uint8), "max", "uint8"),
        (np.array([[-128, 0]], np.int8), "max", "int8"),
        (np.array([[0, 255]], np.uint8), "avg", "float32"),
        (np.array([[2.0**127, 0]]), "avg", "float32"),
        (np.array([[2.0**127, 2.0**127]]), "avg", "float64"),  # the sum leaves float32
        (np.array([[2.0**-80, 0]]), "lp", "float64"),  # and so does the square
    ],
)
def test_the_dtype_is_one_that_kernels_take_and_that_holds_x(x, mode, dtype):
    node = OnnxNode(case_with(x, (1, x.shape[1]), mode=mode))
    assert (node.x.dtype.name, node.y.dtype.name) == (dtype, dtype)
    np.testing.assert_array_equal(node.x.astype(x.dtype), x.reshape(node.x.shape))


# --- the outputs ------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{}, dict(ph=1, pw=1), dict(kh=3, sw=1), dict(n=3, dh=2)])
def test_indices_find_the_maxima_in_the_flat_tensor(changes):
    case = page_case(h=7, w=5, **changes)
    node = OnnxNode(case)
    np.testing.assert_array_equal(node.x.reshape(-1)[node.indices], node.y)
    np.testing.assert_array_equal(node.indices % (7 * 5), case.trace.layer.indices)
    plane = np.arange(case.x.shape[0] * case.x.shape[1]).reshape(*case.x.shape[:2], 1, 1)
    np.testing.assert_array_equal(node.indices // (7 * 5), np.broadcast_to(plane, node.y.shape))


def test_the_layer_of_the_case_is_left_as_it_was():
    case = case_with(np.eye(4, dtype=int))
    case.layer.forward(np.full((1, 1, 2, 2), 7))
    onnx_test_case(case)
    assert case.layer.y.tolist() == [[[[7]]]]


# --- the test case ----------------------------------------------------------------------------


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tensor(data: bytes) -> onnx.TensorProto:
    return onnx.TensorProto.FromString(data)


@pytest.mark.parametrize(
    "mode, name", [("max", "maxpool"), ("avg", "averagepool"), ("lp", "lppool")]
)
def test_the_zip_is_laid_out_as_a_backend_test_and_passes(mode, name):
    case = page_case(h=5, mode=mode, ph=1)
    members, folder = unzipped(onnx_test_case(case)), f"test_{name}_2d_cnnpool"
    outputs = ["y", "indices"] if mode == "max" else ["y"]
    arrays = [f"{folder}/test_data_set_0/output_{i}.pb" for i in range(len(outputs))]
    assert list(members) == [
        f"{folder}/model.onnx",
        f"{folder}/test_data_set_0/input_0.pb",
        *arrays,
        f"{folder}/README.txt",
    ]
    model = onnx.load_model_from_string(members[f"{folder}/model.onnx"])
    x = tensor(members[f"{folder}/test_data_set_0/input_0.pb"])
    wanted = [tensor(members[file]) for file in arrays]
    assert (x.name, [each.name for each in wanted]) == ("x", outputs)
    x, wanted = numpy_helper.to_array(x), [numpy_helper.to_array(each) for each in wanted]
    np.testing.assert_array_equal(x, case.x)
    got = in_onnxruntime(model, x)
    assert all(same(*pair) for pair in zip(got, wanted, strict=True))


def test_the_same_case_gives_the_same_bytes():
    changes = dict(h=5, mode="lp", bn=1)
    assert onnx_test_case(page_case(**changes)) == onnx_test_case(page_case(**changes))


def readme(case: Case, lang: str = "en") -> str:
    members = unzipped(onnx_test_case(case, lang))
    return next(data for name, data in members.items() if name.endswith("README.txt")).decode()


def test_the_readme_says_layer_link_node_shapes_opset_and_who_passes():
    said = readme(page_case(h=5, w=6, sw=1, lang="ja"))
    for part in (
        "Layer: Pooling(2, stride=(2, 1))\n",
        "link: h=5&w=6&sw=1\n",
        "MaxPool(kernel_shape=[2, 2], strides=[2, 1], dilations=[1, 1], pads=[0, 0, 0, 0], ceil",
        "Opset 22, IR version 10",
        "input_0.pb: x, float32 (2, 3, 5, 6)",
        "output_1.pb: indices, int64 (2, 3, 3, 5)",
        "ONNX Runtime 1.32 (CPU): gives these outputs.",
        "ReferenceEvaluator (onnx 1.23): gives these outputs.",
    ):
        assert part in said
    assert "indices" not in readme(page_case(mode="avg"))


def test_the_readme_names_the_disagreements():
    said = readme(case_with([[1.0, NAN], [0, 0]]))
    assert said.count(CATALOGUES["en"]["onnx_runtime_nan"]) == 2  # the two runtimes alike
    assert "gives these outputs" not in said
    japanese = readme(case_with([[1.0, NAN], [0, 0]]), "ja")
    assert japanese.count(CATALOGUES["ja"]["onnx_runtime_nan"]) == 2


def test_the_readme_says_where_only_the_text_of_lp_pool_has_another_size():
    remark = CATALOGUES["en"]["onnx_dropped"]
    dropped = dict(kh=1, kw=1, sh=2, sw=1, mode="lp")  # four rows: a third window would start at 4
    assert remark in readme(page_case(**dropped))
    for changes in (dict(h=5), dict(ceil=False), dict(mode="max"), dict(pad="same_upper")):
        assert remark not in readme(page_case(**dropped | changes))
    model = onnx_model(page_case(**dropped))
    for output in model.graph.output:
        output.type.tensor_type.ClearField("shape")
    (inferred,) = onnx.shape_inference.infer_shapes(model).graph.output
    assert [d.dim_value for d in inferred.type.tensor_type.shape.dim] == [2, 3, 2, 4]
    assert "right padded region" in onnx.defs.get_schema("MaxPool", 22).doc
    assert "right padded region" not in onnx.defs.get_schema("LpPool", 22).doc


def test_settings_of_another_layer_are_not_named():
    case = replace(case_with(np.eye(4), 3), settings=Settings(kh=4, kw=4))
    assert "link: –\n" in readme(case)


# --- what ONNX cannot say -----------------------------------------------------------------------

REFUSED = {
    "onnx_divisor": (case_with(np.eye(4), mode="avg", divisor_override=3), "3"),
    "onnx_whole_p": (case_with(np.eye(4), mode="lp", p=2.5), "2.5"),
    "onnx_exact": (case_with([[0, 2**53 + 1]], 1), str(2**53 + 1)),
}


@pytest.mark.parametrize("key", REFUSED)
@pytest.mark.parametrize("make", [onnx_model, onnx_test_case])
def test_what_onnx_cannot_say_is_refused_with_the_number(key, make):
    case, number = REFUSED[key]
    with pytest.raises(Refusal) as refused:
        make(case)
    assert refused.value.key == key
    for lang in CATALOGUES:
        assert number in say_refusal_in(lang, refused.value)


def test_a_p_beyond_64_bits_and_numbers_beyond_float64_are_refused():
    with pytest.raises(Refusal, match="64 bits"):
        OnnxNode(case_with(np.eye(2), mode="lp", p=1e30))
    third = np.longdouble(1) / 3
    assert third != float(third)
    with pytest.raises(Refusal, match="float64 would round"):
        OnnxNode(case_with(np.full((2, 2), third)))
    OnnxNode(case_with(np.full((2, 2), -(2**63))))  # a power of 2


def test_nothing_but_the_files_needs_onnx():
    code = (
        "import sys; sys.modules['onnx'] = sys.modules['onnxruntime'] = None\n"
        "import numpy as np\n"
        "from cnnpool import Pooling\n"
        "from cnnpool.export import Case, program\n"
        "case = Case(np.eye(2)[None, None], Pooling(2), np.ones((1, 1, 1, 1)))\n"
        "print(program(case, 'onnx').text)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert '"MaxPool"' in done.stdout


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match="pip install onnx") as missing:
        onnx_model(page_case())
    assert missing.value.name == "onnx"
    with pytest.raises(NotMade) as unmade:
        files(page_case())["cnnpool-onnx-test.zip"]()
    assert unmade.value.notes == (("file_needs_package", {"package": "onnx"}),)
