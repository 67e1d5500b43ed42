"""Which shared passages, or which page, make two articles relatives, so that copies are looked for among them.

A sentence that many reports of one ministry have in common would join thousands of articles into one family, and every
new article would then touch them all. A passage that is too short to be asserted (below a probability of .5) therefore
makes relatives only of articles of one story, or of one page, where a shared quotation of a few words counts; and
what one site puts under texts of different stories makes no relatives of them.
"""

# Two articles of one site that tell of different things are relatives from this share of the shorter one on: less is
# what the site puts under many of its texts (who wrote it, where to read on, what happened so far), on however few of
# its pages in the store. What is known as boilerplate counts for nothing, on either side.
_OWN_MATTER = 1 / 3
FAMILY_EDGES_SQL = f"""
        with shared as (
            select p.article_a, p.article_b, max(p.probability) as probability,
                sum(p.end_a - p.begin_a) as characters_a, sum(p.end_b - p.begin_b) as characters_b
            from passages p group by p.article_a, p.article_b
        ), aside as (
            select d.article, sum(d.end - d.begin) as characters from set_aside d group by d.article
        )
        select p.article_a, p.article_b
        from shared p
            join story_members m on m.article = p.article_a
            join story_members n on n.article = p.article_b
            join story_shapes s on s.article = p.article_a
            join story_shapes t on t.article = p.article_b
            left join aside d on d.article = p.article_a
            left join aside e on e.article = p.article_b
            left join article_fields f on f.article = p.article_a
            left join article_fields g on g.article = p.article_b
            left join article_sites x on x.article = p.article_a
            left join article_sites y on y.article = p.article_b
        where m.story = n.story or f.page = g.page
            or p.probability >= 0.5 and (
                coalesce(x.site <> y.site, true)
                or p.characters_a >= {_OWN_MATTER!r}e0 * (s.characters - coalesce(d.characters, 0))
                or p.characters_b >= {_OWN_MATTER!r}e0 * (t.characters - coalesce(e.characters, 0))
            )"""


# Versions of a page may share no passage, and have no dates. A page with more of them is a front page or a live ticker:
# there only passages make relatives.
MAX_VERSIONS = 12
PAGE_EDGES_SQL = f"""
        select v.least as article_a, f.article as article_b
        from article_fields f
            join (
                select x.page, min(x.article) as least from article_fields x
                where x.page is not null group by x.page having count(*) between 2 and {MAX_VERSIONS}
            ) v on v.page = f.page
        where f.article <> v.least"""
