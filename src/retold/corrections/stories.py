"""Articles that people put into another story: a moved article leaves its own, and goes where another one is.

The stories that the likeness of articles makes (`story_cuts`) are joined again without the articles that were moved;
each of these then goes with the article that it was moved to, which may have been moved itself, or stays alone.
"""

from __future__ import annotations

from retold.corrections.fields import STORY

# Of several corrections of one article, the one of the least id; what points at an article not held moves nothing.
_MOVED = f"""
select c.article, c.new_value as target
from corrections_by_hand c
join (
  select d.article, min(d.correction) as correction
  from corrections_by_hand d
  left join story_cuts h on h.article = d.new_value
  where d.field = '{STORY}' and (d.new_value = '' or h.article is not null)
  group by d.article
) f on f.correction = c.correction
"""

MEMBER_EDGES_SQL = f"""
select k.article as article_a, r.least as article_b
from story_cuts k
join (
  select o.story, min(o.article) as least
  from story_cuts o left join ({_MOVED}) m on m.article = o.article
  where m.article is null
  group by o.story
) r on r.story = k.story
left join ({_MOVED}) m on m.article = k.article
where m.article is null and k.article <> r.least
union
select n.article as article_a, n.target as article_b
from ({_MOVED}) n join story_cuts k on k.article = n.article
where n.target <> '' and n.target <> n.article
"""
