"""Who did what: whether a name of a claim stands to its verb as it does in the quote.

All of it goes by the place of words among others: the names before a verb, those behind it or behind
its `by`, and the words right before a name.
"""

from itertools import takewhile

from qa.support import lexicon
from qa.support.names import covered
from qa.support.places import known_names, may_be
from qa.support.statement import Name, Statement, Token

# A word that describes a name stands at most so many words away from it.
_BESIDE = 5
_PEOPLES = ("an", "ans", "ese", "ish", "ch", "i")


def other_role(said: Statement, given: Statement) -> str:
    """Who in `given` has another role than in `said`, in a few words; empty where nobody has."""
    checks = (_other_actor, _other_agent, _other_owner, _other_subject, _other_object, _other_description)
    return next((found for check in checks if (found := check(said, given))), "")


def _other_actor(said: Statement, given: Statement) -> str:
    """The name before a verb of the claim, where the quote has others before all uses of that verb."""
    for name in _actors(said, given):
        verb = _verb_behind(said, name)
        named = any(may_be(name, other) for other in given.names)
        if name.after or name.owns or verb is None or not named or _adjective(said, name, verb):
            continue
        uses = _uses(said.tokens[verb], given)
        passive = _passive(said, verb)
        likest = [given.tokens[at].sentence for at in _likest(said, given, name, verb)] if not uses else []
        own = [given.tokens[other.at].sentence for other in given.names if may_be(name, other)]
        if (uses and not any(_agrees(name, given, at, passive, said.keys) for at in uses)) or (
            likest and not set(likest) & set(own)
        ):
            return f"in the quote it is not {' '.join(name.words)} of whom this is said"
    return ""


def _other_agent(said: Statement, given: Statement) -> str:
    """The name behind `by`, where the quote has others before all uses of that verb, or behind their `by`."""
    for name in _actors(said, given):
        verbs = [
            at for at in range(name.at) if said.tokens[at].clause == name.clause and said.tokens[at].verbal
        ]
        if name.after != "by" or not verbs or not any(may_be(name, other) for other in given.names):
            continue
        verb = verbs[-1]
        uses = _uses(said.tokens[verb], given)
        if uses and not any(_agrees(name, given, at, False, said.keys) for at in uses):
            return f"in the quote it is not {' '.join(name.words)} who did this"
    return ""


def _other_owner(said: Statement, given: Statement) -> str:
    """The name behind `of` and a noun, where the quote has another one behind the same words."""
    for name in _actors(said, given):
        head = _head(said, name)
        rivals = [other for other in given.names if head and head & _head(given, other)]
        if rivals and not any(may_be(name, other) for other in rivals):
            return f"the quote says this of {' '.join(rivals[0].words)}, not of {' '.join(name.words)}"
    return ""


def _head(text: Statement, name: Name) -> frozenset[str]:
    """The senses of the noun before the `of` before a name; none where there is no `of`."""
    before = [token for token in text.tokens[max(0, name.at - 4) : name.at] if token.clause == name.clause]
    nouns = [token for token in before if token.content and not token.capital]
    return nouns[-1].senses if name.after == "of" and nouns else frozenset()


def _uses(verb: Token, given: Statement) -> list[int]:
    """Where the quote has the verb, or else one that says the same."""
    telling = [(at, token) for at, token in enumerate(given.tokens) if token.content]
    same = [at for at, token in telling if token.key == verb.key]
    return same or [at for at, token in telling if token.senses & verb.senses]


def _adjective(text: Statement, name: Name, verb: int) -> bool:
    """Whether a name only describes what stands behind it: "American officials said"."""
    end = _end(text, name)
    return (
        name.words[-1].endswith(_PEOPLES)
        and end < verb
        and text.tokens[end].content
        and not text.tokens[end].capital
    )


def _other_subject(said: Statement, given: Statement) -> str:
    """The words before the first verb of the claim, where the quote has quite others before that verb."""
    verb = next((at for at, token in enumerate(said.tokens) if token.verbal), None)
    words = _own_subject(said, verb) if verb is not None else frozenset()
    if (
        verb is None
        or not words
        or any(
            name.clause == said.tokens[verb].clause and not (name.opens or name.owns) for name in said.names
        )
    ):
        return ""
    uses = [at for at, token in enumerate(given.tokens) if token.key == said.tokens[verb].key]
    alike = [at for at in uses if _passive(given, at) == _passive(said, verb)]
    subjects = [_own_subject(given, at) for at in alike if not _of_a_pronoun(given, at)]
    if subjects and all(subject and not subject & words for subject in subjects):
        return f"the quote doesn't say of this that it {said.tokens[verb].text}"
    return ""


def _verb_behind(text: Statement, name: Name) -> int | None:
    """The verb of which a name is the subject: the first behind it in its clause; None where there is none.

    What neither the lists nor its ending show to be a verb counts as one right behind the name.
    """
    behind = [at for at in range(_end(text, name), len(text.tokens)) if text.tokens[at].clause == name.clause]
    found = next((at for at in behind if text.tokens[at].verbal), None)
    first = next(at for at, token in enumerate(text.tokens) if token.clause == name.clause)
    done_to = any(token.verbal for token in text.tokens[first : name.at])
    if found is None and behind and not (text.tokens[behind[0]].capital or done_to):
        next_word = text.tokens[behind[0]]
        found = behind[0] if next_word.content or next_word.lower in lexicon.BEING else None
    between = [other for other in text.names if found is not None and name.at < other.at < found]
    return None if any(not other.after for other in between) else found


def _end(text: Statement, name: Name) -> int:
    """Where the words of a name, its titles among them, are over."""
    at = name.at
    while at < len(text.tokens) and (
        text.tokens[at].lower in lexicon.TITLES or text.tokens[at].lower in name.words
    ):
        at += 1
    return at


def _likest(said: Statement, given: Statement, name: Name, verb: int) -> list[int]:
    """For a verb that the quote hasn't: the last words of the clauses most like what is said of the name."""
    wanted = {token.key for token in said.tokens[name.at + 1 :] if token.content and not token.capital}
    clauses = {token.clause for token in given.tokens}
    likeness = {number: len(wanted & given.clause(number)) for number in clauses}
    best = max(likeness.values(), default=0)
    ends = {token.clause: at for at, token in enumerate(given.tokens)}
    return [ends[number] for number in clauses if best and likeness[number] == best]


def _passive(text: Statement, verb: int) -> bool:
    if any(token.lower in lexicon.BEING for token in text.tokens[max(0, verb - 3) : verb]):
        return True
    by_whom = text.tokens[verb + 1 : verb + 2]  # "surveyed by the institute", but not "fell by 3%"
    return any(token.lower == "by" for token in by_whom) and all(
        number.at != verb + 2 for number in text.numbers
    )


def _agrees(name: Name, given: Statement, verb: int, passive: bool, said: frozenset[str]) -> bool:
    """Whether `name` stands to the verb of the quote as it does to that of the claim."""
    clause = given.tokens[verb].clause
    inside = [other for other in given.names if other.clause == clause and not _is_date(other)]
    before = [other for other in inside if other.at < verb and not (other.after or other.owns)]
    behind = [other for other in inside if other.at > verb]
    if given.tokens[verb].lower == "according":
        return any(may_be(name, other) for other in behind)
    if passive == _passive(given, verb):
        if not before and _own_subject(given, verb) - said:
            return False
        expected = before or _actors_before(given, verb)
    elif passive:  # "was praised" against "praised", or against "best known", which has no "was"
        expected = behind + ([] if before else _actors_before(given, verb))
    else:
        expected = [other for other in behind if other.after == "by"] or before
    if given.tokens[verb].key == "say" and not before:  # "…, said Kim"
        expected = [*expected, *behind, *(other for other in given.names if other.clause == clause + 1)]
    return not expected or any(may_be(name, other) for other in expected)


def _of_a_pronoun(given: Statement, verb: int) -> bool:
    """Whether the last word before a verb that can be its subject is a pronoun."""
    before = [token for token in given.tokens[:verb] if token.clause == given.tokens[verb].clause]
    telling = [token for token in before if token.content or token.lower in lexicon.PRONOUNS]
    return bool(telling) and not telling[-1].content


def _own_subject(given: Statement, verb: int) -> frozenset[str]:
    """The meanings of the words before a verb in its clause, other than adverbs and possessives."""
    clause = given.tokens[verb].clause
    words = [
        token for token in given.tokens[:verb] if token.clause == clause and token.content and not token.owns
    ]
    return frozenset(token.key for token in words if not token.lower.endswith("ly"))


def _actors_before(given: Statement, verb: int) -> list[Name]:
    """The names of whom the clause of a verb may speak that has none before it.

    Those of the clauses before, back to the first that starts with a name: "Kim, who met Moon, left".
    In a sentence without any name, all those of the one before.
    """
    sentence, clause = given.tokens[verb].sentence, given.tokens[verb].clause
    first = next(token for token in given.tokens if token.clause == clause)
    if first.lower in lexicon.RELATIVES:  # "according to Kim, who left": whatever stands right before
        return [name for name in given.names if name.clause < clause][-1:]
    names = [name for name in given.names if name.clause < clause and not (name.after or _is_date(name))]
    found: list[Name] = []
    for name in reversed(names):
        if found and (name.clause < found[-1].clause and _starts(given, found[-1])):
            break
        if given.tokens[name.at].sentence == sentence or not found:
            found.append(name)
    last = given.tokens[found[-1].at].sentence if found else sentence
    return found if last == sentence else [name for name in names if given.tokens[name.at].sentence == last]


def _actors(said: Statement, given: Statement) -> list[Name]:
    """The names of a claim, months and weekdays aside."""
    return [name for name in known_names(said, given) if not _is_date(name)]


def _is_date(name: Name) -> bool:
    return name.words[0] in lexicon.MONTHS or name.words[0] in lexicon.WEEKDAYS


def _starts(given: Statement, name: Name) -> bool:
    """Whether a name stands at the start of its clause, as its subject does."""
    first = next(at for at, token in enumerate(given.tokens) if token.clause == name.clause)
    return name.at - first <= 3 and given.tokens[first].lower not in lexicon.RELATIVES


def _other_object(said: Statement, given: Statement) -> str:
    """The name behind a verb of the claim, where the quote has it elsewhere at all uses of that verb."""
    for name in _actors(said, given):
        before = [
            at for at in range(name.at) if said.tokens[at].clause == name.clause and said.tokens[at].verbal
        ]
        if name.after or not before or name.at - before[-1] > 4 or said.tokens[before[-1]].key == "say":
            continue
        uses = [at for at, token in enumerate(given.tokens) if token.key == said.tokens[before[-1]].key]
        own = [other for other in given.names if may_be(name, other)]
        if uses and own and not any(_near(given, at, other) for at in uses for other in own):
            return f"in the quote this is not done to {' '.join(name.words)}"
    return ""


def _near(given: Statement, verb: int, name: Name) -> bool:
    """Whether a name stands behind a verb, or beside one in the passive, in the same clause or the next."""
    gap = name.clause - given.tokens[verb].clause
    return (name.at > verb and 0 <= gap <= 1) if not _passive(given, verb) else abs(gap) <= 1


def _other_description(said: Statement, given: Statement) -> str:
    """A word right before a name of the claim, which in the quote stands beside another name only."""
    for name in _actors(said, given):
        for token in _descriptions(said, name):
            places = [at for at, other in enumerate(given.tokens) if other.key == token.key]
            own = [other for other in given.names if covered(name.words, [other.words])]
            if not places and token.lower in lexicon.TITLES and token.lower not in lexicon.FORMS:
                return f"the quote doesn't call {' '.join(name.words)} {token.text}"
            if places and own and not any(_beside(at, other) for at in places for other in own):
                return f"in the quote {token.text} doesn't describe {' '.join(name.words)}"
    return ""


def _descriptions(said: Statement, name: Name) -> list[Token]:
    """What describes a name right before it: its titles, or nouns, in a clause of their own too."""
    first = next(at for at in range(name.at, len(said.tokens)) if said.tokens[at].lower == name.words[0])
    before = takewhile(_describes, reversed(said.tokens[max(0, first - 3) : first]))
    return [token for token in before if token.clause == name.clause or _is_title(said, token.clause)]


def _is_title(said: Statement, clause: int) -> bool:
    """Whether a clause is nothing but a noun, as in "the coach, Rui Campos,"."""
    words = [token for token in said.tokens if token.clause == clause]
    return sum(token.content for token in words) == 1 and all(
        token.content or token.lower in lexicon.ARTICLES for token in words
    )


def _describes(token: Token) -> bool:
    return token.lower in lexicon.TITLES or (token.content and not (token.verbal or token.capital))


def _beside(at: int, name: Name) -> bool:
    return name.at - _BESIDE <= at <= name.at + len(name.words) + _BESIDE
