#!/usr/bin/env python3
"""What a text of this project must not say: claims that a simulator cannot make, a tone that does
not fit a patient, and references to files that a reader does not have."""
import argparse
import pathlib
import re
import sys

CLAIM = "a simulated performance is not that"
BANNED = {
    r"competen(t|ce|cy|cies)": CLAIM,
    r"certif(y|ied|ies|ication)": CLAIM,
    r"validated": CLAIM,
    r"guaranteed": CLAIM,
    r"safe to practi[sc]e": CLAIM,
    r"cure[sd]?": CLAIM,
    r"oops|whoops|great job|well done|good job|congratulations": "not the tone of this product",
    # the same in German, for its catalogues
    r"kompetent\w*|kompetenz\w*|zertifi\w+|validier\w+|garantier\w*": CLAIM,
    r"heilt|heilen|geheilt\w*|heilung": CLAIM,
    r"hoppla|gut gemacht|super gemacht|toll gemacht|gl\u00fcckwunsch": "not the tone of this product",
}
BANNED = {re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE): why for pattern, why in BANNED.items()}
DOCUMENT = re.compile(r"(?<![\w/.-])((?:[\w-]+/)*[\w-]+\.md)\b")

FOLDERS = ("sim", "include", "tests", "assets", "tools", "docs", "shaders")
TOP_FILES = ("README.md", "CHANGELOG.md", "CMakeLists.txt")
SUFFIXES = {".c", ".h", ".inc", ".cpp", ".py", ".md", ".txt", ".yaml", ".json", ".tbs", ".glsl", ".vert",
            ".frag", ".svg", ".csv", ".cmake", ".po", ".pot", ""}
THEMSELVES = {"tests/contract/check_words.py", "tests/contract/test_checks.py",
              "tests/unit/scoring/test_score.c"}  # they list the words to find them


def texts(root):
    for name in TOP_FILES:
        if (root / name).exists():
            yield root / name
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in SUFFIXES and \
                    path.relative_to(root).as_posix() not in THEMSELVES:
                yield path


def unwrapped(text):
    """A catalogue with each sentence on one line, so that no phrase hides in a line break."""
    return text.replace('"\n"', "")


def faults_of(text, documents):
    """(line number, message) of each fault. documents: names and paths of the .md files there are."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, why in BANNED.items():
            match = pattern.search(line)
            if match:
                yield number, f"'{match[0]}': {why}"
        for name in DOCUMENT.findall(line):
            if name not in documents and name.split("/")[-1] not in documents:
                yield number, f"{name} is not in this repository: name the publication"


def check(root):
    documents = {form for path in root.rglob("*.md") for form in
                 (path.name, path.relative_to(root).as_posix())}
    for path in texts(root):
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue  # a binary test input
        if path.suffix in (".po", ".pot"):
            text = unwrapped(text)
        for number, message in faults_of(text, documents):
            yield f"{path.relative_to(root)}:{number}: {message}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=pathlib.Path)
    faults = list(check(parser.parse_args().root))
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
