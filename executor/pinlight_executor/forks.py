"""Forking: the one place where a process of this executor comes to be."""

from __future__ import annotations

import os
import signal
import socket
from typing import Callable, Iterable, NoReturn

from .kernel_process import KernelProcess

# Lives in the child: its connection, and where it writes its crash.
Life = Callable[[socket.socket, int], NoReturn]


class Forks:
    """`own` are descriptors of this process that no child may hold."""

    def __init__(self, own: Iterable[int], life: Life) -> None:
        self._own, self._life = list(own), life

    def fork(self, others: Iterable[KernelProcess]) -> KernelProcess:
        """A new process that waits for its `begin`. `others` are there already. Raises OSError at a limit."""
        ours, theirs = socket.socketpair()
        crash_read, crash_write = os.pipe()
        os.set_blocking(crash_read, False)
        try:
            pid = os.fork()
        except OSError:
            for descriptor in (crash_read, crash_write):
                os.close(descriptor)
            ours.close()
            theirs.close()
            raise
        if pid == 0:
            try:
                self._leave(others)
                ours.close()
                os.close(crash_read)
                self._life(theirs, crash_write)
            finally:
                os._exit(70)
        theirs.close()
        os.close(crash_write)
        return KernelProcess(pid, ours, crash_read)

    def _leave(self, others: Iterable[KernelProcess]) -> None:
        """In the child: nothing of the zygote's remains."""
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in others:
            other.let_go()
        for descriptor in self._own:
            os.close(descriptor)
