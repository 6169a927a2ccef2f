#!/usr/bin/env python3
"""Arrows point one way: no file includes a layer above its own, no layer links one, and each
third-party library stays in the layer that hides it."""
import argparse
import pathlib
import re
import sys

from headers import layer_of

BELOW = {"core": [], "physics": ["core"], "anatomy": ["core"]}
BELOW["patient"] = ["physics", "anatomy", "core"]
BELOW["session"] = ["patient"] + BELOW["patient"]
BELOW["scoring"] = ["session"] + BELOW["session"]
BELOW["records"] = ["scoring"] + BELOW["scoring"]
BELOW["render"] = ["session"] + BELOW["session"]
BELOW["validation"] = ["patient"] + BELOW["patient"]
BELOW["app"] = ["render", "validation", "records"] + BELOW["records"]

# What a third-party header starts with, and the files (as regular expressions) that may see it.
LIBRARIES = {
    "yaml.h": [r"sim/anatomy/\w+\.c"],
    "chipmunk/": [r"sim/physics/world\w*\.[ch]"],
    "jansson.h": [r"sim/(records|app)/\w+\.c"],
    "cglm/": [r"sim/render/\w+\.[ch]"],
    "epoxy/": [r"sim/(render|app)/\w+\.(c|h|cpp)"],
    "GLES3/": [r"sim/(render|app)/\w+\.(c|h|cpp)"],
    "GL/": [r"sim/(render|app)/\w+\.(c|h|cpp)"],
    "SDL": [r"sim/app/\w+\.(c|h|cpp)"],
    "imgui": [r"sim/app/\w+\.cpp"],
    "backends/imgui": [r"sim/app/\w+\.cpp"],
    "sodium.h": [r"sim/app/seal\.c"],
    "png.h": [r"sim/(render|app)/\w+\.c"],
}
ONE_FILE_ONLY = ["yaml.h", "sodium.h"]  # what hides them is one file
SYSTEM_BELOW_APP = {
    "assert.h", "ctype.h", "errno.h", "float.h", "inttypes.h", "limits.h", "math.h", "stdarg.h",
    "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h",
}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^">]+)[">]')


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1], match[2]


def library_fault(name, shown):
    for start, allowed in LIBRARIES.items():
        if name.startswith(start):
            if any(re.fullmatch(pattern, shown) for pattern in allowed):
                return None
            return f"<{name}> belongs in {' or '.join(allowed)}"
    return None


def check_file(root, path, text):
    layer, shown = layer_of(root, path), path.relative_to(root).as_posix()
    if layer not in BELOW:
        yield f"{shown}: no such layer: {layer}"
        return
    for number, quote, name in includes(text):
        where = f"{shown}:{number}"
        if name.startswith("tautband/"):
            other = name.split("/")[1]
            if other != layer and other not in BELOW[layer]:
                yield f"{where}: {layer} must not include {other}: {name}"
            elif not (root / "include" / name).exists():
                yield f"{where}: no such header: {name}"
        elif quote == '"':
            if "/" in name:
                yield f"{where}: private headers stay in their folder: {name}"
        else:
            fault = library_fault(name, shown)
            known = any(name.startswith(start) for start in LIBRARIES)
            if fault:
                yield f"{where}: {fault}"
            elif shown.startswith("include/") and name not in SYSTEM_BELOW_APP:
                yield f"{where}: a public header shows the C library only, not <{name}>"
            elif layer not in ("app", "render") and not known and name not in SYSTEM_BELOW_APP:
                yield f"{where}: <{name}> is not ISO C; below app the same code runs everywhere"


def check_link(root, layer):
    path = root / "sim" / layer / "CMakeLists.txt"
    for other in re.findall(r"\btb_(\w+)\b", path.read_text()):
        if other in BELOW and other != layer and other not in BELOW[layer]:
            yield f"{path.relative_to(root)}: {layer} must not link {other}"


def sources(root):
    for folder in ("include/tautband", "sim"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".inc", ".cpp"):
                yield path


def check_listed(root, layer):
    """A source file that no CMake file names is dead code."""
    folder = root / "sim" / layer
    listed = "\n".join(path.read_text() for path in
                       list(folder.glob("*.cmake")) + [folder / "CMakeLists.txt"])
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".c", ".cpp") and not re.search(rf"\b{re.escape(path.name)}\b", listed):
            yield f"{path.relative_to(root)}: listed in no CMake file of {layer}"


def check(root):
    seen_in = {name: set() for name in ONE_FILE_ONLY}
    for path in sources(root):
        text = path.read_text()
        yield from check_file(root, path, text)
        for _, _, name in includes(text):
            if name in seen_in:
                seen_in[name].add(path.relative_to(root).as_posix())
    for name, files in seen_in.items():
        if len(files) > 1:
            yield f"<{name}> is seen by more than one file: {', '.join(sorted(files))}"
    for layer in BELOW:
        yield from check_link(root, layer)
        yield from check_listed(root, layer)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=pathlib.Path)
    faults = list(check(parser.parse_args().root))
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
