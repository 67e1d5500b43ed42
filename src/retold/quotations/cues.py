"""Words that report: verbs with what they take, nouns, and prepositions; and the attitude each one reports.

The attitudes follow PolNeAR (Newell, Margolin and Ruths 2018), where belief and intention are reported beside speech:
`speech`, `writing`, `thought`, `stance`. The lists are our own.

A frame is a letter that says what is the content of a verb:
c  a clause ("that …", "whether …", or none of these words);
q  words in marks;
o  its object;
i  its object with an infinitive ("urged both sides to talk");
x  an infinitive ("promised to leave");
t  a clause, while the object is who was told;
a  its object with what it is accused of;
n  its object with what it is called ("branded the deal a failure", "described it as lost").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from retold.language.wordlists import words


@dataclass(frozen=True, slots=True)
class Frame:
    """What a verb reports in one frame: the attitude, and whether the report denies its content."""

    attitude: str
    denies: bool = False


# attitude | frames | lemmas; a frame that an earlier line gave a lemma stays.
_VERB_LINES = """
speech  | cq  | say add remark opine quip retort rejoin interject exclaim mutter murmur proclaim contend argue insist
speech  | cq  | maintain note observe comment reason surmise speculate posit postulate suggest imply hint intimate
speech  | cq  | signal boast brag joke grumble complain moan gripe vent fume predict forecast foretell conclude testify
speech  | cq  | attest swear stipulate elaborate reply respond answer counter chant shout yell cry scream whisper
speech  | cq  | bark snap sigh gush enthuse lecture preach theorize hypothesize concur agree disagree object caution
speech  | cq  | marvel scoff sneer chide chime thunder interrupt plead warn protest relate crow
speech  | q   | continue finish begin conclude read recite intone ask wonder
speech  | cq  | volunteer blurt stammer stutter growl snarl mumble bellow roar wail sob croak drawl muse hazard hiss
speech  | cq  | ad-lib interpose expound opine profess aver avow rant rave bluster jest tease wisecrack harrumph gasp
speech  | cq  | chuckle laugh beam fret carp venture
speech  | cqo | state explain declare claim allege assert affirm reaffirm reiterate repeat confirm admit acknowledge
speech  | cqo | concede confess disclose reveal divulge announce recount recall mention stress emphasize emphasise
speech  | cqo | underline underscore highlight outline detail clarify specify lament bemoan bewail decry deplore regret
speech  | cqo | celebrate hail propose recommend advocate demand request vow pledge promise threaten guarantee echo
speech  | x   | promise pledge vow threaten propose demand request claim ask swear
speech  | qo  | praise applaud commend laud salute extol tout trumpet defend welcome thank congratulate question
speech  | qo  | criticize criticise condemn denounce slam blast lambast lambaste deride mock ridicule rebuke scold
speech  | qo  | chastise castigate censure berate admonish assail attack protest predict forecast
speech  | qo  | reference invoke cite quote voice express convey articulate urge
speech  | cqt | tell inform assure reassure remind notify alert advise warn caution promise ask
speech  | cqi | ask urge implore beg beseech exhort encourage order instruct advise command entreat warn tell
speech  | i   | remind direct invite request press
speech  | a   | accuse blame fault
speech  | n   | call brand label dub deem term describe characterize characterise portray depict denounce slam condemn
speech  | n   | hail praise cite tout proclaim declare pronounce nickname decry criticize criticise identify
denial  | cqo | deny refute rebut dispute repudiate disavow disclaim
denial  | qon | reject dismiss rebuff debunk discount
writing | cq  | write tweet retweet post blog email e-mail text report publish
writing | cq  | read rule certify
writing | c   | find show demonstrate indicate prove estimate determine establish calculate reveal
writing | n   | list name
thought | c   | think believe feel hope fear worry expect assume presume suspect guess reckon know realize realise
thought | c   | understand suppose imagine anticipate foresee envision envisage doubt wonder consider judge decide
thought | c   | recognize recognise learn discover wish pray question ask see remember dream figure
thought | n   | see view consider regard perceive judge
thought | x   | hope expect decide wish
stance  | x   | offer want plan intend seek prefer agree refuse decline resolve decide
stance  | i   | want prefer expect
stance  | o   | support oppose endorse back favor favour
"""

# Frames with a preposition that belongs to the cue: lemma, preposition, attitude.
_PREPOSITION_LINES = """
speech  | for       | call push ask argue appeal press plead lobby apologize apologise advocate vouch demand
speech  | on        | call comment elaborate expand report dwell insist weigh remark
speech  | upon      | call
speech  | of        | speak warn complain talk boast write tell brag say
speech  | about     | speak talk complain warn joke write boast comment ask say lie tweet brag worry
speech  | to        | refer point allude object respond react reply answer admit confess testify
speech  | against   | warn speak argue caution rail inveigh protest campaign
speech  | at        | hint scoff
speech  | in        | weigh
speech  | over      | criticize criticise
stance  | with      | agree disagree side sympathize
stance  | to        | agree commit
stance  | for       | vote hope
stance  | against   | vote
stance  | in        | believe
stance  | on        | insist plan
thought | about     | think worry care know
thought | of        | think dream
"""

# Phrases: the verb, the words that must follow it, the attitude. The content is the object of the last preposition.
_PHRASES = """
speech  | speak | out in favor of
speech  | speak | out in favour of
speech  | speak | out against
speech  | speak | in favor of
speech  | speak | in favour of
denial  | cast  | doubt on
denial  | cast  | doubts on
denial  | cast  | doubt over
denial  | throw | doubt on
speech  | raise | doubts about
speech  | raise | questions about
speech  | raise | concerns about
speech  | raise | concern about
speech  | raise | the issue of
speech  | express | concern about
speech  | express | concerns about
speech  | express | concern over
speech  | express | regret over
speech  | express | support for
speech  | express | hope for
speech  | voice | concern about
speech  | voice | concern over
speech  | voice | support for
speech  | voice | opposition to
speech  | call  | into question
speech  | make  | the case for
speech  | make  | clear
speech  | make  | it clear
speech  | take  | issue with
speech  | take  | aim at
speech  | lash  | out at
speech  | hit   | out at
speech  | hit   | back at
speech  | point | out
speech  | go    | on
speech  | chime | in
speech  | draw  | attention to
speech  | pay   | tribute to
speech  | set   | out
speech  | rule  | out
speech  | lay   | out
speech  | spell | out
speech  | single | out
speech  | call  | out
speech  | hail  | as
stance  | come  | out against
stance  | come  | out in favor of
stance  | throw | support behind
"""

# Nouns that report when somebody has them ("the mayor's claim that …", "a warning by the union that …").
NOUNS: Mapping[str, Frame] = MappingProxyType(
    {
        **dict.fromkeys(
            words(
                "claim assertion accusation allegation statement remark comment warning promise pledge vow call demand "
                "argument suggestion announcement contention complaint charge insistence declaration acknowledgment "
                "acknowledgement admission proposal request appeal threat prediction forecast assurance criticism "
                "condemnation praise testimony confirmation recommendation question plea explanation observation "
                "rebuke denunciation message word words answer response reply"
            ),
            Frame("speech"),
        ),
        **dict.fromkeys(words("denial rejection dismissal"), Frame("speech", denies=True)),
        **dict.fromkeys(words("report finding conclusion estimate ruling tweet letter"), Frame("writing")),
        **dict.fromkeys(
            words("belief view opinion hope fear expectation concern impression suspicion conviction worry"),
            Frame("thought"),
        ),
        **dict.fromkeys(
            words("position support opposition desire intention refusal willingness"),
            Frame("stance"),
        ),
    }
)

# What shows something and says nothing; texts ("report", "letter", "sign") and figures of a survey do speak.
MUTE = words(
    "picture pictures photograph photographs photo photos image images painting drawing thermometer barometer gauge "
    "meter clock calendar compass scale sensor instrument instruments needle dial history memory memories experience "
    "instinct conscience logic intuition finding findings evidence face faces eyes silence weather sky common-sense "
    "gut heart mirror title name map graph"
)

# Verbs that the rest of a text in marks may lean on; others are no cue for marked words alone.
QUOTING_NOUNS = words(
    "word remark comment phrase solution answer message reply motto advice response point argument conclusion position"
)


def _verbs() -> Mapping[str, Mapping[str, Frame]]:
    table: dict[str, dict[str, Frame]] = {}
    for line in _VERB_LINES.strip().splitlines():
        attitude, letters, lemmas = (part.strip() for part in line.split("|"))
        frame = Frame("speech", denies=True) if attitude == "denial" else Frame(attitude)
        for lemma in lemmas.split():
            for letter in letters:
                table.setdefault(lemma, {}).setdefault(letter, frame)
    return MappingProxyType({lemma: MappingProxyType(frames) for lemma, frames in table.items()})


def _prepositions() -> Mapping[str, Mapping[str, Frame]]:
    table: dict[str, dict[str, Frame]] = {}
    for line in _PREPOSITION_LINES.strip().splitlines():
        attitude, preposition, lemmas = (part.strip() for part in line.split("|"))
        for lemma in lemmas.split():
            table.setdefault(lemma, {}).setdefault(preposition, Frame(attitude))
    return MappingProxyType({lemma: MappingProxyType(frames) for lemma, frames in table.items()})


def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], Frame], ...]]:
    table: dict[str, list[tuple[tuple[str, ...], Frame]]] = {}
    for line in _PHRASES.strip().splitlines():
        attitude, verb, rest = (part.strip() for part in line.split("|"))
        frame = Frame("speech", denies=True) if attitude == "denial" else Frame(attitude)
        table.setdefault(verb, []).append((tuple(rest.split()), frame))
    # Longer phrases come before their own beginnings.
    return MappingProxyType(
        {verb: tuple(sorted(found, key=lambda one: (-len(one[0]), one[0]))) for verb, found in table.items()}
    )


VERBS = _verbs()
PREPOSITIONS = _prepositions()
PHRASES = _phrases()
