"""Run a command in a network namespace whose loopback is switched on: `unshare --net python3 loopback.py COMMAND ...`.

Tests of a cluster on this machine need that, and nothing else that is called a network.
"""

import fcntl
import os
import socket
import struct
import sys

_GET_FLAGS, _SET_FLAGS = 0x8913, 0x8914  # SIOCGIFFLAGS and SIOCSIFFLAGS of Linux
_UP = 1  # IFF_UP
_REQUEST = struct.Struct("16sH22x")  # ifreq, with flags

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loopback:
    name, flags = _REQUEST.unpack(fcntl.ioctl(loopback, _GET_FLAGS, _REQUEST.pack(b"lo", 0)))
    fcntl.ioctl(loopback, _SET_FLAGS, _REQUEST.pack(name, flags | _UP))
os.execvp(sys.argv[1], sys.argv[1:])
