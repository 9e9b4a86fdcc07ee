"""Word lists for the support check: which words say the same, which say the opposite, which say nothing."""

# Words that carry no claim of their own.
EMPTY = frozenset(
    """a about again all also am an and any are as at be been being both but by can come did do does doing each
    else for from further had has have having he her here hers herself him himself his how however i if in
    indeed into is it its itself just like made make makes many may me meanwhile might more most much must my of
    on once one only or other our out over own per rather she should since so some such than that the their
    them themselves then there these they this those though through thus to together too toward towards under
    until up upon us very was we well were what when where which while who whom whose why will with would yet
    you your shall could became become becomes amid among between during within across around via same still
    already now however therefore moreover furthermore additionally specifically overall yes""".split()
)

# Sentence openers that are capitalised without being names.
OPENERS = frozenset(
    """according after although analysts as because before despite due earlier every experts few following
    former in instead last later leaders many meanwhile most next observers officials recently several
    sources speaking state two three today tomorrow under yesterday talks trade people authorities""".split()
)

TITLES = frozenset(
    """president mr mrs ms dr sir minister chairman chairwoman leader secretary general envoy ambassador
    premier chancellor senator representative professor prime foreign vice deputy king queen prince""".split()
)

# Each line: words that say the same thing. The first stands for all of them.
SAME = """
say said says saying tell told tells telling state stated states announce announced announces report
say reported reports declare declared remark remarked note noted add added comment commented explain
say explained according accord mention mentioned
meet met meets meeting meetings
go went gone goes travel travelled traveled visit visited visits
give gave given gives provide provided provides supply supplied
send sent sends
hold held holds
take took taken takes
leave left leaves
lead led leads head headed
think thought thinks believe believed believes
speak spoke spoken speaks talk talked
write wrote written writes
know knew known knows
buy bought purchase purchased
find found finds
become became
big large huge major
build built builds construct constructed
show showed shown shows
ask asked asks request requested urge urged
begin began begun begins start started starts
grow grew grown
shipment shipments goods
cause caused causes reason because due owing
country nation countries nations
close closed closes closing shut shuts shutting closure
work works worked employ employed
help helped helps assist assisted aid assistance
""".strip()

# Each line: two groups that say the opposite of each other.
OPPOSITE = """
rise rose risen rises rising increase increased increases grow grew grown growth climb climbed jump jumped surge surged soar soared up higher gain gained | fall fell fallen falls falling decrease decreased decreases drop dropped drops decline declined declines plunge plunged shrink shrank shrunk tumble tumbled slump slumped down lower
before earlier prior | after later following
more greater | less fewer
north northern | south southern
east eastern | west western
open opened reopen reopened opens | close closed closes closing shut shuts shutting closure
win won wins victory | lose lost loses defeat defeated
accept accepted accepts agree agreed welcome welcomed | reject rejected rejects refuse refused refuses decline
allow allowed allows permit permitted lift lifted | ban banned bans forbid forbade forbidden prohibit prohibited impose imposed
begin began begun begins start started starts | end ended ends finish finished stop stopped halt halted
import imported imports | export exported exports
support supported supports back backed favour favor | oppose opposed opposes resist resisted
strengthen strengthened | weaken weakened
above | below
success succeed succeeded successful | failure fail failed collapse collapsed
first | last
confirm confirmed | deny denied denies
hot warm | cold cool
young younger youngest | old older oldest
best | worst
least minimum | most maximum
""".strip()

DENIALS = frozenset(
    """not no never none nor neither nobody nothing nowhere without cannot denied deny denies denying refused
    refuse refuses refusing rejected reject rejects failed fail fails unable hardly barely lack lacked lacks
    lacking false falsely untrue unlikely impossible avoid avoided ruled dismissed dismiss""".split()
)

# What follows these is said to be possible, wished or planned, not to be so.
HEDGES = frozenset(
    """may might could would will if unless whether plan plans planned planning propose proposed proposes
    proposal threaten threatened threatens expect expected expects hope hoped hopes want wanted wants consider
    considered considering likely possibly perhaps reportedly alleged allegedly rumoured rumored suggest
    suggested offered offer promised promise vowed intends intended should aims seeks sought almost nearly
    can about""".split()
)

CLAUSE_BREAKS = frozenset("but while although though whereas".split())

DIGITS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen""".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("ten twenty thirty forty fifty sixty seventy eighty ninety".split(), 1)
}
DIGITS |= {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
DIGITS["dozen"] = 12
SCALES = {
    "hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip

MONTHS = """january february march april may june july august september october november december""".split()
WEEKDAYS = """monday tuesday wednesday thursday friday saturday sunday""".split()

# Spellings of one name, as (pattern, how it is written here).
ALIASES = (
    (r"\bU\.\s?S\.(?:\s?A\.)?|\bUnited States(?: of America)?|\bUSA\b", "US"),
    (r"\bU\.\s?N\.|\bUnited Nations", "UN"),
    (r"\bU\.\s?K\.|\bUnited Kingdom", "UK"),
    (r"\bE\.\s?U\.|\bEuropean Union", "EU"),
    (r"\bDPRK\b|\bD\.P\.R\.K\.", "North Korea"),
    (r"\bper ?cent\b|\bpct\b", "%"),
)
