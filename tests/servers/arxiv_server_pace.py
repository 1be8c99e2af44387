"""A time that passes only by sleeping, the real one, and a pace kept in memory that goes by either."""

import time
from dataclasses import dataclass, field


@dataclass
class StillTime:
    """A clock whose `sleep` takes no time."""

    now: float = 1000.0
    slept: float = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        self.slept += seconds


class RealTime:
    """The time of the machine, in the same shape."""

    clock, sleep = staticmethod(time.monotonic), staticmethod(time.sleep)


@dataclass
class MemoryPace:
    """Keeps the turns (`domain.ports.Pace`); `turns` are the moments at which a turn was taken."""

    time: StillTime | RealTime
    owner: str = ""
    held_until: float = 0.0
    free_at: float = 0.0
    turns: list[float] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def claim(self, service: str, owner: str, seconds: float) -> float:
        assert service == "arxiv"
        now = self.time.clock()
        if self.free_at > now:
            return self.free_at - now
        if self.owner not in ("", owner) and self.held_until > now:
            return self.held_until - now
        self.owner, self.held_until = owner, now + seconds
        self.turns.append(now)
        return 0.0

    def release(self, service: str, owner: str, pause: float) -> None:
        assert service == "arxiv"
        if self.owner == owner:
            self.owner, self.free_at = "", self.time.clock() + pause
            self.pauses.append(pause)
