"""Every text and number of a deliverable, wherever it stands: what a reader, a screen reader or a curious analyst
finds."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
from lxml import etree

DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
CACHED = "{http://schemas.openxmlformats.org/drawingml/2006/chart}v"


def texts(path):
    """Place and text: slides, notes, charts, alt texts, the workbooks behind charts; every cell; the page's words."""
    kinds = {".pptx": _office, ".xlsx": _office, ".pdf": _pages, ".html": _page, ".md": _plain}
    return list(kinds[path.suffix](path))


def numbers(path):
    """Every number that stands in a file, as text writes it, without the commas of thousands; no percentages."""
    found = re.findall(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w%])", "\n".join(text for _, text in texts(path)))
    return {number.replace(",", "").rstrip(".") for number in found}


def _office(path):
    with zipfile.ZipFile(path) as held:
        for name in held.namelist():
            if name.endswith(".xlsx"):
                yield from ((f"{name}!{place}", text) for place, text in _cells(io.BytesIO(held.read(name))))
            elif name.endswith(".xml") and not name.startswith("docProps"):
                root = etree.fromstring(held.read(name))
                yield from ((name, node.text) for node in root.iter(DRAWN, CACHED) if node.text)
                yield from ((name, node.get("descr")) for node in root.iter() if node.get("descr"))
    if path.suffix == ".xlsx":
        yield from _cells(path)


def _cells(file):
    """Every cell, hidden ones too, as its value."""
    for sheet in openpyxl.load_workbook(file, data_only=True):
        for row in sheet.iter_rows():
            yield from ((f"{sheet.title}!{cell.coordinate}", str(cell.value)) for cell in row if cell.value is not None)


def _pages(path):
    if shutil.which("pdftotext"):
        said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
        yield "pages", said.stdout


def _page(path):
    page = re.sub(r"data:image[^\"]*", "", path.read_text("utf-8"))
    page = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    yield from (("alt", text) for text in re.findall(r"(?:alt|aria-label)=[\"']([^\"']*)", page))
    yield from (("text", text) for text in re.split(r"<[^>]+>|\n", page) if text.strip())


def _plain(path):
    yield "text", path.read_text("utf-8")
