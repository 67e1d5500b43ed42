"""How common a word is in English news anywhere, as a prior for stores too small to tell.

In a store of five articles every name looks rare and every verb looks telling. Document frequencies are therefore
mixed with those of an imagined store of ordinary news: each word below stands in about the share of articles that its
list says. The lists are our own estimate and need be right only to a factor of two or three.
"""

from __future__ import annotations

from retold.stories.terms import folded, stem, words_of

PSEUDO_ARTICLES = 200  # how many imagined articles the prior weighs; a large store soon outweighs them

# Words that say nothing about which happening is told; they are no terms at all.
STOP_WORDS = words_of(
    """
    a an the of in on at by for from with without within to into onto upon over under above below between among through
    during before after since until till against about around across along behind beside besides beyond near toward
    towards off out up down and or but nor so yet if unless though although because while whereas as than that this
    these those it its itself he him his himself she her hers herself they them their theirs themselves i me my mine
    myself we us our ours ourselves you your yours yourself who whom whose which what when where why how whether is am
    are was were be been being isn aren wasn weren do does did doing done don doesn didn has have had having hasn haven
    hadn will would shall should can could may might must ought cannot couldn wouldn shouldn won not no none neither
    either both each every any some all most more much many few fewer less least several such own same other others
    another only just also too very even still already again ever never always often sometimes once twice then there
    here now thus hence however therefore meanwhile instead rather quite almost nearly perhaps maybe s t d ll re ve m o
    one ones say says said saying tell tells told telling according added adding via per etc mr mrs ms dr
    monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow am pm gmt est utc
    """
)

# (share of articles, words); a word stands in the first list that has it.
_SHARES: tuple[tuple[float, str], ...] = (
    (
        0.3,
        """
        year years time times day days week weeks month months people first last new two three make made making
        take took taken taking get got go went gone going come came coming see seen say state states report
        reported reports give gave given part use used way back well next late later early earlier long call
        called calls official officials country government president accord include including news national man
        men woman women city world public police
        """,
    ),
    (
        0.15,
        """
        four five six seven eight nine ten second third ago set put keep kept know known think thought want
        wanted need needed work working worked place group member members leader leaders house home area areas
        end ended since start started begin began expected expect statement spokesman spokeswoman spokesperson
        hold held run running ran lead led leading show showed shown find found number million billion thousand
        hundred hundreds thousands percent cent company family high low good best big large small major former
        senior chief head minister office party case right left top local international foreign political
        military security force forces law court help helped move moved meet met meeting plan plans planned
        agree agreed deal support ask asked decision interview issue change remain remained continue continued
        follow followed following bring brought face faced turn turned look looking believe believed try tried
        night morning evening afternoon hour hours minute minutes life old young child children street road name
        named clear become became report agency press media website comment question service
        """,
    ),
    (
        0.06,
        """
        accuse accused accusing allow allowed announce announced appear appeared arrest arrested attack attacks
        attacked authority authorities board building business campaign car cause caused center centre chairman
        charge charged charges claim claimed claims close closed community concern concerns condition confirm
        confirmed control cost council crime current cut damage data dead death deaths defense defence
        department die died director early economic economy effort efforts election emergency event evidence
        executive fact fall fear federal fight fighting fire fired food free full fund future game general girl
        boy great growth hand health history hit hope hospital human hurt idea injured injuries investigation
        involved job join joined judge kill killed killing late launch lawyer leave line list live living lose
        lost loss main manager market matter measure mother father son daughter wife husband brother sister
        friend friends offer offered open opened operation order ordered outside pay paid period person play
        player point policy position possible power pressure price prison problem process program programme
        project property protest provide public push rate reach reached ready real reason receive received
        record region regional release released rescue response rest result return returned rise risk role room
        rule safe safety sale scene school season secretary sector send sent serious share shares shot side sign
        signed situation social source sources south north east west southern northern eastern western speak
        speaking spokesman spent staff stand station stay step stop stopped strong student suspect suspected
        system talk talks team term test threat total town trade trial troops university use victim victims
        video view violence visit visited vote wait war warn warned warning water weapons win won word words
        worker workers wound wounded write wrote young accident action add address administration agreement air
        army article base body border coalition conflict conference crisis critical criticism debate deny denied
        deputy described details develop development dispute document earlier employee exchange expert experts
        explain failed figure figures final finance financial form friday front goal ground hard image increase
        independent industry information inside interest island key land large latest level lie light majority
        mayor message ministry mission nation officer officers opposition owner parliament partner peace percent
        photo picture post prime private produce quarter quote range relations republic request residents review
        rights senate session sport story street success suffered supply target tax technology television terror
        terrorism terrorist terrorists text tie travel treat treatment union unit value
        """,
    ),
    (
        0.12,
        """
        us u.s usa america american americans united kingdom uk britain british europe european eu un nations
        washington russia russian moscow china chinese beijing york london english israel israeli germany german
        france french paris
        """,
    ),
    (
        0.05,
        """
        iran iranian tehran iraq iraqi baghdad syria syrian damascus turkey turkish ankara saudi arabia arab
        qatar egypt egyptian cairo lebanon jordan palestinian gaza afghanistan afghan pakistan pakistani india
        indian delhi japan japanese tokyo korea korean australia australian canada canadian mexico mexican
        brazil spain spanish italy italian rome ukraine ukrainian kiev kyiv poland greece greek netherlands
        dutch belgium brussels sweden norway switzerland swiss geneva africa african nigeria kenya libya yemen
        sudan ethiopia somalia venezuela colombia cuba argentina vietnam thailand indonesia malaysia philippines
        singapore taiwan nato trump obama bush clinton putin california texas florida chicago boston angeles
        asia asian east middle christian muslim islam islamic jewish catholic republican republicans democrat
        democrats democratic congress pentagon kremlin supreme al ali mohammed ahmed john david james michael
        robert william paul peter george mark thomas mary reuters afp ap associated
        """,
    ),
)

_UNKNOWN = {"word": 0.01, "name": 0.006, "lead": 0.008}
_SMALL_NUMBER = 0.15  # 1 to 12, and years
_LARGE_NUMBER = 0.02
_LEAD_FACTOR = 0.3  # a lead has about a third of an article's words

_SHARE_OF: dict[str, float] = {}
for _share, _words in _SHARES:
    for _word in _words.split():
        for _form in (folded(_word), stem(folded(_word))):
            _SHARE_OF.setdefault(_form, _share)


def share_of(kind: str, term: str) -> float:
    """Return the share of news articles, 0 to 1, that have `term` as a term of `kind`."""
    if kind == "number":
        return _SMALL_NUMBER if _is_common_number(term) else _LARGE_NUMBER
    share = _SHARE_OF.get(term)
    if share is None:
        return _UNKNOWN[kind]
    return share * _LEAD_FACTOR if kind == "lead" else share


def is_common(term: str) -> bool:
    """Tell whether `term` (folded) is an ordinary word or name of the news."""
    return term in STOP_WORDS or term in _SHARE_OF or stem(term) in _SHARE_OF


def _is_common_number(term: str) -> bool:
    return not term.isdigit() or int(term[:6]) <= 12 or (len(term) == 4 and term[:2] in {"19", "20"})
