"""Bytes to characters."""

from __future__ import annotations

import pytest

from retold.sources.encodings import decode, decode_page, is_binary, storable


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("naïve".encode(), "naïve"),
        ("naïve".encode("utf-8-sig"), "naïve"),
        ("naïve".encode("utf-16"), "naïve"),
        ("naïve".encode("cp1252"), "naïve"),
        ("“naïve” €".encode("cp1252"), "“naïve” €"),
        ("zwölf “Ä".encode()[:-1], "zwölf “Ã"),
        (b"", ""),
    ],
)
def test_bytes_are_utf8_or_what_their_mark_says_or_windows_1252(content: bytes, text: str):
    """
    A byte that is no UTF-8 keeps its letter of windows-1252; all others stay.
    """
    assert text == decode(content)


def test_a_page_that_declares_utf8_and_is_latin_1_keeps_its_letters():
    """
    A lying charset costs no letter.
    """
    page = '<meta charset="utf-8"><p>Café Zoë</p>'.encode("latin-1")

    assert "Café Zoë" in decode_page(page)


def test_a_page_that_declares_latin_1_and_is_utf8_is_utf8():
    """
    Bytes that are valid UTF-8 throughout are UTF-8.
    """
    page = '<meta charset="iso-8859-1"><p>Café</p>'.encode()

    assert "Café" in decode_page(page)


def test_a_declared_encoding_is_used():
    """
    A page in a Cyrillic encoding is read by its declaration.
    """
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Мир</p>'.encode("cp1251")

    assert "Мир" in decode_page(page)


@pytest.mark.parametrize("content", [b"a\x00b", b"%PDF-1.4 words", b"\x89PNG\r\n", bytes(range(1, 32)) * 9])
def test_bytes_that_are_no_text_are_binary(content: bytes):
    """
    NUL bytes, known formats and many control characters tell binary files.
    """
    assert is_binary(content)


def test_utf_16_with_its_mark_is_not_binary():
    """
    The NUL bytes of UTF-16 do not count.
    """
    assert not is_binary("words".encode("utf-16"))


def test_lone_surrogates_and_nul_become_the_replacement_character():
    """
    What no table can store is replaced one for one.
    """
    assert "a\ufffdb\ufffd" == storable("a\ud800b\x00")
