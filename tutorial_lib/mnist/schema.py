"""Whether what a file holds has the form that its TypedDict promises."""

import types
import typing

import torch


def conforms(value: object, form: object) -> bool:
    """`form` is a type as TypedDicts name them: int, list[Epoch], Literal["a"], dict[str, Tensor], Settings | None.

    Whole numbers pass for float, truth values for no number; a TypedDict has all of its keys.
    """
    origin, inner = typing.get_origin(form), typing.get_args(form)
    if origin is typing.Literal:
        return any(value == one and type(value) is type(one) for one in inner)
    if origin in (typing.Union, types.UnionType):
        return any(conforms(value, one) for one in inner)
    if origin is list:
        return isinstance(value, list) and all(conforms(item, inner[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(
            conforms(key, inner[0]) and conforms(item, inner[1]) for key, item in value.items()
        )
    if typing.is_typeddict(form):
        fields = typing.get_type_hints(form)
        return (
            isinstance(value, dict)
            and value.keys() >= fields.keys()
            and all(conforms(value[name], kind) for name, kind in fields.items())
        )
    if form is object:
        return True
    if form is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if form is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, typing.cast(type, form))


def first_fault(value: object, form: type) -> str | None:
    """The first key of a TypedDict whose value is missing or of another form; None if there is no such."""
    if not isinstance(value, dict):
        return next(iter(typing.get_type_hints(form)))
    for name, kind in typing.get_type_hints(form).items():
        if name not in value or not conforms(value[name], kind):
            return name
    return None


def same_form(value: object, other: object) -> bool:
    """Whether nested dicts, lists and tensors have the same keys, lengths, shapes and kinds of numbers."""
    if isinstance(other, torch.Tensor):
        return (
            isinstance(value, torch.Tensor)
            and value.shape == other.shape
            and value.dtype == other.dtype
            and value.layout == other.layout
            and not value.is_meta
        )
    if isinstance(other, dict):
        return (
            isinstance(value, dict)
            and value.keys() == other.keys()
            and all(same_form(value[key], other[key]) for key in other)
        )
    if isinstance(other, list | tuple):
        return (
            isinstance(value, list | tuple)
            and len(value) == len(other)
            and all(map(same_form, value, other))
        )
    return isinstance(value, type(other)) or {type(value), type(other)} <= {int, float}
