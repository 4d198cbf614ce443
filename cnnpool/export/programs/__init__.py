"""A case as a program that runs as it is, in every framework.

Each framework has a room of its own with ``render(case) -> Program``. A framework that cannot
express a setting gets the nearest form that gives the layer's numbers, and a note that says so.
"""

from cnnpool.export.case import Case
from cnnpool.export.programs import in_cnnpool, in_jax, in_keras, in_numpy, in_onnx, in_pytorch
from cnnpool.export.programs.program import Note, Program

__all__ = ["FRAMEWORKS", "Note", "Program", "program"]

RENDERERS = {
    "numpy": in_numpy.render,
    "cnnpool": in_cnnpool.render,
    "pytorch": in_pytorch.render,
    "onnx": in_onnx.render,
    "keras": in_keras.render,
    "jax": in_jax.render,
}
FRAMEWORKS = tuple(RENDERERS)


def program(case: Case, framework: str) -> Program:
    """The case in one of ``FRAMEWORKS``; ValueError for another name.

    >>> import numpy as np
    >>> from cnnpool import Pooling
    >>> case = Case(np.array([[[[1.0, 3.0], [4.0, 2.0]]]]), Pooling(2), np.ones((1, 1, 1, 1)))
    >>> program(case, "pytorch").text.splitlines()[-7]
    'y, indices = F.max_pool2d(x, kernel_size=2, ceil_mode=True, return_indices=True)'
    """
    if framework not in RENDERERS:
        raise ValueError(f"framework must be one of {', '.join(FRAMEWORKS)}, got {framework!r}")
    return RENDERERS[framework](case)
