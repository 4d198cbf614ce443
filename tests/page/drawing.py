"""Figures as a test reads them: dicts whose arrays are the arrays that were drawn."""

from cnnpool.figures import Colours, matrix_figure, plane_figure

AXES = ("h", "w", "0, 1")


def plane(z, colours=None, height=300, **marks) -> dict:
    """A plane's figure as a dict, with its arrays as they are."""
    colours = colours or Colours.values(z)
    return opened(plane_figure(z, colours, "x", AXES, height=height, **marks))


def matrix(z, colours=None, height=300, padding=None) -> dict:
    """A matrix's figure as a dict, with the labels that the page gives."""
    labels = (
        [f"(0, {r}, 0, 1)" for r in range(z.shape[0])],
        [f"(0, {k})" for k in range(z.shape[1])],
    )
    axes = ("(n, oh, ow, c)", "(kh, kw)")
    colours = colours or Colours.values(z)
    return opened(matrix_figure(z, colours, *labels, axes, height=height, padding=padding))


def opened(figure) -> dict:
    drawn = figure.to_dict()
    for packed, trace in zip(drawn["data"], figure.data, strict=True):
        if trace.type == "heatmap":
            packed["z"] = trace.z
    return drawn


def numbers_of(figure: dict) -> dict | None:
    """The trace that writes numbers into cells."""
    return next((t for t in figure["data"] if t["type"] == "scatter"), None)


def special(figure: dict) -> dict | None:
    """The trace of cells that the scale has no colour for."""
    return next((t for t in figure["data"][1:] if t["type"] == "heatmap"), None)
