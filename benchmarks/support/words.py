"""What the corruptions change into what. These lists were written apart from those of `qa.support`."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBER_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fourteen",
    "twenty", "thirty", "forty", "fifty", "eighty", "ninety",
)  # fmt: skip
UNITS = (
    ("million", "billion"), ("billion", "million"), ("thousand", "million"), ("percent", "million"),
    ("hours", "days"), ("days", "weeks"), ("weeks", "months"), ("months", "years"), ("years", "months"),
    ("minutes", "hours"), ("kilometers", "miles"), ("miles", "kilometers"), ("tons", "kilograms"),
    ("barrels", "tons"), ("hour", "minute"), ("year", "month"), ("centuries", "decades"),
    ("century", "decade"),
    ("meters", "kilometers"), ("feet", "miles"), ("acres", "square miles"),
)  # fmt: skip

# Names of one place or of those who speak for it: putting one for another may leave a sentence true.
SAME_PLACE = (
    ("North Korea", "Pyongyang", "North", "Kim"), ("South Korea", "Seoul", "South", "Moon"),
    ("United States", "Washington", "America", "White House", "Trump", "Biden", "State Department"),
    ("China", "Chinese", "Beijing"), ("Russia", "Moscow"),
    ("England", "Britain", "British", "United Kingdom"),
    ("France", "French"), ("Germany", "German"), ("Normandy", "Norman"),
)  # fmt: skip

AUXILIARIES = (
    "was", "were", "is", "are", "had", "has", "have", "will", "would", "could", "can", "should", "may",
)  # fmt: skip
DENIALS = (
    (r"\bnot ", ""), (r"\bno (?=\w)", "some "), (r"\bNo (?=\w)", "Some "), (r"\bnever ", ""),
    (r"\bwithout\b", "with"), (r"\bneither\b", "each"), (r"\bNeither\b", "Each"),
)  # fmt: skip
PAST = {
    "said": "say", "told": "tell", "named": "name", "launched": "launch", "tested": "test", "met": "meet",
    "left": "leave", "signed": "sign", "agreed": "agree", "asked": "ask", "fell": "fall", "closed": "close",
    "opened": "open", "banned": "ban", "promised": "promise", "pledged": "pledge", "announced": "announce",
    "called": "call", "cut": "cut", "lost": "lose", "took": "take", "sent": "send", "died": "die",
    "destroyed": "destroy", "planted": "plant", "held": "hold", "became": "become", "came": "come",
    "refused": "refuse", "retired": "retire", "replied": "reply", "dismissed": "dismiss", "led": "lead",
    "won": "win", "began": "begin", "built": "build", "wrote": "write", "used": "use", "made": "make",
    "established": "establish", "moved": "move", "returned": "return", "received": "receive", "gave": "give",
    "found": "find", "created": "create", "introduced": "introduce", "developed": "develop", "joined": "join",
    "invited": "invite", "warned": "warn", "demanded": "demand", "offered": "offer", "removed": "remove",
    "wants": "want", "says": "say", "sets": "set", "requires": "require", "includes": "include",
}  # fmt: skip

HEDGES = (
    ("may", "will"), ("might", "will"), ("could", "will"), ("some(?! \\d)", "all"), ("many", "all"),
    ("Many", "All"),
    ("most", "all"), ("Most", "All"), ("Some", "All"), ("several", "all"), ("at least", "at most"),
    ("more than", "less than"), ("less than", "more than"), ("up to", "more than"), ("about", "more than"),
    ("About", "More than"), ("around", "fewer than"), ("some (?=\\d)", "over "), ("nearly", "more than"),
    ("almost", "more than"), ("partial", "full"), ("part of", "all of"),
    ("is willing to", "has begun to"), ("was willing to", "had refused to"),
    ("offered to resign", "resigned"), ("wants to", "is going to"),
    ("is intended to", "fails to"), ("often", "always"), ("usually", "always"), ("sometimes", "always"),
    ("generally", "always"), ("rarely", "often"), ("possibly", "certainly"),
    ("believed to be", "proven to be"),
    ("plans to", "has decided not to"), ("can", "must"), ("should", "must"),
)  # fmt: skip

ANTONYMS = (
    ("fell", "rose"), ("rose", "fell"), ("dropped", "climbed"), ("plunged", "soared"), ("opened", "closed"),
    ("closed", "opened"), ("shut", "opened"), ("first", "last"), ("last", "first"), ("before", "after"),
    ("after", "before"), ("Before", "After"), ("After", "Before"), ("began", "ended"), ("ended", "began"),
    ("accepted", "rejected"), ("agreed", "refused"), ("refused", "agreed"), ("lost", "won"), ("won", "lost"),
    ("lifted", "tightened"), ("banned", "allowed"), ("launched", "canceled"), ("destroyed", "rebuilt"),
    ("blew up", "repaired"), ("blown up", "repaired"), ("signed", "tore up"), ("left", "entered"),
    ("short-range", "long-range"), ("permanently", "temporarily"), ("northern", "southern"),
    ("southern", "northern"), ("eastern", "western"), ("western", "eastern"), ("welcomed", "criticized"),
    ("praised", "mocked"), ("former", "future"), ("early", "late"), ("late", "early"), ("morning", "evening"),
    ("evening", "morning"), ("afternoon", "morning"), ("night", "morning"), ("scarce", "plentiful"),
    ("failed", "succeeded"), ("complete", "partial"), ("elected", "rejected"), ("demoted", "promoted"),
    ("ready", "unable"), ("removed", "installed"), ("withdraw", "add"), ("stop", "resume"),
    ("(?<=to )end", "begin"), ("(?<=will )end", "begin"),
    ("halt", "resume"), ("released", "arrested"), ("freed", "arrested"), ("son", "daughter"),
    ("sister", "wife"), ("brother", "father"), ("appointed", "dismissed"), ("dismissed", "appointed"),
    ("replaced", "supported"), ("permanent", "temporary"), ("experienced", "inexperienced"), ("new", "old"),
    ("young", "old"), ("large", "small"), ("small", "large"), ("largest", "smallest"), ("high", "low"),
    ("highest", "lowest"), ("higher", "lower"), ("lower", "higher"), ("longest", "shortest"),
    ("older", "newer"),
    ("increase", "decrease"), ("increased", "decreased"), ("support", "opposition"), ("public", "private"),
    ("private", "public"), ("victory", "defeat"), ("defeated", "saved"), ("success", "failure"),
    ("strong", "weak"), ("rich", "poor"), ("oldest", "youngest"), ("inside", "outside"), ("above", "below"),
    ("positive", "negative"), ("legal", "illegal"), ("major", "minor"), ("common", "rare"), ("peace", "war"),
    ("winter", "summer"), ("armed", "unarmed"), ("reconnected", "cut"), ("south", "north"),
    ("north", "south"),
    ("east", "west"), ("west", "east"), ("buy", "sell"), ("bought", "sold"), ("male", "female"),
    ("best", "worst"), ("earliest", "latest"), ("modern", "ancient"), ("ancient", "modern"), ("win", "lose"),
)  # fmt: skip

# What a model likes to add from nowhere.
DETAILS = (
    " for the third time", ", the largest ever", " in secret", " at the request of Japan",
    " because of bad weather", " under pressure from generals", " ten years later", " despite protests",
    " to win votes", " against the advice of lawyers", ", which surprised all", " in a small ceremony",
    " after weeks of negotiations", " with the help of volunteers", ", according to a leaked report",
)  # fmt: skip
