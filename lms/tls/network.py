"""Under which names and addresses this machine is reached in its own network."""

import re
import socket
import struct
import sys
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_GET_ADDRESS = 0x8915
"""SIOCGIFADDR of Linux"""


@dataclass(frozen=True, slots=True)
class Names:
    """What a certificate of this machine must stand for."""

    hosts: tuple[str, ...]
    addresses: tuple[IPv4Address | IPv6Address, ...]


def own_names() -> Names:
    """localhost, the name of the machine, and its addresses in networks of today.

    Of IPv6 only the loopback: its other addresses change by the day, and QR codes would be long.
    """
    hosts = ["localhost"]
    name = socket.gethostname().lower()
    if _NAME.fullmatch(name) and name not in hosts:
        hosts += [name] if "." in name else [name, f"{name}.local"]
    loopback = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
    others = [address for address in lan_addresses() if address not in loopback]
    return Names(tuple(hosts), (*loopback, *others))


def lan_addresses() -> list[IPv4Address]:
    """The machine's IPv4 addresses, the one towards other networks first; none without any network."""
    found = dict.fromkeys([*_outward(), *_of_interfaces()])
    return [address for address in found if not address.is_loopback and not address.is_unspecified]


def _outward() -> list[IPv4Address]:
    """The address used for going out; no packet is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [IPv4Address(probe.getsockname()[0])]


def _of_interfaces() -> list[IPv4Address]:
    """The address of each interface: a hall's network may lead nowhere else."""
    if sys.platform != "linux":
        return []
    import fcntl  # not on every system

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            asked = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _GET_ADDRESS, asked)
            except OSError:
                continue  # an interface without an IPv4 address
            found.append(IPv4Address(answer[20:24]))
    return found
