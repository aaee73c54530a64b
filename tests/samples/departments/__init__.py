"""One module per invented department: its figures, its tables and its printed document."""
from . import archives, audit, civil, culture, finals, forestry, traditional, veterans, waterworks


def documents():
    """(file name, (bytes, kind, year, issuer, tables)) of every text sample."""
    yield "yunxi-archives-2023.txt", archives.document()
    yield "linjiang-waterworks-2020.md", waterworks.document()
    yield "qingshi-culture-2024.txt", culture.document()
    yield "bailu-forestry-2021.txt", forestry.forestry()
    yield "canglang-welfare-2019.txt", forestry.welfare()
    yield "jintan-finals-2022.txt", finals.document()
    yield "wanghu-civil-2025.html", civil.document()
    yield "songtao-audit-2024.md", audit.document()
    yield "cuihu-library-2020.txt", traditional.document()
    yield "liuquan-veterans-2023.txt", veterans.document()
