#!/usr/bin/env python3
"""The program from outside: exit codes, one clear complaint per fault, machine output that is nothing
else, and files that repeat to the byte. usage: test_commands.py PROGRAM"""
import json
import pathlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.dom.minidom

PROGRAM = ""
ROOT = pathlib.Path(__file__).resolve().parents[2]
CASE = "gastrocnemius-medial"
CASE_FILE = ROOT / "assets" / "cases" / f"{CASE}.yaml"
SCRIPT = """# feels once, needles once, leaves
0 finger t_mm=0 b_mm=0
+100 touch
+100 press force_n=3 for_ms=300
+100 lift
+100 needle diameter_mm=0.25 length_mm=40
+100 place t_mm=0 b_mm=0
+100 tap
+100 tube-off
+100 advance depth_mm=8
+100 withdraw depth_mm=-5
+100 remove
+100 end
"""


def run(*arguments, stdin=None, timeout=120):
    """Returns (exit code, stdout, stderr); a death by signal or a sanitizer's report fails."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, input=stdin,
                          timeout=timeout)
    stdout, stderr = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    for report in ("AddressSanitizer", "LeakSanitizer", "runtime error:"):
        if report in stderr:
            raise AssertionError(f"{arguments}: {stderr}")
    if done.returncode < 0:
        raise AssertionError(f"{arguments}: killed by signal {-done.returncode}: {stderr}")
    return done.returncode, stdout, stderr


class Scratch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        path = self.path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def refuses(self, code, *arguments, says=""):
        found, _, stderr = run(*arguments)
        self.assertEqual(found, code, f"{arguments}: {stderr}")
        self.assertIn(says, stderr)
        self.assertTrue(stderr.strip(), f"{arguments}: no word on stderr")
        return stderr

    def play(self, out, *, seed=7, script=None):
        script = script or self.write("short.tbs", SCRIPT)
        code, _, stderr = run("run", "--case", CASE, "--seed", seed, "--script", script, "--out", out)
        self.assertEqual(code, 0, stderr)
        return {name: (out / name).read_bytes() for name in
                ("recording.tbr", "events.jsonl", "score.json")}



class Trainees(Scratch):
    """A study's rows do not depend on who plays them, and every part of it is named."""

    def study(self, name, *arguments):
        # an expert who reads this story leaves the needle in its packet: short encounters
        code, stdout, stderr = run("trainee", "--skill", "expert", "--case", "ut-latent", "--seed", 301,
                                   "--count", 2, *arguments, "--out", self.path / name)
        self.assertEqual(code, 0, stderr)
        files = {file.name: file.read_bytes() for file in sorted((self.path / name).iterdir())}
        return stdout, files

    def test_jobs_change_nothing(self):
        one, two = self.study("one"), self.study("two", "--jobs", 2)
        self.assertEqual(one, two)
        self.assertEqual(sorted(one[1]), ["measures.csv", "report.json", "trainees.csv"])
        report = json.loads(one[1]["report.json"])
        self.assertEqual(report["schema"], "tautband-trainees-2")
        self.assertEqual([case["case"] for case in report["cases"]], ["ut-latent"])
        rows = one[1]["trainees.csv"].decode().splitlines()
        self.assertEqual(len(rows), 3)
        self.assertTrue(all(len(row.split(",")) == len(rows[0].split(",")) for row in rows))

    def test_silent_bodies(self):
        arguments = ("trainee", "--skill", "all", "--body", "silent", "--case", CASE, "--count", 2,
                     "--out", self.path / "silent")
        code, stdout, stderr = run(*arguments)
        self.assertEqual(code, 0, stderr)
        self.assertEqual([file.name for file in (self.path / "silent").iterdir()], ["needlings.csv"])
        rows = (self.path / "silent" / "needlings.csv").read_text().splitlines()
        self.assertEqual(len(rows), 7)
        self.assertTrue(all(len(row.split(",")) == len(rows[0].split(",")) for row in rows))
        # the exact interval of none of two ends at 1 - 0.025^(1/2), that of two begins at 0.025^(1/2)
        self.assertRegex(stdout, r"0 of 2 \(0 to 84 %\)|2 of 2 \(16 to 100 %\)")
        self.refuses(2, *arguments[:4], "mummy", *arguments[5:], says="silent")
        self.refuses(2, *arguments, "--landmarks", "-1", says="--landmarks")
        self.refuses(2, *arguments[:4], "living", *arguments[5:], "--landmarks", "5", says="--body silent")
        self.refuses(1, *arguments[:6], "ut-slim-student", *arguments[7:], says="lifted")

    def test_a_process_that_dies_is_no_novice(self):
        """A row that a killed process did not finish is not an encounter of no points."""
        study = subprocess.Popen([PROGRAM, "trainee", "--skill", "expert", "--case", "ut-latent", "--seed", "301",
                                  "--count", "2", "--jobs", "2", "--out", self.path / "o"], cwd=ROOT,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        child, end = 0, time.monotonic() + 60
        while not child and study.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
            for name in pathlib.Path(f"/proc/{study.pid}/task/{study.pid}/children").read_text().split():
                ticks = pathlib.Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[11]
                child = int(name) if int(ticks) >= 4 else child  # it is in its encounter
        self.assertTrue(child, "no second process was met at work")
        os.kill(child, signal.SIGKILL)
        _, stderr = study.communicate(timeout=120)
        self.assertEqual(study.returncode, 1, stderr)
        self.assertIn("not played", stderr)
        self.assertFalse((self.path / "o" / "trainees.csv").exists())

    def test_faults(self):
        study = ("trainee", "--case", "ut-latent", "--out", self.path / "x")
        self.refuses(2, *study, "--skill", "wizard", says="novice")
        self.refuses(2, *study, "--skill", "all", "--jobs", 0, says="--jobs")
        self.refuses(2, "trainee", "--skill", "expert", "--case", "", "--out", self.path / "x", says="--case")
        code, stdout, stderr = run("trainee", "--skill", "expert", "--case", "ut-latent,nobody", "--count", 1,
                                   "--out", self.path / "x")
        self.assertEqual((code, stdout), (3, ""))  # nothing is played before every name is known
        self.assertIn("nobody", stderr)


class Usage(Scratch):
    def test_help_and_version(self):
        for arguments in (["--help"], ["run", "--help"], ["replay", "--help"], ["score", "--help"],
                          ["case", "--help"], ["bench", "--help"], ["validate", "--help"], ["run", "--help-script"]):
            code, stdout, stderr = run(*arguments)
            self.assertEqual((code, stderr), (0, ""), arguments)
            self.assertGreater(len(stdout), 40, arguments)
        self.assertRegex(run("--version")[1], r"\b\d+\.\d+\.\d+\b")

    def test_misuse(self):
        self.refuses(2, "no-such-command")
        self.refuses(2, "run", "--no-such-option")
        self.refuses(2, "run", "--case")
        self.refuses(2, "run")
        self.refuses(2, "score")
        self.refuses(2, "case", "no-such-verb")
        script = self.write("short.tbs", SCRIPT)
        for seed in ("x", "-1", "1.5", "99999999999999999999999"):
            self.refuses(2, "run", "--case", CASE, "--seed", seed, "--script", script, "--out",
                         self.path / "o", says=seed)

    def test_a_picture_of_no_mode(self):
        self.refuses(2, "shot", "--view", "home", "--mode", "examen", "--out", self.path / "x.png", says="examen")

    def test_unknown_case(self):
        script = self.write("short.tbs", SCRIPT)
        self.refuses(3, "run", "--case", "gastrocnemius-medal", "--script", script, "--out",
                     self.path / "o", says=CASE)

    def test_folder_that_cannot_be_made(self):
        script, blocker = self.write("short.tbs", SCRIPT), self.write("file", "x")
        self.refuses(1, "run", "--case", CASE, "--script", script, "--out", blocker / "under",
                     says=str(blocker))


class Validate(Scratch):
    def test_page_and_json(self):
        """One run for both: the table as JSON on stdout, page, pictures and table in a folder."""
        out = self.path / "deep" / "page"
        code, stdout, stderr = run("validate", "--json", "--html", out, timeout=250)
        self.assertEqual(code, 0, stderr)
        report = json.loads(stdout)
        self.assertGreater(report["gates"], 20)
        self.assertEqual(report["gates_missed"], 0)
        for row in report["rows"]:
            if row["evidence"] == "exact":
                self.assertTrue(row["met"], row)
            self.assertLessEqual(row["accepted"][0], row["accepted"][1])
        page = (out / "index.html").read_text()
        self.assertNotRegex(page, r"(src|href)=|@import|url\(")  # nothing is loaded from elsewhere
        self.assertGreaterEqual(page.count("<svg"), 6)
        pictures = {path.name for path in out.glob("*.svg")}
        self.assertEqual(len(pictures), page.count("<svg"))
        for name in pictures:
            self.assertIn(name, (out / "README.md").read_text())
            xml.dom.minidom.parse(str(out / name))

    def test_misuse(self):
        self.refuses(2, "validate", "--html")
        self.refuses(2, "validate", "table")
        blocker = self.write("file", "x")
        self.refuses(1, "validate", "--html", blocker / "under", says=str(blocker))


class BadCases(Scratch):
    def check(self, text, says=""):
        path = self.write("bad.yaml", text)
        code, stdout, stderr = run("case", "check", path)
        self.assertEqual(code, 3, stdout + stderr)
        self.assertIn(says, stdout + stderr)
        self.assertIn("bad.yaml", stdout + stderr)
        return stdout + stderr

    def test_the_shipped_case_is_sound(self):
        self.assertEqual(run("case", "check", CASE_FILE)[0], 0)

    def test_missing_file_and_folder(self):
        self.refuses(3, "case", "check", self.path / "missing.yaml", says="missing.yaml")
        self.refuses(3, "case", "check", f"{self.path}/")

    def test_empty_binary_and_cut(self):
        self.check("")
        self.check(bytes(range(256)) * 64)
        text = CASE_FILE.read_text()
        self.check(text[:len(text) // 2])
        self.check("\x00")
        self.check(b"\xef\xbb\xbf\xff\xfe")

    def test_one_hundred_megabytes(self):
        path = self.path / "bad.yaml"
        with path.open("wb") as stream:
            stream.truncate(100 << 20)
        self.refuses(3, "case", "check", path, says="bad.yaml")

    def test_wrong_types_and_keys(self):
        self.check("just a word\n")
        self.check("- a\n- list\n")
        self.check("id: [1, 2]\nlayers: 3\n")
        output = self.check(CASE_FILE.read_text() + "\nlayerz: 1\n", "layerz")
        self.assertRegex(output, r"bad\.yaml:\d+:\d+: error: ")
        self.assertIn("layers", output)  # did you mean
        self.check(CASE_FILE.read_text() + CASE_FILE.read_text())  # every key twice

    def test_deep_nesting_and_alias_bomb(self):
        self.check("a: " + "[" * 5000 + "]" * 5000)
        self.check("a:\n" + "".join(f"{' ' * n}b:\n" for n in range(1, 3000)))
        bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for n in range(1, 12):
            bomb += f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n"
        self.check(bomb)


    def test_a_page_of_words_without_spaces(self):
        """Lines break between characters: the page stays UTF-8."""
        path = self.path / "new.yaml"
        self.assertEqual(run("case", "new", "--site", "piriformis", "--out", path)[0], 0)
        text = path.read_text()
        for length in range(50, 62):
            words = "a" * (length % 3) + "\u75db" * length
            path.write_text(re.sub(r"(?m)^  complaint: .*", f"  complaint: {words}", text))
            out = self.path / f"{length}.svg"
            code, _, stderr = run("case", "show", path, "--svg", "--out", out)
            self.assertEqual(code, 0, stderr)
            page = xml.dom.minidom.parse(str(out))
            lines = [node.firstChild.data for node in page.getElementsByTagName("text") if node.firstChild]
            self.assertIn(words, "".join(lines))


class BadScripts(Scratch):
    def refused(self, text, line=None):
        path = self.write("bad.tbs", text)
        stderr = self.refuses(3, "run", "--case", CASE, "--script", path, "--out", self.path / "o",
                              says="bad.tbs")
        if line is not None:
            self.assertIn(f"bad.tbs:{line}", stderr)

    def test_faults_name_their_line(self):
        self.refused("0 fly t_mm=1\n", 1)
        self.refused("# fine\n0 finger t_mm=0 b_mm=0\nsoon touch\n", 3)
        self.refused("0 finger t_mm=zero b_mm=0\n", 1)
        self.refused("0 finger wings=2\n", 1)
        self.refused("0 finger t_mm=nan b_mm=0\n", 1)
        self.refused("0 finger t_mm=1e999 b_mm=0\n", 1)

    def test_missing_and_binary(self):
        self.refuses(3, "run", "--case", CASE, "--script", self.path / "none.tbs", "--out",
                     self.path / "o", says="none.tbs")
        self.refused(bytes(range(256)) * 64)
        self.refused(b"0 finger t_mm=0 b_mm=0\x00\n")
        self.refused("0 " + "x" * 100000)
        self.refused("\n".join(f"{n} touch" for n in range(20000)))


class Recordings(Scratch):
    def test_three_files_that_repeat(self):
        first, second = self.play(self.path / "1"), self.play(self.path / "deep" / "er" / "2")
        self.assertEqual(first, second)
        score = json.loads(first["score.json"])
        for key in ("schema", "case", "seed", "build", "state_hash", "total", "pass",
                    "critical_fails", "domains", "measures", "ltr_count", "adverse_events"):
            self.assertIn(key, score)
        self.assertEqual((score["case"], score["seed"]), (CASE, 7))
        events = [json.loads(line) for line in first["events.jsonl"].decode().splitlines()]
        self.assertGreater(len(events), 5)
        self.assertNotEqual(self.play(self.path / "3", seed=8)["score.json"], first["score.json"])

    def test_a_recording_verifies_and_scores_alike(self):
        files = self.play(self.path / "o")
        recording = self.path / "o" / "recording.tbr"
        code, _, stderr = run("replay", recording, "--verify")
        self.assertEqual(code, 0, stderr)
        code, stdout, stderr = run("score", recording, "--json")
        self.assertEqual(code, 0, stderr)
        self.assertEqual(json.loads(stdout), json.loads(files["score.json"]))

    def test_flipped_bytes_are_found(self):
        recording = self.play(self.path / "o")["recording.tbr"]
        for place in sorted({*range(0, len(recording), max(1, len(recording) // 24)),
                             len(recording) - 1}):
            damaged = bytearray(recording)
            damaged[place] ^= 0x10
            path = self.write("damaged.tbr", bytes(damaged))
            for command in (["replay", path, "--verify"], ["score", path]):
                self.refuses(5, *command, says="damaged.tbr")

    def test_another_physiology_is_named(self):
        self.play(self.path / "o")
        assets = self.path / "assets"
        assets.mkdir()
        for part in (ROOT / "assets").iterdir():
            (assets / part.name).symlink_to(part)
        table = (assets / "physiology.yaml").read_text()
        changed, count = re.subn(r"(?m)^(\s*reach_mm: )([\d.]+)", r"\g<1>1.3", table, count=1)
        self.assertEqual(count, 1)
        (assets / "physiology.yaml").unlink()
        self.write("assets/physiology.yaml", changed)
        for command in (["replay", "--verify"], ["score"]):
            self.refuses(5, command[0], self.path / "o" / "recording.tbr", *command[1:], "--assets", assets,
                         says="another version of the physiology table")

    def test_what_is_no_recording(self):
        recording = self.play(self.path / "o")["recording.tbr"]
        self.refuses(3, "replay", self.path / "none.tbr", "--verify", says="none.tbr")
        for name, content in (("empty", b""), ("text", b"hello\n" * 100), ("zeros", bytes(5000))):
            path = self.write(f"{name}.tbr", content)
            code, _, stderr = run("replay", path, "--verify")
            self.assertIn(code, (3, 5), stderr)
            self.assertIn(path.name, stderr)
        for share in (0.1, 0.5, 0.9):  # what a crash leaves: it may be read, it must not be called whole
            path = self.write("cut.tbr", recording[:int(share * len(recording))])
            code, stdout, stderr = run("replay", path, "--verify")
            self.assertIn(code, (0, 5), stderr)
            if code == 0:
                self.assertIn("cut off", stdout + stderr)


class Courses(Scratch):
    def test_visits_find_what_the_state_says(self):
        """The threshold runs from the active point's at 0.8 to the normal one's at 0."""
        script = self.write("plan.tbs", "0 plan option=1\n+0 plan option=2\n+0 plan option=3\n+100 end\n")
        code, _, stderr = run("course", "--case", CASE, "--seed", 7, "--script", script, "--out",
                              self.path / "out", "--visits", 3)
        self.assertEqual(code, 0, stderr)
        course = json.loads((self.path / "out" / "course.json").read_text())
        self.assertIn("teaching model", course["label"])
        visits = course["visits"]
        self.assertEqual([visit["day"] for visit in visits], [0, 7, 14])
        row = re.search(r"pain_threshold_kpa: \[([0-9]+), [0-9]+, ([0-9]+)\]", CASE_FILE.read_text())
        active, normal = float(row.group(1)), float(row.group(2))
        self.assertLess(visits[1]["state_before"], 0.75)
        self.assertGreater(visits[1]["state_before"], 0.5)  # active still
        for visit in visits:
            self.assertAlmostEqual(visit["threshold_kpa"],
                                   normal + visit["state_before"] / 0.8 * (active - normal), 3)
            code, _, stderr = run("replay", self.path / "out" / f"visit-{visits.index(visit) + 1}.tbr",
                                  "--verify")
            self.assertEqual(code, 0, stderr)
        days = (self.path / "out" / "curve.csv").read_text().splitlines()
        self.assertEqual(len(days), 2 + 21)


def disk_of(limit):
    """For preexec_fn: a disk that takes so many bytes of each file."""
    def limit_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    return limit_files


class FullDisk(Scratch):
    """What was not written is never called done."""

    def run_full(self, *arguments, limit=100):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, timeout=120,
                              preexec_fn=disk_of(limit))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue(done.stderr.strip(), f"{arguments}: no word on stderr")

    def test_output_that_does_not_arrive(self):
        self.play(self.path / "o")
        for words in (["--help"], ["--version"], ["run", "--help"], ["run", "--help-script"], ["case", "list"],
                      ["case", "schema"], ["case", "manual"], ["case", "show", CASE], ["course", "list"],
                      ["course", "schema"], ["score", self.path / "o" / "recording.tbr", "--json"],
                      ["score", self.path / "o" / "recording.tbr"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, *map(str, words)], cwd=ROOT, stdout=full, stderr=subprocess.PIPE,
                                      timeout=120)
            self.assertEqual(done.returncode, 1, words)
            self.assertTrue(done.stderr.strip(), f"{words}: no word on stderr")

    def test_a_curve_that_does_not_arrive(self):
        out = self.path / "course"
        out.mkdir()
        (out / "curve.csv").symlink_to("/dev/full")
        self.refuses(1, "course", "--case", CASE, "--script", self.write("short.tbs", SCRIPT), "--visits", 1,
                     "--out", out, says="curve.csv")

    def test_half_a_case_is_taken_away(self):
        out = self.path / "new.yaml"
        self.run_full("case", "new", "--site", "piriformis", "--out", out)
        self.assertFalse(out.exists())

    def test_an_earlier_score_is_not_taken_for_this_run(self):
        out = self.path / "o"
        self.play(out)
        self.run_full("run", "--case", CASE, "--script", self.write("short.tbs", SCRIPT), "--out", out)
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["recording.tbr"])


class Releases(Scratch):
    """An examiner on the command line: folders by any name, and a word on those that hold no attempt."""

    def setUp(self):
        super().setUp()
        self.attempt = self.path / "20261128-093000-station"
        self.play(self.attempt)
        self.environment = {**os.environ, "XDG_CONFIG_HOME": str(self.path / "config")}

    def course(self, *words, cwd=None):
        done = subprocess.run([PROGRAM, "course", *map(str, words)], cwd=cwd or self.path, capture_output=True,
                              env=self.environment, stdin=subprocess.DEVNULL, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_from_inside_the_folder(self):
        self.assertEqual(self.course("release", ".", cwd=self.attempt)[0], 0)
        code, stdout, _ = self.course("seals", f"{self.attempt}/")
        self.assertEqual(code, 0)
        self.assertIn("released: yes", stdout)

    def test_folders_without_an_attempt(self):
        code, stdout, stderr = self.course("release", "nothing", self.path, self.attempt.name)
        self.assertEqual(code, 3)
        self.assertIn("nothing", stderr)
        self.assertFalse((self.path / "released").exists())
        self.assertIn("station: released", stdout)  # the others are released all the same
        code, stdout, stderr = self.course("seals", "nothing", self.attempt)
        self.assertEqual(code, 3)
        self.assertIn("nothing", stderr)
        self.assertIn("released: yes", stdout)


class ToolsRun(Scratch):
    def test_arguments_name_files_from_where_the_caller_stands(self):
        tools, program = self.path / "tools", self.path / "build" / "release" / "bin" / "tautband"
        for folder in (tools, program.parent, self.path / "path", self.path / "elsewhere"):
            folder.mkdir(parents=True)
        shutil.copy(ROOT / "tools" / "run", tools / "run")
        (self.path / "build" / "release" / "build.ninja").touch()
        for name, text in ((tools / "setup", "exit 0"), (self.path / "path" / "cmake", "exit 0"),
                           (program, 'echo "$PWD $*"')):
            name.write_text(f"#!/bin/sh\n{text}\n")
            name.chmod(0o755)
        done = subprocess.run([tools / "run", "case", "check", "mine.yaml"], cwd=self.path / "elsewhere",
                              env={**os.environ, "PATH": f"{self.path / 'path'}:{os.environ['PATH']}"},
                              capture_output=True, timeout=60, text=True)
        self.assertEqual(done.stdout.strip(), f"{self.path / 'elsewhere'} case check mine.yaml")


class MachineOutput(Scratch):
    def test_score_on_stdout_is_the_file(self):
        """In a process that steps physics too: no library may write beside the JSON."""
        files = self.play(self.path / "o")
        code, stdout, stderr = run("score", self.path / "o" / "recording.tbr", "--json")
        self.assertEqual(code, 0, stderr)
        self.assertEqual(stdout.encode(), files["score.json"])

    def test_no_library_talks_on_stdout(self):
        script = self.write("short.tbs", SCRIPT)
        code, stdout, stderr = run("run", "--case", CASE, "--script", script, "--out",
                                   self.path / "o")
        self.assertEqual(code, 0, stderr)
        self.assertNotIn("Chipmunk", stdout)

    def test_schema_is_json_and_nothing_else(self):
        code, stdout, stderr = run("case", "schema", "--json")
        if code == 2:
            code, stdout, stderr = run("case", "schema")
        self.assertEqual(code, 0, stderr)
        self.assertIn("$schema", json.loads(stdout))


class Documents(unittest.TestCase):
    """What README and docs tell a reader to type, the command's own help knows."""

    COMMAND = re.compile(r"(?:tautband|tools/run) ([a-z]+)((?: +[^\n`#|;]*)?)")

    def test_every_documented_word_and_option_is_in_the_help(self):
        _, overview, _ = run("--help")
        known = re.findall(r"^  ([a-z]+) +\S", overview, re.M)
        helps = {name: run(name, "--help")[1] for name in known}
        seen = 0
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            for name, rest in self.COMMAND.findall(path.read_text()):
                if name not in known:
                    continue
                seen += 1
                for option in re.findall(r"(?<!\S)--[a-z-]+", rest):
                    if option not in ("--help",):
                        self.assertIn(option, helps[name], f"{path.name}: tautband {name} {rest}")
                verb = re.match(r" +([a-z]+)\b(?!\.)", rest)
                if verb and name in ("course", "case"):
                    self.assertRegex(helps[name], rf"\b{verb.group(1)}\b",
                                     f"{path.name}: tautband {name} {rest}")
        self.assertGreater(seen, 20)

    def test_the_help_of_courses_names_both_halves(self):
        code, page, _ = run("course", "--help")
        self.assertEqual(code, 0)
        for word in ("list", "show ID", "check FILE", "schema", "code DIGITS", "release FOLDER",
                     "seals FOLDER", "--visits"):
            self.assertIn(word, page)
        code, other, _ = run("course", "list", "--help")
        self.assertEqual(code, 0)
        self.assertIn("release", other)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
