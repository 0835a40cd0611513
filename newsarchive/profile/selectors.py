"""CSS and XPath selectors of a profile, compiled once and run on parsed pages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.errors import ProfileError

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement


@lru_cache(maxsize=1024)
def compile_selector(selector: str) -> XPath:
    """Compile a selector: XPath when it starts with ``/``, ``./`` or ``(``, else CSS.

    CSS knows parsel's ``::text`` and ``::attr(name)``. Raises ProfileError naming the selector when it is
    neither.
    """
    from cssselect import SelectorError
    from lxml.etree import XPath, XPathError
    from parsel.csstranslator import HTMLTranslator

    try:
        if selector.startswith(("/", "./", "(")):
            return XPath(selector)
        return XPath(HTMLTranslator().css_to_xpath(selector, prefix="descendant::"))
    except (XPathError, SelectorError) as error:
        raise ProfileError(f"{selector!r} is neither CSS nor XPath: {error}") from error


def run_selector(root: HtmlElement, selector: str) -> list[HtmlElement | str]:
    """Elements or attribute and text strings that a selector gives below ``root``, in document order."""
    results = compile_selector(selector)(root)
    if isinstance(results, list):
        return [result for result in results if isinstance(result, str) or hasattr(result, "itertext")]
    return [str(results)] if isinstance(results, str | float) and str(results).strip() else []


def select_text(root: HtmlElement, selector: str) -> str:
    """First non-empty text that a selector gives below ``root``, or ""."""
    return next((text for result in run_selector(root, selector) if (text := text_of(result))), "")


def text_of(result: HtmlElement | str) -> str:
    """A selector's result as text with its white space folded."""
    text = result if isinstance(result, str) else "".join(map(str, result.itertext()))
    return " ".join(text.split())
