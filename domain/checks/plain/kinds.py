"""What functions and methods of Python, NumPy, pandas and PyTorch give."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _all(names: str, kind: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


BUILTIN: Final[Mapping[str, str]] = MappingProxyType({
    "list": "list", "sorted": "list", "dict": "dict", "set": "set", "str": "text", "input": "text", "int": "number",
    "float": "number", "len": "number", "collections.defaultdict": "dict", "collections.Counter": "dict",
})  # fmt: skip
FRAME_MAKERS: Final[Mapping[str, str]] = MappingProxyType({
    **_all("DataFrame concat merge get_dummies crosstab json_normalize pivot_table melt DataFrame.from_dict", "frame"),
    **_all("Series cut qcut", "series"),
})  # fmt: skip
ARRAY_MAKERS: Final = frozenset(
    [
        "array",
        "asarray",
        "zeros",
        "ones",
        "empty",
        "full",
        "arange",
        "linspace",
        "logspace",
        "eye",
        "identity",
        "zeros_like",
        "ones_like",
        "empty_like",
        "full_like",
        "concatenate",
        "vstack",
        "hstack",
        "stack",
        "column_stack",
        "tile",
        "repeat",
        "load",
        "loadtxt",
        "genfromtxt",
        "random.rand",
        "random.randn",
        "random.normal",
        "random.uniform",
        "random.randint",
        "random.random",
        "random.permutation",
        "where",
        "exp",
        "log",
        "sqrt",
        "abs",
        "clip",
        "round",
        "sort",
        "argsort",
        "unique",
        "diff",
        "cumsum",
        "copy",
        "maximum",
        "minimum",
        "expand_dims",
        "squeeze",
        "reshape",
        "transpose",
    ]
)
TENSOR_MAKERS: Final = frozenset(
    [
        "tensor",
        "as_tensor",
        "from_numpy",
        "zeros",
        "ones",
        "empty",
        "full",
        "arange",
        "linspace",
        "eye",
        "rand",
        "randn",
        "randint",
        "zeros_like",
        "ones_like",
        "rand_like",
        "randn_like",
        "cat",
        "stack",
    ]
)
FRAME_METHODS: Final[Mapping[str, str]] = MappingProxyType({
    **_all(
        "copy head tail sample dropna fillna drop drop_duplicates sort_values sort_index reset_index set_index rename "
        "replace astype assign merge join query filter select_dtypes nlargest nsmallest ffill bfill interpolate melt "
        "pivot pivot_table transpose round abs clip explode reindex isna isnull notna notnull describe corr cumsum",
        "frame",
    ),
    "to_numpy": "array",
})  # fmt: skip
SERIES_METHODS: Final[Mapping[str, str]] = MappingProxyType({
    **_all(
        "copy head tail sample dropna fillna drop drop_duplicates sort_values sort_index rename replace astype map apply "
        "isin between isna isnull notna notnull ffill bfill interpolate round abs clip cumsum diff shift pct_change eq "
        "ne gt ge lt le value_counts",
        "series",
    ),
    "to_numpy": "array", "tolist": "list", "to_list": "list", "to_frame": "frame",
})  # fmt: skip
ARRAY_METHODS: Final[Mapping[str, str]] = MappingProxyType({
    **_all("copy reshape astype flatten ravel transpose squeeze clip round repeat cumsum swapaxes dot argsort", "array"),
    "tolist": "list",
})  # fmt: skip
TENSOR_METHODS: Final[Mapping[str, str]] = MappingProxyType({
    **_all(
        "clone detach to cuda cpu float long int double half view reshape flatten squeeze unsqueeze permute transpose t "
        "contiguous expand repeat softmax sigmoid exp log abs clamp",
        "tensor",
    ),
    "numpy": "array", "tolist": "list",
})  # fmt: skip
TEXT_METHODS: Final[Mapping[str, str]] = MappingProxyType({
    **_all(
        "strip lstrip rstrip lower upper title capitalize replace format join casefold swapcase center ljust rjust zfill "
        "removeprefix removesuffix",
        "text",
    ),
    **_all("split rsplit splitlines", "list"),
})  # fmt: skip
ONLY_OF_TEXT: Final = frozenset(["lower", "upper", "casefold", "capitalize", "swapcase", "strip", "rstrip", "lstrip"])
"""Methods that, given nothing, only texts have."""
REDUCING: Final = frozenset(["mean", "sum", "std", "var", "min", "max", "median", "prod"])
FRAME_ATTRIBUTES: Final = frozenset(
    [
        "shape",
        "size",
        "columns",
        "index",
        "dtypes",
        "empty",
        "ndim",
        "values",
        "axes",
        "style",
        "plot",
        "attrs",
        "flags",
        "loc",
        "iloc",
        "at",
        "iat",
        "T",
        "str",
        "dt",
        "cat",
        "sparse",
        "name",
        "dtype",
        "write",
        "schema",
        "rdd",
        "sql",
    ]
)
