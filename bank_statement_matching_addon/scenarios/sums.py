"""Which amounts add up to another one, when there is only one answer. Whole numbers; no database."""

MOST_ITEMS = 60
MOST_BITS = 40_000_000  # all steps together; sums beyond are not looked for


def only_set(amounts, target):
    """Return the places of those amounts that add up to the target, if exactly one choice of amounts does.

    Reachable sums are bits of a whole number, so the work grows with the number of amounts and not with that of their
    choices. Amounts may be negative.

    :return: ``(places, count)``: with count 0 nothing adds up, with 1 these places alone, with 2 several choices do
        (or there are too many amounts to be sure); then places is empty.
    """
    # leaving a negative amount out is like adding it to a choice that has all of them
    lowest = sum(amount for amount in amounts if amount < 0)
    goal = target - lowest
    if goal < 0 or goal > sum(map(abs, amounts)):
        return (), 0
    if len(amounts) > MOST_ITEMS or goal * len(amounts) > MOST_BITS:
        return (), 2
    steps, several = _reach([abs(amount) for amount in amounts], goal)
    if not steps[-1] >> goal & 1:
        return (), 0
    if several >> goal & 1:
        return (), 2
    turned = _trace(steps, [abs(amount) for amount in amounts], goal)
    places = tuple(place for place, amount in enumerate(amounts) if (place in turned) != (amount < 0))
    return (places, 1) if places else ((), 0)


def _reach(amounts, goal):
    """Bits of the sums reached after each amount, and bits of the sums reached in more than one way."""
    mask = (1 << goal + 1) - 1
    once, several, steps = 1, 0, [1]
    for amount in amounts:
        several |= (several << amount | once & once << amount) & mask
        once |= once << amount & mask
        steps.append(once)
    return steps, several


def _trace(steps, amounts, goal):
    turned = set()
    for place in reversed(range(len(amounts))):
        if not steps[place] >> goal & 1:
            turned.add(place)
            goal -= amounts[place]
    return turned
