"""The report: one self-contained page that tells the stories of a store, fit to be forwarded and printed.

Nothing is fetched when it is opened: style and script stand in the page, and its policy names their hashes.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup

import retold
from retold.research.citing import hashed
from retold.telling.expected import SOURCE
from retold.telling.holdings import PublicTables
from retold.telling.labels import EXCERPT, plain
from retold.telling.networks import matrix_of, network_in
from retold.telling.reading import expected_sentence, tell_store
from retold.telling.stories import tell_stories
from retold.telling.wording import counted, say
from retold.web.story_parts import story_parts
from retold.web.templating import environment

MAX_STORIES = 60  # told in full; the page says how many are left out
_REJECTED_SHOWN = 200
_TITLE = "How the stories in this store were retold"


def render_report(corpus: PublicTables, *, full_text: bool = False, title: str | None = None) -> str:
    """Return the report on a store as one HTML page.

    Pieces of articles are cut to 300 code points unless `full_text`. The same tables give the same page.
    """
    telling = tell_stories(corpus, limit=MAX_STORIES)
    store = tell_store(corpus)
    stories = [story_parts(telling.held, story, full_text=full_text) for story in telling.stories]
    return (
        environment()
        .get_template("report.html")
        .render(
            title=plain(title or _TITLE),
            style=inline("report.css"),
            script=script(),
            policy=policy(),
            store=store,
            stories=stories,
            left_out=telling.stories_in_all - len(stories),
            rejected=store.rejected[:_REJECTED_SHOWN],
            grid=matrix_of(network_in(corpus)),
            expected=expected_sentence(),
            uncalibrated=say("uncalibrated", page=SOURCE),
            words_not_rights=say("words_not_rights"),
            page=SOURCE,
            cite=_cited(corpus),
            version=retold.__version__,
            full_text=full_text,
            is_served=False,
            excerpt_length=EXCERPT,
        )
    )


@cache
def inline(name: str) -> Markup:
    """Return a file of the templates folder as it stands in the page: our own text, so not escaped."""
    return Markup(files("retold.web").joinpath("templates", name).read_text(encoding="utf-8"))


def script() -> Markup:
    """Return the script of the page."""
    return inline("shared.js") + inline("report.js")


def policy() -> str:
    """Return the page's content security policy: nothing from anywhere, but our own style and script by hash."""
    hashes = {
        kind: b64encode(sha256(content.encode()).digest()).decode()
        for kind, content in (("style", inline("report.css")), ("script", script()))
    }
    return (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _cited(corpus: PublicTables) -> dict[str, str]:
    """Return what a citation needs: version, settings and texts, as hashes that anybody can compute again."""
    runs = sorted((row["stage"], row["settings_hash"] or "") for row in corpus.table("runs").to_pylist())
    articles = corpus.table("articles")
    texts = sorted(zip(*(articles.column(name).to_pylist() for name in ("article", "text_hash")), strict=True))
    return {
        "version": retold.__version__,
        "settings": hashed(part for pair in runs for part in pair),
        "texts": hashed(part for pair in texts for part in pair),
        "articles": counted(len(texts), "article"),
    }
