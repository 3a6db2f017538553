"""How Jupyter gets a warm kernel: the kernel provisioner `segtools-warm`."""

from __future__ import annotations

import os
import sys
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from segtools.run.warm import WarmProcessError, warm_process

NAME = "segtools-warm"
_LAUNCHER = "ipykernel_launcher"


class WarmProvisioner(LocalProvisioner):
    """A kernel forked from the warm process; an ordinary process if there is no warm process, or if the kernel is not
    one of this Python."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel, and return how to reach it."""
        warm = warm_process()
        if warm is None or cmd[:3] != [sys.executable, "-m", _LAUNCHER]:
            return await super().launch_kernel(cmd, **kwargs)
        self.cwd = kwargs.get("cwd") or os.getcwd()
        try:
            self.process = warm.start(self.cwd, kwargs["env"], kernel=cmd[3:])
        except WarmProcessError:
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid  # it leads a session of its own
        return self.connection_info


def use_warm_kernels() -> None:
    """Let this process start kernels this way, unless their specification names another provisioner."""
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
