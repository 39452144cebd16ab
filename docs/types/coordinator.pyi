"""What a handler in Python is given. For editors and type checkers: there is no module to import.

    from typing import TYPE_CHECKING
    if TYPE_CHECKING:
        from coordinator import Context

    def handler(event, context: "Context"): ...
"""

from typing import Any, Mapping, TypedDict

Json = None | bool | int | float | str | list[Any] | dict[str, Any]
"""What JSON can say; bytes in it become {"base64": "..."}."""

class Returned(TypedDict):
    """A returned value with these two goes to that topic, any other to tasks/NAME/result."""
    topic: str
    payload: Json | bytes

class CoordinatorError(RuntimeError):
    """The coordinator refused what was asked of it, and says why."""
    code: int | None
    """Of a shadow: 400, 403 (not permitted), 409 (another version), 413 (too large), 429, 500."""

class Log:
    def __call__(self, *values: object) -> None: ...
    def debug(self, *values: object) -> None: ...
    def info(self, *values: object) -> None: ...
    def warn(self, *values: object) -> None: ...
    def warning(self, *values: object) -> None: ...
    def error(self, *values: object) -> None: ...

class State:
    """The task's durable values. A call sees and changes them as if it ran alone."""
    def get(self, key: str, default: Any = None) -> Any: ...
    def put(self, key: str, value: Json) -> None: ...
    def delete(self, key: str) -> None: ...
    def keys(self, prefix: str = "") -> list[str]: ...
    def compare_and_set(self, key: str, expected: Any, value: Json) -> bool:
        """Puts the value if the present one equals `expected`; None is no value."""
    compareAndSet = compare_and_set

class Shadow:
    """A device shadow. What it does not do raises a CoordinatorError with a code."""
    def get(self) -> Any:
        """Its document: state, metadata, version, timestamp. None if there is no such shadow."""
    def update(self, document: Json) -> Any:
        """Takes {"desired": ..., "reported": ...}, or {"state": ..., "version": ...}, which is done
        only if the version is the present one. It takes effect at once. Gives what was accepted."""

class Context:
    """The names of JavaScript; those of two words are there with an underscore, too."""
    @property
    def topic(self) -> str: ...
    @property
    def device(self) -> str | None: ...
    @property
    def eventId(self) -> str: ...
    @property
    def event_id(self) -> str: ...
    @property
    def executionId(self) -> str: ...
    @property
    def execution_id(self) -> str: ...
    @property
    def attempt(self) -> int:
        """1 for the first."""
    @property
    def deadline(self) -> int:
        """When the result is of no use any more, in milliseconds since 1970."""
    @property
    def captures(self) -> dict[str, str]: ...
    @property
    def environment(self) -> dict[str, str]: ...
    @property
    def log(self) -> Log: ...
    @property
    def state(self) -> State: ...
    def publish(self, topic: str, payload: Json | bytes) -> None: ...
    def invoke(self, task: str, payload: Json = None) -> Any:
        """Calls another task and waits for what it returns."""
    def shadow(self, thing: str, name: str | None = None) -> Shadow: ...
    def fetch(self, url: str, method: str = "GET", headers: Mapping[str, str] | None = None,
              body: str | None = None) -> Any: ...
