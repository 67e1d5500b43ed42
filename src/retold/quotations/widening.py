"""Content and the marks that it touches."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from retold.quotations.attributions import Attribution, Source
from retold.quotations.findings import Finding
from retold.quotations.marks import Marked
from retold.quotations.tree import Tree
from retold.spans import Span, merged

_FARTHEST = 20_000  # characters between a quotation and marks before it that end the search for marks around it


class MarksAround:
    """The stretches in marks of an article, to widen content by those that it touches."""

    def __init__(self, marked: Sequence[Marked]) -> None:
        self._marked = marked
        self._begins = [one.begin for one in marked]

    def widened(self, one: Attribution, tree: Tree) -> Attribution | None:
        """Return the attribution with each stretch in marks that its content touches taken in whole, marks included.

        Content of a cue in marks stays in these marks. None where nothing is left.
        """
        pieces = [wide for piece in one.content for wide in self._widened(piece, one.cue[0], one.source)]
        content = tuple(merged(pieces))
        if one.marked >= 0:
            begin = tree.marks[one.marked].begin
            content = tuple(piece for piece in content if piece.begin >= begin)
        return one.with_content(content) if content else None

    def _widened(self, piece: Span, cue: Span, source: Source | None) -> list[Span]:
        result = [piece]
        for number in range(bisect_right(self._begins, piece.end) - 1, -1, -1):
            one = self._marked[number]
            if one.end <= piece.begin:
                if one.depth == 0 and piece.begin - one.begin > _FARTHEST:
                    break
                continue
            touched = [part for part in one.pieces if part.overlaps(result[0])]
            if not touched or any(part.contains(cue) for part in one.pieces):
                continue
            if source is not None and any(part.contains(source.span) for part in one.pieces):
                continue
            wider = Span(min(result[0].begin, touched[0].begin), max(result[0].end, touched[-1].end))
            result = [wider, *result[1:], *(part for part in one.pieces if part not in touched)]
        return result

    def in_content(self, content: Sequence[Span]) -> tuple[bool, bool]:
        """Tell whether marks stand in the content, and whether it is words in marks from end to end."""
        touched, direct = False, True
        for piece in content:
            first = bisect_right(self._begins, piece.begin - 1)
            last = bisect_right(self._begins, piece.end)
            continues = any(piece in one.pieces for one in self._marked[max(0, first - 3) : first])
            whole = (
                first < last and self._marked[first].begin == piece.begin and piece.end <= self._marked[first].end + 1
            )
            touched = touched or first < last or continues
            direct = direct and (whole or continues)
        return touched, touched and direct


def finding_of(one: Attribution, role: str, paragraph: int, sentence: int, marks: MarksAround) -> Finding:
    """Return the finding that an attribution with its whole content is."""
    touched, direct = marks.in_content(one.content)
    return Finding(
        one.rule,
        one.frame,
        one.cue,
        one.source,
        one.content,
        one.hedges,
        role,
        paragraph,
        sentence,
        touched,
        direct,
        addressee=one.addressee,
        nested=one.marked >= 0,
    )
