"""Why a page is no article: pages of our own for each reason, and articles that look a little like them."""

from __future__ import annotations

import pytest

from retold.settings import ReadingSettings
from retold.sources.html import read_page
from retold.sources.records import Reading, Rejected

STORY = [
    "The harbour council of Sorvik met on Monday night and voted to keep the old ferry for another five winters.",
    "“We need the boat more than the bridge,” said Anna Korrin, who has led the council of the town since spring.",
    "The vote ends a quarrel that has lasted for two years, and the crew went back to work on Tuesday at dawn.",
    "Bo Lund, who runs the yard, said that the hull would be mended before the ice comes back to the fjord.",
    "Nobody from the county was there, and a letter that the minister had promised did not come in time to be read.",
    "The ferry makes four crossings each day in summer and two in winter, with room for eleven cars and a lorry.",
    "Its captain, Ines Moro, said the engine was older than she was, and that both of them still started every day.",
    "A new timetable will hang at the pier from the first day of April, and the price of a ticket stays as it was.",
]


def paragraphs(lines) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def links(count: int, words: str = "Council votes on the ferry again number") -> str:
    return "".join(f'<h3><a href="/{n}">{words} {n}</a></h3>' for n in range(count))


def outcome(body: str, *, title: str = "Sorvik Post", head: str = "", lang: str = "en"):
    page = f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
    return read_page(page.encode(), "a.html", settings=ReadingSettings())


def reason(body: str, **parts) -> str | None:
    read = outcome(body, **parts)
    return read.reason if isinstance(read, Rejected) else None


BLOCKED = {
    "checking": (
        "<h1>One more step</h1><p>Please verify you are human to go on to sorvik.example.</p>",
        "Just a moment...",
    ),
    "denied": (
        "<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p>",
        "Access Denied",
    ),
    "traffic": (
        "<h1>Are you a robot?</h1><p>We have seen unusual traffic from your network. Tick the box.</p>",
        "Sorvik Post",
    ),
    "markup": ('<div class="g-recaptcha" data-sitekey="x"></div><p>Please wait</p>', "sorvik.example"),
    "german": (
        "<h1>Sicherheitsprüfung</h1><p>Bitte zeigen Sie, dass Sie kein Roboter sind, dann geht es weiter.</p>",
        "Hafenbote",
    ),
    "french": (
        "<h1>Vérification de sécurité</h1><p>Prouvez que vous n’êtes pas un robot pour continuer la lecture.</p>",
        "Le Port",
    ),
    "country": ("<p>Sorry, this content is not available in your region.</p>", "Sorvik Post"),
}


@pytest.mark.parametrize("name", BLOCKED)
def test_a_wall_against_robots_is_blocked(name: str):
    """
    Its words or its mark-up tell, in several languages.
    """
    body, title = BLOCKED[name]

    assert "blocked" == reason(body, title=title)


CONSENT = {
    "english": "<h1>We value your privacy</h1><p>We and our 812 partners store and/or access information on a"
    " device, such as cookies, to show personalised ads and content.</p>"
    "<button>Accept all</button><button>Manage options</button>",
    "german": "<h1>Mit Werbung weiterlesen</h1><p>Besuchen Sie unsere Seite mit Werbung und Tracking. Details"
    " in unserer Datenschutzerklärung.</p><button>Alle akzeptieren</button>",
    "french": "<h1>Votre vie privée</h1><p>Nos partenaires et nous-mêmes utilisons des cookies pour mesurer la "
    "visite de nos pages.</p><button>Tout accepter</button><button>Continuer sans accepter</button>",
    "spanish": "<p>Su privacidad es importante. Nosotros y nuestros socios usamos cookies para mostrar anuncios.</p>"
    "<button>Aceptar todas</button><button>Rechazar todas</button>",
}


@pytest.mark.parametrize("name", CONSENT)
def test_a_question_about_cookies_without_an_article_is_a_consent_wall(name: str):
    """
    Several signs, and prose that speaks of nothing else.
    """
    assert "consent wall" == reason(CONSENT[name])


ERRORS = {
    "english": (
        "<h1>Page not found</h1><p>The page you are looking for has moved or never was here.</p>",
        "Sorvik Post",
    ),
    "number": ("<h1>404</h1><p>Nothing to see. Try the front page of the paper instead.</p>", "404 | Sorvik Post"),
    "server": (
        "<h1>Something went wrong</h1><p>Internal Server Error. Please come back in a few minutes.</p>",
        "Error",
    ),
    "german": (
        "<h1>Seite nicht gefunden</h1><p>Die Seite, die Sie suchen, gibt es hier leider nicht mehr.</p>",
        "Bote",
    ),
    "french": (
        "<h1>Page introuvable</h1><p>La page que vous cherchez n’existe plus ou a changé de place.</p>",
        "Le Port",
    ),
    "spanish": (
        "<h1>Página no encontrada</h1><p>La página que busca ya no está en este lugar de la red.</p>",
        "El Muelle",
    ),
    "polish": (
        "<h1>Nie znaleziono strony</h1><p>Strona, której szukasz, została usunięta albo zmieniła adres.</p>",
        "Port",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_that_was_served_as_a_page_is_told(name: str):
    """
    Even among menus and links to other stories.
    """
    body, title = ERRORS[name]

    assert "error served as 200" == reason(body, title=title)
    assert "error served as 200" == reason(body + links(14), title=title)


STUBS = {
    "english": "<p><b>Subscribe to continue reading</b></p><p>Already a subscriber? Log in</p>",
    "members": "<p>This article is for subscribers only. Start your free trial for one crown a week.</p>",
    "german": "<p>Jetzt weiterlesen mit Hafen Plus</p><p>Bereits Abonnent? Hier anmelden</p>",
    "french": "<p>Il vous reste 84 % de cet article à découvrir. La suite est réservée aux abonnés.</p>",
    "spanish": "<p>Contenido exclusivo para suscriptores</p><p>¿Ya eres suscriptor? Entra aquí</p>",
}


@pytest.mark.parametrize("name", STUBS)
def test_a_lead_that_ends_at_an_offer_is_a_stub(name: str):
    """
    A headline and a paragraph or two are no article.
    """
    lead = f"<h1>Council keeps the ferry</h1>{paragraphs(STORY[:2])}{STUBS[name]}"

    assert "paywall stub" == reason(lead)
    assert "paywall stub" == reason(lead + links(15), head='<meta property="og:type" content="article">')


def test_a_lead_that_its_markup_says_is_not_free_is_a_stub():
    """
    `isAccessibleForFree` tells where no words do.
    """
    data = '{"@type": "NewsArticle", "isAccessibleForFree": "False", "headline": "Council keeps the ferry"}'

    head = f'<script type="application/ld+json">{data}</script>'

    assert "paywall stub" == reason(f"<h1>Council keeps the ferry</h1>{paragraphs(STORY[:1])}", head=head)


@pytest.mark.parametrize("teaser", ["", "The council met on Monday and there will be a ferry in the winter too."])
def test_a_list_of_headlines_is_an_index_page(teaser: str):
    """
    With teasers below the headlines and without.
    """
    items = "".join(
        f'<div><h2><a href="/{n}">Council votes on the ferry again, part {n}</a></h2><p>{teaser}</p></div>'
        for n in range(15)
    )

    assert "index page" == reason(f"<h1>News</h1>{items}", title="News | Sorvik Post")


def test_a_section_that_lists_articles_in_its_markup_is_an_index_page():
    """
    Even if it is shared as an article.
    """
    head = (
        '<meta property="og:type" content="article">'
        '<script type="application/ld+json">{"@type": "CollectionPage", "name": "News"}</script>'
    )

    assert "index page" == reason(f"<h1>News</h1>{links(20)}", head=head)


ARTICLES = {
    "whole": "",
    "cookie banner": CONSENT["english"],
    "captcha for comments": '<form class="comments"><div class="g-recaptcha"></div><p>Are you a robot?</p></form>',
    "offer": "<p>Subscribe now to read more stories like this. Already a subscriber? Log in.</p>",
    "related": links(40),
    "footer": "<footer><p>Page not found? Write to us.</p><p>We value your privacy. Accept all cookies.</p></footer>",
}


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_kept_whatever_stands_around_it(name: str):
    """
    Banners, forms, offers and lists stand on most pages.
    """
    read = outcome(f"<h1>Council keeps the ferry</h1>{ARTICLES[name]}{paragraphs(STORY)}{ARTICLES[name]}")

    assert isinstance(read, Reading)


SHORT = {
    "robots": "<h1>Harbour robots lift the first boats</h1><p>Two robots lifted boats on Monday, said Bo Lund.</p>",
    "number": "<h1>404 people moved from Sorvik after the storm</h1><p>All are well, the mayor said on Monday.</p>",
    "cookies": "<h1>Baker sells a thousand cookies</h1><p>She sold a thousand cookies on Monday, she said.</p>",
    "denied": "<h1>Council denies the rumour of a bridge</h1><p>There is no plan, said the mayor on Monday.</p>",
    "subscribers": "<h1>Paper wins readers</h1><p>The Post has 2,000 subscribers, its editor said.</p>",
    "not found": "<h1>Boat of the mayor not found</h1><p>Nobody has seen it since Monday, the police said.</p>",
    "sorry": "<h1>Sorry, says the captain of the ferry</h1><p>He was late on Monday, and said so to everybody.</p>",
    "missing": "<h1>Missing boat found off Sorvik</h1><p>It was found on Monday, and nobody was on it.</p>",
}


@pytest.mark.parametrize("name", SHORT)
def test_a_short_article_about_such_things_is_kept(name: str):
    """
    A word alone tells nothing.
    """
    assert isinstance(outcome(SHORT[name]), Reading)


def test_a_page_of_scripts_is_too_short():
    """
    What a browser would build is not in the file.
    """
    assert "too short" == reason("<div id='root'></div><script>" + "var words = 'some words here';" * 50 + "</script>")


def test_a_page_of_menus_alone_is_too_short():
    """
    Its words would come by script.
    """
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("News", "Sport", "Harbour", "Weather"))

    assert "too short" == reason(f"<ul>{menu}</ul><h1>Ferry stays</h1><div id='app'>Loading…</div>")
