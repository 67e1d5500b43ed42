"""Every sentence that Retold says of a story, with the probability below which it is not said.

Below .5 nothing is asserted; up to .8 a sentence says "possibly", above it "probably". `docs/wording.md` lists all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FLOOR = 0.5  # below this nothing is asserted
PROBABLY = 0.8  # below this a sentence says "possibly"


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots in braces; `floor` is None where it states what was counted or read."""

    text: str
    floor: float | None = None


TEMPLATES: dict[str, Template] = {
    # ------------------------------------------------------------ what was read
    "read": Template("{files} read: {articles} kept, {rejected} rejected."),
    "rejected_why": Template("Rejected: {reasons}."),
    "set_aside": Template("{stretches} set aside as not article text ({roles}): retold blocks"),
    "stated_in": Template("Outlet stated in {outlets} of {articles}, date in {dates} of {articles}."),
    "nothing_guessed": Template("Nothing was guessed into them; you can say: retold set {article} {field}=…"),
    "not_english": Template(
        "{articles} not in English ({languages}): copies and stories are looked for, names and quotations are not."
    ),
    "counts": Template("{quotations}, {statements}, {speakers}, {stories}"),
    # ------------------------------------------------------------ a story
    "title_channel": Template("{speaker} to {channel}"),
    "title_others": Template("{title}; also {others}"),
    "story_counts": Template("{articles}; {shared}"),
    "shared_statements": Template("{statements} told by more than one article, {origins}"),
    "no_shared_statements": Template("no statement told by more than one article"),
    "not_independent": Template("{articles} with one origin: they are not {count} independent sources here."),
    "fewer_origins": Template("{articles}, but {origins}: copies of one text count once."),
    "no_recording": Template("No recording or transcript is in this store: which wording was spoken is not known."),
    "earliest": Template("Earliest text of this tree in this store, as far as dates are stated"),
    "follows": Template("Goes on from: {title}", FLOOR),
    # ------------------------------------------------------------ copies
    "taken": Template("{likely} taken from {exemplar} ({probability})", FLOOR),
    "retold_from": Template("{likely} retold from {exemplar} ({probability})", FLOOR),
    "taken_lost": Template("{likely} taken from a text not held ({probability})", FLOOR),
    "taken_lost_named": Template("{likely} taken from a text of {outlet}, not held ({probability})", FLOOR),
    "words_not_rights": Template("“Probably taken from” is about words, not about rights or intent."),
    "credit_named": Template("Credits {exemplar}: yes{place}"),
    "credit_outlets": Template("Credits {outlets}{place}"),
    "credit_through": Template("Credits {exemplar} through {outlets}"),
    "credit_other": Template("Does not name {exemplar}. Names {outlets}"),
    "credit_none": Template("Names no outlet that its words come from"),
    "later_version": Template("Another version of the same page"),
    "equal_words": Template("{equal} of its {words} stand in {exemplar} too, in the same order"),
    "left_out_end": Template("the last {words} of {exemplar} are left out"),
    "left_out_within": Template("{words} of {exemplar} are left out on the way"),
    "elsewhere": Template("{words} are from elsewhere{what}"),
    "independent": Template("No text here that it was taken from"),
    "also_from": Template("{likely} also takes text from {exemplar} ({probability})", FLOOR),
    # ------------------------------------------------------------ open questions
    "agree_against": Template("{copies} agree against {exemplar} in {places} ({readings})."),
    "explained": Template("{count} of them are house style, spelling or grammar: {readings}."),
    "all_explained": Template("All are house style, spelling or grammar."),
    "one_explained": Template("It is house style, spelling or grammar."),
    "rival_reverse": Template("Another explanation: {exemplar} taken from {article} ({probability})."),
    "rival_lost": Template("Another explanation: a text not held behind both ({probability})."),
    "rival_two": Template("Another explanation: two sources at once ({probability})."),
    "rival_other": Template("Another explanation: {rival} ({probability})."),
    # ------------------------------------------------------------ changes
    "changed_inside": Template("{article} against {exemplar}: {quotations} of {compared} quotations, {places}"),
    "changed_inside_uncounted": Template("{article} against {exemplar}: {places}"),
    "marks_lost": Template("{quotations} stand without marks, {closeness}."),
    "marks_added": Template("{quotations} got quotation marks that {exemplar} does not have, {closeness}."),
    "meaning": Template("{reading}  {effect}", FLOOR),
    "may_differ": Template("{effect}: meaning may differ", FLOOR),
    "counted_effects": Template("{effects}."),
    # ------------------------------------------------------------ statements
    "statement_counts": Template("{statements}: {split}."),
    "told_by": Template("{count} told by {articles}, {origins}"),
    # ------------------------------------------------------------ events
    "claim_asserted": Template("{actor} is said by {speakers}: {type} {recipient}", FLOOR),
    "claim_denied": Template("{actor}: {type} {recipient}, denied by {deniers}", FLOOR),
    "claim_disputed": Template("{actor} is said by {speakers}: {type} {recipient}; denied by {deniers}", FLOOR),
    # ------------------------------------------------------------ dates
    "date_stated": Template("{date}, stated ({where})"),
    "date_inferred": Template("{interval} INFERRED, {likely}: {evidence}", FLOOR),
    "date_unknown": Template("date not stated"),
    "outlet_unknown": Template("outlet not stated"),
    "unknown_outlets": Template("Outlet not stated: {articles}"),
    "unknown_dates": Template("Date not stated: {articles}"),
    # ------------------------------------------------------------ kept apart
    "apart": Template("Kept apart from {story}: {reasons}."),
    "apart_shares": Template("shares {what}"),
    "apart_speaker": Template("other main speaker ({speaker})"),
    "apart_dates": Template("{days} apart"),
    "apart_no_passage": Template("no shared passage"),
    "apart_passage": Template("a passage of {words} is shared, no more"),
    "apart_form": Template("a passage of {words} is shared, with other figures in it"),
    # ------------------------------------------------------------ what wants a second look
    "attribution_lost": Template(
        "{article} tells “{words}” in its own words ({article}:{place}); in {exemplar} it is what {speaker} is reported"
        " to have said."
    ),
    "headline_unattributed": Template(
        "The headline of {article}, “{headline}”, names no speaker; its body has this as the words of {speaker}."
    ),
    "headline_surer": Template(
        "The headline of {article}, “{headline}”, has no “{hedge}”; its body reports “{words}”."
    ),
    "headline_number": Template("The headline of {article} has {number}, which its body does not: “{headline}”."),
    "circular": Template("Sources that name one another: {ring}."),
    # ------------------------------------------------------------ why two articles are joined
    "why_same_story": Template("Joined: both are in story {story}, {title}."),
    "why_two_stories": Template("Not joined: {a} is in {story_a}, {b} in {story_b}."),
    "why_taken": Template("{article} is {likely} taken from {exemplar} ({probability}).", FLOOR),
    "why_through": Template("{article} goes back to {exemplar} through {way}."),
    "why_common": Template("Both go back to {exemplar}."),
    "why_no_copy": Template("Neither is taken from the other, as far as these texts show."),
    "why_passages": Template("They share {passages}, {words} in all; the longest has {longest}."),
    "why_no_passage": Template("They share no passage. The longest run of equal words has {longest}."),
    "why_speakers": Template("Speakers in common: {speakers}."),
    "why_no_speakers": Template("No speaker in common."),
    "why_days": Template("Their stated dates are {days} apart."),
    "why_same_day": Template("Their stated dates are less than a day apart."),
    "why_unlikely": Template("That one of them was taken from the other has a probability of {probability} only."),
    "why_no_days": Template("The days between them are not known: {unknown}."),
    "why_evidence": Template("{kind} {weight}"),
    "takes_text": Template("{article} takes text from {exemplar}"),
    # ------------------------------------------------------------ how sure
    "expected": Template(
        "About 1 quotation in {missed} is missed and 1 in {wrong} is wrong on texts like these ({page})."
    ),
    "not_measured": Template(
        "How often quotations are missed or wrong on texts like these is not measured yet ({page})."
    ),
    "uncalibrated": Template("~ marks a probability that was not calibrated on data of its own ({page})."),
    "next": Template("Next: {command}"),
    "more": Template("and {count} more: {command}"),
}

# Words that no template, page or document of ours may use: they judge intent or rights, or claim what is not known.
BANNED = (
    r"stolen",
    r"stole",
    r"steal\w*",
    r"theft",
    r"falsif\w*",
    r"distort\w*",
    r"plagiar\w*",
    r"fake\w*",
    r"forge[rd]\w*",
    r"manipulat\w*",
    r"twist(?:ed|s|ing)",
    r"propaganda",
    r"biased",
    r"the originals?",
    r"the first",
    r"left-wing",
    r"right-wing",
    r"leftist\w*",
    r"rightist\w*",
    r"mainstream media",
    r"misquot\w*",
    r"lied|liar\w*|lying",
)
_BANNED = re.compile(rf"\b(?:{'|'.join(BANNED)})\b", re.IGNORECASE)


def banned_words(text: str) -> list[str]:
    """Return the words in `text` that we never use, in the order in which they stand."""
    return [match.group(0) for match in _BANNED.finditer(text)]


def likely(probability: float) -> str:
    """Return "possibly" or "probably"; empty below the floor, where nothing is asserted."""
    if probability < FLOOR:
        return ""
    # Decided on the two digits that stand beside the word, so that the two never disagree.
    return "possibly" if round(probability, 2) < PROBABLY else "probably"


def say(name: str, *, probability: float | None = None, calibrated: bool = False, **slots: object) -> str:
    """Return the sentence `name` with its slots filled; empty when `probability` is below its floor.

    `{likely}` and `{probability}` are filled from `probability`.
    """
    template = TEMPLATES[name]
    if probability is not None:
        if template.floor is not None and probability < template.floor:
            return ""
        slots["likely"] = likely(probability)
        slots["probability"] = shown_probability(probability, calibrated=calibrated)
    return template.text.format(**slots)


def shown_probability(probability: float, *, calibrated: bool = False) -> str:
    """Return `probability` as people see it, such as `~.97`; "~" says that it was not calibrated."""
    mark = "" if calibrated else "~"
    rounded = round(probability, 2)
    if rounded >= 1.0:
        return f"{mark}.99+"
    return f"{mark}{rounded:.2f}".replace("0.", ".", 1)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return "1 article", "3 articles", "1,200 words"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: list[str], *, last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def capitalised(sentence: str) -> str:
    """Return `sentence` with a capital at its begin, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
