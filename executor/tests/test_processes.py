"""What becomes of a kernel's processes: new ones in the middle of a run, audits that make way, one kept ready."""

import json
import os
import unittest
from pathlib import Path
from unittest import mock

from doors import Serve, Session, text_of
from fuzz.host import Host

RESTLESS = [str(Path(__file__).parent / "restless.py")]
GIVEN = "import os, json\nprint(os.getpid(), os.environ['GIVEN'])"


class RestlessServe(Serve):
    command = RESTLESS
    variables = {"PINLIGHT_AUDIT_IDLE_S": "0"}


class RestlessSession(Session):
    command = RESTLESS


def types(frames):
    return [frame.head["type"] for frame in frames]


def printed(frames):
    return b"".join(frame.body for frame in frames if frame.head["type"] == "output").decode()


def shown_last(answer):
    return answer["blocks"][-1]["elements"][0]["text"]


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class FreshProcesses(unittest.TestCase):
    def test_K_a_run_goes_on_in_a_new_process_and_the_runner_notices_nothing(self):
        with RestlessServe() as serve:
            serve.open()
            serve.run(GIVEN, run=1)
            old, given = printed(serve.until_type("run-end")).split()
            self.assertEqual(given, "null")
            serve.run(GIVEN + " # fresh", run=2)
            frames = serve.until_type("run-end")
            self.assertEqual(types(frames), ["plan", "block-start", "output", "block-end", "run-end"])
            new, given = printed(frames).split(maxsplit=1)
            self.assertNotEqual(new, old)
            self.assertEqual(json.loads(given), {"from": int(old)})
            self.assertFalse(is_running(int(old)))
            serve.run("import os\nprint(os.getpid())", run=3)
            self.assertEqual(printed(serve.until_type("run-end")).split()[0], new)

    def test_K_a_process_that_gives_up_twice_for_one_run_is_ended_with_the_reason(self):
        with RestlessServe() as serve:
            serve.open()
            serve.run("1 # fresh always", run=1)
            self.assertIn("new process", serve.until_type("exit")[-1].head["reason"])
            serve.open()
            serve.run("1", run=2)
            self.assertEqual(serve.until_type("run-end")[-1].head["status"], "ok")

    def test_K_an_interrupt_during_the_change_ends_the_run(self):
        with RestlessServe() as serve:
            serve.open()
            serve.send({"type": "ping", "n": 1})
            serve.run("while True: pass # fresh", run=1)
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "now"})
            self.assertEqual(serve.until_type("run-end")[-1].head["status"], "interrupted")

    def test_K_a_kill_during_the_change_is_told(self):
        with RestlessServe() as serve:
            serve.open()
            serve.run("while True: pass # fresh", run=1)
            serve.send({"type": "kill", "kernel": "k"})
            self.assertEqual(serve.until_type("exit")[-1].head["signal"], 9)

    def test_K_user_code_that_asks_for_a_new_process_is_ended(self):
        find = (
            "import gc, socket\n"
            "mine = [s for s in gc.get_objects() if isinstance(s, socket.socket) and s.fileno() >= 0][0]\n"
        )
        forged = (
            "from pinlight_executor.wire import encode\n"
            "mine.send(encode({'type': 'again', 'run': 1}, b'{}'))\nwhile True: pass"
        )
        with Serve() as serve:
            serve.open()
            serve.run(find + forged)
            self.assertIn("new process", serve.until_type("exit")[-1].head["reason"])


class Audits(unittest.TestCase):
    def test_K_an_idle_kernel_is_audited_in_a_process_of_its_own(self):
        with RestlessServe() as serve:
            serve.open()
            serve.run(GIVEN + "\nprint('é')\n\n[1] # audit\n\n# # Prose", run=5)
            frames = serve.until_type("audit")
            self.assertEqual(types(frames)[-2:], ["run-end", "audit"])
            head, body = frames[-1].head, json.loads(frames[-1].body)
            self.assertEqual((head["kernel"], head["run"], body["differs"]), ("k", 5, []))
            collected = body["collected"]
            self.assertEqual((collected["status"], [block["ok"] for block in collected["blocks"]]), ("ok", [True] * 3))
            first, second, prose = collected["blocks"]
            self.assertEqual([element["kind"] for element in first["elements"]], ["stdout"])
            self.assertIn('{"audit": true}\né\n', first["elements"][0]["text"])
            self.assertNotEqual(printed(frames).split()[0], first["elements"][0]["text"].split()[0])
            self.assertEqual(second["elements"], [{"kind": "result", "bundle": {"text/plain": "[1]"}}])
            self.assertEqual((prose["source"], prose["elements"]), ("# # Prose", []))

    def test_K_a_state_is_audited_once(self):
        with RestlessServe() as serve:
            serve.open()
            serve.run("1 # audit", run=1)
            serve.until_type("audit")
            serve.run("1 # audit again", run=2)
            self.assertEqual(types(serve.until_type("audit")).count("audit"), 1)
            serve.run("2", run=3)
            self.assertEqual(types(serve.until_type("run-end")).count("audit"), 0)

    def test_K_whatever_comes_ends_the_audit_first(self):
        # Only the audit writes the file `audit`, and then never ends by itself.
        source = (
            "import os, time\nif os.environ['GIVEN'] != 'null':\n    print(os.getpid(), file=open('pid', 'w'))\n"
            "    os.rename('pid', 'audit')\n    time.sleep(600)\n# audit"
        )
        comings = {
            "write": lambda serve: serve.send({"type": "write", "path": "x.txt"}, b"x"),
            "run": lambda serve: serve.run("2", run=2),
            "kill": lambda serve: serve.send({"type": "kill", "kernel": "k"}),
        }
        for name, come in comings.items():
            with RestlessServe() as serve, self.subTest(name):
                serve.open()
                serve.run(source, run=1)
                serve.until_type("run-end")
                pid = int(wait_for_file(serve, "audit"))
                os.remove(serve.root / "audit")
                self.assertTrue(is_running(pid))
                come(serve)
                self.wait_until_gone(serve, pid)

    def wait_until_gone(self, serve, pid):
        for count in range(100_000):
            serve.send({"type": "ping", "n": count})
            serve.until_type("pong")
            if not is_running(pid):
                return
        self.fail("the audit goes on")

    def test_K_a_run_may_ask_for_its_audit_and_is_always_answered(self):
        with RestlessServe() as serve:
            serve.open()
            serve.run("1", run=1, audit=True)
            frames = serve.until_type("audit")
            self.assertIsNone(json.loads(frames[-1].body))
            serve.run("1 # audit", run=2, audit=True)
            self.assertEqual(json.loads(serve.until_type("audit")[-1].body)["differs"], [])

    def test_K_the_session_waits_for_an_audit_and_answers_what_it_corrected(self):
        with RestlessSession() as session:
            plain = session.show("1 # audit", audit=True)
            self.assertEqual((plain.status, plain.texts(), plain.ran), ("ok", ["1"], [True]))
            differing = session.show("2 # audit differs\n# differs", audit=True)
            self.assertEqual((differing.status, differing.texts(), differing.ran), ("ok", ["2"], [True]))
            self.assertEqual(set(plain.answer), set(differing.answer))

    def test_K_an_audit_that_says_too_much_tells_nothing(self):
        with RestlessServe() as serve:
            serve.open()
            flood = "\n\n".join(f"for _ in range(10): print('x' * 100_000, {n})" for n in range(12)) + " # audit"
            serve.run(flood, run=1, audit=True)
            self.assertIsNone(json.loads(serve.until_type("audit")[-1].body))

    def test_K_an_audit_finds_what_taking_a_block_out_left_wrong_though_nothing_ran(self):
        with_it, without = "a = [1]\nb = a\n\na.append(2)\n\nprint(b)\n", "a = [1]\nb = a\n\nprint(b)\n"
        # Without S5 the engine makes the mistake.
        with Host(options={"rules": {"islands"}}) as host, host.session() as session:
            session.show(with_it)
            self.assertEqual(shown_last(session.show(without)), "[1, 2]\n")
            self.assertEqual(shown_last(session.audit()), "[1]\n")
            session.show(with_it)
            self.assertEqual(shown_last(session.audit()), "[1, 2]\n")
            # This time at once.
            self.assertEqual(shown_last(session.show(without)), "[1]\n")

    def test_K_a_document_that_is_as_it_was_seen_right_is_not_audited_again(self):
        with Host() as host, host.session() as session:
            session.show("1\n\n2\n")
            session.show("1\n\n2 # remark\n\n3\n")
            first = session.audit()
            with mock.patch.object(host, "audit_run", side_effect=AssertionError("a second audit")):
                self.assertEqual(session.audit(), first)
                self.assertEqual(session.show("1\n\n2\n\n3\n")["status"], "ok")
                session.audit()


class Spare(unittest.TestCase):
    def test_K_a_process_is_ready_before_a_document_is_opened(self):
        with Serve() as serve:
            zygote = serve.until_type("hello")[-1].head["pid"]
            ready = wait_for_child(serve, zygote)
            serve.send({"type": "open", "kernel": "k", "path": "a.py"})
            self.assertEqual(serve.until_type("opened")[-1].head["pid"], ready)
            another = wait_for_child(serve, zygote, but=ready)
            serve.send({"type": "open", "kernel": "l", "path": "b.py"})
            self.assertEqual(serve.until_type("opened")[-1].head["pid"], another)

    def test_K_a_ready_process_that_dies_is_replaced(self):
        with Serve() as serve:
            zygote = serve.until_type("hello")[-1].head["pid"]
            dead = wait_for_child(serve, zygote)
            os.kill(dead, 9)
            ready = wait_for_child(serve, zygote, but=dead)
            serve.send({"type": "open", "kernel": "k", "path": "a.py"})
            self.assertEqual(serve.until_type("opened")[-1].head["pid"], ready)
            serve.run("'fine'")
            self.assertEqual(serve.until_type("run-end")[-1].head["status"], "ok")


def wait_for_child(serve, parent, but=None):
    """The pid of a child of the zygote, once there is one besides `but`. Its loop turns at each ping."""
    while True:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        found = [int(pid) for pid in children if int(pid) != but]
        if found:
            return found[0]


def wait_for_file(serve, name):
    while not (serve.root / name).exists():
        assert serve.process.poll() is None
    return (serve.root / name).read_text()


if __name__ == "__main__":
    unittest.main()
