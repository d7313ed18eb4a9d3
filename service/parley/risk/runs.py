"""Runs of words that two texts have in common, in time that grows with the texts alone."""

from collections.abc import Sequence


def longest_common_run(source: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """(start in `other`, length) of the longest run of words that both have, the first of equals.

    By the suffix automaton of the source (Blumer et al. 1985, "The smallest automaton recognizing
    the subwords of a text"): each state is a class of runs that end at the same places.
    """
    steps, links, longest = _suffix_automaton(source)
    best = (0, 0)
    state = length = 0
    for index, word in enumerate(other):
        while state and word not in steps[state]:
            state = links[state]
            length = longest[state]
        if word in steps[state]:
            state = steps[state][word]
            length += 1
        if length > best[1]:
            best = (index - length + 1, length)
    return best


def _suffix_automaton(
    words: Sequence[str],
) -> tuple[list[dict[str, int]], list[int], list[int]]:
    """By state, 0 the empty run: steps by word, the longest suffix of another class, and length."""
    steps: list[dict[str, int]] = [{}]
    links, longest = [-1], [0]
    last = 0
    for word in words:
        made = len(steps)
        steps.append({})
        links.append(0)
        longest.append(longest[last] + 1)
        state = last
        while state >= 0 and word not in steps[state]:
            steps[state][word] = made
            state = links[state]
        if state >= 0:
            links[made] = _class_of(state, word, steps, links, longest)
        last = made
    return steps, links, longest


def _class_of(
    state: int,
    word: str,
    steps: list[dict[str, int]],
    links: list[int],
    longest: list[int],
) -> int:
    """The state of exactly a state's longest run and a word, split off where it shares one."""
    after = steps[state][word]
    if longest[after] == longest[state] + 1:
        return after
    split = len(steps)
    steps.append(dict(steps[after]))
    links.append(links[after])
    longest.append(longest[state] + 1)
    links[after] = split
    while state >= 0 and steps[state].get(word) == after:
        steps[state][word] = split
        state = links[state]
    return split
