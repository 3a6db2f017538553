"""`python -m segtools.params` prints the JSON schema of a params file, for editors; with the word `reference`, the
reference for readers."""

import json
import sys

from segtools.params.reference import reference, schema

if __name__ == "__main__":
    print(
        reference() if sys.argv[1:] == ["reference"] else json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
        end="",
    )
