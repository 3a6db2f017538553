"""`python -m segtools.params` prints the JSON schema of a params file, for editors."""

import json

from segtools.params import schema

if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
