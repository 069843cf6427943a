"""Looking into documents: Word as HTML that is safe inside our own page, PDF for its pages."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lms.config import MIB
from lms.errors import Invalid, TooLarge
from lms.web.i18n import lazy_gettext as _l

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_TEXT: Final = 24 * MIB
"""Unpacked XML of a Word file; a book of 500 pages has a fifth of this."""

MAX_PICTURES: Final = 4 * MIB
"""Pictures of one document, for it is sent to phones whole."""

_TAGS: Final = frozenset(
    "h2 h3 h4 h5 p br strong em u s sub sup ul ol li table thead tbody tr th td a img".split()
)
_ATTRIBUTES: Final = {
    "a": {"href", "id"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_PICTURES: Final = ("data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;")
_STYLES: Final = "\n".join(
    [
        "p[style-name='Title'] => h2:fresh",
        "p[style-name='Subtitle'] => p:fresh",
        *(
            f"p{match} => h{min(level + 1, 5)}:fresh"
            for level in range(1, 7)
            for match in (f".Heading{level}", f"[style-name='heading {level}']")
        ),
        "u => u",
        "strike => s",
    ]
)
"""The page around has its own h1, so the document's headings begin one lower."""


def docx_to_html(path: Path) -> str:
    """Headings, paragraphs, lists, tables and pictures of a DOCX that passed `check_archive`.

    Whatever is not on the list of allowed tags, attributes and addresses is dropped. Raises Invalid when
    the document cannot be read or holds no text, TooLarge when it is longer than MAX_TEXT.
    """
    # mammoth and nh3 take longer to load than everything else that starts with the product
    import mammoth
    import nh3

    _check_length(path)
    try:
        with path.open("rb") as file:
            drafted = mammoth.convert_to_html(
                file, style_map=_STYLES, convert_image=_picture_taker()
            ).value
    except Exception as error:  # mammoth raises whatever its XML and ZIP readers do
        raise Invalid(
            _l("The Word file cannot be read. Open it in Word, save it again and retry.")
        ) from error
    cleaned: str = nh3.clean(
        drafted,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_keep,
        url_schemes={"https", "http", "mailto", "data"},
        link_rel="noopener noreferrer",
    )
    if not nh3.clean(cleaned, tags=set()).strip():
        raise Invalid(_l("The Word file has no text in it."))
    return cleaned


def _check_length(path: Path) -> None:
    """The reader holds the whole text in memory several times over, so a very long one is refused."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    text = sum(part.file_size for part in parts if part.filename.endswith(".xml"))
    if text > MAX_TEXT:
        raise TooLarge(_l("The Word file is too long for one page. Split it, or upload a PDF."))


def _picture_taker() -> Callable[[Any], list[Any]]:
    """Puts pictures into the page itself until MAX_PICTURES is reached; the rest is left out."""
    import mammoth

    room = MAX_PICTURES

    def take(image: Any) -> list[Any]:
        nonlocal room
        with image.open() as stream:
            room -= len(stream.read())
        taken: list[Any] = mammoth.images.data_uri(image) if room >= 0 else []
        return taken

    return take


def pdf_pages(path: Path) -> int:
    """How many pages a PDF has. Raises Invalid when it cannot be read without a password or at all."""
    return len(_open_pdf(path).pages)


def pdf_first_page_text(path: Path) -> str:
    """The words on the first page, as far as they are there as text; a scan gives none."""
    return _open_pdf(path).pages[0].extract_text()


def _open_pdf(path: Path) -> "PdfReader":
    from pypdf import PdfReader  # only uploads look into a PDF, so it is not loaded at the start

    try:
        reader = PdfReader(path)
        readable = not reader.is_encrypted and len(reader.pages) > 0
    except Exception as error:  # a broken PDF makes pypdf raise anything
        raise Invalid(_l("The PDF is damaged. Export it again and retry.")) from error
    if not readable:
        raise Invalid(_l("The PDF is locked with a password or has no pages. Save an open copy."))
    return reader


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Pictures only from inside the document, links never to `data:`."""
    if attribute == "src":
        return value if value.startswith(_PICTURES) else None
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    if attribute == "id" and tag != "a":
        return None
    return value
