"""Arithmetic with the bytes of images."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, last, method, receiver
from .flow import shown

_READERS: Final = frozenset(
    {"cv2.imread", "imageio.imread", "imageio.v2.imread", "imageio.v3.imread", "skimage.io.imread"}
)
_DEEPER: Final = frozenset({"IMREAD_UNCHANGED", "IMREAD_ANYDEPTH"})
_KEEPING: Final = frozenset(["copy", "reshape", "flatten", "ravel", "transpose", "squeeze"])
_CV_KEEPING: Final = frozenset({"cv2.cvtColor", "cv2.resize", "cv2.GaussianBlur", "cv2.medianBlur", "cv2.flip"})


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
                continue
            left, right = _is_bytes(code, node.left, 8), _is_bytes(code, node.right, 8)
            said = _said(node, left, right)
            picture = node.left if left else node.right
            if said and not (left != right and isinstance(node.op, ast.Mult) and _is_converted(code, picture)):
                yield hit(
                    node, f"`{shown(picture)}` holds bytes from 0 to 255, and so does the result, which wraps around: {said}.",
                    code.value(picture),
                )  # fmt: skip


def _said(node: ast.BinOp, left: bool, right: bool) -> str:
    """What goes wrong, with numbers; empty when it may not."""
    if left and right:
        return {ast.Add: "200 + 100 gives 44", ast.Sub: "10 - 20 gives 246"}.get(type(node.op), "20 * 20 gives 144")
    number = node.right if left else node.left
    value = number.value if isinstance(number, ast.Constant) else None
    if not (left or right) or type(value) is not int or not 1 < value < 256:
        return ""
    if isinstance(node.op, ast.Add):
        return f"{256 - value} + {value} gives 0"
    if isinstance(node.op, ast.Sub):
        return (
            f"0 - {value} gives {256 - value}" if left else "" if value == 255 else f"{value} - {value + 1} gives 255"
        )
    return f"{255 // value + 1} * {value} gives {(255 // value + 1) * value % 256}"


def _is_bytes(code: Code, node: ast.expr, steps: int) -> bool:
    """Whether it is an array of bytes, as a picture is read."""
    if isinstance(node, ast.Subscript):
        return steps > 0 and _is_bytes(code, node.value, steps - 1)
    value = code.value(node)
    if isinstance(value, ast.Subscript):
        return steps > 0 and _is_bytes(code, value, steps - 1)
    if not isinstance(value, ast.Call) or steps <= 0:
        return False
    made, of = code.called(value), receiver(value)
    if made:
        return _makes_bytes(code, value, made, steps)
    if method(value) == "astype":
        return _is_uint8(argument(value, 0, "dtype"))
    return of is not None and method(value) in _KEEPING and _is_bytes(code, of, steps - 1)


def _makes_bytes(code: Code, call: ast.Call, made: str, steps: int) -> bool:
    if made in _READERS:
        return not any(isinstance(a, ast.Attribute) and a.attr in _DEEPER for a in call.args)
    if made in _CV_KEEPING:
        return bool(call.args) and _is_bytes(code, call.args[0], steps - 1)
    if not made.startswith("numpy."):
        return False
    by_position = made in ("numpy.array", "numpy.zeros", "numpy.asarray")
    told = keyword(call, "dtype") or (argument(call, 1) if by_position else None)
    if told is not None:
        return _is_uint8(told)
    return made in ("numpy.array", "numpy.asarray") and bool(call.args) and _is_image(code, call.args[0], steps - 1)


def _is_converted(code: Code, node: ast.expr) -> bool:
    """Whether the bytes were made by `astype`: often of a mask of 0 and 1, which may be multiplied."""
    value = code.value(node)
    return not isinstance(value, ast.Call) or code.called(value) not in _READERS | _CV_KEEPING


def _is_uint8(dtype: ast.expr | None) -> bool:
    return (isinstance(dtype, ast.Constant) and dtype.value == "uint8") or (
        dtype is not None and last(dotted(dtype)) == "uint8"
    )


def _is_image(code: Code, node: ast.expr, steps: int) -> bool:
    """A picture of Pillow's, in one of the modes with a byte for each channel."""
    value = code.value(node)
    for _ in range(steps):
        if not isinstance(value, ast.Call):
            return False
        if code.called(value) in ("PIL.Image.open", "Image.open"):
            return True
        of = receiver(value)
        if method(value) not in ("convert", "resize", "crop", "rotate", "copy") or of is None:
            return False
        mode = argument(value, 0, "mode") if method(value) == "convert" else None
        if mode is not None and not (isinstance(mode, ast.Constant) and mode.value in ("RGB", "L", "RGBA", "HSV")):
            return False
        value = code.value(of)
    return False


CHECK = Check(
    name="uint8-overflow",
    title="Arithmetic with bytes wraps around at 256",
    severity="bug",
    idea="The result of arithmetic has the type of its arrays, and a byte has no room below 0 or above 255. "
    "Convert to a wider type before computing.",
    question="What is 10 - 20 in a type that knows only 0 to 255?",
    terms=("NumPy arrays", "Mini project: image classifier"),
    bad='import cv2\n\nold = cv2.imread("a.png")\nnew = cv2.imread("b.png")\nchange = new - old\n',
    good='import cv2\n\nold = cv2.imread("a.png").astype(int)\nnew = cv2.imread("b.png").astype(int)\nchange = new - old\n',
    find=_find,
)
