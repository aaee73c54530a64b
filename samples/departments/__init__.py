"""One module per invented department: its figures, its tables and its printed document."""
from . import archives, culture, waterworks


def documents():
    """(file name, (bytes, kind, year, issuer, tables)) of every text sample."""
    yield "yunxi-archives-2023.txt", archives.document()
    yield "linjiang-waterworks-2020.md", waterworks.document()
    yield "qingshi-culture-2024.txt", culture.document()
