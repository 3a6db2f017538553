"""Importing this imports jsonschema without its check of internationalised addresses (IRIs), which notebooks never ask
for: the grammar of that check takes longer to compile than everything else that reads and runs a notebook."""

import sys

_GRAMMAR = "rfc3987_syntax"

if "jsonschema" not in sys.modules and _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None  # as if it were not installed
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[_GRAMMAR]
