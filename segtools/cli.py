"""The command line: `segtools run`, `deliver`, `check`, `new`, `score`. Exit codes: 0 done; 1 some client failed; 2 the
command line or params are wrong, nothing started; 3 the data cannot be used; 130 interrupted."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from segtools.params import COMMAND_LINE, Params, ParamsError, all_clients, load_params, parse_setting

if TYPE_CHECKING:
    from segtools.run.ledger import Outcome

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__.split(".")[0] + "."
)
SOME_FAILED, WRONG, UNUSABLE, INTERRUPTED = 1, 2, 3, 130

Clients = Annotated[list[str] | None, typer.Argument(help="Names of files in params/, without .yaml.")]
All = Annotated[bool, typer.Option("--all", help="Every client in params/.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a setting of params for this run: key=value. Can be given several times."),
]


@app.command()
def run(
    clients: Clients = None,
    every: All = False,
    jobs: Annotated[int, typer.Option(min=1, help="How many clients run at the same time.")] = 1,
    set_: Settings = None,
    deliver_: Annotated[
        bool, typer.Option("--deliver/--no-deliver", help="Make report, deck, workbook, cards and handover.")
    ] = True,
) -> None:
    """Run the six notebooks for each client and make the files to hand over; publish only complete runs."""
    settings = _settings(set_)
    names = [params.client for params in _read(clients, every, settings)]
    from segtools.run.clients import run_clients
    from segtools.run.publish import outputs_root
    from segtools.stages import STAGES

    root = outputs_root()
    _abandon_when_interrupted(root)
    outcomes, steps = [], len(STAGES) + deliver_
    with _progress(len(names) * steps, alone=jobs == 1 or len(names) == 1) as (progress, reached):
        for outcome in run_clients(names, settings, jobs, progress, deliver_):
            outcomes.append(outcome)
            reached(steps * len(outcomes), f"{outcome.client} {outcome.status}")
    outcomes.sort(key=lambda outcome: (outcome.status == "failed", names.index(outcome.client)))
    for outcome in outcomes:
        _report(outcome, root, deliver_)
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    if failed:
        unusable = len(failed) == len(names) and all(outcome.data_fault for outcome in failed)
        raise typer.Exit(UNUSABLE if unusable else SOME_FAILED)


def _abandon_when_interrupted(root: Path) -> None:
    from segtools.run.publish import abandon

    def stop(*_: Any) -> None:
        abandon(root)
        print("interrupted; the last good outputs are unchanged", file=sys.stderr, flush=True)
        os._exit(INTERRUPTED)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


@contextmanager
def _progress(total: int, alone: bool) -> Iterator[tuple[Callable[..., None], Callable[[int, str], None]]]:
    """Two functions that report progress, by stage and by finished client: a bar on a terminal, plain lines
    otherwise."""
    terminal = sys.stdout.isatty()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(), disable=not terminal, transient=True) as bar:
        task = bar.add_task("starting", total=total)

        def watch(client: str, stage: str, status: str, seconds: float) -> None:
            bar.update(task, advance=1, description=f"{client} {stage}")

        def reached(steps: int, description: str) -> None:
            bar.update(task, completed=steps, description=description)

        yield (plain if not terminal else watch if alone else quiet), reached


def _report(outcome: Outcome, root: Path, delivered: bool) -> None:
    """Print how a client's run ended."""
    client, folder = outcome.client, root / outcome.client
    if outcome.status == "failed":
        typer.echo(f"{client}: failed in {outcome.failed_stage}: {outcome.cause}", err=True)
        if (folder / "failed").is_dir():
            typer.echo(f"{client}: the notebooks that ran before it stopped are in {folder / 'failed'}", err=True)
        return
    for sentence in (f"{outcome.verdict}. {outcome.because}", *outcome.cautions):
        typer.echo(f"{client}: {sentence}")
    if delivered:
        report, *others = outcome.deliverables
        typer.echo(f"{client}: {', '.join(others)} are ready, and the report is {folder / report}")
    else:
        typer.echo(f"{client}: the tables are in {folder}; segtools deliver {client} makes the rest")


@app.command()
def deliver(clients: Clients = None, every: All = False, set_: Settings = None) -> None:
    """Make report, deck, workbook, cards and handover again, from the tables of the last run."""
    settings = _settings(set_)
    read = _read(clients, every, settings)
    from segtools.run.client import NoRunError, deliver_client
    from segtools.run.kernels import StageError

    failed: list[StageError] = []
    for params in read:
        try:
            for path in deliver_client(params.client, settings):
                typer.echo(f"{params.client}: {path}")
        except NoRunError as error:
            raise _refused([str(error)]) from None
        except ParamsError as error:
            raise _refused(error.faults) from None
        except StageError as error:
            failed.append(error)
            typer.echo(f"{params.client}: {error}", err=True)
    if failed:
        raise typer.Exit(UNUSABLE if len(failed) == len(read) and all(error.data for error in failed) else SOME_FAILED)


@app.command()
def check(clients: Clients = None, every: All = False, set_: Settings = None) -> None:
    """Report everything that is wrong with params and data, without running a notebook."""
    read = _read(clients, every, _settings(set_))
    from segtools.collect.data_check import usable
    from segtools.run.client import wrong_look

    faults = []
    for params in read:
        good, bad = usable(params)
        bad += wrong_look(params)
        for line in good:
            typer.echo(f"{params.client}: {line}")
        for fault in bad:
            typer.echo(f"{params.client}: {fault}", err=True)
        faults += bad
    if faults:
        raise typer.Exit(UNUSABLE)


@app.command()
def new(
    client: Annotated[str, typer.Argument(help="A name for the client: params/CLIENT.yaml is written.")],
    files: Annotated[list[str], typer.Argument(help="The client's files, here or in data/ or $SEGTOOLS_DATA.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace a params file that exists.")] = False,
) -> None:
    """Look at a client's tables and write a first params file, mark each guess with its evidence."""
    from segtools.collect.data_check import usable
    from segtools.collect.first_params import first_params, write_params
    from segtools.tables import DataError

    try:
        text, seen = first_params(client, files)
        path = write_params(client, text, replace)
    except ParamsError as error:
        raise _refused(error.faults) from None
    except DataError as error:
        typer.echo(f"{client}: {error}", err=True)
        raise typer.Exit(UNUSABLE) from None
    for file, role, saw in seen:
        typer.echo(f"{file}: {role}, {saw}")
    asked = re.findall(r"ASK THE CLIENT: (.*)", text)
    typer.echo(f"{path}: {text.count('# guess')} guesses to confirm; then segtools check {client}")
    for question in asked:
        typer.echo(f"{client}: ask the client: {question}")
    try:
        good, bad = usable(load_params(client))
    except ParamsError:
        good, bad = [], [f"none of the files holds orders, customers, events or answers; complete {path}"]
    for line in good:
        typer.echo(f"{client}: {line}")
    for line in bad:
        typer.echo(f"{client}: {line}", err=True)
    if bad:
        raise typer.Exit(UNUSABLE)


@app.command()
def score(
    client: Annotated[str, typer.Argument(help="A client that has been run; its scorecard is used.")],
    file: Annotated[str, typer.Argument(help="A file like those of params: a row per customer, or order lines.")],
    out: Annotated[
        str | None, typer.Option(help="CSV or Parquet file to write: outputs/CLIENT/scored.csv if not given.")
    ] = None,
) -> None:
    """Assign new customers to the segments of the client's scorecard."""
    params = _read([client], False, {})[0]
    from segtools.score_file import score_file, write_scored
    from segtools.tables import DataError, load_optional_json, outputs_folder

    card = load_optional_json(client, "scorecard")
    target = Path(out) if out else outputs_folder(client) / "scored.csv"
    if card is None:
        raise _refused([f"{client}: no scorecard yet; make one with segtools run {client}"])
    if not Path(file).is_file():
        what = "a folder" if Path(file).is_dir() else "no such file"
        raise _refused([f"{file}: {what}; give the file of customers to assign"])
    if target.resolve() == Path(file).resolve():
        raise _refused([f"--out {out}: this is the input file; give another name"])
    if target.suffix not in (".csv", ".parquet"):
        raise _refused([f"--out {out}: give a name that ends in .csv or .parquet"])
    try:
        scored, remarks = score_file(params, card, Path(file))
        write_scored(scored, target)
    except (DataError, OSError) as error:
        typer.echo(f"{client}: {error}", err=True)
        raise typer.Exit(UNUSABLE) from None
    for remark in remarks:
        typer.echo(f"{client}: {remark}", err=True)
    typer.echo(f"{client}: {scored.segment_id.notna().sum():,} of {len(scored):,} customers assigned, in {target}")


def plain(client: str, stage: str, status: str, seconds: float) -> None:
    """Print one line per stage, where the output is no terminal."""
    print(f"{client} {stage} {status} {seconds:.1f} s", flush=True)


def quiet(client: str, stage: str, status: str, seconds: float) -> None:
    """Print nothing: the bar of the parent process counts finished clients."""


def _settings(given: list[str] | None) -> dict[str, Any]:
    try:
        return dict(parse_setting(text) for text in given or [])
    except ParamsError as error:
        raise _refused(error.faults) from None


def _read(clients: list[str] | None, every: bool, settings: dict[str, Any]) -> list[Params]:
    """The params of every client asked for. If any has a fault, all faults are printed and nothing starts."""
    try:
        names = list(dict.fromkeys(all_clients() if every else clients or []))
    except ParamsError as error:
        raise _refused(error.faults) from None
    if not names:
        raise _refused(["name a client (a file in params/, without .yaml) or use --all"])
    read, faults = [], []
    for name in names:
        try:
            read.append(load_params(name, settings, COMMAND_LINE))
        except ParamsError as error:
            faults += error.faults
    if faults:
        raise _refused(list(dict.fromkeys(faults)))
    return read


def _refused(faults: list[str]) -> typer.Exit:
    for fault in faults:
        typer.echo(fault, err=True)
    return typer.Exit(WRONG)


def main() -> None:
    """Entry point of the command `segtools`."""
    try:
        sys.exit(app(standalone_mode=False))  # what a command's typer.Exit carried, 130 for an interrupt
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):  # click's own: a wrong command line
            if error.format_message():
                typer.echo(f"segtools: {error.format_message()}; see segtools --help", err=True)
            sys.exit(WRONG)
        raise
