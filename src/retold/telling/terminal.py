"""The tellings as lines of plain text for a terminal of any width: a tree in box-drawing characters, no mark-up."""

from __future__ import annotations

import textwrap

from retold.telling.changes import Change, CopyChanges
from retold.telling.labels import handle, plain
from retold.telling.pairs import PairTelling
from retold.telling.reading import StoreTelling, expected_sentence
from retold.telling.stories import StoriesTelling, StoryTelling
from retold.telling.trees import Node
from retold.telling.wording import capitalised, counted, say, shown_probability

MIN_WIDTH = 40
MAX_WIDTH = 120  # longer lines are hard to read
_MARKS_SHOWN = 3  # quotations shown whose marks were lost or added
_CAUTIONS = 4  # places that want a second look shown for a story
_EXAMPLES = 6  # changed readings shown for a copy


def store_lines(store: StoreTelling, *, width: int = 100) -> list[str]:
    """Return what was read into the store: first "READ", then one indented line a sentence."""
    lines: list[str] = []
    for place, sentence in enumerate(store.sentences):
        lines += _wrapped(sentence, width, first="READ   " if place == 0 else " " * 7, rest=" " * 9)
    return lines


def story_lines(
    telling: StoriesTelling,
    *,
    width: int = 100,
    report: str = "retold report -o report.html",
    texts: int | None = None,
) -> list[str]:
    """Return the stories as lines of at most `width` characters (and never above 120), with what to do next.

    Stories beyond those told are counted. `report` is the command that is named as the next step. Of each story at most
    so many `texts` are shown, and the changes of as many copies (None: all).
    """
    width = min(max(width, MIN_WIDTH), MAX_WIDTH)
    lines: list[str] = []
    for story in telling.stories:
        lines += [*_story(telling, story, width, texts), ""]
    more = telling.stories_in_all - len(telling.stories)
    if more > 0:
        lines += [say("more", count=counted(more, "story", "stories"), command="retold stories --all"), ""]
    if any(story.has_quotations and len(story.articles) > 1 for story in telling.stories):
        lines += _wrapped(say("no_recording"), width)
    lines += _wrapped(f"{expected_sentence()} {say('uncalibrated', page='docs/benchmarks.md')}", width)
    return [*lines, say("next", command=report)]


def pair_lines(pair: PairTelling, *, width: int = 100) -> list[str]:
    """Return why two articles are joined or are not."""
    width = max(width, MIN_WIDTH)
    lines = [f"{pair.names[0]}  and  {pair.names[1]}"]
    for sentence in pair.sentences:
        lines += _wrapped(sentence, width, first="  ", rest="    ")
    for excerpt in pair.shared:
        lines += _wrapped(f"“{excerpt}”", width, first="    ", rest="     ")
    return lines


def change_lines(changes: CopyChanges, name: str, *, width: int = 100, limit: int | None = _EXAMPLES) -> list[str]:
    """Return what the copy called `name` changed, at most `limit` readings (None: all), with the counts by effect."""
    lines: list[str] = []
    if changes.inside:
        lines += _wrapped(f"CHANGED INSIDE QUOTATION MARKS, {changes.sentence}", width, rest="  ")
        shown = changes.inside[:limit]
        lines += [line for change in shown for line in _change(change, f"{name}:{change.begin}", width)]
        if len(shown) < len(changes.inside):
            lines.append(f"  and {len(changes.inside) - len(shown)} more")
        lines += _wrapped(changes.effects_sentence, width, first="  ", rest="  ")
    for head, sentence, marks in (
        (f"MARKS LOST in {name}", changes.lost_sentence, changes.lost),
        (f"MARKS ADDED in {name}", changes.added_sentence, changes.added),
    ):
        if marks:
            lines += _wrapped(f"{head}: {sentence}", width, rest="  ")
            shown_marks = marks[: None if limit is None else _MARKS_SHOWN]
            lines += [line for mark in shown_marks for line in _wrapped(mark.words, width, first="  ", rest="  ")]
            if len(shown_marks) < len(marks):
                lines.append(f"  and {len(marks) - len(shown_marks)} more")
    meaning = _meaning_only(changes)
    if meaning:
        lines.append(f"MEANING MAY DIFFER in {name}:")
        lines += [line for change in meaning[:limit] for line in _meaning(change, f"{name}:{change.begin}", width)]
        if len(meaning[:limit]) < len(meaning):
            lines.append(f"  and {len(meaning) - len(meaning[:limit])} more")
    return lines


def _story(telling: StoriesTelling, story: StoryTelling, width: int, texts: int | None) -> list[str]:
    lines = _wrapped(story.title, width, first=f"{story.number}  ", rest="   ")
    if story.headline != story.title:
        lines += _wrapped(story.headline, width, first="   ", rest="   ")
    lines += _wrapped(story.counts, width, first="   ", rest="   ")
    body: list[str] = []
    if story.caution:
        body += _wrapped(f"! {story.caution}", width - 3, rest="  ")
    each = [text for tree in story.trees for text in _tree(tree, width - 3, is_alone=len(story.articles) == 1)]
    body += [line for text in each[:texts] for line in text]
    if len(each[:texts]) < len(each):
        more = counted(len(each) - len(each[:texts]), "text", "texts")
        body.append(say("more", count=more, command=f"retold stemma {handle(telling.held, story.articles[0])}"))
    for changes in story.changes[:texts]:
        body += change_lines(changes, handle(telling.held, changes.article), width=width - 3)
    for caution in story.cautions[:_CAUTIONS]:
        body += _wrapped(f"Look: {caution.sentence}", width - 3, rest="      ")
    if len(story.cautions) > _CAUTIONS:
        body.append(f"Look: {len(story.cautions) - _CAUTIONS} more, in the report")
    body += _open(story, width - 3)
    for apart in story.apart[:1]:
        body += _wrapped(apart.sentence, width - 3, rest="  ")
    if story.follows:
        body += _wrapped(story.follows, width - 3, rest="  ")
    if story.statement_counts:
        body += _wrapped(story.statement_counts, width - 3, rest="  ")
    return lines + [f"   {line}" if line else "" for line in body]


def _open(story: StoryTelling, width: int) -> list[str]:
    lines: list[str] = []
    for question in story.questions[:3]:
        sentences = " ".join(part for part in (question.sentence, question.explained, question.rival) if part)
        lines += _wrapped(f"Open: {sentences}", width, rest="      ")
    return lines


def _tree(root: Node, width: int, *, is_alone: bool) -> list[list[str]]:
    """Return the lines of each text of a tree, in stemma order."""
    return [_texts(root, "", width, is_alone=is_alone), *_children(root, "", width)]


def _children(node: Node, trunk: str, width: int) -> list[list[str]]:
    texts: list[list[str]] = []
    for child in node.children:
        is_last = child is node.children[-1]
        arm = ("└" if is_last else "├") + ("──" if child.is_held else "┄┄") + " "
        below = trunk + ("    " if is_last else "│   ")
        facts = _texts(child, below, width, is_alone=False)
        texts += [[trunk + arm + facts[0][len(below) :], *facts[1:]], *_children(child, below, width)]
    return texts


def _texts(node: Node, indent: str, width: int, *, is_alone: bool) -> list[str]:
    """Return the lines of one text, each begun with `indent`; a trunk goes on below where there are children."""
    if not node.is_held:
        named = "" if node.handle == "text not held" else ", text not held"
        edge = f" ({shown_probability(node.probability)})" if node.probability is not None else ""
        return [f"{indent}[{plain(node.handle)}{named}]{edge}"]
    date = node.date.sentence if node.date else ""
    rest = indent + ("│  " if node.children else "   ")
    lines = _wrapped(f"{node.handle}  {plain(node.outlet)}  {date}", width, first=indent, rest=rest + "  ")
    for sentence in _facts(node, is_alone=is_alone):
        lines += _wrapped(sentence, width, first=rest, rest=rest + "  ")
    return lines


def _facts(node: Node, *, is_alone: bool) -> list[str]:
    copy = node.copy
    if copy is None:
        if node.is_earliest:
            return [say("earliest")]
        return [] if is_alone or node.children else [say("independent")]
    groups = [
        [copy.taken, copy.credit, say("later_version") if copy.is_version else ""],
        [*copy.also],
        [copy.equal_words if copy.equal else ""],
        [*copy.left_out, copy.elsewhere],
        [copy.rival],
    ]
    joined = [". ".join(capitalised(part) for part in group if part) for group in groups]
    return [sentence for sentence in joined if sentence]


def _change(change: Change, place: str, width: int) -> list[str]:
    effect = change.effect
    if change.may_differ:
        effect = say("may_differ", probability=change.probability, effect=effect) or effect
    return _wrapped(f"{change.shown}  {effect}  {place}", width, first="  ", rest="    ")


def _meaning_only(changes: CopyChanges) -> list[Change]:
    """Return the changes of meaning that are not among the changes inside marks already shown."""
    shown = {(change.begin, change.end) for change in changes.inside}
    return [change for change in changes.meaning if (change.begin, change.end) not in shown]


def _meaning(change: Change, place: str, width: int) -> list[str]:
    reading = say("meaning", probability=change.probability, reading=change.shown, effect=change.effect)
    return _wrapped(f"{reading}  {place}", width, first="  ", rest="    ") if reading else []


def _wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Return `text` on lines of at most `width`; the words keep their order, long ones are cut."""
    return textwrap.wrap(
        "".join(c if c.isprintable() else " " for c in text),
        max(width, 20 + len(rest)),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    ) or [first.rstrip()]
