#!/usr/bin/env python3
"""Each public header compiles alone and twice as strict C17, says which layer it is in, and has a
/// comment directly above every function."""
import argparse
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from headers import functions, layer_of, public_headers

FLAGS = ("-std=c17 -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion "
         "-Wmissing-prototypes -Wstrict-prototypes -Wvla -Werror -x c -").split()


def compile_alone(root, compiler, header):
    name = header.relative_to(root / "include").as_posix()
    # twice, for the include guard; the typedef because an empty translation unit is not ISO C
    text = f'#include "{name}"\n#include "{name}"\ntypedef int tb_nothing_else;\n'
    done = subprocess.run([compiler, f"-I{root / 'include'}"] + FLAGS, input=text,
                          capture_output=True, text=True)
    return [f"{name} does not compile alone:\n{done.stderr}"] if done.returncode else []


def check_text(root, header):
    layer, name = layer_of(root, header), header.relative_to(root).as_posix()
    lines = header.read_text().splitlines()
    top = []
    for line in lines:
        if not line.startswith("///"):
            break
        top.append(line.lstrip("/ "))
    if f"Layer {layer}" not in " ".join(top):
        yield f"{name}: the comment at its top must say 'Layer {layer}'"
    for function in functions(header):
        if not function.documented:
            yield f"{name}:{function.line}: {function.name}() has no /// comment directly above"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--compiler", default="cc")
    options = parser.parse_args()
    headers = public_headers(options.root)
    if not headers:
        sys.exit(f"{options.root}: no public headers")
    faults = []
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda h: compile_alone(options.root, options.compiler, h), headers):
            faults += found
    for header in headers:
        faults += check_text(options.root, header)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
