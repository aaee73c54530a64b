"""One module per invented department: its figures, its tables and its printed document."""
from . import archives


def documents():
    """(file name, (bytes, kind, year, issuer, tables)) of every text sample."""
    yield "yunxi-archives-2023.txt", archives.document()
