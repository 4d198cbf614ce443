"""A CNN pooling layer in NumPy, forward and backward, and the trace of every number it touches."""

from cnnpool.columns import col2im, im2col
from cnnpool.pooling import Pooling
from cnnpool.trace import Trace, trace

__all__ = ["Pooling", "Trace", "col2im", "im2col", "trace"]
__version__ = "0.1.0"
