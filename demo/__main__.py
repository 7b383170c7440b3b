"""`python -m demo`: run the demo once, or start it and keep it up; ask for it, end it, reset it."""

import shutil
import sys
import time
from pathlib import Path

import click

from demo import detached, doctor, ports, processes
from demo.claim import Claim
from demo.layers import PREFERRED_PORTS, PROGRAMS, ROOT
from demo.servers import Backing
from demo.session import session, show_the_way
from demo.whole import Demo, reset_stories

CONFIGURATION_WRONG = 78


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / ".run",
    help="Where it is noted that a demo runs (.run in the clone).",
)
@click.pass_context
def main(context: click.Context, state: Path) -> None:
    """The demo: real SSH hosts and all three layers on loopback, in a folder that disappears afterwards."""
    context.obj = Claim(state.absolute())


_stack_option = click.option(
    "--stack",
    "backing",
    type=click.Choice(Backing, case_sensitive=False),
    default=Backing.EMBEDDED,
    show_default=True,
    help="What the layers keep their state in: files of their own, or a private PostgreSQL and Redis.",
)


@main.command()
@_stack_option
@click.pass_obj
def run(claim: Claim, backing: Backing) -> None:
    """Start everything, walk restart-web over the web hosts, check the picture, leave nothing behind."""
    _examine()
    with session(claim, PREFERRED_PORTS, backing=backing) as demo:
        walked, differences = _walk(demo)
    left = demo.traces()
    for line in left:
        click.echo(f"left behind: {line}", err=True)
    if differences or left:
        sys.exit(1)
    click.echo(f"As expected; the walk took {walked:.1f} s. No process, port or file is left")


@main.command()
@click.option(
    "--detach", is_flag=True, help="Return when everything is up; end it with `python -m demo stop`."
)
@click.option(
    "--port", type=click.IntRange(1024, 65535), help="The API's port (8080, or another when taken)."
)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
@_stack_option
@click.pass_obj
def start(claim: Claim, detach: bool, port: int | None, folder: Path | None, backing: Backing) -> None:
    """Start everything, walk the demo once and keep all three layers up until Ctrl+C."""
    _examine()
    if port and not ports.is_free("127.0.0.1", port):
        raise click.ClickException(f"port {port} of 127.0.0.1 is taken; name another, or none")
    if detach:
        click.echo("starting in the background")
        show_the_way(detached.start(claim, port, backing))
        return
    with session(claim, (port or PREFERRED_PORTS[0], *PREFERRED_PORTS[1:]), folder, backing) as demo:
        _walk(demo)
        demo.fleet.reset()
        show_the_way(claim.tell(demo.running()))
        while True:
            for name in demo.stack.supervisor.revive():
                click.echo(f"{name} ended by itself, and is started again")
            time.sleep(0.5)


@main.command()
@click.pass_obj
def status(claim: Claim) -> None:
    """Say whether a demo of this clone runs, and where."""
    show_the_way(claim.running())


@main.command()
@click.pass_obj
def env(claim: Claim) -> None:
    """Print the settings that `noc` needs to reach the running demo: eval "$(python -m demo env)"."""
    running = claim.running()
    click.echo(f"export NOC_URL={running.url} NOC_TOKEN_FILE={running.token_file} PATH={PROGRAMS}:$PATH")


@main.command()
@click.pass_obj
def stop(claim: Claim) -> None:
    """End the running demo; also clear up after one that was killed."""
    if (running := claim.read()) is None:
        click.echo("no demo of this clone runs")
        return
    detached.end(claim, running)
    folder = Path(running.folder)
    if left := processes.end(processes.belonging_to(folder), grace=5):
        raise click.ClickException("still running: " + "; ".join(map(processes.describe, left)))
    shutil.rmtree(folder, ignore_errors=True)
    claim.forget()
    click.echo("the demo has ended")


@main.command()
@click.pass_obj
def reset(claim: Claim) -> None:
    """Let the hosts' stories begin again: what was restarted is down once more."""
    reset_stories(Path(claim.running().folder))
    click.echo("the hosts are as they were at the beginning")


@main.command(name="doctor")
def examine() -> None:
    """Look whether this machine can run the demo."""
    _examine()
    click.echo("everything the demo needs is there")


def _examine() -> None:
    complaints = list(doctor.complaints())
    for line in complaints:
        click.echo(line, err=True)
    if complaints:
        sys.exit(CONFIGURATION_WRONG)


def _walk(demo: Demo) -> tuple[float, list[str]]:
    """Walks and compares; answers the seconds and what is not as it should be, which it also says."""
    walked = demo.walk()
    differences = demo.differences()
    for line in differences:
        click.echo(f"not as it should be: {line}", err=True)
    return walked, differences


if __name__ == "__main__":
    main(prog_name="python -m demo")
