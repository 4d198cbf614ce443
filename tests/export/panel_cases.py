"""Cases whose panels are drawn as files: every mode, marks around the input, special numbers."""

from functools import cache

import numpy as np

from cnnpool.export import Case, panels_svg
from cnnpool.picture_files import built_in_picture
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from cnnpool.typed_numbers import pack
from tests.export.drawing import Drawing

PANELS = ("x", "cols", "y", "dx", "routed", "dy")
SPECIAL = np.array([[[[1.5, np.nan, np.inf], [-np.inf, 3.0, 4.0], [0.25, -7.0, 1e-7]]]])


def drawn(**settings) -> Case:
    """A case of random numbers."""
    chosen = Settings(**settings)
    return Case.of(chosen, random_tensor(chosen))


CASES = {
    "default": drawn(),
    "overlap": drawn(h=5, w=6, kh=3, kw=3, sh=1, sw=1, ph=1, win=7),
    "average": drawn(mode="avg", h=5, w=4, ph=1, pw=1, grad="ramp", win=2),
    "norm": drawn(mode="lp", p=3, low=-9, grad="random", win=0),
    "dilated": drawn(h=7, w=6, sh=1, sw=2, dh=2, dw=3, win=2),
    "dropped": drawn(h=5, w=5, ceil=False),
    "overhang": drawn(h=5, w=5, win=8),
    "other plane": drawn(bn=1, bc=2, win=3),
    "whole": drawn(whole=True, bn=1, bc=1, win=1),
    "special": Case.of(Settings(source="numbers", x=pack(SPECIAL), win=0, sh=1, sw=1), SPECIAL),
    "large": drawn(h=64, w=64, kh=4, kw=4, win=40),
    "picture": Case.of(Settings(source="image", win=600), built_in_picture("cat").array),
}


@cache
def drawing_of(name: str, lang: str = "en") -> Drawing:
    """The panels of one of the cases as a picture, taken apart; drawn once."""
    return Drawing(panels_svg(CASES[name], lang))


def arrays(case: Case) -> dict[str, np.ndarray]:
    """What the six panels show, from the scene itself."""
    story, matrices = case.scene.trace, case.scene.matrices
    planes = {name: getattr(story, name)[0, 0] for name in ("x", "y", "dx", "dy")}
    return planes | {"cols": matrices.x_col, "routed": matrices.routed}
