"""A copy of the package in which every sentence of the catalogue is nonsense."""

import shutil
from pathlib import Path

from fluent.syntax import parse, serialize
from fluent.syntax.ast import Message, Pattern, Resource, TextElement
from support import ROOT


def package_of_nonsense(folder: Path) -> None:
    """Copy segtools into a folder, with the other catalogue."""
    shutil.copytree(ROOT / "segtools", folder / "segtools")
    catalogue = folder / "segtools" / "words" / "en.ftl"
    catalogue.write_text(nonsense(catalogue.read_text("utf-8")), "utf-8")


def nonsense(text):
    """The catalogue with each sentence replaced by a word made of its code, which says nothing and names no figure; the
    words that stand before a sentence by its kind are left out, and it is left."""
    entries = [entry for entry in parse(text).body if isinstance(entry, Message)]
    labels = [entry for entry in entries if entry.id.name.startswith("kind-")]
    for entry in labels:
        entry.value = parse("kind = { $text }").body[0].value
    for entry in entries:
        if entry in labels:
            continue
        entry.value = Pattern([TextElement(word_of(entry.id.name))])
    return serialize(Resource(entries))


def word_of(code):
    return "Blarg" + "".join(part.capitalize() for part in code.split("-"))
