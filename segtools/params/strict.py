"""The base of all params types: they are frozen and refuse unknown keys."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Family = Literal["behavioural", "demographic", "geographic", "psychographic", "survey", "attitude", "campaign", "other"]
Share = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """A part of params. The docstring of a key is its meaning in messages, in the schema and in docs/reference.md; an
    indented block at the end of a type's docstring is an example of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)
