"""Reads the public headers: which functions they declare, and with what above them."""
import re

DECLARATION = re.compile(
    r"^(?P<type>(?:static\s+inline\s+|extern\s+)?(?:const\s+)?(?:struct\s+)?\w+(?:\s+const)?[\s*]+)"
    r"(?P<name>tb_\w+)\s*\(")


class Function:
    def __init__(self, header, line, name, documented, inline):
        self.header, self.line, self.name = header, line, name
        self.documented, self.inline = documented, inline


def functions(header, text=None):
    """Functions declared at file level. A comment block that ends in the line above, or with only
    an attribute between, documents one."""
    lines = (header.read_text() if text is None else text).splitlines()
    found, depth = [], 0
    for number, line in enumerate(lines):
        bare = re.sub(r"//.*", "", re.sub(r'"(?:[^"\\]|\\.)*"', '""', line))
        match = DECLARATION.match(line) if depth == 0 else None
        if match and "typedef" not in match["type"] and "return" not in match["type"]:
            above = lines[number - 1].strip() if number else ""
            found.append(Function(header, number + 1, match["name"], above.startswith("///"),
                                  "inline" in match["type"]))
        if not bare.lstrip().startswith("#"):
            depth += bare.count("{") - bare.count("}")
    return found


def public_headers(root):
    return sorted((root / "include" / "tautband").rglob("*.h"))


def layer_of(root, path):
    """Layer that a file below include/tautband or sim belongs to, or None."""
    parts = path.relative_to(root).parts
    if parts[:2] == ("include", "tautband"):
        return parts[2]
    return parts[1] if parts[0] == "sim" else None
