"""The process that plays a shipped playbook with ansible-runner; the supervisor starts it in the attempt's folder."""

import os

from noc_executor_node.executors.play import play


def main() -> None:
    """Play the playbook that the order names: it is its owner's, so only its host can be refused."""
    play(lambda _: None, lambda order: str(order["playbook"]))


if __name__ == "__main__":
    os.umask(0o077)
    main()
