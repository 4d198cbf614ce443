"""The command ``python -m cnnpool LINK``: a link's result as text, and its files.

Exit codes: 0 when the result was printed, 2 when there is none (the reason stands on stderr), and
with ``--strict`` also where a value of the link had to be dropped.
"""

import argparse
import os
import sys
from pathlib import Path

from cnnpool.command.link import read_link
from cnnpool.command.report import report
from cnnpool.command.source import tensor
from cnnpool.command.voice import Stop, Voice
from cnnpool.command.writing import write
from cnnpool.errors import Refusal
from cnnpool.export.case import Case

EPILOG = """\
examples:
  python -m cnnpool "http://localhost:8501/?kh=3&sh=2"
  python -m cnnpool "?mode=avg&ph=1&pw=1" > result.py
  python -m cnnpool "source=file" --input activations.npy --write out

What is printed is Python: arrays as NumPy expressions with every digit, the rest as comments.
Put the link in quotes, because a shell gives a meaning of its own to & and ?.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without ⌈ shows something in its place
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    voice = Voice("en")
    try:
        return _run(options, voice)
    except Refusal as refusal:
        voice.refuse(refusal)
    except Stop as stop:
        voice.say(stop.key, **stop.values)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 2


def _run(options: argparse.Namespace, voice: Voice) -> int:
    settings, dropped = read_link(options.link)
    voice.lang = settings.lang or "en"
    if dropped:
        voice.say_dropped(dropped)
        if options.strict:
            return 2
    case = Case.of(settings, tensor(settings, options.input, options.member, voice))
    print(report(case, voice), flush=True)
    if options.write is not None:
        write(case, options.write, voice)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cnnpool",
        description="Print what a link of the cnnpool page shows: every number of a pooling "
        "layer, forward and backward, for one plane. No page is needed.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("link", metavar="LINK", help='a whole address, or only its query, as "?kh=3&sh=2"')
    add(
        "--input",
        type=Path,
        metavar="FILE",
        help="what no link holds: the picture (PNG, JPEG, WebP) or the array (.npy, .npz, .csv) "
        "that it shows, or typed numbers that were too many for it",
    )
    add("--member", metavar="NAME", help="which array of an .npz file; the first if not said")
    add(
        "--write",
        type=Path,
        metavar="DIR",
        help="also write all files of the case into DIR: programs, arrays, tables and pictures; "
        "files of the same names in DIR are replaced",
    )
    add(
        "--strict",
        action="store_true",
        help="exit with 2 where a value of the link cannot be used; else its default stands in",
    )
    return parser
