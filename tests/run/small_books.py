"""Notebooks of a few cells, and a project in which one of them stands for a stage."""

import nbformat


def write_book(path, *sources):
    """A notebook with a cell of parameters and one of each source."""
    cells = [nbformat.v4.new_code_cell('client = "demo"\nsettings = {}', metadata={"tags": ["parameters"]})]
    book = nbformat.v4.new_notebook(cells=cells + [nbformat.v4.new_code_cell(source) for source in sources])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)
