"""Finding what a learner means by a name: sessions by id or the beginning of it, items by id, title, term or area."""

from collections.abc import Iterable, Sequence

from .errors import WrongInput, did_you_mean, nearest
from .roadmap import Item, Roadmap
from .weekly_plan import StudySession, WeeklyPlan

SHOWN = 5


def find_session(plans: Sequence[WeeklyPlan], name: str) -> tuple[str, StudySession]:
    """The week and the session that `name` means: its id or a beginning that only it has; newer weeks first.

    Raises:
        WrongInput: no session is meant, or several; the nearest ids are offered.
    """
    wanted = name.strip().casefold()
    held = [(p.week, s) for p in sorted(plans, key=lambda p: p.week, reverse=True) for s in p.sessions]
    exact = [found for found in held if found[1].id == wanted]
    begins = [found for found in held if found[1].id.startswith(wanted)] if wanted else []
    if exact:
        return exact[0]
    if len(begins) == 1:
        return begins[0]
    if begins:
        some = ", ".join(s.id for _, s in begins[:SHOWN])
        raise WrongInput(
            f"{name[:60]!r} could be {some}{' or another' if len(begins) > SHOWN else ''}.", "Write more of it."
        )
    hint = did_you_mean(wanted, [s.id for _, s in held]) or "`coach week` shows the ids."
    raise WrongInput(f"No session is called {name[:60]!r}.", hint)


def find_items(roadmap: Roadmap, name: str) -> tuple[Item, ...]:
    """All items that `name` means: the one with this id or title, else those with this term or in this area or stage.

    Raises:
        WrongInput: nothing on the roadmap is called so; the nearest names are offered.
    """
    wanted = " ".join(name.split()).casefold()
    exact = tuple(i for i in roadmap.items() if wanted in (i.id, i.title.casefold()))
    if exact:
        return exact
    stages = [s.items for s in roadmap.stages if wanted in (s.id, s.title.casefold())]
    found = stages[0] if stages else tuple(i for i in roadmap.items() if wanted in names_of(i))
    if found:
        return found
    known = {n: i.id for i in roadmap.items() for n in (i.title.casefold(), i.id, *names_of(i))}
    inside = [name for name in known if wanted in name][:SHOWN] if wanted else []
    near = list(dict.fromkeys(known[n] for n in (*inside, *nearest(wanted, known))))[:SHOWN]
    hint = f"Did you mean {' or '.join(near)}?" if near else "`coach roadmap show` lists everything."
    raise WrongInput(f"Nothing on your roadmap is called {name[:60]!r}.", hint)


def find_item(roadmap: Roadmap, name: str) -> Item:
    """The one item that `name` means. Raises WrongInput when there is none or more than one."""
    found = find_items(roadmap, name)
    if len(found) > 1:
        some = ", ".join(i.id for i in found[:SHOWN])
        raise WrongInput(
            f"{name[:60]!r} could be {some}{' or another' if len(found) > SHOWN else ''}.", "Name one of them."
        )
    return found[0]


def names_of(item: Item) -> Iterable[str]:
    """The further names of an item: its terms and its area."""
    return [name.casefold() for name in (*item.terms, item.area)]
