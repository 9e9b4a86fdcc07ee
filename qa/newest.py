"""Of the tasks begun for each reader only the newest goes on: the others notice that, and end."""

from collections import OrderedDict

_READERS = 1000


class Newest:
    """Remembers the newest task of each of the last thousand readers."""

    def __init__(self) -> None:
        self._tasks: OrderedDict[str, object] = OrderedDict()

    def begin(self, reader: str) -> object:
        """A new task, which is now the newest of `reader`.

        >>> tasks = Newest()
        >>> first, second = tasks.begin("ann"), tasks.begin("ann")
        >>> tasks.goes_on("ann", first), tasks.goes_on("ann", second)
        (False, True)
        """
        task = self._tasks[reader] = object()
        self._tasks.move_to_end(reader)
        while len(self._tasks) > _READERS:
            self._tasks.popitem(last=False)
        return task

    def goes_on(self, reader: str, task: object) -> bool:
        """Whether `task` is still the newest, and was not stopped."""
        return self._tasks.get(reader) is task

    def goes_on_for(self, reader: str) -> bool:
        """Whether `reader` has a task that goes on: one that began and was not stopped."""
        return reader in self._tasks

    def stop(self, reader: str) -> None:
        """End whatever goes on for `reader`."""
        self._tasks.pop(reader, None)
