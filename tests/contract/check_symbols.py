#!/usr/bin/env python3
"""What the layers' libraries are made of, read with nm: no mutable globals and nothing that could
change a result or print below app; every function of a public header defined, and used."""
import argparse
import collections
import pathlib
import re
import subprocess
import sys

from headers import functions, layer_of, public_headers

# Layers whose results are hashed and scored. render only draws: it may use the C library's maths.
EXACT = ["core", "physics", "anatomy", "patient", "session", "scoring", "records", "validation"]
LIBRARIES = EXACT + ["render"]

# Process-wide state: (layer, symbol) and why it may be there.
STATE_ALLOWED = {
    ("core", "calls"): "test instrument of the allocator",
    ("core", "fail_countdown"): "test instrument of the allocator",
    ("physics", "chosen_path"): "which width of the kernel runs; the same bits at every width",
}

TRANSCENDENTALS = ("sin cos tan sincos asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp exp2 "
                   "exp10 expm1 log log2 log10 log1p pow cbrt hypot erf erfc tgamma lgamma fma").split()
FORBIDDEN = {name: "differs between C libraries: use core/mathx.h"
             for base in TRANSCENDENTALS for name in (base, base + "f", base + "l")}
FORBIDDEN |= dict.fromkeys("rand srand random srandom rand_r drand48 lrand48 getrandom".split(),
                           "random numbers come from a tb_rng")
FORBIDDEN |= dict.fromkeys("time clock clock_gettime gettimeofday timespec_get localtime gmtime "
                           "nanosleep usleep sleep".split(), "no wall clock below app")
FORBIDDEN |= dict.fromkeys("getenv secure_getenv setlocale uselocale".split(),
                           "no environment below app")
FORBIDDEN |= dict.fromkeys("printf vprintf puts putchar putchar_unlocked perror stdout stderr".split(),
                           "nothing below app prints")
FORBIDDEN |= dict.fromkeys("exit _exit _Exit abort quick_exit system".split(),
                           "nothing below app ends the program")
FORBIDDEN |= dict.fromkeys("malloc calloc realloc reallocarray aligned_alloc posix_memalign strdup "
                           "strndup".split(), "memory comes from tb_alloc()")
FORBIDDEN |= dict.fromkeys("qsort bsearch_r qsort_r".split(),
                           "qsort may allocate and its order of equals is open: sort by index")
FORBIDDEN |= dict.fromkeys("strtok setjmp longjmp _setjmp signal raise atexit pthread_create".split(),
                           "hidden state")
ALLOWED = {("core", "aligned_alloc"): "tb_alloc() itself"}


def symbols(library):
    """(object, name, section, type) of every symbol of an archive."""
    text = subprocess.run(["nm", "--format=sysv", str(library)], check=True, capture_output=True,
                          text=True).stdout
    object_name = ""
    for line in text.splitlines():
        match = re.match(r"Symbols from .*\[(.*)\]:|Undefined symbols", line)
        if match:
            object_name = match[1] or object_name
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 7:
            yield object_name, fields[0].split("@")[0], fields[6], fields[3]


def mutable(section, kind):
    return kind in ("OBJECT", "TLS") and not section.startswith(".data.rel.ro") and \
        section.startswith((".data", ".bss", ".tdata", ".tbss", "*COM*"))


def check_library(layer, library):
    for object_name, name, section, kind in symbols(library):
        # gcc and clang number function-level statics: name.0, function.name
        plain = [part for part in name.split(".") if not part.isdigit()]
        if mutable(section, kind) and (layer, plain[-1]) not in STATE_ALLOWED:
            yield f"{layer}/{object_name}: mutable process-wide state: {name} in {section}"
        if section == "*UND*" and name in FORBIDDEN and (layer, name) not in ALLOWED:
            if layer in EXACT or FORBIDDEN[name].startswith(("no ", "nothing", "memory")):
                yield f"{layer}/{object_name}: calls {name}(): {FORBIDDEN[name]}"


def defined_functions(libraries):
    return {name for library in libraries for _, name, section, kind in symbols(library)
            if kind == "FUNC" and section.startswith(".text")}


def used_names(root):
    """How often each tb_ name is written in a .c or .cpp file of the product or its tests."""
    counts = collections.Counter()
    for folder in ("sim", "tests", "include"):
        for path in (root / folder).rglob("*"):
            if path.suffix in (".c", ".cpp", ".inc", ".h"):
                counts.update(re.findall(r"\btb_\w+", path.read_text()))
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--sanitized", action="store_true",
                        help="the sanitizers' own data is not ours: only look for definitions")
    options = parser.parse_args()
    libraries = {layer: options.build / "sim" / layer / f"libtb_{layer}.a" for layer in LIBRARIES}
    faults = [f"not built: {path}" for path in libraries.values() if not path.exists()]
    present = {layer: path for layer, path in libraries.items() if path.exists()}
    if not options.sanitized:
        for layer, path in present.items():
            faults += check_library(layer, path)
    defined, used = defined_functions(present.values()), used_names(options.root)
    for header in public_headers(options.root):
        if layer_of(options.root, header) not in present:
            continue
        for function in functions(header):
            where = f"{header.relative_to(options.root)}:{function.line}: {function.name}()"
            if not function.inline and function.name not in defined:
                faults.append(f"{where} is declared but defined nowhere")
            elif used[function.name] < (2 if function.inline else 3):
                faults.append(f"{where} is neither called nor tested")  # declared, defined: that is 2
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
