"""The public tables: what users, exports and pages see.

Each is a view over stage tables, or empty until its stage comes.

Column names and orders are a contract; columns may be added, never renamed.
"""

from __future__ import annotations

import pyarrow as pa

from retold.tables import EVIDENCE, ID, OFFSET, STAGE_TABLES, TIME, Column, Table


def _same(name: str, *, leave_out: tuple[str, ...] = ()) -> Table:
    """Return a public table that shows a stage table as it is, less the columns of `leave_out`."""
    stage = STAGE_TABLES[name]
    columns = tuple(column for column in stage.columns if column.name not in leave_out)
    selected = ", ".join(f"x.{column.name}" for column in columns)
    return Table(name, stage.key, stage.meaning, columns, f"select {selected} from stage.{name} x")


def _table(name: str, key: tuple[str, ...], meaning: str, columns: str, view: str | None) -> Table:
    """Return a public table; `columns` are lines `name | type | meaning`, in order, before probability and evidence."""
    return Table(name, key, meaning, tuple(_column(line) for line in columns.strip().splitlines()), view)


_TYPES: dict[str, pa.DataType] = {
    "id": ID,
    "text": pa.string(),
    "offset": OFFSET,
    "count": pa.int64(),
    "time": TIME,
    "bool": pa.bool_(),
    "number": pa.float64(),
    "evidence": EVIDENCE,
    "texts": pa.list_(pa.string()),
}


def _column(line: str) -> Column:
    name, kind, meaning = (part.strip() for part in line.split("|"))
    return Column(name, _TYPES[kind], meaning)


def _widened(stage_name: str, name: str, key: tuple[str, ...], added: dict[str, tuple[str, str]], view: str) -> Table:
    """Return a public table with a stage table's columns, some renamed: old name to (new name, meaning)."""
    columns = []
    for column in STAGE_TABLES[stage_name].columns:
        new_name, meaning = added.get(column.name, (column.name, column.meaning))
        columns.append(Column(new_name, column.type, meaning))
    return Table(name, key, STAGE_TABLES[stage_name].meaning, tuple(columns), view)


_ARTICLES = _table(
    "articles",
    ("article",),
    "Texts, each as one outlet ran it.",
    """
    article | id | hash of the text with its address or outlet as given
    page | text | hash of what all addresses of its page have in common
    latest | bool | whether it is the newest version of its page
    url | text | canonical address
    outlet | text | who published it; null where not stated
    title | text | headline
    byline | text | who wrote it
    published | time | publication (UTC), only where stated
    published_offset_minutes | count | the zone as stated, minutes east of UTC
    published_precision | text | second, minute, hour, day, month, year
    modified | time | last change (UTC)
    language | text | ISO 639-1
    text | text | the text, to the character
    text_hash | text | its content hash
    """,
    # Which version is the newest is found without the texts: they are many and long.
    """select f.article, f.page, f.latest, f.url, f.outlet, f.title, f.byline, f.published, f.published_offset_minutes,
        f.published_precision, f.modified, f.language, t.text, t.text_hash
    from (
        select g.*, row_number() over (partition by coalesce(g.page, g.article)
            order by coalesce(g.modified, g.published) desc nulls last, s.retrieved desc nulls last,
                g.article desc) = 1 as latest
        from stage.article_fields g
        left join (select r.article, max(r.retrieved) as retrieved from stage.readings r group by r.article) s
            on s.article = g.article
    ) f join stage.texts t on t.article = f.article""",
)

_ORIGINS = _table(
    "origins",
    ("article", "origin"),
    "Where each text was read, each time.",
    """
    article | id | the article
    origin | text | path or address it was read from
    retrieved | time | when it was retrieved; null where not known
    bytes_hash | text | hash of the bytes read
    status | text | how the reading ended
    collected_by | text | who collected it, as given
    """,
    "select r.article, r.origin, r.retrieved, r.bytes_hash, r.status, r.collected_by from stage.readings r",
)

_METADATA = Table(
    "metadata",
    STAGE_TABLES["metadata"].key,
    STAGE_TABLES["metadata"].meaning,
    STAGE_TABLES["metadata"].columns,
    """select m.article, m.field, m.value, m.earliest, m.latest, m.given_by, m.begin, m.end,
        m.probability, m.evidence from stage.metadata m
    union all
    select d.article, 'published', coalesce(strftime(d.earliest, '%Y-%m-%d'), '..') || '/'
        || coalesce(strftime(d.latest, '%Y-%m-%d'), '..'), d.earliest, d.latest, 'inferred', null, null,
        d.probability, d.evidence from stage.inferred_dates d""",
)

_EVENTS = _table(
    "events",
    ("event",),
    "Who is said by whom to have done what to whom. A claim is never a fact.",
    """
    event | id | hash of article and span
    article | id | the article
    begin | offset | where it begins in `articles.text`
    end | offset | where it ends (exclusive)
    actor | id | the entity said to act
    event_type | text | PLOVER's type, in capitals
    mode | text | PLOVER's mode
    recipient | id | the entity acted upon
    quotation | id | the quotation it stands in; null is the outlet's own voice
    polarity | text | affirmed or denied
    modality | text | asserted, possible, conditional, demanded, feared, intended
    time | text | TIMEX3 value
    place | text | where
    claim | id | the same claim across articles
    speaker | id | the entity that the quotation is by; null is the outlet's own voice, or a speaker not known
    actor_country | text | ISO 3166 alpha-3 of who acts
    recipient_country | text | ISO 3166 alpha-3 of who is acted upon
    probability | number | how probable the row is
    evidence | evidence | why
    """,
    """select e.event, e.article, e.begin, e.end, e.actor, e.event_type, e.mode, e.recipient, e.quotation, e.polarity,
        e.modality, e.time, e.place, c.claim, e.speaker, e.actor_country, e.recipient_country, e.probability,
        e.evidence
    from stage.attributed_events e left join stage.claim_members c on c.event = e.event and c.article = e.article""",
)

_CORRECTIONS = _table(
    "corrections",
    ("correction",),
    "What people corrected by hand.",
    """
    correction | id | its id
    article | id | the article
    begin | offset | where it begins in `articles.text`
    end | offset | where it ends (exclusive)
    field | text | what was corrected: quotation, speaker, copy, story, same actor, another actor
    old_value | text | what stood there; of a copy, its exemplar
    new_value | text | what is so: no, an article, `ARTICLE:BEGIN-END`; empty for not known, or alone
    author | text | who corrected it
    corrected_at | time | when
    reason | text | why
    attached | bool | whether something stands at its place that it corrects; the others change nothing
    probability | number | null: not inferred
    evidence | evidence | null: not inferred
    """,
    """select c.correction, c.article, c.begin, c.end, c.field, c.old_value, c.new_value, c.author, c.corrected_at,
        c.reason, case
            when c.field in ('quotation', 'speaker') then exists (
                select 1 from stage.family_quotations q where q.article = c.article
                    and list_contains(list_transform(q.evidence, lambda e: e.id), c.correction))
            when c.field = 'copy' then exists (
                select 1 from stage.derivations d where d.article = c.article and d.exemplar = c.old_value)
            when c.field = 'story' then exists (
                select 1 from stage.texts t where t.article = c.article)
                and (c.new_value = '' or exists (select 1 from stage.texts u where u.article = c.new_value))
            else exists (
                select 1 from stage.corrected_mentions m where m.correction = c.correction and m.side = 'at')
                and (c.field = 'another actor' or exists (
                    select 1 from stage.corrected_mentions n where n.correction = c.correction and n.side = 'to'))
        end as attached, cast(null as double) as probability,
        (select q.evidence from stage.family_quotations q where false) as evidence
    from stage.corrections_by_hand c""",
)

_REJECTED = _table(
    "rejected",
    ("origin", "reason", "detail"),
    "What could not be read or analysed, and why.",
    """
    origin | text | path or address, or the row of a stage
    reason | text | why, in a few words
    detail | text | what exactly was found
    """,
    """select r.origin, r.reason, r.detail from stage.rejections r
    union all select s.origin, s.reason, s.detail from stage.stage_rejections s""",
)

_RUNS = _table(
    "runs",
    ("stage",),
    "How each stage last ran.",
    """
    stage | text | the table it wrote
    version | text | version of the stage's code
    settings_hash | text | hash of its settings
    input_hash | text | hash of what it read
    rows | count | rows written
    seconds | number | wall seconds
    cpu_seconds | number | processor seconds of this process
    peak_bytes | count | largest memory of this process so far
    versions | text | versions of libraries and the processor's features
    """,
    """select r.stage, r.version, r.settings_hash, r.input_hash, r.rows, r.seconds, r.cpu_seconds, r.peak_bytes,
        r.versions from stage.runs r""",
)

_QUOTATIONS_VIEW = Table(
    "quotations",
    ("quotation",),
    "Where an article reports what somebody said.",
    (
        *(each for each in STAGE_TABLES["spoken_quotations"].columns[:-2] if each.name != "speaker_is_named"),
        Column("statement", ID, "the statement it tells"),
        *STAGE_TABLES["spoken_quotations"].columns[-2:],
    ),
    """select q.quotation, q.article, q.block, q.kind, q.source, q.cue, q.content, q.attitude, q.polarity, q.speaker,
        q.speaker_probability, q.channel, q.inside, s.statement, q.probability, q.evidence
    from stage.spoken_quotations q
        left join stage.statement_members s on s.quotation = q.quotation and s.article = q.article""",
)

_VARIANTS_VIEW = Table(
    "variants",
    STAGE_TABLES["variants"].key,
    STAGE_TABLES["variants"].meaning,
    STAGE_TABLES["variants"].columns,
    """select v.article, v.begin, v.end, v.exemplar, v.exemplar_begin, v.exemplar_end, v.kind, v.effect,
        v.inside_marks, q.quotation, v.probability, v.evidence
    from stage.variants v left join (
        select w.article, w.begin, w.exemplar, w.exemplar_begin, min(p.quotation) as quotation
        from stage.variants w join (
            select c.quotation, c.article, unnest(c.content) as piece
            from stage.family_quotations c where c.inside is null and c.probability >= 0.5
        ) p on p.article = w.article and p.piece.begin <= w.begin and w.end <= p.piece.end
        group by w.article, w.begin, w.exemplar, w.exemplar_begin
    ) q on q.article = v.article and q.begin = v.begin and q.exemplar = v.exemplar
        and q.exemplar_begin = v.exemplar_begin""",
)

_MENTIONS_VIEW = _widened(
    "mention_spans",
    "mentions",
    ("mention",),
    {"actor": ("entity", "the entity behind it; null where not resolved")},
    """select m.mention, m.article, m.begin, m.end, m.text, m.kind, m.type, e.entity,
    m.country, m.role, m.former, m.alias, m.probability, m.evidence
    from stage.mention_spans m left join stage.actor_members e on e.actor = m.actor""",
)

PUBLIC_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _ARTICLES,
        _ORIGINS,
        _METADATA,
        _same("blocks"),
        _same("credits"),
        _same("outlets"),
        _same("sentences", leave_out=("sentence_hash", "role")),
        _MENTIONS_VIEW,
        _same("entities"),
        _same("times"),
        _same("passages"),
        _same("derivations"),
        _same("stemmata"),
        _VARIANTS_VIEW,
        _same("substitutions"),
        _same("stories"),
        _same("story_articles"),
        _QUOTATIONS_VIEW,
        _same("statements"),
        _same("retellings"),
        _EVENTS,
        _CORRECTIONS,
        _REJECTED,
        _RUNS,
    )
}

# The tables of the law: one input, one result. `runs` tells of the build itself.
LAW_TABLES = tuple(name for name in PUBLIC_TABLES if name != "runs")
