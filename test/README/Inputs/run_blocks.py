# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs the commands of a Markdown file in order, and compares what they print with the blocks that
# show it. Usage: run_blocks.py FILE SOURCE_FOLDER, in the folder to run them in.
#
# A block `sh` is run by bash and must succeed. Any other block is output of the last command: all
# it printed, in order, where
#   ...       as a whole line stands for any lines, within a line for any text;
#   %name     stands for any name of a value, the same one throughout the block;
#   // text   at the end of a line, or alone, is a comment on it (in blocks `mlir`).
# Spaces count as one, empty lines not at all. A comment before the block says otherwise:
#   <!-- test: file NAME -->   the block is a file: it is written under that name
#   <!-- test: part NAME -->   the block shows lines of a file of the source folder
#   <!-- test: fails -->       the command ends with exit status 1
#   <!-- test: skip WHY -->    nothing is done
import pathlib
import re
import subprocess
import sys


class Block:
    def __init__(self, line, language, directive, arguments):
        self.line, self.language = line, language
        self.directive, self.arguments = directive, arguments
        self.lines = []

    def text(self):
        return "\n".join(self.lines) + "\n"


def read_blocks(path):
    blocks, block, directive = [], None, ("", "")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            if block:
                blocks.append(block)
                block, directive = None, ("", "")
            else:
                block = Block(number, line[3:].strip(), *directive)
        elif block:
            block.lines.append(line)
        elif match := re.fullmatch(r"<!-- test: (\w+) ?(.*?) -->", line):
            directive = match.groups()
    return blocks


def normalize(line):
    return " ".join(line.split())


def to_pattern(line, names):
    """What a shown line may be. `names` maps shown names of values to those already met."""
    pattern, groups = "", {}
    for token in re.split(r"(\.\.\.|%[\w$.]+)", line):
        if token == "...":
            pattern += ".*"
        elif not token.startswith("%"):
            pattern += re.escape(token)
        elif token in names:
            pattern += re.escape(names[token])
        elif token in groups:
            pattern += f"(?P={groups[token]})"
        else:
            groups[token] = f"v{len(groups)}"
            pattern += f"(?P<{groups[token]}>%[\\w$.]+)"
    return re.compile(pattern), groups


def compare(block, output, part=False):
    """Finds the shown lines in the output, or in a file of which they are a part, where names mean
    themselves. Returns an error or nothing."""
    lines = [normalize(line) for line in output.splitlines() if line.strip()]
    place, skip = 0, part
    names = {name: name for name in re.findall(r"%[\w$.]+", output)} if part else {}
    for shown in block.lines:
        if block.language == "mlir":
            shown = re.sub(r"(^|\s+)// .*$", "", shown)
        shown = normalize(shown)
        if not shown:
            continue
        if shown == "...":
            skip = True
            continue
        pattern, groups = to_pattern(shown, names)
        matches = (i for i in range(place, len(lines)) if pattern.fullmatch(lines[i]))
        found = next(matches, None)
        if found is None or (found != place and not skip):
            got = lines[place] if place < len(lines) else "the end"
            return f"expected '{shown}', got '{got}'"
        match = pattern.fullmatch(lines[found])
        names.update({name: match[group] for name, group in groups.items()})
        place, skip = found + 1, False
    if place < len(lines) and not skip and not part:
        return f"expected the end, got '{lines[place]}'"
    return None


def run(block):
    result = subprocess.run(["bash", "-euo", "pipefail", "-c", block.text()],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            encoding="utf-8", errors="replace")
    expected = 1 if block.directive == "fails" else 0
    error = None
    if result.returncode != expected:
        error = f"expected exit status {expected}, got {result.returncode}:\n{result.stdout}"
    return result.stdout, error


def check(block, output, source):
    if block.directive == "file":
        pathlib.Path(block.arguments).write_text(block.text(), encoding="utf-8")
        return None
    if block.directive == "part":
        return compare(block, (source / block.arguments).read_text(encoding="utf-8"),
                       part=True)
    if output is None:
        return "expected a command before its output, or a comment that says what the block is"
    return compare(block, output)


def main():
    path, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    output, failures, commands = None, 0, 0
    for block in read_blocks(path):
        if block.directive == "skip":
            continue
        if block.language == "sh":
            output, error = run(block)
            commands += 1
        else:
            error = check(block, output, source)
        if error:
            failures += 1
            print(f"{path.name}:{block.line}: error: {error}", file=sys.stderr)
    print(f"{commands} blocks of commands, {failures} failures")
    sys.exit(failures != 0)


main()
