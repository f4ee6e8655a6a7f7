// The parent of a process sandbox's executor, a small Python program: the one thing that outlives a killed runner.
//
// It adopts whatever a process below it leaves behind (on Linux), so that neither a double fork nor a session of its
// own gets anything away from it. It ends them all, and then itself, when the executor ends, when it is told to, or
// when the runner's end of its pipe closes, which the operating system does also for a runner killed with -9.

/** Descriptor of the pipe whose closing ends the sandbox. */
export const lifeDescriptor = 3;

const program = `
import ctypes, os, select, shutil, signal, subprocess, sys, time

LIFE = ${lifeDescriptor}
SET_PDEATHSIG, SET_CHILD_SUBREAPER = 1, 36
folder, groups, command = sys.argv[1], [file for file in sys.argv[2].split(":") if file], sys.argv[3:]
linux = sys.platform == "linux"
guard = os.getpid()


def prctl(option, value):
    if linux:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def become_executor():
    signal.set_wakeup_fd(-1)
    os.close(LIFE)
    os.setpgid(0, 0)
    prctl(SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != guard:
        os._exit(1)
    for file in groups:
        with open(file, "w") as group:
            group.write(str(os.getpid()))
    os.chdir(os.path.join(folder, "work"))
    os.execv(command[0], command)


def parents():
    if not linux:
        lines = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True).stdout.splitlines()
        return {int(pid): int(parent) for pid, parent in map(str.split, lines)}
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/" + name + "/stat", "rb") as stat:
                    found[int(name)] = int(stat.read().rpartition(b")")[2].split()[1])
            except OSError:
                pass
    return found


def descendants():
    found, reached = parents(), {guard}
    while True:
        more = {pid for pid, parent in found.items() if parent in reached and pid not in reached}
        if not more:
            return reached - {guard}
        reached |= more


def collect():
    """Reaps what has ended, and notes how the executor did; whether a child is left."""
    global status
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == executor:
            status = ended
        if pid == 0:
            return True


def end_all():
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for pid in descendants():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        if not collect():
            return
        time.sleep(0.002)


told = []
reading, writing = os.pipe()
os.set_blocking(writing, False)
signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
signal.signal(signal.SIGCHLD, lambda *_: None)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, lambda *_: told.append(True))
prctl(SET_CHILD_SUBREAPER, 1)

executor = os.fork()
if executor == 0:
    try:
        become_executor()
    except BaseException as error:
        os.write(2, ("cannot start the executor: %s\\n" % error).encode())
        os._exit(126)

nothing = os.open(os.devnull, os.O_RDWR)
os.dup2(nothing, 0)
os.dup2(nothing, 1)

status = None
while status is None and not told:
    ready = select.select([LIFE, reading], [], [])[0]
    if reading in ready:
        os.read(reading, 4096)
    if LIFE in ready or not collect():
        break
end_all()
shutil.rmtree(folder, ignore_errors=True)
if status is None:
    os._exit(137)
os._exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
`;

/** The command that runs `command` in `folder`/work under guard, bound by the control groups of `joinFiles`. */
export function guardCommand(python: string, folder: string, joinFiles: string[], command: string[]): string[] {
  return [python, "-I", "-S", "-c", program, folder, joinFiles.join(":"), ...command];
}
