"""The command line: `segtools run`, `deliver`, `check`, `new`, `score`. Exit codes: 0 done; 1 some client failed; 2 the
command line or params are wrong, nothing started; 3 the data cannot be used; 130 interrupted."""

from __future__ import annotations

import os
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
    list[str] | None, typer.Option("--set", help="Overrule params for this run: key=value, more than once if need be.")
]


@app.command()
def run(
    clients: Clients = None,
    every: All = False,
    jobs: Annotated[int, typer.Option(min=1, help="Clients at a time.")] = 1,
    set_: Settings = None,
    deliver_: Annotated[
        bool, typer.Option("--deliver/--no-deliver", help="Make report, deck, workbook, cards and handover.")
    ] = True,
) -> None:
    """Run the six notebooks for each client, make what leaves the house, and publish what is whole."""
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
        print("interrupted; the last good outputs are as they were", file=sys.stderr, flush=True)
        os._exit(INTERRUPTED)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


@contextmanager
def _progress(total: int, alone: bool) -> Iterator[tuple[Callable[..., None], Callable[[int, str], None]]]:
    """How a run tells of its progress, stage by stage, and how it is told that clients have ended: a bar where somebody
    watches, plain lines otherwise."""
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
    """What became of a client, in the last lines of a run."""
    client, folder = outcome.client, root / outcome.client
    if outcome.status == "failed":
        typer.echo(f"{client}: failed in {outcome.failed_stage}: {outcome.cause}", err=True)
        if (folder / "failed").is_dir():
            typer.echo(f"{client}: its notebooks, as far as they came, are in {folder / 'failed'}", err=True)
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
    """Say everything that is wrong with params and data before a kernel starts."""
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
    client: Annotated[str, typer.Argument(help="The name the client shall have: params/CLIENT.yaml.")],
    files: Annotated[list[str], typer.Argument(help="The client's tables, here or below data/ or $SEGTOOLS_DATA.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace a params file that is there.")] = False,
) -> None:
    """Look at a client's tables and write a first params file, each guess marked with its evidence."""
    from segtools.collect.first_params import first_params, write_params
    from segtools.tables import DataError

    try:
        text, evidence = first_params(client, files)
        path = write_params(client, text, replace)
    except ParamsError as error:
        raise _refused(error.faults) from None
    except DataError as error:
        typer.echo(f"{client}: {error}", err=True)
        raise typer.Exit(UNUSABLE) from None
    for line in evidence:
        typer.echo(line)
    typer.echo(f"{path}: {text.count('# guess')} guesses to confirm; then segtools check {client}")


@app.command()
def score(
    client: Annotated[str, typer.Argument(help="A client that was run: its scorecard types the customers.")],
    file: Annotated[str, typer.Argument(help="CSV, Excel or Parquet: one row a customer, or order lines.")],
    out: Annotated[str | None, typer.Option(help="CSV or Parquet. Not given: outputs/CLIENT/scored.csv.")] = None,
) -> None:
    """Type new customers by the client's scorecard."""
    params = _read([client], False, {})[0]
    from segtools.score_file import score_file, write_scored
    from segtools.tables import DataError, load_optional_json, outputs_folder

    card = load_optional_json(client, "scorecard")
    target = Path(out) if out else outputs_folder(client) / "scored.csv"
    if card is None:
        raise _refused([f"{client}: no scorecard yet; make one with segtools run {client}"])
    if not Path(file).is_file():
        what = "a folder" if Path(file).is_dir() else "no such file"
        raise _refused([f"{file}: {what}; name the table of customers to be typed"])
    if target.resolve() == Path(file).resolve():
        raise _refused([f"--out {out}: is the file to be typed; name another one"])
    if target.suffix not in (".csv", ".parquet"):
        raise _refused([f"--out {out}: name a .csv or .parquet file"])
    try:
        scored, remarks = score_file(params, card, Path(file))
        write_scored(scored, target)
    except (DataError, OSError) as error:
        typer.echo(f"{client}: {error}", err=True)
        raise typer.Exit(UNUSABLE) from None
    for remark in remarks:
        typer.echo(f"{client}: {remark}", err=True)
    typer.echo(f"{client}: {scored.segment_id.notna().sum():,} of {len(scored):,} customers typed, in {target}")


def plain(client: str, stage: str, status: str, seconds: float) -> None:
    """A line a stage, where nobody watches a bar."""
    print(f"{client} {stage} {status} {seconds:.1f} s", flush=True)


def quiet(client: str, stage: str, status: str, seconds: float) -> None:
    """Nothing: the bar of the parent process shows whole clients."""


def _settings(given: list[str] | None) -> dict[str, Any]:
    try:
        return dict(parse_setting(text) for text in given or [])
    except ParamsError as error:
        raise _refused(error.faults) from None


def _read(clients: list[str] | None, every: bool, settings: dict[str, Any]) -> list[Params]:
    """The params of every client asked for; all faults of all of them, and nothing started, if any has one."""
    try:
        names = list(dict.fromkeys(all_clients() if every else clients or []))
    except ParamsError as error:
        raise _refused(error.faults) from None
    if not names:
        raise _refused(["name a client, or --all; params/ holds one YAML each"])
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
