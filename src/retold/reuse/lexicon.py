"""Word lists by which a changed reading is classed. English; broad on purpose, and none made for one article."""

from __future__ import annotations


def listed(words: str) -> list[str]:
    """Return the words of a list written as one line of text."""
    return words.split()


# Words that any two sentences share.
FUNCTION_WORDS = frozenset(
    listed(
        "a an the of to in on at by for with from as and or but nor so if that this these those it its he she they"
        " we i you him her them us me his their our my your is are was were be been being am has have had do does"
        " did not no who whom which what when where than then there here also into over out up about after before"
        " between any all some one such own same both either neither it's that's he's she's we're they're"
    )
)
NEGATIONS = frozenset(
    listed(
        "not no never none nobody nothing neither nor nowhere without cannot can't won't don't doesn't didn't isn't"
        " aren't wasn't weren't hasn't haven't hadn't wouldn't shouldn't couldn't mustn't needn't shan't ain't"
        " hardly scarcely barely unable refuse refuses refused deny denies denied lack lacks lacked reject rejects"
        " rejected dismiss dismisses dismissed"
    )
)
# A negative concord and its standard form: "not … neither" and "not … either" mean the same.
CONCORD = {"neither": "either", "nor": "or", "nobody": "anybody", "nothing": "anything", "none": "any", "no": "any"}

MODALS = {
    **dict.fromkeys(
        listed("must mustn't shall shan't have-to has-to had-to need-to needs-to obliged required"), "duty"
    ),
    **dict.fromkeys(listed("should shouldn't ought ought-to supposed-to"), "advice"),
    **dict.fromkeys(listed("may might could couldn't"), "possibility"),
    **dict.fromkeys(listed("can can't cannot able-to"), "ability"),
    **dict.fromkeys(["will", "won't", "going-to"], "future"),
    **dict.fromkeys(["would", "wouldn't"], "condition"),
    **dict.fromkeys(
        listed(
            "would-like want wants wanted wish wishes wished hope hopes hoped seek seeks sought would-like-to want-to"
            " wants-to wanted-to hope-to hopes-to hoped-to"
        ),
        "wish",
    ),
    **dict.fromkeys(
        listed("likely is-likely are-likely was-likely is-likely-to are-likely-to expected set-to"), "forecast"
    ),
    **dict.fromkeys(
        listed("plan plans planned intend intends intended vow vows vowed pledge pledges pledged"), "intention"
    ),
}
MODAL_PHRASES = tuple(sorted((tuple(modal.split("-")) for modal in MODALS if "-" in modal), key=lambda p: (-len(p), p)))

HEDGES = frozenset(
    listed(
        "perhaps maybe possibly probably apparently reportedly allegedly alleged alleges purported purportedly"
        " supposedly presumably seemingly seems seem seemed appears appear appeared suggests suggested suspected"
        " somewhat rather fairly likely unlikely arguably roughly may might claimed so-called"
    )
)
HEDGE_FORMS = frozenset(hedge.replace("-", "") for hedge in HEDGES)

REPORTING = frozenset(
    listed(
        "say says said saying tell tells told add adds added adding state states stated stating note notes noted"
        " noting stress stresses stressed emphasize emphasizes emphasized emphasise emphasised argue argues argued"
        " claim claims claimed report reports reported reporting explain explained announce announced declare"
        " declared remark remarked assert asserted insist insisted reiterate reiterated recall recalled reply"
        " replied respond responded warn warned comment commented mention mentioned quoted quoting according"
        " interview source further continued observed conclude concluded write wrote written speaking press"
        " conference reporters correspondent news agency"
    )
)
# Forms that are as often nouns as verbs say nothing of attribution by themselves.
SPEECH_VERBS = REPORTING - frozenset(
    listed(
        "state states note notes report reports claim claims comment remark mention interview source further press"
        " conference reporters correspondent news agency written reporting speaking continued"
    )
)

NUMBER_WORDS = (
    frozenset(
        listed(
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
            " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand"
            " thousands million millions billion billions trillion dozen dozens half quarter third twice thrice double"
            " triple percent"
        )
    )
    | frozenset(
        f"{ten}{one}"  # "sixty-two" is one word, folded
        for ten in listed("twenty thirty forty fifty sixty seventy eighty ninety")
        for one in listed("one two three four five six seven eight nine")
    )
    | frozenset(
        f"{count}{part}"  # "two-thirds", folded
        for count in listed("one two three four five six seven eight nine")
        for part in listed(
            "half halves third thirds quarter quarters fifth fifths sixth sixths eighth eighths tenth tenths"
        )
    )
)
QUANTITY_WORDS = frozenset(listed("many several few some most all none no both numerous countless more fewer less"))
MONTHS = frozenset(
    listed(
        "january february march april may june july august september october november december jan feb mar apr jun"
        " jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday"
    )
)
TITLES = frozenset(
    listed(
        "mr mrs ms miss dr sir dame lord lady professor prof president minister premier chancellor general"
        " brigadier colonel captain major secretary senator governor mayor king queen prince princess sheikh"
        " ayatollah imam pope"
    )
)
# Closed-class words beyond `FUNCTION_WORDS` whose change is grammar, not sense.
GRAMMAR = frozenset(
    listed(
        "it's its he's she's they're we're i'm you're that's who's there's i've we've they've i'd he'd she'd we'd"
        " they'd i'll he'll she'll we'll they'll whose whom upon onto among amongst amid while whilst though"
        " although because since each every another other others more most much many less least just only even still"
        " yet too very which because however meanwhile moreover"
    )
)
