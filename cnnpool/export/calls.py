"""A case as each framework's own call, with everything that was not set left to its defaults.

The kernel is named; the stride where it was set; padding and dilation as they are. A framework
that cannot take one of them says which, and is not given something else instead.
"""

from cnnpool.checks import Pads
from cnnpool.export.case import Case
from cnnpool.geometry import Same


class NotTaken(Exception):
    """A setting that a framework cannot take: a key of the catalogues and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def set_stride(case: Case) -> tuple[int, int] | None:
    """The stride (SH, SW) if it was set, None where it is left to be the kernel.

    >>> import numpy as np
    >>> from cnnpool.settings import Settings
    >>> set_stride(Case.of(Settings(sw=1), np.eye(4)[None, None]))
    (2, 1)
    """
    geometry = case.layer.geometry
    was_set = case.settings.sh or case.settings.sw or geometry.stride != geometry.kernel
    return geometry.stride if was_set else None


def cnnpool(case: Case) -> str:
    layer, geometry = case.layer, case.layer.geometry
    given = _given(stride=set_stride(case), padding=_padding(case), dilation=_dilation(case))
    if not geometry.ceil_mode:
        given += ", ceil_mode=False"
    if layer.mode != "max":
        given += f', mode="{layer.mode}"'
    if layer.mode == "avg" and not layer.count_include_pad:
        given += ", count_include_pad=False"
    if layer.mode == "avg" and layer.divisor_override is not None:
        given += f", divisor_override={layer.divisor_override}"
    if layer.mode == "lp" and layer.p != 2:
        given += f", p={layer.p:g}"
    return f"Pooling({_short(geometry.kernel)}{given})"


def pytorch(case: Case) -> str:
    layer, kernel = case.layer, case.layer.geometry.kernel
    if layer.mode != "max" and _dilation(case):
        raise NotTaken("lacks_dilation")
    if layer.mode == "lp":
        _check_signed_norm(case)
        stride = _given(stride=set_stride(case))
        return f"nn.LPPool2d({layer.p:g}, {_short(kernel)}{stride})"
    given = _given(stride=set_stride(case), padding=_half_padding(case), dilation=_dilation(case))
    return f"nn.{'Max' if layer.mode == 'max' else 'Avg'}Pool2d({_short(kernel)}{given})"


def onnx(case: Case) -> str:
    layer, geometry = case.layer, case.layer.geometry
    operator = {"max": "MaxPool", "avg": "AveragePool", "lp": "LpPool"}[layer.mode]
    words = [f"kernel_shape={list(geometry.kernel)}"]
    if stride := set_stride(case):
        words.append(f"strides={list(stride)}")
    if pads := _onnx_padding(case):
        words.append(pads)
    if dilation := _dilation(case):
        words.append(f"dilations={list(dilation)}")
    if layer.mode == "lp" and layer.p != 2:
        if not layer.p.is_integer():
            raise NotTaken("takes_whole_p", p=f"{layer.p:g}")
        words.append(f"p={layer.p:g}")
    return f'make_node("{operator}", ["x"], ["y"], {", ".join(words)})'


def keras(case: Case) -> str:
    name = _max_or_average(case, "MaxPooling2D", "AveragePooling2D")
    padding = _padding(case)
    if padding not in (None, "same_upper"):
        raise NotTaken("takes_valid_and_same")
    given = _given(stride=None, strides=set_stride(case), padding=padding and "same")
    return f"layers.{name}({_short(case.layer.geometry.kernel)}{given})"


def flax(case: Case) -> str:
    name = _max_or_average(case, "max_pool", "avg_pool")
    padding = _padding(case)
    words = {"same_upper": "SAME", "same_lower": "SAME_LOWER"}
    said = words[padding] if isinstance(padding, str) else padding
    stride = set_stride(case)
    given = f", strides={stride}" if stride else ""
    given += _given(padding=said, whole=True)
    return f"nn.{name}(x, {case.layer.geometry.kernel}{given})"


def skimage(case: Case) -> str:
    layer, (KH, KW) = case.layer, case.layer.geometry.kernel
    _check_plain(case)
    function = {
        "max": "np.max",
        "avg": "np.mean",
        "lp": f"lambda a, axis: (abs(a) ** {layer.p:g}).sum(axis) ** (1 / {layer.p:g})",
    }[layer.mode]
    return f"block_reduce(x, (1, 1, {KH}, {KW}), {function})"


def article(case: Case) -> str:
    KH, KW = case.layer.geometry.kernel
    if case.layer.mode != "max":
        raise NotTaken("lacks_mode")
    if KH != KW:
        raise NotTaken("takes_square", KH=KH, KW=KW)
    _check_plain(case)
    return f"Pooling({KH})"


CALLS = {
    "cnnpool": cnnpool,
    "pytorch": pytorch,
    "onnx": onnx,
    "keras": keras,
    "flax": flax,
    "skimage": skimage,
    "article": article,
}


# --- what cannot be taken ---------------------------------------------------------------------


def _max_or_average(case: Case, largest: str, average: str) -> str:
    if case.layer.mode == "lp":
        raise NotTaken("lacks_mode")
    if _dilation(case):
        raise NotTaken("lacks_dilation")
    return largest if case.layer.mode == "max" else average


def _check_plain(case: Case) -> None:
    """For those whose windows tile the plane."""
    if case.layer.geometry.stride != case.layer.geometry.kernel:
        raise NotTaken("lacks_stride")
    if _padding(case):
        raise NotTaken("lacks_padding")
    if _dilation(case):
        raise NotTaken("lacks_dilation")


def _check_signed_norm(case: Case) -> None:
    """PyTorch takes the root of the sum of x^p, without absolute values."""
    if _padding(case):
        raise NotTaken("lacks_padding")
    if case.layer.p % 2 != 0 and (case.scene.trace.x < 0).any():
        raise NotTaken("signed_norm", p=f"{case.layer.p:g}")


def _half_padding(case: Case) -> tuple[int, int] | None:
    padding = _padding(case)
    if padding is None:
        return None
    if isinstance(padding, str):
        raise NotTaken("lacks_same")
    if any(before != after for before, after in padding):
        raise NotTaken("lacks_sides")
    for (pad, _), kernel in zip(padding, case.layer.geometry.kernel, strict=True):
        if pad > kernel // 2:
            raise NotTaken("takes_half", pad=pad, kernel=kernel, limit=kernel // 2)
    return padding[0][0], padding[1][0]


def _onnx_padding(case: Case) -> str | None:
    padding = _padding(case)
    if padding is None:
        return None
    if isinstance(padding, str):
        if _dilation(case):
            raise NotTaken("same_without_dilation")
        return f'auto_pad="{padding.upper()}"'
    for pads, kernel in zip(padding, case.layer.geometry.kernel, strict=True):
        if max(pads) >= kernel:
            raise NotTaken("takes_less_than_kernel", pad=max(pads), kernel=kernel)
    (top, bottom), (left, right) = padding
    return f"pads={[top, left, bottom, right]}"


# --- how it is written ------------------------------------------------------------------------


def _padding(case: Case) -> Pads | Same | None:
    """The padding of the geometry; None where there is none."""
    padding = case.layer.geometry.padding
    return None if padding == ((0, 0), (0, 0)) else padding


def _dilation(case: Case) -> tuple[int, int] | None:
    dilation = case.layer.geometry.dilation
    return None if dilation == (1, 1) else dilation


def _given(whole: bool = False, **arguments: object) -> str:
    """Keyword arguments as text, without those that are None."""
    written = repr if whole else _short
    return "".join(
        f', {name}="{value}"' if isinstance(value, str) else f", {name}={written(value)}"
        for name, value in arguments.items()
        if value is not None
    )


def _short(value: object) -> str:
    """A pair as it is typed: one number where both are the same.

    >>> _short((2, 2)), _short((2, 3)), _short(((1, 1), (1, 1))), _short(((0, 1), (2, 2)))
    ('2', '(2, 3)', '1', '((0, 1), (2, 2))')
    """
    if isinstance(value, tuple):
        if all(isinstance(part, tuple) and len(set(part)) == 1 for part in value):
            value = tuple(part[0] for part in value)
        if len(set(value)) == 1 and isinstance(value[0], int):
            return str(value[0])
    return str(value)
