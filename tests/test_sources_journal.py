"""Reading an archive on from where it was stopped."""

from __future__ import annotations

import pytest

from retold.settings import ReadingSettings
from retold.sources import archives
from retold.sources.journal import Journal
from retold.sources.readers import read_paths
from tests.warcs import TITLES, page, pages, record, wacz, zipped


def read(path, journal: Journal | None):
    return read_paths(
        [path],
        stdin=None,
        outlet=None,
        outlet_from_folder=False,
        file_format=None,
        settings=ReadingSettings(),
        journal=journal,
    )


def write(folder, kind: str):
    content = zipped(pages())
    members = {"archive/a.warc.gz": zipped(pages()[:2]), "archive/b.warc.gz": zipped(pages()[2:])}
    path = folder / f"a.{kind}"
    path.write_bytes(content if kind == "warc.gz" else wacz(members))
    return path


@pytest.mark.parametrize("kind", ["warc.gz", "wacz"])
@pytest.mark.parametrize("stop", range(len(TITLES)))
def test_a_stop_in_the_middle_costs_nothing_and_doubles_nothing(tmp_path, monkeypatch, kind: str, stop: int):
    """
    The same call again gives what one whole call gives, and extracts only what was left.
    """
    path = write(tmp_path, kind)
    whole = list(read(path, None))
    items = read(path, Journal(tmp_path / "store.intake"))
    for _ in range(stop):
        next(items)
    items.close()
    seen = []
    extract = archives.read_original
    monkeypatch.setattr(archives, "read_original", lambda *a, **o: seen.append(1) or extract(*a, **o))

    again = list(read(path, Journal(tmp_path / "store.intake")))

    assert whole == again
    assert len(TITLES) - stop == len(seen)


@pytest.mark.parametrize("stop", range(9))
def test_a_stop_among_broken_records_and_pictures_changes_nothing(tmp_path, stop: int):
    """
    The rows of `rejected` are the same, and so is the count of what holds no page.
    """
    picture = record(b"x", "https://sorvik.example/a.png", content_type="image/png")
    lying = record(page("Grey"), "https://sorvik.example/grey", length=100)
    some = pages()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(zipped([picture, some[0], picture, lying, some[1], picture, some[2], picture])[:-4])
    whole = list(read(path, None))
    items = read(path, Journal(tmp_path / "store.intake"))
    for _ in range(min(stop, len(whole))):
        next(items)
    items.close()

    again = list(read(path, Journal(tmp_path / "store.intake")))

    assert {repr(item) for item in whole} == {repr(item) for item in again}


def test_a_frame_that_was_half_written_counts_for_nothing(tmp_path):
    """
    As a power cut leaves it.
    """
    path = write(tmp_path, "warc.gz")
    journal = tmp_path / "store.intake"
    items = read(path, Journal(journal))
    for _ in range(3):
        next(items)
    items.close()
    journal.write_bytes(journal.read_bytes()[:-5])

    assert list(read(path, None)) == list(read(path, Journal(journal)))


def test_a_file_that_changed_is_read_anew(tmp_path):
    """
    What is known of other bytes is not believed.
    """
    path = write(tmp_path, "warc.gz")
    list(read(path, Journal(tmp_path / "store.intake")))
    path.write_bytes(zipped(pages()[:1]))

    assert 1 == len(list(read(path, Journal(tmp_path / "store.intake"))))


def test_forgetting_deletes_it(tmp_path):
    """
    Its texts stand in the store then.
    """
    path = write(tmp_path, "warc.gz")
    journal = Journal(tmp_path / "store.intake")
    list(read(path, journal))

    journal.forget()

    assert not (tmp_path / "store.intake").exists()
