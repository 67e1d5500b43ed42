"""The pages in a real headless Chromium: keys, layers, deep links, and nothing that the policy refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browsing import asked, axe_source, chromium, every_page, largest, serving, watched

WIDTHS = (320, 900, 1280)  # the first is 1280 at four times the size


@pytest.fixture(scope="module")
def address(example_corpus):
    """The example corpus served on loopback."""
    with serving(example_corpus.path) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    """Chromium; without it these tests are skipped, saying so, and fail in continuous integration."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser, address):
    """A page that collects what the browser complains of; a test that leaves a complaint fails."""
    with watched(browser, address, timezone_id="Asia/Tokyo") as (opened, complaints):
        yield opened
    assert complaints == []


def serious(page):
    """Return what axe-core holds to be serious or critical on a page, with an element of each kind."""
    page.evaluate(axe_source())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in {"serious", "critical"}]


def test_the_stories_can_be_walked_by_keys(page):
    """`j` goes to the first story, Enter opens it, `/` goes to the search."""
    page.goto("/")
    page.keyboard.press("j")
    assert page.locator(".item.here").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/*")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("monitors")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=monitors")
    assert page.locator("mark").count() > 0


def test_the_list_of_keys_opens_and_closes(page):
    """`?` and Escape."""
    page.goto("/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_changes_are_walked_by_keys_and_the_address_follows(page):
    """`n` goes to the next change of a comparison; the address names it, and opens there again."""
    page.goto("/compare/01_agency/02_courier")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.evaluate("location.hash") == "#d2"
    assert page.locator("[data-change].here").get_attribute("id") == "d2"
    page.keyboard.press("p")
    assert page.evaluate("location.hash") == "#d1"


def test_an_address_points_at_characters(page, example_corpus):
    """`#char=` marks those code points of the text, also behind an emoji and across marks."""
    article = example_corpus.article_id("01_agency")
    text = example_corpus.table("articles", where="x.article = ?", parameters=[article]).to_pylist()[0]["text"]
    block = example_corpus.table("blocks", where="x.article = ? and x.role = 'body'", parameters=[article]).to_pylist()[
        0
    ]
    begin, end = block["begin"] + 5, block["begin"] + 60
    page.goto(f"/article/01_agency#char={begin},{end}")
    shown = "".join(page.locator("mark.target").all_inner_texts())
    assert shown == text[begin:end]
    assert page.locator("mark.target").first.is_visible()


def test_the_row_of_the_mark_that_an_address_points_at_is_shown(page, example_corpus):
    """Without a click: what the program found there, and why."""
    found = example_corpus.table("quotations").to_pylist()[0]
    begin, end = found["content"][0]["begin"], found["content"][-1]["end"]
    page.goto(f"/article/{found['article']}?layers=quotations#char={begin},{end}")
    assert page.locator(".rows-behind .chosen").first.is_visible()


@pytest.mark.parametrize("place", ["#%", "#%E0%A4", "#char=9,1", "#char=999999,9999999", "#q' or 1=1"])
def test_a_place_that_is_none_breaks_nothing(page, place):
    """Keys go on working."""
    page.goto(f"/article/01_agency{place}")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_layers_are_switched_and_stand_in_the_address(page):
    """A box shows its marks at once; the address has them, and opens the same again."""
    page.goto("/article/01_agency?layers=none")
    assert "show-quotations" not in page.locator("article.reading").get_attribute("class")
    page.locator("input[type=checkbox][value=quotations]").check()
    assert "layers=quotations" in page.evaluate("location.search")
    page.reload()
    assert page.locator("input[type=checkbox][value=quotations]").is_checked()
    assert "show-quotations" in page.locator("article.reading").get_attribute("class")


def test_a_click_on_a_mark_shows_the_row_behind_it(page):
    """The row is opened, marked, and leads on."""
    page.goto("/article/01_agency?layers=quotations")
    page.locator(".on-quotations").first.click()
    chosen = page.locator("li.chosen")
    assert chosen.count() >= 1
    assert chosen.first.locator("a").count() >= 1


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(browser, address, example_corpus, width):
    """On a phone, a tablet and a desk; what is wide scrolls inside its own box."""
    with watched(browser, address) as (page, _):
        page.set_viewport_size({"width": width, "height": 900})
        for link in every_page(example_corpus):
            page.goto(link)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, link


def test_no_page_is_wider_than_the_paper(browser, address, example_corpus):
    """Printed, nothing is cut off at the right."""
    with watched(browser, address) as (page, _):
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 720, "height": 1000})
        for link in every_page(example_corpus)[:6]:
            page.goto(link)
            assert page.evaluate("document.documentElement.scrollWidth") <= 720, link


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser, address, example_corpus, scheme):
    """Contrast of 4.5 to 1 and more (WCAG 2.2 AA) for every piece of text on every page."""
    with watched(browser, address, color_scheme=scheme) as (page, _):
        for link in every_page(example_corpus):
            page.goto(link)
            assert asked(page, "faint") == [], link


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(browser, address, example_corpus, scheme, width):
    """No rule of axe-core of serious or critical impact is broken on any page."""
    with watched(browser, address, color_scheme=scheme) as (page, _):
        page.set_viewport_size({"width": width, "height": 900})
        for link in every_page(example_corpus):
            page.goto(link)
            assert serious(page) == [], link


def test_everything_can_be_reached_and_has_a_name(page, example_corpus):
    """Links, buttons and fields have names; ids are not repeated; there is one main heading."""
    for link in every_page(example_corpus)[:-1]:
        page.goto(link)
        assert asked(page, "nameless") == [], link


def test_every_page_has_one_heading_of_the_highest_level(page, example_corpus):
    """Who listens to a page hears what it is about."""
    for link in every_page(example_corpus)[:-1]:
        page.goto(link)
        assert page.locator("h1").count() == 1, link


@pytest.mark.slow
def test_the_keys_work_on_every_page(page, example_corpus):
    """`/` and `?` anywhere; `j` wherever there are items."""
    for link in every_page(example_corpus)[:-1]:
        page.goto(link)
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible(), link
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        items = page.locator(".item, section.story > section").count()
        assert page.locator(".here").count() == min(1, items), link
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q", link


def test_the_tree_can_be_made_larger(page, example_corpus):
    """A button each for larger, smaller and as it was."""
    page.goto(f"/story/{largest(example_corpus)}")
    drawing = page.locator(".tree svg").first
    before = float(drawing.get_attribute("width"))
    page.get_by_role("button", name="Larger").click()
    assert float(drawing.get_attribute("width")) > before
    page.get_by_role("button", name="As it was").click()
    assert float(drawing.get_attribute("width")) == before


def test_a_line_of_the_tree_leads_to_its_reasons(page, example_corpus):
    """A click on the probability opens why it is so."""
    page.goto(f"/story/{largest(example_corpus)}")
    page.locator(".tree svg.down a:has(text.probability)").last.click()
    page.wait_for_selector("details.why[open]")
    opened = page.locator("details.why[open]")
    assert opened.count() == 1
    assert opened.locator(".weight").count() > 0


def test_times_are_those_of_the_reader_with_the_stated_one_beside(page):
    """Half past something in Tokyo; what the article states stays in reach."""
    page.goto("/article/01_agency")
    heading = page.locator("article.reading header").inner_text()
    assert "12 Mar 2024, 23:05" in heading
    assert "stated 12 Mar 2024, 14:05 UTC" in heading


def test_a_day_without_an_hour_is_the_same_day_everywhere(browser, address):
    """A date is not moved into another day by the reader's zone."""
    with watched(browser, address, timezone_id="America/Los_Angeles") as (page, _):
        page.goto("/timeline?since=1932&until=1932")
        assert "4 Jun 1932" in page.locator("main").inner_text()


def test_filters_of_events_stand_in_the_address(page):
    """The form makes the address, and the address fills the form."""
    page.goto("/claims")
    page.get_by_label("Affirmed or denied").select_option("denied")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**polarity=denied**")
    assert page.get_by_label("Affirmed or denied").input_value() == "denied"
    shown = page.locator("article.claim")
    assert shown.count() > 0
    assert shown.count() == page.locator("article.claim .denied li:first-child").count()


def test_the_dossier_opens_without_a_network(browser, address, page, example_corpus, tmp_path):
    """One file, its own style and script, nothing asked of anybody."""
    page.goto(f"/story/{largest(example_corpus)}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Dossier").click()
    kept = tmp_path / "dossier.html"
    download.value.save_as(kept)
    with watched(browser, "file://", offline=True) as (opened, complaints):
        opened.goto(Path(kept).as_uri())
        text = opened.locator("body").inner_text()
        assert opened.evaluate("getComputedStyle(document.querySelector('.story')).borderTopWidth") != "0px"
        assert opened.locator(".zoom button").count() == 3
    assert complaints == []
    for article in ("01", "02"):
        assert example_corpus.article_id(article) in text
    assert re.search(r"02:\d+-\d+", text)
    assert "@software{retold" in text


@pytest.fixture(params=["report", "dossier"])
def forwarded(request, example_corpus, tmp_path):
    """A file to forward: the report, and the dossier of a story."""
    file = tmp_path / "page.html"
    if request.param == "report":
        example_corpus.report(file)
    else:
        example_corpus.dossier("01", file)
    return file


def test_a_file_to_forward_fits_a_phone(browser, forwarded):
    """What is wide scrolls inside its own box, and the tree is drawn indented."""
    with watched(browser, "file://") as (page, complaints):
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(forwarded.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert not page.locator(".tree.both svg.down").first.is_visible()
    assert complaints == []


@pytest.mark.slow
def test_axe_finds_nothing_serious_in_a_file_to_forward(browser, forwarded):
    """The report and the dossier are read by everybody too."""
    with watched(browser, "file://") as (page, _):
        page.goto(forwarded.as_uri())
        assert serious(page) == []
