"""The verbs that questions are made with: which form is which, as far as it is known for sure.

A question with "did" needs the base form, "met" → "meet", and a rule that guessed it would make "Did the
price ros?". So only verbs that are listed here count as verbs; a sentence with another one is passed over.
"""

_REGULAR = """
    abandon accept accuse achieve acquire add address admit adopt advance agree aim allow announce
    answer appeal apply appoint approach approve argue arrest arrive ask attack attend avoid
    award back ban base battle block boast bomb boost borrow call cancel capture carry cause celebrate
    challenge change charge claim clear climb close collapse collect combine comment commission commit
    compete complain complete compose concede conclude condemn conduct confirm conquer consider consume
    contact contain continue contribute control convert convict convince cover crash create criticise
    criticize cross damage debut decide declare decline defeat defend deliver demand demolish deny
    depart deploy describe design destroy detain develop die direct disappear disclose discover discuss
    dismiss dispatch display dissolve divide donate double drop earn elect eliminate emerge employ
    enable end endorse enjoy enter escape establish estimate evacuate examine exceed exchange execute
    expand expect expel explain explode export express extend face fail file fine finish fire focus
    follow force form found free fund gain gather govern graduate grant greet guide halt hand happen
    head hire honor honour host identify ignore impeach implement import impose improve include increase
    indict inform inherit insist inspect inspire install intercept interview introduce invade invent
    invest investigate invite invoke involve issue jail join judge jump kidnap kill label lack land last
    launch license lift limit link list live locate lock lower manage march mark marry measure mention
    merge miss move murder name need negotiate nominate note notice obtain occupy occur offer open
    operate oppose order organise organize oust outlaw outline overhaul own paint pass patent perform
    permit persuade phone pick pioneer place plan plant play plead pledge plunge poison post postpone
    praise predict prefer prepare present press prevent print produce prohibit promise promote propose
    prosecute protect protest prove provide publish pull pump punish purchase push qualify question raid
    raise range rank ratify reach react recall receive recognise recognize recommend record recover
    recruit reduce refer refuse reject relaunch release relocate rely remain remove rename renew reopen
    repair repeat replace reply report represent request require rescue reserve resign resist resolve
    respond restore result resume retain retire retreat retrieve return reveal review revise revive rule
    sack sail sample sanction save schedule score seal search secure seize sentence separate serve
    settle shape share shelve ship sign signal slam slash slip slow smuggle solve sort spark stage star
    start state station stay step stop store study succeed suffer suggest supply support surface surge
    surpass surprise surrender survive suspend switch tackle talk target tax terminate test testify
    thank threaten tie topple total touch tour trace track trade train transfer transform translate
    transmit travel treat trigger triple try turn unify unite unveil update upgrade urge vaccinate value
    veto view violate visit volunteer vote vow walk want warn waste watch welcome widen witness wonder
    work worry wound
"""
_DOUBLING = """
    admit ban commit compel control drop equip excel expel grab knit occur plan ram refer scan ship shop
    skip slam slip star step stop submit tap transfer transmit trap
"""
_IRREGULAR = """
    arise arose arisen; awake awoke awoken; beat beat beaten; become became become; begin began begun;
    bind bound bound; bite bit bitten; blow blew blown; break broke broken; bring brought brought;
    broadcast broadcast broadcast; build built built; burn burned burned; buy bought bought; catch
    caught caught; choose chose chosen; come came come; deal dealt dealt; dig dug dug; draw
    drew drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed fed;
    feel felt felt; fight fought fought; find found found; flee fled fled; fly flew flown; forbid
    forbade forbidden; forget forgot forgotten; freeze froze frozen; give gave given; go went gone; grow
    grew grown; hear heard heard; hide hid hidden; hit hit hit; hold held held; keep kept kept; know
    knew known; lead led led; learn learned learned; leave left left; lend lent lent; lose lost lost;
    make made made; mean meant meant; meet met met; overcome overcame overcome; oversee oversaw
    overseen; overtake overtook overtaken; overthrow overthrew overthrown; pay paid paid; quit quit
    quit; rebuild rebuilt rebuilt; ride rode ridden; ring rang rung; rise rose risen; run ran run; say
    said said; see saw seen; seek sought sought; sell sold sold; send sent sent; set set set; shake
    shook shaken; shoot shot shot; show showed shown; shrink shrank shrunk; shut shut shut; sing sang
    sung; sink sank sunk; sit sat sat; sleep slept slept; speak spoke spoken; spend spent spent; split
    split split; spread spread spread; stand stood stood; steal stole stolen; strike struck struck;
    swear swore sworn; sweep swept swept; swim swam swum; take took taken; teach taught taught; tear
    tore torn; tell told told; think thought thought; throw threw thrown; undergo underwent undergone;
    understand understood understood; wear wore worn; win won won; withdraw withdrew withdrawn; withhold
    withheld withheld; write wrote written
"""
_ALONE = "begin close collapse crash die end explode marry open resign retire sink start surrender"
_SAYING = """
    accuse add admit agree announce answer argue ask boast claim comment complain concede conclude
    confirm consider decide declare demand deny describe estimate expect explain express feel find
    forget hear hope insist know learn mean mention note notice plan pledge predict promise propose
    recall recommend repeat reply report request reveal say see show signal state suggest tell testify
    think threaten understand urge vow want warn wonder worry write
"""
_MODALS = "can could would should may might must shall do does did be been being"
_BRITISH = {"travelled": "travel", "cancelled": "cancel", "labelled": "label", "signalled": "signal"}

AUXILIARIES = frozenset(("was", "were", "is", "are", "will", "had", "has", "have"))
COPULAS = frozenset(("was", "were", "is", "are"))
ALONE = frozenset(_ALONE.split())
"""Verbs that say enough by themselves: "When did the war begin?" """
SAYING = frozenset(_SAYING.split())
"""Verbs about what is said or thought: what follows them is told of another time and another place."""


def _ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return f"{base}{base[-1]}ed" if base in _DOUBLING.split() else base + "ed"


_THREE = [tuple(line.split()) for line in _IRREGULAR.split(";")]
_REGULAR_PAST = {_ed(word): word for word in _REGULAR.split()} | _BRITISH
_PAST = _REGULAR_PAST | {past: base for base, past, _ in _THREE}
_PARTICIPLES = _REGULAR_PAST | {participle: base for base, _, participle in _THREE} | {"born": "born"}
_FINITE = frozenset((*_PAST, *AUXILIARIES, *_MODALS.split()))
BASES = frozenset(_PAST.values())


def base_of(past: str) -> str:
    """The base form of a verb's past form; empty for what isn't known as one.

    >>> base_of("met"), base_of("stopped"), base_of("signed"), base_of("red")
    ('meet', 'stop', 'sign', '')
    """
    return _PAST.get(past, "")


def base_of_participle(word: str) -> str:
    """The base form of a verb's past participle; empty for what isn't known as one.

    >>> base_of_participle("written"), base_of_participle("went")
    ('write', '')
    """
    return _PARTICIPLES.get(word, "")


def is_verb(word: str) -> bool:
    """Whether `word` can be the finite verb of a clause: a past form, an auxiliary or a modal.

    >>> is_verb("met"), is_verb("was"), is_verb("meeting")
    (True, True, False)
    """
    return word in _FINITE
