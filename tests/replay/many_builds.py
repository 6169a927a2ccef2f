#!/usr/bin/env python3
"""One hash per scene from every build: core, physics and the scenes of physics_scenes.c, compiled by
gcc and clang at -O1, -O2 and -O3, with the sanitizers, and to WebAssembly (run by Node), at every
vector width this CPU has, and with the C library's FMA variants masked off."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXACT = ["-std=c17", "-ffp-contract=off", "-fno-fast-math", "-fno-math-errno", "-w"]
SOURCES = [*sorted((ROOT / "sim/core").glob("*.c")), *sorted((ROOT / "sim/physics").glob("*.c")),
           ROOT / "tests/replay/physics_scenes.c"]
# glibc picks exp, sin and pow by these; without them it uses other code with other last bits
MASKED = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable"}
NATIVE = {
    "gcc -O1": ["gcc", "-O1"],
    "gcc -O2": ["gcc", "-O2", "-fschedule-insns", "-fsched-pressure"],
    "gcc -O3": ["gcc", "-O3"],
    "clang -O1": ["clang", "-O1"],
    "clang -O2": ["clang", "-O2"],
    "clang -O3": ["clang", "-O3"],
    "gcc sanitizers": ["gcc", "-O1", "-g", "-fsanitize=address,undefined",
                       "-fno-sanitize-recover=all"],
}
EVERY_WIDTH = ("gcc -O2", "clang -O2")  # the others run at the widest path of this CPU
WEB = {"WebAssembly": ["-O2"], "WebAssembly with SIMD": ["-O2", "-msimd128"]}


class Failed(Exception):
    pass


def call(command, folder=ROOT, **extra):
    environment = os.environ | {"ASAN_OPTIONS": "detect_leaks=1", "EM_CACHE": ""} | extra
    if not environment["EM_CACHE"]:
        del environment["EM_CACHE"]
    done = subprocess.run([str(part) for part in command], cwd=folder, env=environment,
                          capture_output=True, text=True, timeout=280)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr[:3000]}")
    return done.stdout


def compile_all(pool, compiler, flags, sources, out, **extra):
    """Object files of the sources, compiled side by side."""
    out.mkdir(parents=True, exist_ok=True)
    objects = [out / f"{path.parent.name}-{path.stem}.o" for path in sources]
    jobs = [pool.submit(call, [*compiler, *EXACT, *flags, "-c", path, "-o", target], **extra)
            for path, target in zip(sources, objects)]
    return objects, jobs


def native(pool, name, options):
    compiler, *flags = NATIVE[name]
    launcher = ["ccache"] if shutil.which("ccache") else []
    out = options.work / name.replace(" ", "")
    objects, jobs = compile_all(pool, [*launcher, compiler], [*flags, "-Iinclude"], SOURCES, out)
    for job in jobs:
        job.result()
    sanitize = [flag for flag in flags if flag.startswith("-fsanitize")]
    program = out / "physics_scenes"
    call([compiler, *sanitize, *objects, "-lchipmunk", "-lm", "-o", program])
    yield name, lambda: call([program])
    if name in EVERY_WIDTH:
        for width in ("width2", "width4", "width8"):
            yield f"{name} {width}", lambda width=width: call([program, width])
        yield f"{name}, libm without FMA", lambda: call([program], **MASKED)


def acorn():
    """Where Debian keeps the parser that emcc needs when Node is not Debian's own."""
    listed = subprocess.run(["dpkg", "-L", "node-acorn"], capture_output=True, text=True).stdout
    found = re.search(r"^(.*)/acorn$", listed, re.MULTILINE)
    return {"NODE_PATH": found[1]} if found else {}


def web(pool, options):
    chipmunk = pathlib.Path(call([ROOT / "tools/web/chipmunk-source", options.sources]).strip())
    library = [path for path in sorted((chipmunk / "src").glob("*.c")) if path.stem != "cpHastySpace"]
    for name, flags in WEB.items():
        out = options.work / name.replace(" ", "")
        flags = [*flags, "-DNDEBUG", "-Iinclude", f"-I{chipmunk}/include"]
        objects, jobs = compile_all(pool, ["emcc"], flags, SOURCES + library, out, **acorn())
        for job in jobs:
            job.result()
        program = out / "physics_scenes.js"
        call(["emcc", *flags, *objects, "-sALLOW_MEMORY_GROWTH=1", "-sENVIRONMENT=node", "-o", program],
             **acorn())
        # emscripten 3.1's loader takes Node's fetch() for a browser's
        yield name, lambda program=program: call(["node", "--no-experimental-fetch", program])


def report(name, output, expected, faults):
    scenes = dict(re.findall(r"^scene (\S+) ([0-9a-f]{16})$", output, re.MULTILINE))
    path = re.search(r"^path (\S+)$", output, re.MULTILINE)[1]
    if path == "missing":
        print(f"{name:28} not on this CPU")
        return
    same = not expected or scenes == expected
    print(f"{name:28} {path:8} {' '.join(f'{key} {value}' for key, value in scenes.items())}"
          f"{'' if same else '  DIFFERENT'}", flush=True)
    if len(scenes) != 4 or not same:
        faults.append(f"{name} differs from the first build")
    expected.update(expected or scenes)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/many-builds")
    parser.add_argument("--sources", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser()
                        / "tautband", help="where Chipmunk's source is kept")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.work = options.work.resolve()
    expected, faults, library = {}, [], set()
    try:
        with ThreadPoolExecutor(options.jobs) as pool:
            builds = [pair for name in NATIVE for pair in native(pool, name, options)]
            if shutil.which("emcc") and shutil.which("node"):
                builds += web(pool, options)
            else:
                print("WebAssembly left out: no emscripten here (tools/setup --web installs it)")
            outputs = pool.map(lambda build: build[1](), builds)
            for (name, _), output in zip(builds, outputs):
                report(name, output, expected, faults)
                library.update(re.findall(r"^libm ([0-9a-f]{16})$", output, re.MULTILINE))
    except Failed as failed:
        sys.exit(str(failed))
    print(f"{len(library)} C library results for exp, sin and pow; one hash per scene expected")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
