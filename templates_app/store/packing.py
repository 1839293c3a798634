"""Big texts in their items: zstd, with a limit that leaves room for the rest of the item."""

import zstandard

from craftify.errors import TooLarge
from templates_app.domain import MAX_PACKED_BYTES


def pack(text: str, what: str) -> bytes:
    """Compress.

    Raises:
        TooLarge: over 350 KB even when compressed; the sentence names `what`.
    """
    packed = zstandard.ZstdCompressor(level=6).compress(text.encode())
    if len(packed) > MAX_PACKED_BYTES:
        raise TooLarge(
            f"The {what} has {len(packed) // 1024} KB even when compressed; at most 350 KB fit. "
            "Take out embedded images and link to them instead."
        )
    return packed


def unpack(packed: bytes) -> str:
    """Decompress what `pack` gave."""
    return zstandard.ZstdDecompressor().decompress(packed).decode()
