"""Errors whose sentence is all that a reader needs: a notebook shows it without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable


class PlainError(ValueError):
    """An error that says what is wrong, where, and how to fix it.

    IPython asks an exception for `_render_traceback_`; it is there while the error is being handled, and no longer when
    somebody asks for the whole of it by %tb.
    """

    @property
    def _render_traceback_(self) -> Callable[[], list[str]]:
        if sys.exc_info()[1] is not self:
            raise AttributeError("_render_traceback_")
        return lambda: [f"{type(self).__name__}: {self}"]
