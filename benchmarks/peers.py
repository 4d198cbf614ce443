"""The calls that are compared: what cnnpool and its peers do for one case, ready to be timed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import jax
import numpy as np
import onnxruntime
import skimage.measure
import torch
from onnx import TensorProto, helper

from cnnpool import Pooling

F = torch.nn.functional
Calls = dict[str, Callable]


@dataclass(frozen=True)
class Case:
    """A float32 tensor under a square kernel, the output size rounded down."""

    shape: tuple[int, int, int, int]
    kernel: int
    stride: int
    padding: int = 0

    def __str__(self):
        sizes = "×".join(map(str, self.shape))
        padding = f" p{self.padding}" if self.padding else ""
        return f"{sizes} k{self.kernel} s{self.stride}{padding}"

    @property
    def x(self) -> np.ndarray:
        return np.random.default_rng(0).standard_normal(self.shape, dtype=np.float32)

    def layer(self, mode: str) -> Pooling:
        settings = dict(stride=self.stride, padding=self.padding, ceil_mode=False, mode=mode)
        return Pooling(self.kernel, **settings)


def max_calls(case: Case) -> Calls:
    """Forward with indices and backward, of cnnpool and of PyTorch; checked to be the same."""
    x, layer, (k, s, p) = case.x, case.layer("max"), (case.kernel, case.stride, case.padding)
    y = layer.forward(x)
    dy = np.random.default_rng(1).standard_normal(y.shape, dtype=np.float32)
    tensor, upstream = torch.from_numpy(x), torch.from_numpy(dy)
    ours, indices = F.max_pool2d(tensor, k, s, p, return_indices=True)
    back = torch.ops.aten.max_pool2d_with_indices_backward
    lists = [k, k], [s, s], [p, p], [1, 1]
    calls = {
        "forward": partial(layer.forward, x),
        "forward torch": partial(F.max_pool2d, tensor, k, s, p, return_indices=True),
        "backward": partial(layer.backward, dy),
        "backward torch": partial(back, upstream, tensor, *lists, False, indices),
    }
    np.testing.assert_array_equal(y, ours.numpy())
    np.testing.assert_array_equal(layer.indices, indices.numpy())
    assert np.allclose(calls["backward"](), calls["backward torch"]().numpy(), atol=1e-3)
    return calls | {"indices": lambda: layer.indices}


def avg_calls(case: Case) -> Calls:
    """Forward and backward of the average, of cnnpool and of PyTorch; checked to be the same."""
    x, layer, (k, s, p) = case.x, case.layer("avg"), (case.kernel, case.stride, case.padding)
    y = layer.forward(x)
    dy = np.random.default_rng(1).standard_normal(y.shape, dtype=np.float32)
    tensor, upstream = torch.from_numpy(x), torch.from_numpy(dy)
    back, lists = torch.ops.aten.avg_pool2d_backward, ([k, k], [s, s], [p, p])
    calls = {
        "forward": partial(layer.forward, x),
        "forward torch": partial(F.avg_pool2d, tensor, k, s, p),
        "backward": partial(layer.backward, dy),
        "backward torch": partial(back, upstream, tensor, *lists, False, True, None),
    }
    assert np.allclose(y, calls["forward torch"]().numpy(), atol=1e-4)
    assert np.allclose(calls["backward"](), calls["backward torch"]().numpy(), atol=1e-3)
    return calls


def other_calls(case: Case) -> Calls:
    """Max forward by others, as each has it: only PyTorch and cnnpool find the indices, too."""
    x, (k, s, p) = case.x, (case.kernel, case.stride, case.padding)
    last = torch.from_numpy(x).contiguous(memory_format=torch.channels_last)
    calls = {
        "torch channels_last": partial(F.max_pool2d, last, k, s, p, return_indices=True),
        "onnxruntime": _onnxruntime(x, k, s, p),
        "jax": _jax(x, k, s, p),
        "copy in + out": _bandwidth(x, case.layer("max").forward(x)),
    }
    if k == s and not p and not (case.shape[2] % k or case.shape[3] % k):
        block = (1, 1, k, k)
        calls["skimage"] = partial(skimage.measure.block_reduce, x, block, np.max)
    return calls


def _onnxruntime(x, k, s, p) -> Callable:
    node = helper.make_node(
        "MaxPool", ["x"], ["y"], kernel_shape=[k, k], strides=[s, s], pads=[p] * 4
    )
    value = partial(helper.make_tensor_value_info, elem_type=TensorProto.FLOAT)
    graph = helper.make_graph([node], "max", [value("x", shape=x.shape)], [value("y", shape=None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 12)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    return partial(session.run, None, {"x": x})


def _jax(x, k, s, p) -> Callable:
    pads = ((0, 0), (0, 0), (p, p), (p, p))
    pool = jax.jit(
        lambda a: jax.lax.reduce_window(a, -np.inf, jax.lax.max, (1, 1, k, k), (1, 1, s, s), pads)
    )
    there = jax.device_put(x)
    return lambda: pool(there).block_until_ready()


def _bandwidth(x, y) -> Callable:
    """Read the input and write the output: nobody is quicker."""
    source, target = np.empty(x.size + y.size, np.uint16), np.empty(x.size + y.size, np.uint16)
    return partial(np.copyto, target, source)  # a copy reads and writes: half of the bytes
