"""Which commands there are, and which flags they take."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from schoolwacht_agent.commands.words import USAGE
from schoolwacht_agent.settings import LANGUAGES

EXAMPLES = """\
examples:
  schoolwacht-agent enrol swt1.eyJhIjpb...      make this machine a device
  schoolwacht-agent service install            run now and at every start of the machine
  schoolwacht-agent probe disk                 what a probe measures here and now
  schoolwacht-agent probe --all                everything about this machine, by question
  schoolwacht-agent backup report --job server --ok --every 24h --bytes 52428800
"""


class Parser(argparse.ArgumentParser):
    """Ends with the exit code of sysexits.h for wrong use."""

    def error(self, message: str) -> NoReturn:
        """Says what is wrong and how the command is used."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def make_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = Parser(
        prog="schoolwacht-agent",
        description="Measures this machine and sends it to the school's collector.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common(first=True)],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    def command(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about, parents=[_common()])

    enrol = command("enrol", "make this machine a device of a collector")
    enrol.add_argument("token", nargs="?", help="the string that `schoolwacht token create` printed")
    enrol.add_argument("--token", dest="named_token", metavar="TOKEN", help="the same, under its name")
    enrol.add_argument("--no-wait", action="store_true", help="do not wait for approval; the service will")
    run = command("run", "run the agent here until Ctrl-C")
    run.add_argument("--service", action="store_true", help="started by the service manager of Windows")
    command("status", "last contact, what waits, the certificate")
    probe = command("probe", "measure here and now, and print it")
    which = probe.add_mutually_exclusive_group()
    which.add_argument("name", nargs="?", help="one probe only")
    which.add_argument("--all", action="store_true", help="everything about this machine, by question")
    command("show", "the last message as it was sent, readable")
    command("doctor", "check everything the agent needs, with remedies")
    service = command("service", "the service of the operating system")
    service.add_argument("action", choices=("install", "uninstall", "status"))
    service.add_argument("--dry-run", action="store_true", help="print what would be done")
    service.add_argument("--purge", action="store_true", help="with uninstall: identity, spool and reports go too")
    _backup(command("backup", "tell how backups went"))
    command("config", "the settings of this machine").add_argument("action", choices=("check", "show", "defaults"))
    return parser


def _backup(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    report = actions.add_parser("report", help="tell how a run of a job went", parents=[_common()])
    report.add_argument("--job", required=True, help="name of the job, always the same")
    how = report.add_mutually_exclusive_group(required=True)
    how.add_argument("--ok", action="store_true", help="it succeeded")
    how.add_argument("--failed", action="store_true", help="it failed")
    report.add_argument("--every", help="how often it ought to succeed, for example 24h")
    report.add_argument("--bytes", dest="size", help="size of the backup, for example 52428800 or 50MB")
    report.add_argument("--message", default="", help="what went wrong")
    actions.add_parser("check", help="look at the watched files now", parents=[_common()])
    forget = actions.add_parser("forget", help="a job is no more", parents=[_common()])
    forget.add_argument("--job", required=True, help="name of the job")


def _common(*, first: bool = False) -> Parser:
    """Flags that may stand before or behind the command; given behind, they count."""
    default = None if first else argparse.SUPPRESS
    parser = Parser(add_help=False)
    parser.add_argument("--home", default=default, help="folder of identity and spool")
    parser.add_argument("--config", default=default, help="another configuration file")
    parser.add_argument("--lang", dest="language", choices=LANGUAGES, default=default, help="language of messages")
    parser.add_argument(
        "--json", action="store_true", default=False if first else argparse.SUPPRESS, help="for programs"
    )
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that takes longer than most commands."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        sys.stdout.write(f"{_version()}\n")
        parser.exit()


def _version() -> str:
    from schoolwacht_agent import version

    return f"schoolwacht-agent {version.release()} (protocol 1, Python {sys.version.split()[0]})"
