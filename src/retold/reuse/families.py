"""Which shared passages, or which page, make two articles relatives, so that copies are looked for among them.

A sentence that many reports of one ministry have in common would join thousands of articles into one family, and every
new article would then touch them all. A passage that is too short to be asserted (below a probability of .5) therefore
makes relatives only of articles of one story, or of one page, where a shared quotation of a few words counts.
"""

FAMILY_EDGES_SQL = """
        select p.article_a, p.article_b
        from passages p
            join story_members m on m.article = p.article_a
            join story_members n on n.article = p.article_b
            left join article_fields f on f.article = p.article_a
            left join article_fields g on g.article = p.article_b
        where p.probability >= 0.5 or m.story = n.story or f.page = g.page
        group by p.article_a, p.article_b"""


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
