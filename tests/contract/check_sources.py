#!/usr/bin/env python3
"""Every source key of a case or of the tissue table stands in assets/sources.csv, once, with its mark;
no asset cites a numbered list that a reader does not have."""
import argparse
import csv
import pathlib
import re
import sys

SOURCE = re.compile(r"^\s*source:\s*(?P<keys>.*?)\s*(?:#.*)?$")
MARKS = {"S": "read in the source", "M": "from memory", "J": "model default"}
NUMBERED = re.compile(r"\[[^\]]*\b[SMJ]\d+[^\]]*\]")


def check_table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    keys = set()
    for number, row in enumerate(rows, 2):
        if row["key"] in keys:
            yield f"{path.name}:{number}: key {row['key']} stands there twice", None
        if row["mark"] not in MARKS:
            yield f"{path.name}:{number}: mark '{row['mark']}' is none of {', '.join(MARKS)}", None
        if not row["citation"].strip():
            yield f"{path.name}:{number}: {row['key']} has no citation", None
        keys.add(row["key"])
    yield None, keys


def check_keys(path, text, known):
    for number, line in enumerate(text.splitlines(), 1):
        match = SOURCE.match(line)
        for part in match["keys"].strip("\"'").split(";") if match else []:
            key = re.sub(r"\[[SMJ]\]", "", part).strip()
            if key not in known:
                yield f"{path.name}:{number}: source '{key}' is not in sources.csv"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=pathlib.Path)
    assets = parser.parse_args().root / "assets"
    faults, known = [], set()
    for fault, keys in check_table(assets / "sources.csv"):
        if fault:
            faults.append(fault)
        known |= keys or set()
    for path in [assets / "tissues.yaml"] + sorted((assets / "cases").glob("*.yaml")):
        faults += check_keys(path, path.read_text(encoding="utf-8"), known)
    for path in sorted(assets.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if NUMBERED.search(line):
                faults.append(f"{path.name}:{number}: cite the work itself, not a number: "
                              f"{NUMBERED.search(line)[0]}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
