"""The answers to the questions people ask about pooling, computed: numbers, pictures, a preset.

The words stand in the page's catalogues; nothing here is for people to read.
"""

from cnnpool.lessons import gradients, layouts, scratch, sizes, values
from cnnpool.lessons.lesson import Lesson, Picture, Table, Word

__all__ = ["LESSONS", "Lesson", "Picture", "Table", "Word", "lesson"]

LESSONS = {
    "gradient": gradients.gradient,
    "sizes": sizes.sizes,
    "ties": gradients.ties,
    "overlap": gradients.overlap,
    "layout": layouts.layout,
    "slice": scratch.slices,
    "padding": values.padding,
    "plus_one": sizes.plus_one,
    "channels": layouts.channels,
    "average": values.average,
    "nan": values.nan,
    "unpool": layouts.unpooling,
    "loss": layouts.loss,
    "check": gradients.check,
    "scratch": scratch.scratch,
    "stride": sizes.stride,
}


def lesson(name: str) -> Lesson:
    """The answer to a question of ``settings.QUESTIONS``.

    >>> lesson("layout").facts["right"], lesson("layout").facts["wrong"]
    ((0, 1, 10, 11), (0, 2, 1, 3))
    """
    return LESSONS[name]()
