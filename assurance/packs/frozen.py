"""The base of all report records: cleaned text, and JSON both ways."""

import dataclasses
import types
import typing
from datetime import datetime

from assurance.packs.text import plain


@dataclasses.dataclass(frozen=True, kw_only=True)
class Frozen:
    """A record of text, numbers, aware datetimes and other records that never changes once made.

    All text is cleaned on the way in (`plain`), so that each renderer may trust it.
    """

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, plain(value))
            elif isinstance(value, tuple):
                cleaned = tuple(plain(item) if isinstance(item, str) else item for item in value)
                object.__setattr__(self, field.name, cleaned)
            elif isinstance(value, datetime) and value.utcoffset() is None:
                raise ValueError(f"{field.name} needs a time zone.")

    def to_data(self) -> dict[str, typing.Any]:
        """Plain dicts, lists, text, numbers and ISO dates: ready for `json.dumps` or a JSON column."""
        return {field.name: _plain_data(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_data(cls, data: dict[str, typing.Any]) -> typing.Self:
        """The record that `to_data` wrote.

        Raises:
            KeyError: a field without a default is missing.
            TypeError: a field is unknown to this version.
        """
        hints = typing.get_type_hints(cls)
        if unknown := data.keys() - hints.keys():
            raise TypeError(f"{cls.__name__} has no field {', '.join(sorted(unknown))}.")
        values = {name: _from_plain_data(hints[name], value) for name, value in data.items()}
        return cls(**values)


def _plain_data(value: typing.Any) -> typing.Any:
    if isinstance(value, Frozen):
        return value.to_data()
    if isinstance(value, tuple):
        return [_plain_data(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _from_plain_data(hint: typing.Any, value: typing.Any) -> typing.Any:
    if isinstance(hint, types.UnionType):  # the only union used here is `X | None`
        if value is None:
            return None
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is tuple:
        item_hint = typing.get_args(hint)[0]
        return tuple(_from_plain_data(item_hint, item) for item in value)
    if isinstance(hint, type) and issubclass(hint, Frozen):
        return hint.from_data(value)
    return datetime.fromisoformat(value) if hint is datetime else value
