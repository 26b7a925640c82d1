"""The predefined extensions of observables, §6 of STIX 2.1: their keys end in `-ext`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta

from khien.model.stix.common import Count, Dictionary, Hashes, Hex, Many, Maybe

# STIX 2.1 §6.7.6: whole seconds only.
WHOLE_SECOND_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$(?!\n)"
WholeSecond = Annotated[str, Meta(pattern=WHOLE_SECOND_PATTERN, description="STIX 2.1 §6.7.6")]


class ArchiveExt(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive holds (STIX 2.1 §6.7.2)."""

    contains_refs: Many[str]
    comment: Maybe[str] = UNSET


class AlternateDataStream(msgspec.Struct, frozen=True, kw_only=True):
    """One NTFS alternate data stream (STIX 2.1 §6.7.3.2)."""

    name: str
    hashes: Maybe[Hashes] = UNSET
    size: Maybe[Count] = UNSET


class NtfsExt(msgspec.Struct, frozen=True, kw_only=True):
    """What NTFS knows of a file (STIX 2.1 §6.7.3)."""

    sid: Maybe[str] = UNSET
    alternate_data_streams: Maybe[Many[AlternateDataStream]] = UNSET


class PdfExt(msgspec.Struct, frozen=True, kw_only=True):
    """What a PDF says of itself (STIX 2.1 §6.7.4)."""

    version: Maybe[str] = UNSET
    is_optimized: Maybe[bool] = UNSET
    document_info_dict: Maybe[Annotated[dict[str, str], Meta(min_length=1)]] = UNSET
    pdfid0: Maybe[str] = UNSET
    pdfid1: Maybe[str] = UNSET


class RasterImageExt(msgspec.Struct, frozen=True, kw_only=True):
    """Size and EXIF of a picture (STIX 2.1 §6.7.5)."""

    image_height: Maybe[Count] = UNSET
    image_width: Maybe[Count] = UNSET
    bits_per_pixel: Maybe[Count] = UNSET
    exif_tags: Maybe[Annotated[dict[str, str | int], Meta(min_length=1)]] = UNSET


class WindowsPeOptionalHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The optional header of a Windows executable (STIX 2.1 §6.7.6.2)."""

    magic_hex: Maybe[Hex] = UNSET
    major_linker_version: Maybe[int] = UNSET
    minor_linker_version: Maybe[int] = UNSET
    size_of_code: Maybe[Count] = UNSET
    size_of_initialized_data: Maybe[Count] = UNSET
    size_of_uninitialized_data: Maybe[Count] = UNSET
    address_of_entry_point: Maybe[int] = UNSET
    base_of_code: Maybe[int] = UNSET
    base_of_data: Maybe[int] = UNSET
    image_base: Maybe[int] = UNSET
    section_alignment: Maybe[int] = UNSET
    file_alignment: Maybe[int] = UNSET
    major_os_version: Maybe[int] = UNSET
    minor_os_version: Maybe[int] = UNSET
    major_image_version: Maybe[int] = UNSET
    minor_image_version: Maybe[int] = UNSET
    major_subsystem_version: Maybe[int] = UNSET
    minor_subsystem_version: Maybe[int] = UNSET
    win32_version_value_hex: Maybe[Hex] = UNSET
    size_of_image: Maybe[Count] = UNSET
    size_of_headers: Maybe[Count] = UNSET
    checksum_hex: Maybe[Hex] = UNSET
    subsystem_hex: Maybe[Hex] = UNSET
    dll_characteristics_hex: Maybe[Hex] = UNSET
    size_of_stack_reserve: Maybe[Count] = UNSET
    size_of_stack_commit: Maybe[Count] = UNSET
    size_of_heap_reserve: Maybe[Count] = UNSET
    size_of_heap_commit: Maybe[Count] = UNSET
    loader_flags_hex: Maybe[Hex] = UNSET
    number_of_rva_and_sizes: Maybe[int] = UNSET
    hashes: Maybe[Hashes] = UNSET


class WindowsPeSection(msgspec.Struct, frozen=True, kw_only=True):
    """One section of a Windows executable (STIX 2.1 §6.7.6.3)."""

    name: str
    size: Maybe[Count] = UNSET
    entropy: Maybe[float] = UNSET
    hashes: Maybe[Hashes] = UNSET


class WindowsPeBinaryExt(msgspec.Struct, frozen=True, kw_only=True):
    """What a Windows executable says of itself (STIX 2.1 §6.7.6)."""

    pe_type: str
    imphash: Maybe[str] = UNSET
    machine_hex: Maybe[Hex] = UNSET
    number_of_sections: Maybe[Count] = UNSET
    time_date_stamp: Maybe[WholeSecond] = UNSET
    pointer_to_symbol_table_hex: Maybe[Hex] = UNSET
    number_of_symbols: Maybe[Count] = UNSET
    size_of_optional_header: Maybe[Count] = UNSET
    characteristics_hex: Maybe[Hex] = UNSET
    file_header_hashes: Maybe[Hashes] = UNSET
    optional_header: Maybe[WindowsPeOptionalHeader] = UNSET
    sections: Maybe[Many[WindowsPeSection]] = UNSET


class HttpRequestExt(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request (STIX 2.1 §6.12.2)."""

    request_method: str
    request_value: str
    request_version: Maybe[str] = UNSET
    request_header: Maybe[Annotated[dict[str, list[str]], Meta(min_length=1)]] = UNSET
    message_body_length: Maybe[int] = UNSET
    message_body_data_ref: Maybe[str] = UNSET


class IcmpExt(msgspec.Struct, frozen=True, kw_only=True):
    """Type and code of ICMP (STIX 2.1 §6.12.3)."""

    icmp_type_hex: Hex
    icmp_code_hex: Hex


class SocketExt(msgspec.Struct, frozen=True, kw_only=True):
    """A network socket (STIX 2.1 §6.12.4)."""

    address_family: Literal[
        "AF_UNSPEC",
        "AF_INET",
        "AF_IPX",
        "AF_APPLETALK",
        "AF_NETBIOS",
        "AF_INET6",
        "AF_IRDA",
        "AF_BTH",
    ]
    is_blocking: Maybe[bool] = UNSET
    is_listening: Maybe[bool] = UNSET
    options: Maybe[Annotated[dict[str, int], Meta(min_length=1)]] = UNSET
    socket_type: Maybe[
        Literal["SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW", "SOCK_RDM", "SOCK_SEQPACKET"]
    ] = UNSET
    socket_descriptor: Maybe[Count] = UNSET
    socket_handle: Maybe[int] = UNSET


class TcpExt(msgspec.Struct, frozen=True, kw_only=True):
    """TCP flags of both directions (STIX 2.1 §6.12.5)."""

    src_flags_hex: Maybe[Hex] = UNSET
    dst_flags_hex: Maybe[Hex] = UNSET


class WindowsProcessExt(msgspec.Struct, frozen=True, kw_only=True):
    """What Windows knows of a process (STIX 2.1 §6.13.2)."""

    aslr_enabled: Maybe[bool] = UNSET
    dep_enabled: Maybe[bool] = UNSET
    priority: Maybe[str] = UNSET
    owner_sid: Maybe[str] = UNSET
    window_title: Maybe[str] = UNSET
    startup_info: Maybe[Dictionary] = UNSET
    integrity_level: Maybe[Literal["low", "medium", "high", "system"]] = UNSET


class WindowsServiceExt(msgspec.Struct, frozen=True, kw_only=True):
    """A Windows service (STIX 2.1 §6.13.3)."""

    service_name: Maybe[str] = UNSET
    descriptions: Maybe[Many[str]] = UNSET
    display_name: Maybe[str] = UNSET
    group_name: Maybe[str] = UNSET
    start_type: Maybe[
        Literal[
            "SERVICE_AUTO_START",
            "SERVICE_BOOT_START",
            "SERVICE_DEMAND_START",
            "SERVICE_DISABLED",
            "SERVICE_SYSTEM_ALERT",
        ]
    ] = UNSET
    service_dll_refs: Maybe[Many[str]] = UNSET
    service_type: Maybe[
        Literal[
            "SERVICE_KERNEL_DRIVER",
            "SERVICE_FILE_SYSTEM_DRIVER",
            "SERVICE_WIN32_OWN_PROCESS",
            "SERVICE_WIN32_SHARE_PROCESS",
        ]
    ] = UNSET
    service_status: Maybe[
        Literal[
            "SERVICE_CONTINUE_PENDING",
            "SERVICE_PAUSE_PENDING",
            "SERVICE_PAUSED",
            "SERVICE_RUNNING",
            "SERVICE_START_PENDING",
            "SERVICE_STOP_PENDING",
            "SERVICE_STOPPED",
        ]
    ] = UNSET


class UnixAccountExt(msgspec.Struct, frozen=True, kw_only=True):
    """What Unix knows of an account (STIX 2.1 §6.16.2)."""

    gid: Maybe[int] = UNSET
    groups: Maybe[Many[str]] = UNSET
    home_dir: Maybe[str] = UNSET
    shell: Maybe[str] = UNSET


PREDEFINED: Final[Mapping[str, Mapping[str, type[Any]]]] = {
    "file": {
        "archive-ext": ArchiveExt,
        "ntfs-ext": NtfsExt,
        "pdf-ext": PdfExt,
        "raster-image-ext": RasterImageExt,
        "windows-pebinary-ext": WindowsPeBinaryExt,
    },
    "network-traffic": {
        "http-request-ext": HttpRequestExt,
        "icmp-ext": IcmpExt,
        "socket-ext": SocketExt,
        "tcp-ext": TcpExt,
    },
    "process": {
        "windows-process-ext": WindowsProcessExt,
        "windows-service-ext": WindowsServiceExt,
    },
    "user-account": {"unix-account-ext": UnixAccountExt},
}
"""Which predefined extension belongs to which observable."""
