"""Which amounts add up to a gap: offered to people, never applied by itself."""

from itertools import combinations

MOST_LOOKED_AT = 60
MOST_OFFERED = 4


def fitting(gap, amounts):
    """Sets of amounts that are exactly the gap, the likeliest first.

    A single amount is likelier than all of them together, that likelier than the first ones in their order, those
    likelier than any two, three or four among the first ones.

    :param gap: a whole number of cents, not zero.
    :param amounts: whole numbers of cents, in the order of people: the oldest first.
    :return: tuples of places in ``amounts``, each set once, at most ``MOST_OFFERED``.
    """
    found = []
    for places in _candidates(gap, amounts):
        if places not in found:
            found.append(places)
        if len(found) == MOST_OFFERED:
            break
    return found


def _candidates(gap, amounts):
    for place, amount in enumerate(amounts):
        if amount == gap:
            yield (place,)
    total = 0
    sums = []
    for amount in amounts:
        total += amount
        sums.append(total)
    if len(amounts) > 1 and total == gap:
        yield tuple(range(len(amounts)))
    for place, upto in enumerate(sums):
        if place and upto == gap:
            yield tuple(range(place + 1))
    yield from _small_sets(gap, amounts[:MOST_LOOKED_AT])


def _small_sets(gap, amounts):
    """Sets of two, three and four; pairs are kept by their sum, so that even four are found at once."""
    pairs = {}
    for pair in combinations(range(len(amounts)), 2):
        pairs.setdefault(amounts[pair[0]] + amounts[pair[1]], []).append(pair)
    yield from pairs.get(gap, ())
    for place, amount in enumerate(amounts):
        yield from ((place, *pair) for pair in pairs.get(gap - amount, ()) if place < pair[0])
    for total, firsts in pairs.items():
        seconds = pairs.get(gap - total, ())
        yield from (first + second for first in firsts for second in seconds if first[1] < second[0])
