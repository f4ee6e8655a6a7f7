"""The sandbox's door: frames, kernels, interrupts, crashes, and what a kernel cannot do."""

import json
import os
import tempfile
import time
import unittest

from doors import DEADLINE_S, Serve

from pinlight_executor.wire import MAX_HEADER_BYTES, Decoder, WireError, encode


def types(frames):
    return [frame.head["type"] for frame in frames]


class Wire(unittest.TestCase):
    def test_K_frames_cut_anywhere_come_out_whole(self):
        data = encode({"type": "a"}, b"1") + encode({"type": "b"}, b"")
        decoder = Decoder()
        frames = [frame for byte in data for frame in decoder.feed(bytes([byte]))]
        self.assertEqual([(f.head, f.body) for f in frames], [({"type": "a"}, b"1"), ({"type": "b"}, b"")])

    def test_K_what_is_no_frame_is_refused(self):
        too_long = (MAX_HEADER_BYTES + 1).to_bytes(4, "big") + bytes(4)
        for data in (too_long, bytes(4) + b"\xff" * 4, (2).to_bytes(4, "big") + bytes(4) + b"[]", b"GET / HTTP/1.1\r\n"):
            with self.assertRaises(WireError):
                list(Decoder().feed(data))


class Frames(unittest.TestCase):
    def test_K_a_run_says_hello_opened_plan_blocks_and_end(self):
        with Serve() as serve:
            hello = serve.next().head
            self.assertEqual((hello["type"], hello["protocol"]), ("hello", 1))
            serve.open()
            serve.run("print('x')\n2\n\n1/0", run=7)
            frames = serve.until_type("run-end")
            wanted = ["plan", "block-start", "output", "display", "block-end", "block-start", "display", "block-end", "run-end"]
            self.assertEqual(types(frames), wanted)
            self.assertEqual({(f.head["kernel"], f.head["run"]) for f in frames}, {("k", 7)})
            plan = json.loads(frames[0].body)
            self.assertEqual(plan["dirty"], [block["id"] for block in plan["blocks"]])
            self.assertEqual(plan["dirty"][0], frames[1].head["block"])
            self.assertEqual((frames[4].head["ok"], frames[7].head["ok"], frames[8].head["status"]), (True, False, "ok"))

    def test_K_output_streams_while_the_block_runs(self):
        with Serve() as serve:
            serve.open()
            serve.run("import os, time\nprint('now')\nwhile not os.path.exists('go'): time.sleep(0.005)\nprint('then')")
            self.assertEqual(serve.until_type("output")[-1].body, b"now\n")
            serve.send({"type": "write", "path": "go"}, b"")
            self.assertEqual(serve.until_type("output")[-1].body, b"then\n")

    def test_K_a_file_that_a_block_asks_for_counts_as_read_though_it_is_not_there(self):
        with Serve() as serve:
            serve.open()
            serve.run("import os\nprint(os.path.exists('extra.txt'))")
            self.assertEqual(json.loads(serve.until_type("run-end")[-1].body)["reads"], ["extra.txt"])

    def test_K_a_ping_is_answered_after_the_writes_before_it(self):
        with Serve() as serve:
            serve.send({"type": "write", "path": "d/e/f.txt"}, b"data")
            serve.send({"type": "ping", "n": 5})
            self.assertEqual(serve.until_type("pong")[-1].head["n"], 5)
            self.assertEqual((serve.root / "d/e/f.txt").read_bytes(), b"data")
            serve.send({"type": "write", "path": "d/e/f.txt", "delete": True})
            serve.send({"type": "ping", "n": 6})
            serve.until_type("pong")
            self.assertEqual(list(serve.root.iterdir()), [])

    def test_K_paths_out_of_the_workspace_are_refused(self):
        with Serve() as serve, tempfile.TemporaryDirectory() as outside:
            os.symlink(outside, serve.root / "out")
            for path in ("/etc/x", "../x", "a/../x", "", "a//b", "out/escaped", "a\\b", "."):
                serve.send({"type": "write", "path": path}, b"x")
                self.assertEqual(serve.until_type("log")[-1].head["level"], "error")
            self.assertEqual(os.listdir(outside), [])
            serve.send({"type": "write", "path": "out"}, b"x")
            serve.send({"type": "ping", "n": 1})
            serve.until_type("pong")
            self.assertFalse((serve.root / "out").is_symlink())

    def test_K_prior_blocks_give_a_new_kernel_their_ids(self):
        with Serve() as serve:
            serve.open()
            serve.run("a = 1\n\nb = 22", prior=[{"id": "old", "source": "b = 2"}])
            plan = json.loads(serve.until_type("plan")[-1].body)
            self.assertEqual(plan["blocks"][1]["id"], "old")

    def test_K_documents_have_kernels_of_their_own(self):
        with Serve() as serve:
            serve.open("one", "a.py")
            serve.open("two", "b.py")
            serve.run("x = 1", kernel="one")
            serve.run("x", kernel="two", path="b.py")
            frames = serve.until(lambda f: f.head["type"] == "run-end" and f.head["kernel"] == "two")
            self.assertIn(b"NameError", b"".join(f.body for f in frames if f.head["type"] == "display"))

    def test_K_a_bad_frame_is_logged_and_the_next_works(self):
        with Serve() as serve:
            for head in ({"type": "nonsense"}, {"type": "run", "kernel": "k"}, {"type": "open", "kernel": 5, "path": "a.py"}):
                serve.send(head)
                serve.until_type("log")
            serve.open()

    def test_K_a_closed_input_ends_kernels_and_process(self):
        with Serve() as serve:
            serve.open()
            serve.run("import os, time\nprint(os.getpid())\ntime.sleep(600)")
            pid = int(serve.until_type("output")[-1].body)
            serve.process.stdin.close()
            serve.process.wait(DEADLINE_S)
            until = time.monotonic() + DEADLINE_S
            while not is_gone(pid) and time.monotonic() < until:
                os.sched_yield()
            self.assertTrue(is_gone(pid))
            serve.process.stdin = open(os.devnull, "wb")


class Interrupts(unittest.TestCase):
    def test_K_an_interrupt_ends_the_block_and_keeps_the_state(self):
        with Serve() as serve:
            serve.open()
            source = "a = [1]\n\nprint('on')\nwhile True: pass\n\nprint('never')"
            serve.run(source, run=1)
            serve.until_type("output")
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "now"})
            frames = serve.until_type("run-end")
            self.assertEqual(frames[-1].head["status"], "interrupted")
            self.assertEqual(types(frames), ["display", "block-end", "run-end"])
            serve.run(source.replace("while True: pass", "a"), run=2)
            plan = json.loads(serve.until_type("plan")[-1].body)
            self.assertEqual([reason["code"] for reason in plan["reasons"].values()], ["kept", "source-changed", "first-run"])
            self.assertEqual(serve.until_type("run-end")[-1].head["status"], "ok")

    def test_K_an_interrupt_reaches_a_sleeping_block_and_its_child(self):
        with Serve() as serve:
            serve.open()
            serve.run("import subprocess\nprint('on')\nsubprocess.run(['sleep', '600'])")
            serve.until_type("output")
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "now"})
            self.assertEqual(serve.until_type("run-end")[-1].head["status"], "interrupted")

    def test_K_after_block_lets_the_block_finish(self):
        with Serve() as serve:
            serve.open()
            source = "import os, time\nprint('on')\nwhile not os.path.exists('go'): time.sleep(0.005)\n\nprint('later')"
            serve.run(source, run=1)
            serve.until_type("output")
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "after-block"})
            serve.send({"type": "write", "path": "go"}, b"")
            frames = serve.until_type("run-end")
            self.assertEqual((types(frames), frames[-1].head["status"]), (["block-end", "run-end"], "stopped"))
            self.assertTrue(frames[0].head["ok"])
            serve.run(source, run=2)
            self.assertEqual(len(json.loads(serve.until_type("plan")[-1].body)["dirty"]), 1)

    def test_K_an_interrupt_for_an_older_run_does_nothing(self):
        with Serve() as serve:
            serve.open()
            serve.run("1", run=1)
            serve.until_type("run-end")
            serve.run("import os, time\nprint('on')\nwhile not os.path.exists('go'): time.sleep(0.005)", run=2)
            serve.until_type("output")
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "now"})
            serve.send({"type": "write", "path": "go"}, b"")
            self.assertEqual(serve.until_type("run-end")[-1].head["status"], "ok")

    def test_K_a_kill_ends_a_loop_that_ignores_interrupts(self):
        with Serve() as serve:
            serve.open()
            serve.run("print('on')\nwhile True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass")
            serve.until_type("output")
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "now"})
            serve.send({"type": "kill", "kernel": "k"})
            self.assertEqual(serve.until_type("exit")[-1].head["signal"], 9)
            serve.open()
            serve.run("1", run=2)
            serve.until_type("run-end")


class Hostile(unittest.TestCase):
    """User code that reaches into its own process can harm its own document only."""

    FIND = "import gc, socket\nmine = [s for s in gc.get_objects() if isinstance(s, socket.socket) and s.fileno() >= 0][0]\n"

    def test_K_a_kernel_cannot_speak_for_another(self):
        with Serve() as serve:
            serve.open("k")
            serve.open("other", "b.py")
            forged = encode({"type": "log", "level": "info", "text": "forged", "kernel": "other"})
            serve.run(self.FIND + f"mine.send({forged!r});")
            log = serve.until_type("log")[-1].head
            self.assertEqual((log["text"], log["kernel"]), ("forged", "k"))

    def test_K_a_kernel_that_breaks_the_framing_is_ended_with_the_reason(self):
        for sent in (b"\\xff" * 40, encode({"type": "hello"}), encode({"type": "exit", "kernel": "k"})):
            with Serve() as serve, self.subTest(sent[:20]):
                serve.open()
                serve.run(self.FIND + f"mine.send({sent!r})\nwhile True: pass")
                self.assertIn("reason", serve.until_type("exit")[-1].head)
                serve.open()

    def test_K_prints_and_closed_descriptors_never_reach_the_protocol(self):
        with Serve() as serve:
            serve.open()
            serve.run("import os, sys\nsys.__stdout__.write('x')\nos.closerange(0, 3)\nprint('y')\n\n1")
            self.assertEqual(serve.until_type("run-end", "exit")[-1].head["type"], "run-end")

    def test_K_what_a_dead_kernel_left_running_is_ended(self):
        with Serve() as serve:
            serve.open()
            serve.run("import os, subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)\nos._exit(1)")
            pid = int(serve.until_type("output")[-1].body)
            self.assertEqual(serve.until_type("exit")[-1].head["code"], 1)
            until = time.monotonic() + DEADLINE_S
            while not is_gone(pid) and time.monotonic() < until:
                serve.send({"type": "ping", "n": 1})
                serve.until_type("pong")
            self.assertTrue(is_gone(pid))

    def test_K_a_flood_of_text_is_bounded_and_the_kernel_lives(self):
        with Serve() as serve:
            serve.open()
            serve.run("for _ in range(200_000): print('x' * 100)")
            frames = serve.until_type("run-end")
            self.assertLess(sum(len(f.body) for f in frames if f.head["type"] == "output"), 1024 * 1024 + 200)
            self.assertEqual(frames[-1].head["status"], "ok")


def is_gone(pid: int) -> bool:
    """No such process, or one that is dead and only waits for its parent to notice."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] in (b"Z", b"X")
    except OSError:
        return True


if __name__ == "__main__":
    unittest.main()
