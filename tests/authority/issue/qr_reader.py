"""Reads a QR code out of a picture, written from ISO/IEC 18004 and not from the library that draws ours.

Enough for a clean print: byte mode, error correction level M, versions 4 to 9, no damage (a damaged module gives a wrong text).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Matrix = list[list[bool]]
# Version: codewords of error correction in a block, then (blocks, codewords of data in each), level M (table 9).
BLOCKS = {
    4: (18, [(2, 32)]),
    5: (24, [(2, 43)]),
    6: (16, [(4, 27)]),
    7: (18, [(4, 31)]),
    8: (22, [(2, 38), (2, 39)]),
    9: (22, [(3, 36), (2, 37)]),
}
# Centres of alignment patterns (annex E).
ALIGNED = {
    4: (6, 26),
    5: (6, 30),
    6: (6, 34),
    7: (6, 22, 38),
    8: (6, 24, 42),
    9: (6, 26, 46),
}
MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, _c: r % 2 == 0,
    lambda _r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: (r * c) % 2 + (r * c) % 3 == 0,
    lambda r, c: ((r * c) % 2 + (r * c) % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + (r * c) % 3) % 2 == 0,
)
FORMAT_MASK = 0b101010000010010


def text_in(picture: Image) -> str:
    """The text of the code that fills a picture, quiet zone around it included."""
    matrix = _matrix(picture)
    version = (len(matrix) - 17) // 4
    words = _codewords(matrix, version)
    correction, groups = BLOCKS[version]
    sizes = [size for count, size in groups for _ in range(count)]
    data: list[list[int]] = [[] for _ in sizes]
    place = 0
    for step in range(max(sizes)):
        for block, size in zip(data, sizes, strict=True):
            if step < size:
                block.append(words[place])
                place += 1
    assert len(words) >= place + correction * len(sizes)
    bits = "".join(f"{word:08b}" for block in data for word in block)
    assert bits[:4] == "0100", "byte mode"
    length = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * i : 20 + 8 * i], 2) for i in range(length)).decode()


def _matrix(picture: Image) -> Matrix:
    """Modules by their centres; the size follows from the finder pattern in the corner, seven modules wide."""
    grey = picture.convert("L")
    dark = grey.point(lambda value: 255 if value < 128 else 0)
    left, top, right, bottom = dark.getbbox() or (0, 0, 0, 0)
    row = top + (bottom - top) // 80  # within the first modules: the edge itself may be blurred
    run = next(x for x in range(left + 5, right) if not dark.getpixel((x, row))) - left
    size = round((right - left) * 7 / run)
    step_x, step_y = (right - left) / size, (bottom - top) / size
    return [
        [
            bool(dark.getpixel((int(left + (c + 0.5) * step_x), int(top + (r + 0.5) * step_y))))
            for c in range(size)
        ]
        for r in range(size)
    ]


def _codewords(matrix: Matrix, version: int) -> list[int]:
    size = len(matrix)
    mask = MASKS[_mask_number(matrix)]
    fixed = _fixed(size, version)
    bits: list[bool] = []
    column, upward = size - 1, True
    while column > 0:
        if column == 6:  # the timing pattern's column is skipped
            column -= 1
        rows = range(size - 1, -1, -1) if upward else range(size)
        cells = [(r, c) for r in rows for c in (column, column - 1) if (r, c) not in fixed]
        bits += [matrix[r][c] != mask(r, c) for r, c in cells]
        column, upward = column - 2, not upward
    whole = len(bits) // 8
    return [int("".join("01"[bit] for bit in bits[8 * i : 8 * i + 8]), 2) for i in range(whole)]


def _mask_number(matrix: Matrix) -> int:
    cells = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    read = int("".join("01"[matrix[r][c]] for r, c in cells), 2) ^ FORMAT_MASK
    assert read >> 13 == 0b00, "error correction level M"
    return (read >> 10) & 0b111


def _fixed(size: int, version: int) -> set[tuple[int, int]]:
    """Every module that holds no data."""
    corners = [
        (range(9), range(9)),
        (range(9), range(size - 8, size)),
        (range(size - 8, size), range(9)),
    ]
    if version >= 7:
        corners += [(range(6), range(size - 11, size - 8)), (range(size - 11, size - 8), range(6))]
    cells = {(r, c) for rows, columns in corners for r in rows for c in columns}
    cells |= {(6, i) for i in range(size)} | {(i, 6) for i in range(size)}
    centres = ALIGNED[version]
    for r in centres:
        for c in centres:
            if (r, c) not in {(6, 6), (6, centres[-1]), (centres[-1], 6)}:
                cells |= {(r + i, c + j) for i in range(-2, 3) for j in range(-2, 3)}
    return cells
