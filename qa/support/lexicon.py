"""Word lists for the support check: which words say the same, which say the opposite, which say nothing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that carry no claim of their own; denials among them, which are compared by themselves.
EMPTY = _words(
    """a about again all also although am an and any are as at be because been being both but by can come
    did do does doing done each else for from further had has have having he her here hers herself him
    himself his how however i if in indeed into is it its itself just like made make makes many may me
    meanwhile might most much must my of on once one only or other our out over own per rather she
    should since so some such than that the their them themselves then there these they this those
    though through thus to together too toward towards under until up upon us very was we well were what
    when where which while who whom whose why will with would yet you your shall could became become
    becomes amid among between during within across around via same still already now therefore moreover
    furthermore additionally specifically overall yes not no never none nor neither without
    cannot whether been against another two-thirds later provide provided provides providing namely including
    includes included currently respectively regarding concerning"""
)

# Sentence openers that are capitalised without being names.
OPENERS = _words(
    """after analysts before despite due earlier every experts few following former instead last leaders next
    observers officials recently several sources speaking today tomorrow yesterday talks trade people
    authorities thousands hundreds millions half critics researchers scientists police voters workers"""
)

TITLES = _words(
    """president mr mrs ms dr sir minister chairman chairwoman secretary general envoy ambassador premier
    chancellor senator representative professor prime foreign finance defence defense health interior vice
    deputy king queen prince princess captain coach judge bishop mayor governor director chief executive
    spokesman spokeswoman spokesperson lawyer analyst economist colonel sergeant officer pope lord lady"""
)

FORMS = _words("mr mrs ms dr sir")  # of address: they tell nothing more
PREPOSITIONS = _words(
    "in at on to from of with near for by into towards toward against between under over via"
)
# Verbs that make what follows somebody's statement, as "said" does.
VOICES = _words(
    """show shows showed shown find finds found argue argues argued warn warns warned admit admits admitted
    call calls called believe believes believed think thinks thought predict predicts predicted estimate
    estimates estimated write writes wrote insist insists insisted reveal reveals revealed acknowledge
    acknowledges acknowledged conclude concludes concluded describe describes described complain complains
    complained suggest suggests suggested confirm confirms confirmed stress stresses stressed quote quoted"""
)
# Behind these a name tells where something is, not who does it.
PLACING = _words("in at to from near into off through")
# What stands for somebody, or something, named before.
ANAPHORS = _words("he she it they him her his hers its their them theirs himself herself itself")
ROLES = _words(
    """leader envoy negotiator country city town village company firm group party ministry government army
    agency team singer actor author writer player official man woman pair two couple institute museum club
    court office"""
)
PRONOUNS = _words("who whom which that it he she they those these this we you i one")
RELATIVES = _words("who whom whose which that where")
ARTICLES = _words("the a an its his her their")
BEING = _words("was were is are be been being")
CLAUSE_BREAKS = _words("but while although though whereas")

# A full stop behind these ends no sentence.
ABBREVIATIONS = _words(
    """dr mr mrs ms prof gen sen rep gov st jr sr co inc ltd corp vs no
    jan feb mar apr jun jul aug sep sept oct nov dec"""
)

# What a denial or a hedge doesn't reach beyond.
CONJUNCTIONS = _words("since because when after until as unless so by")

# Each line: words that say the same. The first stands for all of them.
_REPORTING = """
say said says saying tell told tells telling state stated states announce announced announces
report reported reports declare declared declares remark remarked note noted notes add added
comment commented explain explained mention mentioned according
"""
_IRREGULAR = """
go went gone goes travel travelled traveled visit visited visits
give gave given gives provide provided provides
send sent sends
hold held holds holding
take took taken takes taking
leave left leaves leaving
lead led leads leading
think thought thinks believe believed believes
speak spoke spoken speaks speaking
write wrote written writes writing
know knew known knows
meet met meets meeting meetings
pay paid pays paying
find found finds
keep kept keeps keeping
build built builds building
show showed shown shows showing
see saw seen sees seeing
run ran runs running
bring brought brings
catch caught catches
break broke broken breaks
choose chose chosen chooses
drive drove driven drives
fight fought fights
fly flew flown flies
hit hits
kill killed kills killing
hurt injured injure injures injuring wounded
put puts
read reads
sit sat sits
stand stood stands
steal stole stolen steals
strike struck strikes
teach taught teaches
wear wore worn wears
cut cuts
get got gotten gets
feel felt feels
hear heard hears
beat beaten beats beating
remain remained remains remaining
draw drew drawn draws
eat ate eaten eats
forget forgot forgotten
hide hid hidden
hang hung hangs
lie lay lain lies
ride rode ridden rides
ring rang rung
seek sought seeks
shake shook shaken
shoot shot shoots
sing sang sung sings
sink sank sunk sinks
sleep slept sleeps
spend spent spends
spread spreads
swear swore sworn
swim swam swum
throw threw thrown throws
understand understood
wake woke woken
make made makes
blow blew blown
bear bore borne
bend bent
bind bound
bite bit bitten
burn burnt
cling clung
creep crept
deal dealt
dig dug
feed fed
flee fled
freeze froze frozen
grind ground
kneel knelt
lend lent
light lit
mean meant
overcome overcame
prove proven
shed
shine shone
slide slid
split
spring sprang sprung
stick stuck
sweep swept
swell swollen
swing swung
tear tore torn
undergo underwent undergone
weave wove woven
weep wept
do did done
come came comes
"""
_OTHERS = """
ask asked asks request requested urge urged urges
cause caused causes reason reasons
"""
_NOUNS = """
large big huge
nation country countries nations
shipment shipments cargo goods
firm company companies firms
"""
SAME = tuple(
    tuple(line.split())
    for line in (" ".join(_REPORTING.split()), *_IRREGULAR.splitlines(), *_OTHERS.splitlines())
    if line
)
SAME_NOUNS = tuple(tuple(line.split()) for line in _NOUNS.splitlines() if line)

# Pairs of groups that say the opposite of each other; within a group, the first stands for all.
OPPOSITE = (
    (
        "rise rose risen rises rising increase increased increases increasing grow grew grown grows "
        "growing growth climb climbed climbs jump jumped surge surged soar soared higher",
        "fall fell fallen falls falling decrease decreased decreases decreasing drop dropped drops "
        "dropping decline declined declines declining plunge plunged shrink shrank shrunk shrinks "
        "tumble tumbled slump slumped lower",
    ),
    ("before earlier prior", "after later afterwards"),
    ("more greater over exceeding", "less fewer under"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    (
        "reopen reopened reopens open opened opens opening",
        "close closed closes closing shut shuts shutting closure",
    ),
    ("win won wins victory winning", "lose lost loses defeat defeated losing"),
    (
        "accept accepted accepts agree agreed agrees approve approved approves welcome welcomed",
        "reject rejected rejects refuse refused refuses",
    ),
    (
        "allow allowed allows permit permitted permits lift lifted lifts",
        "ban banned bans forbid forbade forbidden prohibit prohibited impose imposed imposes",
    ),
    (
        "begin began begun begins start started starts beginning",
        "end ended ends finish finished stop stopped halt halted",
    ),
    ("import imported imports", "export exported exports"),
    ("buy bought buys purchase purchased acquire acquired", "sell sold sells"),
    ("profit profits gain gains", "loss losses"),
    ("support supported supports back backed favour favor", "oppose opposed opposes resist resisted"),
    ("strengthen strengthened strengthens", "weaken weakened weakens"),
    ("above", "below"),
    (
        "success succeed succeeded successful succeeds",
        "failure fail failed fails collapse collapsed collapses",
    ),
    ("first", "last"),
    ("confirm confirmed confirms", "deny denied denies"),
    ("hot warm warmer hotter", "cold cool cooler colder"),
    ("young younger youngest", "old older oldest elder"),
    ("best better", "worst worse"),
    ("least minimum", "most maximum"),
    ("grant granted gave", "withdraw withdrew withdrawn withdraws"),
    ("arrive arrived arrives arrival", "depart departed leave left departure"),
    ("male man men father brother son husband", "female woman women mother sister daughter wife"),
)

DENIALS = _words(
    """not no never none nor neither nobody nothing nowhere without cannot denied deny denies denying refused
    refuse refuses refusing rejected reject rejects failed fail fails unable hardly barely lack lacked lacks
    lacking false falsely untrue unlikely impossible avoid avoided"""
)

# Denials of the one thing right behind them.
NO = _words("no without none lack lacks lacked lacking")

# What follows these is said to be possible, wished or planned, not to be so.
HEDGES = _words(
    """may might could would will if unless whether plan plans planned planning propose proposed proposes
    proposal threaten threatened threatens expect expected expects hope hoped hopes want wanted wants consider
    considered considering likely possibly perhaps reportedly alleged allegedly rumoured rumored suggest
    suggested offered offer promised promise vowed intends intended should aims seeks sought almost nearly
    can must ask asked asks urge urged urges request requested demand demanded demands claim claimed claims
    supposedly purportedly pretend imagine ignore reply"""
)

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
)
UNITS += "seventeen eighteen nineteen"
TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
DIGITS = {
    **{word: value for value, word in enumerate(UNITS.split())},
    **{word: 10 * value for value, word in enumerate(TENS.split(), 1)},
    **{word: value for value, word in enumerate(ORDINALS.split(), 1)},
    "dozen": 12,
}
SCALES = {
    "hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip

MONTHS = tuple(
    month.casefold()
    for month in (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    )
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH = "|".join(map(str.title, MONTHS))
# Spellings of one thing, as (pattern, how it is written here).
ALIASES = (
    (rf"\b(?:the )?(\d\d?)(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b", r"\2 \1"),
    (rf"\b({_MONTH}) (\d\d?)(?:st|nd|rd|th)?,? (?=\d{{4}}\b)", r"\1 \2 "),
    (rf"\b({_MONTH}) (\d\d?)(?:st|nd|rd|th)\b", r"\1 \2"),
    (r"\bU\.\s?S\.(?:\s?A\.)?|\bUnited States(?: of America)?|\bUSA\b", "US"),
    (r"\bU\.\s?N\.|\bUnited Nations", "UN"),
    (r"\bU\.\s?K\.|\bUnited Kingdom", "UK"),
    (r"\bE\.\s?U\.|\bEuropean Union", "EU"),
    (r"\bDPRK\b|\bD\.P\.R\.K\.", "North Korea"),
    (r"\bper ?cent\b|\bpct\b", "%"),
    (r"\b([Ww])on['’]t\b", r"\1ill not"),
    (r"\b([Cc])an['’]t\b|\b([Cc])annot\b", "can not"),
    (r"(?<=\w)n['’]t\b", " not"),
)
