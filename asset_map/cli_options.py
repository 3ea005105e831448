"""Where may the options stand that every command takes?"""

from __future__ import annotations

EVERYWHERE_WITH_VALUE = ("--home", "--database")
EVERYWHERE_FLAGS = ("--json",)


def options_first(arguments: list[str]) -> list[str]:
    """Put the options that every command takes before the command, wherever they stand.

    Parameters
    ----------
    arguments
        As typed, without the name of the program.

    Returns
    -------
    list of str
        The same arguments, those options first; nothing after ``--`` is moved.
    """
    first: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return [*first, *rest, word, *words]
        if word in EVERYWHERE_FLAGS or word.startswith(tuple(f"{option}=" for option in EVERYWHERE_WITH_VALUE)):
            first.append(word)
        elif word in EVERYWHERE_WITH_VALUE:
            first += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    return [*first, *rest]
