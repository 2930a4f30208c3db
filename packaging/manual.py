"""Writes the manual pages out of what the programs say about themselves: `--experimental-dump-help` and the
delivered settings. Usage: manual.py BINARIES SETTINGS VERSION DATE TARGET"""

import json
import re
import subprocess
import sys
from pathlib import Path

COMMON = {"version", "help"}


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def names(argument):
    return [("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names", [])]


def title(argument):
    """How an argument is written on the command line."""
    if argument["kind"] == "positional":
        return f"<{argument['valueName']}>"
    value = f" <{argument['valueName']}>" if argument["kind"] == "option" else ""
    return ", ".join(sorted(names(argument), key=len)) + value


def shown(command):
    return [a for a in command.get("arguments", []) if a["shouldDisplay"] and a["valueName"] not in COMMON]


def prose(text):
    """Paragraphs; those that are set in columns stay so."""
    lines = []
    for paragraph in text.split("\n\n"):
        if "  " in paragraph or "\n" in paragraph:
            lines += [".PP", ".nf", escape(paragraph), ".fi"]
        else:
            lines += [".PP", escape(paragraph)]
    return lines


def options(arguments):
    lines = []
    for argument in arguments:
        text = argument.get("abstract", "")
        default = argument.get("defaultValue")
        if default:
            text += f" ({default})"
        lines += [".TP", f"\\fB{escape(title(argument))}\\fR", escape(text)]
    return lines


def usage(path, command):
    words = []
    for argument in shown(command):
        word = title(argument).split(", ")[-1]
        words.append(f"[{word}]" if argument["isOptional"] else word)
    return f"\\fB{escape(' '.join(path))}\\fR {escape(' '.join(words))}"


def verbs(command, path):
    """Every verb below `command`, with its whole path."""
    for child in command.get("subcommands", []):
        if not child["shouldDisplay"] or child["commandName"] == "help":
            continue
        below = [*path, child["commandName"]]
        yield below, child
        yield from verbs(child, below)


def program_page(binary, section, see, facts):
    command = json.loads(
        subprocess.run([binary, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    )["command"]
    name = command["commandName"]
    all_verbs = list(verbs(command, [name]))
    everywhere = {}
    for _, child in all_verbs:
        for argument in shown(child):
            everywhere.setdefault(title(argument), [argument, 0])[1] += 1
    leaves = [child for _, child in all_verbs if not child.get("subcommands")]
    shared = {key for key, (_, count) in everywhere.items() if leaves and count >= len(leaves) - 1}
    lines = [header(name, section, facts), ".SH NAME", f"{name} \\- {escape(command['abstract'].rstrip('.'))}"]
    lines += [".SH SYNOPSIS"]
    lines += [f"\\fB{name}\\fR \\fIverb\\fR [options]"] if all_verbs else [usage([name], command)]
    lines += [".SH DESCRIPTION", *prose(command.get("discussion", ""))[1:]]
    lines += [".SH OPTIONS", *options(shown(command))] if shown(command) else []
    if shared:
        lines += [".SH OPTIONS OF EVERY VERB", *options(everywhere[key][0] for key in sorted(shared))]
    for path, child in all_verbs:
        own = [a for a in shown(child) if title(a) not in shared]
        short = dict(child, arguments=own)
        lines += [f".SH {escape(' '.join(path[1:]).upper())}", usage(path, short), ".PP", escape(child["abstract"])]
        lines += prose(child["discussion"]) if child.get("discussion") else []
        lines += options(own)
    lines += [".SH SEE ALSO", ",\n".join(f".BR {page} ({number})" for page, number in see).replace(",\n", " ,\n")]
    return "\n".join(lines) + "\n"


def settings_page(settings, facts):
    lines = [
        header("vaultd.yaml", 5, facts), ".SH NAME", "vaultd.yaml \\- settings of vaultd, the digital safe",
        ".SH SYNOPSIS", "/etc/vaultd/vaultd.yaml", ".SH DESCRIPTION",
    ]
    note, group = [], ""
    started = False
    for line in Path(settings).read_text().splitlines():
        stripped = line.strip()
        key = re.match(r"#([a-z][a-z-]*): ?(.*)$", stripped)
        if key:
            started = True
            lines += [".TP", f"\\fB{escape(group + key.group(1))}\\fR  (default {escape(key.group(2))})"]
            lines += [escape(" ".join(note))]
            note = []
            if not line.startswith(" "):
                group = ""
        elif stripped.startswith("#"):
            note.append(stripped.lstrip("# "))
        elif stripped.endswith(":"):
            group = stripped[:-1] + "."
            lines += [f".SH {escape(stripped[:-1].upper())}", escape(" ".join(note))]
            note = []
        elif not stripped and not started and note:
            lines += [escape(" ".join(note))]
            note = []
        elif not stripped:
            group = ""
    lines += [".SH SEE ALSO", ".BR vaultd (8) ,\n.BR vaultctl (1)"]
    return "\n".join(lines) + "\n"


def header(name, section, facts):
    version, date = facts
    return f'.TH "{name.upper()}" "{section}" "{date}" "vaultd {version}" "vaultd"'


def main():
    binaries, settings, version, date, target = sys.argv[1:]
    facts = (version, date)
    target = Path(target)
    target.mkdir(parents=True, exist_ok=True)
    pages = {
        "vaultctl.1": program_page(f"{binaries}/vaultctl", 1, [("vaultd", 8), ("vaultd.yaml", 5)], facts),
        "vaultd.8": program_page(f"{binaries}/vaultd", 8, [("vaultctl", 1), ("vaultd.yaml", 5)], facts),
        "vaultd.yaml.5": settings_page(settings, facts),
    }
    for name, text in pages.items():
        (target / name).write_text(text)


main()
