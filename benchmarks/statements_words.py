"""The words of the families of `statements_texts`; they share no names, nouns or sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What the stories of one family are written with."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    roles: tuple[str, ...]
    bodies: tuple[str, ...]
    places: tuple[str, ...]
    outlets: tuple[str, ...]
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    verbs: tuple[str, ...]
    title: str
    frames: tuple[str, ...]
    fillers: tuple[str, ...]


def _words(line: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in line.split(",") if part.strip())


_DEVELOPMENT = Words(
    given=_words("Marta, Oskar, Ilse, Pavel, Renata, Tobias, Greta, Anselm, Judith, Viktor"),
    family=_words("Falkner, Lindt, Haverkamp, Sorge, Brandis, Tamm, Ostrow, Kessel, Wieland, Moravec, Drost, Zeller"),
    roles=_words(
        "mayor, harbour master, union leader, deputy minister, chief engineer, hospital director, head teacher"
    ),
    bodies=_words(
        "the Harbour Board, the Dockers' Union, Aldmoor Council, the Ministry of Works, Brackwater Energy, "
        "the Rail Inspectorate, Tarn Bank, the Coast Guard"
    ),
    places=_words("Aldmoor, Brackwater, Tarnby, Holmsund, Vester Quay, Linden, Corvania, Estmark"),
    outlets=_words("Aldmoor Courier, Tarn Ledger, Coast Mirror, Linden Post, Vester Herald, Estmark Times, Quay Star"),
    nouns=_words(
        "cranes, barges, tunnels, warehouses, trams, reservoirs, turbines, ferries, pipelines, clinics, "
        "orchards, bridges, schools, depots, kilns, markets, footpaths, nurseries, archives, workshops, "
        "greenhouses, signal boxes, lighthouses, pumping stations, playgrounds, sawmills, terraces, quarries, "
        "canteens, libraries, boilers, cellars, towpaths, moorings, gangways, windmills, bakeries, stables, "
        "chapels, dormitories, courtyards, tanneries, breweries, vineyards, weirs, culverts, hangars, lifts, "
        "looms, dairies"
    ),
    adjectives=_words(
        "rusted, flooded, overcrowded, obsolete, neglected, leaking, dangerous, half empty, mouldy, "
        "cracked, unlit, unheated, draughty, worn out, uninsured, overgrown, badly built, cramped"
    ),
    verbs=_words(
        "repair, replace, sell, inspect, insure, reopen, rebuild, demolish, rent, paint, widen, fence, "
        "drain, heat, light, survey, guard, clear, cover, move"
    ),
    title="Row over NOUN in PLACE deepens",
    frames=(
        "The NOUN <modality:will|may> close for good before the winter|because <number:nine|eight> of the NOUN "
        "are ADJ|and <name:NAME|NAME> has <negation:never|> agreed to VERB them",
        "We <modality:must|should> VERB every one of the NOUN this year|although NAME wants <number:1,200|1,500> "
        "jobs moved|and there is <negation:no|> money left in PLACE",
        "Our NOUN <modality:can|could> serve the whole valley again|since <name:NAME|NAME> paid "
        "<number:14|40> million crowns for new NOUN|but the work is <negation:not|> finished",
        "The talks on the NOUN began in earnest last spring|when <number:63|36> percent of the staff walked out|and "
        "<name:NAME|NAME> <negation:didn't|did> VERB the ADJ ones",
        "Families near the NOUN <modality:should|must> leave their homes tonight|since the NOUN are ADJ|and "
        "<negation:neither|both> of the roads <number:two|three> miles away will be open",
        "The plan for the NOUN came from <name:NAME|NAME> itself|which lost <number:450|540> workers last autumn|and "
        "it <modality:might|will> be carried out <negation:without|with> a vote in PLACE",
        "People who VERB the NOUN <negation:cannot|can> count on a pension|unless <name:NAME|NAME> changes its mind|"
        "and about <number:seventy|sixty> of them <modality:may|must> go hungry",
        "The report says the NOUN were ADJ from the start|while <name:NAME|NAME> spent <number:$3|$5> million on the "
        "NOUN|and <negation:none|all> of this <modality:could|will> be put right by summer",
        "It <negation:was not|was> the storm that left our NOUN so ADJ|though the water rose by <number:12|21> feet in "
        "PLACE|and <name:NAME|NAME> <modality:has to|may> answer for it",
        "The new NOUN <modality:would|will> bring trade back to PLACE|as <number:half|a third> of the old NOUN stand "
        "idle|and <name:NAME|NAME> <negation:hasn't|has> tried to VERB a single one",
    ),
    fillers=(
        "Residents of PLACE gathered on Monday evening to hear what would become of the NOUN after a year of delay.",
        "The dispute began when a storm tore the roofs from several NOUN and left the streets of PLACE under water.",
        "Work on the NOUN was first promised under an earlier government, and has been put off many times since.",
        "A smaller meeting is planned for Thursday in the old town hall, where seats are few and the heating is poor.",
        "Shops near the NOUN shut early, and the last bus to PLACE left with hardly a passenger on board.",
        "The paper on which the decision rests runs to many pages, with maps of the NOUN and a long list of costs.",
        "A quarrel about the future of the NOUN has split PLACE down the middle, and tempers are running high.",
        "In PLACE, few subjects stir the public as much as the NOUN, and this week they were on everybody's lips.",
        "After a stormy evening in PLACE the fate of the NOUN remains open, with both sides claiming the upper hand.",
        "Anger over the NOUN boiled over in PLACE this week, as officials faced a full hall and hard questions.",
    ),
)

_TEST = Words(
    given=_words("Amaia, Rafiq, Celeste, Ioan, Petra, Duarte, Noor, Silvio, Hanneke, Bogdan"),
    family=_words(
        "Etxarri, Halloran, Quintela, Varga, Petrescu, Bellweather, Okonjo, Straits, Mirza, Delacroix, "
        "Runciman, Thackray"
    ),
    roles=_words(
        "finance secretary, police chief, opposition spokesman, company chairman, state prosecutor, bishop, "
        "election officer"
    ),
    bodies=_words(
        "the Mint Authority, Solano Airlines, the Farmers' League, the Electoral Office, Granada Mills, "
        "the Court of Audit, the Water Company, Pellucid Motors"
    ),
    places=_words("Solano, Marisco, Port Ember, Calder Ridge, Ruvenia, Ostara, Bellmere, Kingsfold"),
    outlets=_words(
        "Solano Gazette, Ember Dispatch, Ridge Chronicle, Ostara Journal, Bellmere Echo, Marisco Tribune, "
        "Kingsfold News"
    ),
    nouns=_words(
        "ballots, pensions, runways, licences, vaccines, subsidies, tariffs, fishing boats, wheat stocks, "
        "passports, taxis, loans, land deeds, textbooks, gold reserves, water meters, tractors, contracts, "
        "prisons, embassies, telephones, toll roads, satellites, sugar mills, newspapers, scholarships, "
        "ambulances, rations, customs posts, oil wells, mines, museums, theatres, patents, trade fairs, "
        "border crossings, army barracks, savings banks, radio masts, food parcels, wages, invoices, ledgers, "
        "beehives, cattle herds, rice paddies, shipyards, foundries, forests, postal routes"
    ),
    adjectives=_words(
        "worthless, forged, outdated, overpriced, mismanaged, stolen, unsafe, misplaced, unpaid, "
        "poorly kept, contested, unregistered, exhausted, scarce, understaffed, expired, hidden, idle"
    ),
    verbs=_words(
        "audit, count, renew, privatise, tax, register, destroy, return, recall, publish, import, export, "
        "ration, seize, auction, verify, freeze, release, restore, hand over"
    ),
    title="Dispute about NOUN shakes PLACE",
    frames=(
        "Every citizen <modality:shall|may> receive an answer on the NOUN by autumn|once <name:NAME|NAME> has sent us "
        "the <number:seventeen|eleven> missing files|although I <negation:don't|> expect them to be ADJ",
        "I <modality:will|might> VERB the NOUN myself if the court allows it|even though <number:2,300|3,200> letters "
        "arrived from PLACE|and <negation:nobody|everybody> at <name:NAME|NAME> believes the figures",
        "Those NOUN <modality:could|must> bankrupt a town of this size within months|given that <number:8|80> percent "
        "of them are ADJ|while <name:NAME|NAME> <negation:never|always> replied to the judges",
        "Anyone who owns NOUN <modality:should|may> come forward and speak to us|provided that <name:NAME|NAME> does "
        "<negation:not|> object|for we still miss <number:thirty|forty> of the NOUN",
        "You <negation:can't|can> VERB the NOUN and call it a reform|not when <name:NAME|NAME> earns "
        "<number:5.5|2.5> billion from it|so this government <modality:must|could> think again about PLACE",
        "It was <name:NAME|NAME> who asked us to VERB the NOUN|a full <number:six|ten> weeks before the vote|and that "
        "request was <negation:not|> lawful under the rules of PLACE",
        "A country such as ours <modality:may|should> live with ADJ NOUN for a time|as long as <negation:no|some> harm "
        "comes to the poor|yet the bill of <number:$70|$90> million from <name:NAME|NAME> is too high",
        "Our inspectors found <number:112|121> crates of NOUN behind the station|some of them ADJ|and they "
        "<negation:were not|were> meant for <name:NAME|NAME> or its friends in PLACE",
        "The law on NOUN <negation:won't|will> pass before the holidays|because <name:NAME|NAME> needs "
        "<number:two-thirds|a quarter> of the seats|and the other side <modality:is able to|must> VERB it",
        "Traders in PLACE sold the NOUN <negation:without|with> a permit for years|until <name:NAME|NAME> opened its "
        "own inquiry in <number:2027|2029>|and now they <modality:have to|might> VERB everything",
    ),
    fillers=(
        "The quarrel over the NOUN reached the capital on Wednesday, where deputies met behind closed doors till dawn.",
        "Nothing in the recent history of PLACE compares with the row about the NOUN, which has cost careers already.",
        "Officials had hoped to settle the matter of the NOUN quietly, long before anybody outside took notice of it.",
        "A hearing on the subject is expected next week, and seats in the public gallery were gone within minutes.",
        "Outside the building a brass band played, and sellers of roast chestnuts did good business in the cold.",
        "The documents on which much of this rests were found in a cupboard by a clerk who was looking for envelopes.",
        "Few people in PLACE had given any thought to the NOUN until the matter burst onto the front pages.",
        "Tempers frayed in PLACE as a hearing on the NOUN dragged on for a third day with no end in sight.",
        "What began as a footnote about the NOUN has become the talk of PLACE, and nobody can say where it will lead.",
        "Once again the NOUN of PLACE are in the headlines, and once again the answers raised more questions.",
    ),
)

_SECOND = Words(
    given=_words("Ulrika, Farid, Monique, Stellan, Agata, Kwame, Lorna, Emre, Birgit, Tadeo"),
    family=_words(
        "Nygaard, Castellan, Ferreol, Abdi, Pulver, Winterbourne, Sandoval, Ekholm, Tremaine, Yusupov, Lockyer"
    ),
    roles=_words("archaeologist, party leader, transport chief, ambassador, head nurse, chairwoman, admiral"),
    bodies=_words(
        "the Heritage Trust, Northgate Hospital, the Teachers' Guild, Orbis Telecom, the Navy Office, Lumen Gas"
    ),
    places=_words("Northgate, Halvern, Cape Orla, Sibrena, Tolmark, Wexley, Dunmere"),
    outlets=_words("Northgate Argus, Halvern Bulletin, Orla Observer, Wexley Standard, Tolmark Review, Dunmere Press"),
    nouns=_words(
        "temples, wards, submarines, antennas, castles, syringes, pianos, kayaks, tombs, mosaics, uniforms, cables, "
        "harvesters, locomotives, cinemas, gardens, chimneys, anchors, helmets, statues, monasteries, telescopes, "
        "carpets, violins, aqueducts, helicopters, canoes, murals, fountains, labs, masts, lanterns, wagons, organs, "
        "manuscripts, sirens, silos, pavilions, generators, hydrants, tapestries, jetties, gates, hostels, stadiums"
    ),
    adjectives=_words("broken, fake, damp, priceless, noisy, toxic, undated, wobbly, burnt, filthy, tiny, haunted"),
    verbs=_words(
        "examine, borrow, polish, relocate, dismantle, photograph, salvage, catalogue, lend, lock, fund, bury"
    ),
    title="NOUN of PLACE divide experts",
    frames=(
        "The excavation near the NOUN <modality:will|could> go on until March|as <name:NAME|NAME> gave us "
        "<number:sixteen|twelve> more tents|and the owners have <negation:no|> objection to that",
        "Nurses <modality:should|must> never be told to VERB the NOUN alone|because <number:15|50> of them fell ill in "
        "PLACE|while <name:NAME|NAME> did <negation:nothing|everything> to help",
        "The ADJ NOUN that sank off PLACE <negation:weren't|were> ours|and <name:NAME|NAME> knows that very well|since "
        "it bought <number:three|five> of those NOUN in secret",
        "Passengers <modality:can|must> travel on the old NOUN until Easter|while <name:NAME|NAME> tests the new "
        "ones|and fares rise by <number:4|9> percent <negation:without|with> warning",
        "My party <modality:may|will> vote against the budget for NOUN|because it takes <number:$600|$900> million "
        "from schools in PLACE|and <negation:nobody|everybody> asked <name:NAME|NAME> about it",
        "The first shipment of NOUN reached us on <number:14|17> June|after <name:NAME|NAME> had lifted its ban|but it "
        "was <negation:not|> enough to VERB the ADJ NOUN",
        "Scholars from <name:NAME|NAME> dated the NOUN to another age altogether|when fewer than "
        "<number:3,000|8,000> people lived in PLACE|and I <negation:cannot|can> see why anyone doubts it",
        "This embassy <modality:has to|might> VERB its NOUN every other year|unlike <name:NAME|NAME> with its "
        "<number:eighty|ninety> guards|and we have <negation:never|often> complained",
        "Children in PLACE <modality:must|may> learn about the NOUN at home now|given that <name:NAME|NAME> shut "
        "<number:one-third|three-quarters> of the classes|which is <negation:not|> what parents voted for",
        "The fire that burnt the NOUN started in a kitchen|where <name:NAME|NAME> kept <number:22|33> bottles of "
        "gas|and the guards <negation:didn't|did> VERB the gates in time",
    ),
    fillers=(
        "The argument over the NOUN has filled lecture halls and letter pages in PLACE since the beginning of the "
        "year.",
        "Visitors to PLACE who come for the NOUN found ropes across the path on Friday, and no sign to say why.",
        "A committee of five is to report on the NOUN before the summer, though its members have yet to be named.",
        "Rain fell all day on the square, where students had set up a table with soup, leaflets and a petition.",
        "The ministry that looks after such things has changed its name twice and its minister three times.",
        "Old photographs of the NOUN were passed from hand to hand while the speakers waited for the microphone.",
        "Experts are at odds in PLACE about what should happen to the NOUN, and the public is taking sides as well.",
        "The future of the NOUN is in doubt again in PLACE after a week of sharp words and slammed doors.",
        "Sharp words flew in PLACE as rival camps met over the NOUN, with little sign of an agreement to come.",
        "A long evening of talk in PLACE about the NOUN has ended where it began, with each camp sure of its case.",
    ),
)

FAMILIES = {"development": _DEVELOPMENT, "test": _TEST, "second": _SECOND}
