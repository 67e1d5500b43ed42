"""CSV, TSV and Parquet: columns of any names, and whatever damage they have."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from retold.errors import UsageError
from retold.settings import ReadingSettings
from retold.sources.columns import choose_columns, parse_columns
from retold.sources.parquet import read_parquet
from retold.sources.records import Reading, ReadOptions, Rejected
from retold.sources.tabular import read_table

BODY = "The council met on Monday and voted to keep the ferry, the mayor said."
OTHER = "The crew of the ferry went back to work on Tuesday, a spokesman said."


def table(content: bytes | str, *, columns: dict[str, str] | None = None, delimiter: str | None = None):
    raw = content.encode() if isinstance(content, str) else content
    lines: list[str] = []
    options = ReadOptions(columns or {}, lines.append)
    items = list(read_table(io.BytesIO(raw), "a.csv", settings=ReadingSettings(), options=options, delimiter=delimiter))
    return [item for _, item in items], lines


def texts(items) -> list[str]:
    return [item.text for item in items if isinstance(item, Reading)]


def rejected(items) -> list[tuple[str, str]]:
    return [(item.origin, item.reason) for item in items if isinstance(item, Rejected)]


def test_columns_are_guessed_by_their_names_and_shown():
    """
    The line on standard error says which column is read as what, and how to say otherwise.
    """
    items, lines = table(f'id,Headline,Body,Pub_Date,Source\n7,Ferry stays,"{BODY}",2024-03-12,Fen Post\n')

    assert [BODY] == texts(items)
    assert {"title": "Ferry stays", "published": "2024-03-12", "outlet": "Fen Post"} == items[0].given
    assert "a.csv:2" == items[0].origin
    (line,) = lines
    assert "Body as text, Source as outlet, Headline as title, Pub_Date as published; not read: id" in line
    assert "--columns text=Body" in line


def test_columns_as_said_are_not_guessed():
    """
    Nothing beside them is read.
    """
    items, lines = table(f"body,words,date\n{OTHER},{BODY.replace(',', ';')},2024-03-12\n", columns={"text": "words"})

    assert ([], []) == (texts(items)[1:], lines)
    assert {} == items[0].given


def test_a_name_that_its_cells_belie_is_not_believed():
    """
    A column `source` of addresses is no outlet, and a column `date` without dates states no time.
    """
    chosen = choose_columns(
        ["source", "date", "text"], [{"source": "https://fen.example/a", "date": "soon", "text": BODY}], {}
    ).chosen

    assert {"text": "text"} == chosen


def test_the_longest_column_is_the_text_where_no_name_tells():
    """
    If it is as long as an article.
    """
    items, lines = table(f'a,b\n1,"{BODY * 4}"\n2,"{OTHER * 4}"\n')

    assert [BODY * 4, OTHER * 4] == texts(items)
    assert "b as text" in lines[0]


def test_a_column_of_pages_is_read_as_pages():
    """
    Tags in its cells tell.
    """
    items, lines = table(f'content\n"<h1>Ferry stays</h1><p>{BODY}</p>"\n')

    assert [f"Ferry stays\n\n{BODY}"] == texts(items)
    assert "content as html" in lines[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(delimiter: str):
    """
    The sign that parts it into most names.
    """
    rows = [("title", "text", "outlet"), ("Ferry", f'"{BODY}"', "Fen")]

    items, _ = table("\n".join(delimiter.join(row) for row in rows))

    assert [BODY] == texts(items)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_any_usual_encoding_is_read(encoding: str):
    """
    With a byte order mark and without.
    """
    text = "The café owners of Sørvik voted on Monday to keep the old harbour open all winter."

    items, _ = table(f"title,text\nFerry,{text}\n".encode(encoding))

    assert [text] == texts(items)


def test_a_text_over_several_lines_is_kept_to_the_character():
    """
    With its line ends and doubled marks.
    """
    items, _ = table(f'title,text\nFerry,"{BODY}\r\n\r\n""Aye,"" she said.\n"\nBoat,"{OTHER}"\n')

    assert [f'{BODY}\r\n\r\n"Aye," she said.\n', OTHER] == texts(items)
    assert ["a.csv:2", "a.csv:6"] == [item.origin for item in items]


def test_a_mark_that_nobody_closes_costs_one_row():
    """
    The rest of the file is not swallowed.
    """
    items, _ = table(f'title,text,outlet\nFerry,"{BODY},Fen\nBoat,"{OTHER}",Fen\nBridge,{BODY[:30]},Fen\n')

    assert [OTHER, BODY[:30]] == texts(items)
    assert [("a.csv:2", "broken line")] == rejected(items)


def test_a_mark_that_nobody_closes_at_the_end_costs_one_row():
    """
    Rows behind it without any mark are read.
    """
    items, _ = table(f'title,text\nFerry,"{BODY}\nBoat,{OTHER[:40]}\nBridge,{OTHER[:45]}\n')

    assert [OTHER[:40], OTHER[:45]] == texts(items)
    assert [("a.csv:2", "broken line")] == rejected(items)


def test_a_mark_in_the_middle_of_a_cell_opens_nothing():
    """
    Inches and minutes have marks too.
    """
    items, _ = table(
        'title,text\nFerry,The hull is 11" thick at the bow and a bit less at the stern.\nBoat,Two words.\n'
    )

    assert ['The hull is 11" thick at the bow and a bit less at the stern.', "Two words."] == texts(items)


def test_stray_marks_within_a_cell_are_kept():
    """
    Where only one reading gives as many cells as the header.
    """
    items, _ = table('title,text\nFerry,"The mayor said "no" to the bridge, and left the hall."\n')

    assert ['The mayor said "no" to the bridge, and left the hall.'] == texts(items)


def test_nul_bytes_become_a_sign_and_cost_nothing():
    """
    A NUL cannot be stored.
    """
    items, _ = table(f"title,text\nFer\x00ry,\x00{BODY.replace(',', ';')}\nBoat,{OTHER.replace(',', ';')}\n")

    assert ["\ufffd" + BODY.replace(",", ";"), OTHER.replace(",", ";")] == texts(items)


def test_a_row_with_too_many_cells_is_broken():
    """
    No cell is guessed to belong to another.
    """
    items, _ = table(f"title,text\nFerry,one, two, three\nBoat,{OTHER.replace(',', ';')}\n")

    assert [("a.csv:2", "broken line")] == rejected(items)
    assert 1 == len(texts(items))


def test_backslashes_before_marks_are_understood():
    """
    As databases write them.
    """
    items, _ = table('title,text\nFerry,"She said \\"aye\\" to the ferry, and nothing more."\n')

    assert ['She said "aye" to the ferry, and nothing more.'] == texts(items)


def test_a_list_of_addresses_says_that_it_holds_no_text():
    """
    As Media Cloud exports it: one row in `rejected`, not one a story.
    """
    rows = "".join(f"{n},2024-03-1{n},en,Fen Post,https://fen.example/{n},Ferry {n}\n" for n in range(1, 6))

    items, _ = table(f"id,publish_date,language,media_name,url,title\n{rows}")

    assert [("a.csv", "addresses only")] == rejected(items)
    assert "5 addresses in column url" in items[0].detail
    assert "https://fen.example/1" in items[0].detail


def test_a_media_cloud_export_with_texts_is_read():
    """
    Its columns are known.
    """
    items, _ = table(
        "id,indexed_date,language,media_name,media_url,publish_date,title,url,text\n"
        f'9,2024-03-13 01:00:00,en,Fen Post,fen.example,2024-03-12,Ferry,https://fen.example/9,"{BODY}"\n'
    )

    assert {
        "url": "https://fen.example/9",
        "outlet": "Fen Post",
        "title": "Ferry",
        "published": "2024-03-12",
        "language": "en",
    } == items[0].given
    assert "2024-03-13T01:00:00+00:00" == items[0].retrieved.isoformat()


def test_gdelt_files_without_a_header_are_lists_of_addresses():
    """
    The knowledge graph has 27 columns, events 61.
    """
    graph = "\t".join(["20240312091500-3", "20240312091500", "1", "fen.example", "https://fen.example/a", *[""] * 22])
    event = "\t".join(["123", "20240312", *["x"] * 58, "https://fen.example/b"])

    for row in (graph, event):
        items, _ = table(f"{row}\n{row}\n", delimiter="\t")

        assert [("a.csv", "addresses only")] == rejected(items)
        assert "2 addresses" in items[0].detail


def test_a_table_without_texts_says_what_to_do():
    """
    Its columns are named.
    """
    items, _ = table("year,sum\n2024,17\n")

    assert [("a.csv", "no text")] == rejected(items)
    assert "year, sum" in items[0].detail
    assert "--columns text=COLUMN" in items[0].detail


@pytest.mark.parametrize(
    ("said", "message"),
    [("text", "FIELD=COLUMN"), ("body=text", "no field 'body'"), ("text=a,text=b", "given twice")],
)
def test_columns_that_are_said_wrongly_are_an_error(said: str, message: str):
    """
    One line says what was expected.
    """
    with pytest.raises(UsageError, match=message):
        parse_columns(said)


def write_parquet(path, rows):
    parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=2)


def test_parquet_is_read_with_typed_times_and_lists_of_writers(tmp_path):
    """
    Times stay as precise as they are; writers become one line.
    """
    import datetime

    when = datetime.datetime(2024, 3, 12, 9, 10, tzinfo=datetime.UTC)
    write_parquet(tmp_path / "a.parquet", [{"content": BODY, "authors": ["Ann Korrin", "Bo Lund"], "date": when}])

    ((_, item),) = read_parquet(tmp_path / "a.parquet", "a.parquet", settings=ReadingSettings())

    assert (BODY, "a.parquet:1") == (item.text, item.origin)
    assert {"byline": "Ann Korrin, Bo Lund", "published": "2024-03-12T09:10:00+00:00"} == item.given


def test_a_parquet_that_was_cut_short_says_so(tmp_path):
    """
    Its end says where the columns stand, so nothing can be read.
    """
    write_parquet(tmp_path / "a.parquet", [{"text": BODY}] * 10)
    content = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(content[: len(content) // 2])

    ((_, item),) = read_parquet(tmp_path / "b.parquet", "b.parquet", settings=ReadingSettings())

    assert "unreadable" == item.reason
    assert "cut short" in item.detail


def test_a_parquet_with_damage_inside_gives_the_rows_before_it(tmp_path):
    """
    Row groups are read one after the other.
    """
    write_parquet(tmp_path / "a.parquet", [{"text": f"{n} {BODY}"} for n in range(6)])
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    middle = content.index(b"4 The council")
    content[middle - 60 : middle] = b"\xff" * 60
    (tmp_path / "a.parquet").write_bytes(bytes(content))

    items = [item for _, item in read_parquet(tmp_path / "a.parquet", "a", settings=ReadingSettings())]

    assert all(item.text.endswith(BODY) for item in items if isinstance(item, Reading))
    assert "unreadable" in {item.reason for item in items if isinstance(item, Rejected)}
