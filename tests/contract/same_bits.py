#!/usr/bin/env python3
"""Play one case, seed and script in several build trees and compare what comes out.

score.json must be the same bytes apart from its "build" field, and so must events.jsonl; one more
run in the first tree must repeat the first. The recording of the first tree must verify in the
last one, so that a replay crosses compilers too.
"""
import argparse
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

BUILD_FIELD = re.compile(rb'"build"\s*:\s*("(?:[^"\\]|\\.)*"|\{[^{}]*\})')


def play(tree, out, options):
    program = pathlib.Path("build") / tree / "bin" / "tautband"
    if not program.exists():
        sys.exit(f"{program} is not built")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    command = [str(program), "run", "--case", options.case, "--seed", str(options.seed),
               "--script", options.script, "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    score = (out / "score.json").read_bytes()
    return BUILD_FIELD.sub(b'"build": 0', score), (out / "events.jsonl").read_bytes()


def describe(tree, score):
    fields = json.loads(score)
    digest = hashlib.sha256(score).hexdigest()[:16]
    return (f"{tree:14} score.json {digest} state_hash {fields['state_hash']} "
            f"total {fields['total']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", default="gastrocnemius-medial")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--script", default="assets/scripts/expert.tbs")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("build/same-bits"),
                        help="folder to write into")
    parser.add_argument("--jobs", type=int, default=2, help="runs at the same time")
    parser.add_argument("trees", nargs="+", help="build trees: names below build/")
    options = parser.parse_args()

    first = options.trees[0]
    runs = [(first, first), (first, "again")] + [(tree, tree) for tree in options.trees[1:]]
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda run: play(run[0], options.work / run[1], options), runs))
    expected, faults = results[0], []
    for (tree, folder), found in zip(runs, results):
        if folder != "again":
            print(describe(tree, found[0]))
        for name, want, got in zip(("score.json", "events.jsonl"), expected, found):
            if want != got:
                faults.append(f"{name}: {options.work / folder} differs from {options.work / first}")
    last = pathlib.Path("build") / options.trees[-1] / "bin" / "tautband"
    verify = subprocess.run([str(last), "replay", str(options.work / first / "recording.tbr"),
                             "--verify"], capture_output=True, text=True, timeout=280)
    if verify.returncode != 0:
        faults.append(f"the recording of {first} does not verify in {options.trees[-1]}: exit "
                      f"{verify.returncode}: {verify.stderr.strip()}")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
